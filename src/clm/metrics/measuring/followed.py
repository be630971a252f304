"""First and second orders of all customers, as known on the last day that is looked at."""

from datetime import date
from functools import cached_property

import numpy as np
from attrs import field, frozen

from clm.features.catalog import Feature
from clm.features.table import Features
from clm.ledger.column import Bools, Codes, Days, Ints, locked, looked_up
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.ledger.sales.orders import Orders
from clm.ledger.sales.refunds import EVER
from clm.metrics.measuring.customer_days import customers_of, days_of, packed
from clm.model.day import to_number


@frozen(eq=False)
class Followed:
    """What became of customers some days after something.

    Parameters
    ----------
    ledger : Ledger
        All events.
    as_of : date
        The last day that is looked at.

    Examples
    --------
    >>> days = ["1970-01-01", "1970-01-05", "1970-01-09"]
    >>> shop = Ledger.from_columns(customer=[1, 2, 1], when=days, amount=[9] * 3, currency="EUR")
    >>> followed = Followed(shop, date(1970, 1, 31))
    >>> followed.first_order.tolist(), followed.again(8).tolist(), followed.again(7).tolist()
    ([0, 4], [True, False], [False, False])
    """

    ledger: Ledger
    as_of: date
    _again: dict[int, Bools] = field(init=False, factory=dict[int, Bools])

    @property
    def day(self) -> int:
        """The last day, since 1970-01-01."""
        return to_number(self.as_of)

    @property
    def watched_until(self) -> int:
        """The last day of which anything is known."""
        last = self.ledger.last_day
        return self.day if last is None else min(self.day, to_number(last))

    @cached_property
    def orders(self) -> Orders:
        """All orders as known on the day."""
        return self.ledger.orders_on(self.day)

    @cached_property
    def first_order(self) -> Days:
        """The day of everybody's first counted order; `EVER` is none; (k,) int32."""
        return self.orders.first_on(self.day)

    @cached_property
    def by_first_order(self) -> tuple[Codes, Days]:
        """All customers with a counted order, and their first order days, in order of the days."""
        who = np.argsort(self.first_order, kind="stable").astype(np.int32)
        day = self.first_order[who]
        buyers = slice(int(np.searchsorted(day, np.int32(EVER))))
        return who[buyers], day[buyers]

    def began(self, first: int, last: int) -> tuple[Codes, Days]:
        """Give the customers whose first counted order lies in some days, and its day."""
        who, day = self.by_first_order
        part = slice(*np.searchsorted(day, (np.int32(first), np.int32(last + 1))))
        return who[part], day[part]

    def again(self, within: int) -> Bools:
        """Tell who ordered again at most so many days after the first order; (k,) by code."""
        if within not in self._again:
            rows = counting(self.orders, -EVER, self.day)
            since = rows.day - looked_up(self.first_order, rows.customer)
            soon = np.zeros(len(self.ledger), np.int32)
            np.add.at(soon, rows.customer[since <= within], np.int32(1))
            self._again[within] = locked(soon > 1)
        return self._again[within]

    @cached_property
    def order_days(self) -> tuple[Rows, Days]:
        """All counted orders, and how long after their customer's order day before each comes.

        Returns
        -------
        rows : Rows
            In time order.
        gap : (n,) int32
            Days; 0 on a customer's first order day, and on further orders of one day.
        """
        rows = counting(self.orders, -EVER, self.day)
        row = np.arange(len(rows), dtype=np.int32)
        line = np.sort(packed(rows.customer, row))
        customer, row = customers_of(line), days_of(line).astype(np.int32)
        gap = np.zeros(len(rows), np.int32)
        again = np.flatnonzero(customer[1:] == customer[:-1])
        gap[row[again + 1]] = rows.day[row[again + 1]] - rows.day[row[again]]
        return rows, gap

    @cached_property
    def first_visit(self) -> Days:
        """The day of everybody's first visit; `EVER` is none; (k,) int32."""
        since = Features(self.ledger, self.as_of).of_ledger(Feature("first", ("visit",)))
        return np.where(since < 0, np.int32(EVER), np.int32(self.day) - since)

    def watched(self, since: Days | Ints, days: int) -> Bools:
        """Tell who was watched for so many days after a day; (n,) bool.

        After the last event of all nobody knows whether nothing happened, or nothing was told.
        """
        watched: Bools = since.astype(np.int64) + days <= self.watched_until
        return watched


def counting(orders: Orders, first: int, last: int) -> Rows:
    """Give the orders of some days that count on the last of them, in time order.

    Parameters
    ----------
    orders : Orders
        As known on the last day.
    first, last : int
        Days since 1970-01-01, both included.
    """
    part = orders.rows.between(first, last)
    rows = orders.rows.take(part)
    void = orders.voids.on(last)
    gone = void[slice(*np.searchsorted(void, (part.start, part.stop)))] - part.start
    if not len(gone):
        return rows
    live = np.ones(len(rows), bool)
    live[gone] = False
    return rows.take(live)


def marked(customer: Codes, customers: int) -> Bools:
    """Mark customers by their codes.

    Parameters
    ----------
    customer : (n,) int32
        Codes.
    customers : int
        How many there may be.

    Examples
    --------
    >>> marked(np.array([2, 0, 2], np.int32), 3).tolist()
    [True, False, True]
    """
    there = np.zeros(customers, bool)
    there[customer] = True
    return there
