"""Channels of a ledger and of traffic, in one alphabet."""

from typing import Self

import numpy as np
from attrs import frozen

from clm.ledger.column import AnyArray, Codes
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.metrics.traffic.traffic import Traffic


@frozen(eq=False)
class Channels:
    """Names of channels, and their positions by the codes of a ledger and of traffic.

    Parameters
    ----------
    names : tuple of str
        In alphabetical order; the first is "", no channel.
    of_ledger : (l + 1,) int32
        Positions of the ledger's codes; the last is that of none.
    of_traffic : (t,) int32
        Positions of those of traffic.

    Examples
    --------
    >>> shop = Ledger.from_columns(
    ...     customer=[1, 2], when=["2024-05-01"] * 2, amount=[9, 9], channel=["tv", None],
    ...     currency="EUR",
    ... )
    >>> ways = Channels.of(shop, None)
    >>> ways.names, ways.places(shop.orders.rows).tolist()
    (('', 'tv'), [1, 0])
    """

    names: tuple[str, ...]
    of_ledger: Codes
    of_traffic: Codes

    @classmethod
    def of(cls, ledger: Ledger, traffic: Traffic | None) -> Self:
        """Sort the names of both."""
        own = [*map(str, ledger.contents.books.channel.ids.tolist()), ""]
        others = () if traffic is None else traffic.channels
        names = tuple(sorted({*own, *others}))
        place = {name: at for at, name in enumerate(names)}
        mine, theirs = (
            np.array([place[name] for name in some], np.int32) for some in (own, others)
        )
        return cls(names, mine, theirs)

    def places(self, rows: Rows, at: AnyArray | slice = slice(None)) -> Codes:
        """Give the channels of some rows of the ledger; 0 is none; (n,) int32."""
        if rows.channel is None:
            return np.zeros(len(rows.customer[at]), np.int32)
        # The code -1 of none takes the last.
        found: Codes = self.of_ledger[rows.channel[at]]
        return found

    def __len__(self) -> int:
        """Count them."""
        return len(self.names)
