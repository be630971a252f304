"""When customers came: who is there on a day."""

from functools import cached_property

import numpy as np
from attrs import field, frozen

from clm.ledger.column import Codes, Days, ascending, locked, stays_locked


@stays_locked
@frozen(eq=False)
class Arrivals:
    """The day of each customer's first event.

    Parameters
    ----------
    day : (k,) int32, read-only
        Since 1970-01-01, by customer code.

    Examples
    --------
    >>> arrivals = Arrivals(np.array([3, 5, 4], np.int32))
    >>> arrivals.until(3), arrivals.until(4).tolist(), arrivals.until(5)
    (slice(0, 1, None), [0, 2], slice(0, 3, None))
    """

    day: Days = field(converter=locked)

    @cached_property
    def in_order(self) -> bool:
        """Whether codes were given in the order of these days, as they mostly are."""
        return ascending(self.day)

    def until(self, day: int) -> Codes | slice:
        """Find who had come by a day: codes, or a slice where they are the first so many."""
        if self.in_order:
            return slice(0, int(np.searchsorted(self.day, np.int32(day), side="right")))
        who = np.flatnonzero(self.day <= day).astype(np.int32)
        return slice(0, len(who)) if not len(who) or who[-1] == len(who) - 1 else who
