"""Who was active in which period, found in one pass through the periods."""

from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
from attrs import frozen

from clm._threads import hands
from clm.analysis.activity.asked import Asked
from clm.analysis.activity.calendar import Calendar
from clm.features.catalog import Feature
from clm.features.windows import Windows
from clm.ledger.column import Codes, Days, Ints
from clm.ledger.ledger import Ledger
from clm.model.day import to_number


@frozen(eq=False)
class Active:
    """Everybody who was active in a period, one row each; period after period.

    Parameters
    ----------
    calendar : Calendar
        The periods.
    edges : (p + 1,) int64
        Period k is rows ``edges[k]`` to before ``edges[k + 1]``.
    customer : (n,) int32
        Customer codes, ascending within a period.
    times : (n,) int64
        How many events there were.
    previous : (n,) int32
        The row of the same customer's period before; -1 in her first.
    origin : (n,) int32
        The position of her first period.

    Examples
    --------
    >>> from datetime import date
    >>> spring = Calendar.of(date(1970, 1, 1), date(1970, 3, 31), "month")
    >>> days = np.array([0, 1, 2, 70], np.int32)
    >>> active = Active.of(spring, np.array([1, 0, 1, 1], np.int32), days, 2)
    >>> active.customer.tolist(), active.place.tolist(), active.times.tolist()
    ([0, 1, 1], [0, 0, 2], [1, 2, 1])
    >>> active.previous.tolist(), active.origin.tolist()
    ([-1, -1, 1], [0, 0, 0])
    """

    calendar: Calendar
    edges: Ints
    customer: Codes
    times: Ints
    previous: Codes
    origin: Codes

    @classmethod
    def of(cls, calendar: Calendar, customer: Codes, day: Days, customers: int) -> Self:
        """Find who was active in which period.

        Parameters
        ----------
        calendar : Calendar
            The periods; all events lie in them.
        customer, day : (n,) int32
            Customer code and day of every event, in time order.
        customers : int
            How many customer codes there are.
        """
        slices = [customer[start:stop] for start, stop in pairwise(calendar.edges(day).tolist())]
        with hands(len(customer)) as crew:
            parts = crew(_distinct, slices)
        none = (np.zeros(0, np.int32), np.zeros(0, np.int64))
        who, times = (np.concatenate(each) for each in zip(none, *parts, strict=True))
        edges = np.cumsum([0, *(len(each) for each, _ in parts)])
        previous, origin = _linked(who, edges, customers)
        return cls(calendar, edges, who, times, previous, origin)

    @cached_property
    def place(self) -> Codes:
        """The position of each row's period; (n,) int32."""
        return np.repeat(np.arange(len(self.calendar), dtype=np.int32), np.diff(self.edges))

    def latest(self, customer: Codes, day: Days, customers: int) -> tuple[Codes, Codes]:
        """Find each customer's latest row up to the period of a day.

        Parameters
        ----------
        customer, day : (k,) int32
            In time order.
        customers : int
            How many customer codes there are.

        Returns
        -------
        row : (k,) int32
            -1 where she was not active yet.
        place : (k,) int32
            The position of the period; -1 before the first.
        """
        last, row = (np.full(size, -1, np.int32) for size in (customers, len(customer)))
        edges = self.calendar.edges(day)
        spans = zip(pairwise(self.edges.tolist()), pairwise(edges.tolist()), strict=True)
        for (first, end), (start, stop) in spans:
            last[self.customer[first:end]] = np.arange(first, end)
            row[start:stop] = last[customer[start:stop]]
        lengths = np.diff(edges, prepend=0)
        return row, np.repeat(np.arange(-1, len(lengths) - 1, dtype=np.int32), lengths)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.customer)


def active_in(ledger: Ledger, kind: str, asked: Asked) -> Active:
    """Find who was active in which period, by the events of a kind that count as of a day.

    The first period is that of the first event.

    Raises
    ------
    SnapshotError
        There are too many periods.
    """
    day = to_number(asked.as_of)
    orders = ledger.orders_on(day) if kind == "order" else ledger.orders
    events = Windows(ledger, orders, day, day).events(Feature("count", (kind,)))
    days = events.day
    calendar = asked.calendar(int(days[0]) if len(days) else None)
    return Active.of(calendar, events.customer, days, len(ledger))


def _distinct(customer: Codes) -> tuple[Codes, Ints]:
    """Sort the customers of one period; give each once, and how often."""
    line = np.sort(customer)
    new = np.ones(len(line), bool)
    np.not_equal(line[1:], line[:-1], out=new[1:])
    rows = np.flatnonzero(new)
    return line[rows], np.diff(rows, append=len(line))


def _linked(customer: Codes, edges: Ints, customers: int) -> tuple[Codes, Codes]:
    """Link every row to the same customer's row before, and to her first period."""
    last = np.full(customers, -1, np.int32)
    previous, origin = np.empty((2, len(customer)), np.int32)
    for place, (start, stop) in enumerate(pairwise(edges.tolist())):
        who = customer[start:stop]
        before = previous[start:stop] = last[who]
        last[who] = np.arange(start, stop)
        origin[start:stop] = np.where(before < 0, np.int32(place), origin[before])
    return previous, origin
