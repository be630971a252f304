"""Where some people stand: their segments, orders and money."""

from typing import Final

import numpy as np
from attrs import field, frozen

from clm.analysis.snapshot.columns import Text
from clm.ledger.column import AnyArray, Bools, Ints, locked, stays_locked
from clm.lifecycle.template import Template

NOWHERE: Final = -1
"""The place of whoever is not in the snapshot."""


@stays_locked
@frozen(eq=False)
class Standing:
    """Where some people stand.

    Parameters
    ----------
    places : (n,) int64, read-only
        Position of everybody's segment in the template; -1 for those who are not in the snapshot.
    orders : (n,) int64, read-only
        Counted orders.
    monetary : (n,) int64, read-only
        Lifetime net, minor units.

    Examples
    --------
    >>> here = Standing(np.array([2, -1]), np.array([1, 0]), np.array([900, 0]))
    >>> here.absent.tolist(), here.people(4).tolist()
    ([False, True], [0, 0, 1, 0])
    """

    places: Ints = field(converter=locked)
    orders: Ints = field(converter=locked)
    monetary: Ints = field(converter=locked)

    @property
    def absent(self) -> Bools:
        """Who is not in the snapshot; (n,) bool."""
        absent: Bools = self.places == NOWHERE
        return absent

    def people(self, segments: int) -> Ints:
        """Count the people of each segment; (segments,) int64."""
        return np.bincount(self.places[~self.absent], minlength=segments).astype(np.int64)

    def keys(self, template: Template) -> list[str]:
        """Name everybody's segment; "" is not in the snapshot."""
        keys: list[str] = self.columns(template)["segment"].tolist()
        return keys

    def columns(self, template: Template) -> dict[str, AnyArray]:
        """Give segments, stages, orders and money by name; absent is ""."""
        # The last name is that of position -1.
        keys = [*(each.key for each in template.segments), ""]
        stages = [*(each.stage for each in template.segments), ""]
        return {
            "segment": np.array(keys, Text)[self.places],
            "stage": np.array(stages, Text)[self.places],
            "orders": self.orders,
            "monetary": self.monetary,
        }
