"""A strand: the events of one kind that happened to one customer, in time order."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Self

from attrs import field, frozen


class Happening(NamedTuple):
    """One row of a ledger: an order line, a refund, or any other event.

    Parameters
    ----------
    day : int
        Shop day since 1970-01-01.
    instant : int
        Microseconds since 1970 in UTC.
    amount : int
        Minor units.
    channel : str or None
        By which way.
    order : hashable or None
        The order it belongs to, or gives back.
    """

    day: int
    instant: int
    amount: int = 0
    channel: str | None = None
    order: Hashable = None


@frozen(eq=False)
class Strand:
    """Events in time order, as columns that are searched by day.

    Parameters
    ----------
    days, instants, amounts : sequence of int
        Of each event.
    channels : sequence of str or None
        Of each event.

    Examples
    --------
    >>> visits = Strand.of([Happening(7, 0), Happening(9, 0), Happening(9, 5)])
    >>> visits.window(8, 9), visits.until(8)
    ((1, 3), 1)
    """

    days: Sequence[int]
    instants: Sequence[int]
    amounts: Sequence[int]
    channels: Sequence[str | None]
    _parts: "dict[str, Strand]" = field(init=False, factory=dict[str, "Strand"])

    @classmethod
    def of(cls, events: Iterable[Happening]) -> Self:
        """Make a strand of events in time order."""
        columns = [*zip(*events, strict=True)] or [()] * len(Happening._fields)
        return cls(columns[0], columns[1], columns[2], columns[3])

    def by(self, channel: str | None) -> "Strand":
        """Keep the events of one channel; None keeps all."""
        if channel is None:
            return self
        if channel not in self._parts:
            rows = zip(self.days, self.instants, self.amounts, self.channels, strict=True)
            self._parts[channel] = Strand.of(Happening(*row) for row in rows if row[3] == channel)
        return self._parts[channel]

    def until(self, day: int) -> int:
        """Count the events up to and including a day."""
        return bisect_right(self.days, day)

    def window(self, first: int | None, last: int) -> tuple[int, int]:
        """Find the events from one day to another, both included: where they start and stop."""
        stop = bisect_right(self.days, last)
        return 0 if first is None else bisect_left(self.days, first, 0, stop), stop

    def days_between(self, first: int | None, last: int) -> Sequence[int]:
        """Give the days of the events from one day to another, both included."""
        start, stop = self.window(first, last)
        return self.days[start:stop]

    def total_between(self, first: int | None, last: int) -> int:
        """Sum up the amounts from one day to another, both included."""
        start, stop = self.window(first, last)
        return self._sums[stop] - self._sums[start]

    @cached_property
    def _sums(self) -> Sequence[int]:
        """The amounts of the first so many events."""
        return [0, *accumulate(self.amounts)]
