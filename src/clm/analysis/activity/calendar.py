"""Calendar periods as columns: in which of them days lie, and which can be told in full."""

from datetime import date
from functools import cached_property
from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.errors import Fault, SnapshotError
from clm.ledger.column import AnyArray, Bools, Days, Ints, locked
from clm.model.day import to_number
from clm.model.period import Every, Period, Weekday, periods

MOST: Final = 20_000
"""More periods than this, half a century of days, are a date gone wrong."""

_SHORTEST: Final = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}


@frozen(eq=False)
class Calendar:
    """The periods from a first day to the one as of which something is told.

    Parameters
    ----------
    periods : tuple of Period
        Without gaps.
    as_of : date
        A day in the last of them.
    every : str
        What a period is.

    Examples
    --------
    >>> spring = Calendar.of(date(2024, 2, 10), date(2024, 4, 15), "month")
    >>> [each.name for each in spring.periods], spring.whole
    (['2024-02', '2024-03', '2024-04'], 2)
    """

    periods: tuple[Period, ...]
    as_of: date
    every: Every

    @classmethod
    def of(cls, first: date, as_of: date, every: Every, *, week_start: Weekday = "monday") -> Self:
        """List the periods of a span of days.

        Raises
        ------
        SnapshotError
            There are too many.
        """
        faults = number_faults(first, as_of, every)
        if faults:
            raise SnapshotError(faults)
        return cls(periods(first, as_of, every, week_starts=week_start), as_of, every)

    @cached_property
    def starts(self) -> Days:
        """First days since 1970-01-01; (p,) int32, read-only."""
        return locked(np.array([to_number(each.first) for each in self.periods], np.int32))

    @property
    def whole(self) -> int:
        """How many periods are over: all, or all but the last."""
        return len(self) - (self.periods[-1].last > self.as_of) if self.periods else 0

    @property
    def complete(self) -> Bools:
        """Which periods are over; (p,) bool, read-only."""
        return locked(np.arange(len(self)) < self.whole)

    def before(self, day: date | None) -> Bools:
        """Tell which periods start before a day; (p,) bool, read-only."""
        if day is None:
            return locked(np.zeros(len(self), bool))
        return locked(self.starts < to_number(day))

    def edges(self, day: Days) -> Ints:
        """Tell where periods begin and end in a column of days.

        Parameters
        ----------
        day : (n,) int32
            Ascending, since 1970-01-01; none after `as_of`.

        Returns
        -------
        (p + 1,) int64
            Period k is rows ``edges[k]`` to before ``edges[k + 1]``; what lies before the first
            period is in none.

        Examples
        --------
        >>> spring = Calendar.of(date(1970, 1, 10), date(1970, 2, 15), "month")
        >>> spring.edges(np.array([-1, 0, 30, 31, 45], np.int32)).tolist()
        [1, 3, 5]
        """
        return np.append(np.searchsorted(day, self.starts), len(day))

    def first_days(self) -> AnyArray:
        """Give the first days; (p,) datetime64[D], read-only."""
        return locked(self.starts.astype("datetime64[D]"))

    def __len__(self) -> int:
        """Count the periods."""
        return len(self.periods)


def number_faults(first: date, last: date, every: Every) -> list[Fault]:
    """Say that there are too many periods, if there are.

    Examples
    --------
    >>> print(*number_faults(date(1, 1, 1), date(2024, 1, 1), "day"))
    every: some 738,886 periods of a day, from 0001-01-01 to 2024-01-01 → take longer ones; \
20,000 are the most
    """
    about = (last - first).days // _SHORTEST[every] + 1
    if about <= MOST:
        return []
    what = f"some {about:,} periods of a {every}, from {first} to {last}"
    return [Fault("every", what, f"take longer ones; {MOST:,} are the most")]
