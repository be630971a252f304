"""Who came, became a lead, or bought for the first time, and when."""

from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.ledger.column import Codes, Days, Ints
from clm.ledger.contents import no_rows
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.ledger.sales.refunds import EVER
from clm.metrics.measuring.followed import counting

_LATEST: Final = np.iinfo(np.int64).max


@frozen(eq=False)
class Newcomers:
    """Customers and a moment of each, everybody once.

    Parameters
    ----------
    customer : (n,) int32
        Codes, ascending.
    day : (n,) int32
        Days since 1970-01-01.
    instant : (n,) int64
        Microseconds since 1970 in UTC; the largest number is the end of the day.
    row : (n,) int64
        The row of the event, or -1.
    """

    customer: Codes
    day: Days
    instant: Ints
    row: Ints

    @classmethod
    def first_of(cls, rows: Rows, customers: int) -> Self:
        """Take everybody's first row, of rows in time order.

        Examples
        --------
        >>> who, day = np.array([2, 0, 2], np.int32), np.array([3, 5, 9], np.int32)
        >>> rows = Rows(customer=who, day=day, instant=day.astype(np.int64))
        >>> first = Newcomers.first_of(rows, 3)
        >>> first.customer, first.day
        (array([0, 2], dtype=int32), array([5, 3], dtype=int32))
        """
        first = np.full(customers, -1)
        first[rows.customer[::-1]] = np.arange(len(rows) - 1, -1, -1)
        customer = np.flatnonzero(first >= 0).astype(np.int32)
        row = first[customer]
        return cls(customer, rows.day[row], rows.instant[row], row)

    def between(self, first: int, last: int) -> Self:
        """Keep those of some days, both included."""
        kept = np.flatnonzero((self.day >= first) & (self.day <= last))
        return type(self)(self.customer[kept], self.day[kept], self.instant[kept], self.row[kept])

    def __len__(self) -> int:
        """Count them."""
        return len(self.customer)


def new_visitors(ledger: Ledger) -> Newcomers:
    """Find everybody's first visit."""
    rows = ledger.rows("visit")
    return Newcomers.first_of(no_rows() if rows is None else rows, len(ledger))


def new_leads(ledger: Ledger) -> Newcomers:
    """Find everybody who was a lead on the evening of the day on which she was first seen.

    A lead is known and has neither a counted order nor a refund. An order of that day that does
    not count on its evening has a refund, so a lead has no order at all by then.

    Examples
    --------
    >>> days = ["1970-01-02", "1970-01-03"]
    >>> shop = Ledger.from_columns(customer=[1, 2], when=days, amount=[9, 9], currency="EUR")
    >>> days = ["1970-01-01", "1970-01-03", "1970-01-04"]
    >>> shop = shop.with_events("signup", customer=[1, 2, 3], when=days)
    >>> new_leads(shop).customer, new_leads(shop).day
    (array([0, 2], dtype=int32), array([0, 3], dtype=int32))
    """
    seen = ledger.arrivals.day
    bought = np.minimum(ledger.orders.first_day, _first_day(ledger, "refund"))
    customer = np.flatnonzero(bought > seen).astype(np.int32)
    ends = np.full(len(customer), _LATEST)
    return Newcomers(customer, seen[customer], ends, np.full(len(customer), -1))


def new_customers(ledger: Ledger, day: int) -> tuple[Newcomers, Rows]:
    """Find everybody's first counted order as known on a day, and the orders that count."""
    rows = counting(ledger.orders_on(day), -EVER, day)
    return Newcomers.first_of(rows, len(ledger)), rows


def _first_day(ledger: Ledger, kind: str) -> Days:
    """Give the day of everybody's first event of a kind; `EVER` is none."""
    first = np.full(len(ledger), EVER, np.int32)
    rows = ledger.rows(kind)
    if rows is not None:
        first[rows.customer[::-1]] = rows.day[::-1]
    return first
