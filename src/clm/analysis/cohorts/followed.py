"""What is followed of customers: that they ordered, how often, or their money."""

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
from attrs import frozen

from clm.analysis.activity.active import Active
from clm.ledger.column import AnyArray, Codes, Ints
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.model.day import to_number

Measure = Literal["customers", "orders", "revenue"]
Retention = Literal["first_time", "recurring", "rolling"]

MEASURES: Final = ("customers", "orders", "revenue")
RETENTIONS: Final = ("first_time", "recurring", "rolling")


@frozen(eq=False)
class Followed:
    """Something of customers that lies in periods.

    Parameters
    ----------
    customer : (n,) int32
        Customer codes.
    place : (n,) int32
        Positions of periods.
    row : (n,) int32
        The customer's latest period with an order until then, as a row of who was active; -1 is
        none.
    value : (n,) int64 or None
        How much it is; None is one each.
    """

    customer: Codes
    place: Codes
    row: Codes
    value: Ints | None

    def take(self, rows: AnyArray) -> "Followed":
        """Select by position or mask."""
        value = None if self.value is None else self.value[rows]
        return Followed(self.customer[rows], self.place[rows], self.row[rows], value)

    def values(self) -> Ints:
        """Give how much each is; (n,) int64."""
        return np.ones(len(self.row), np.int64) if self.value is None else self.value


def followed(
    ledger: Ledger, active: Active, measure: Measure, retention: Retention
) -> Iterator[Followed]:
    """Go through what a measure looks at.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the calendar's day are not seen.
    active : Active
        Who ordered in which period.
    measure, retention : str
        What is counted, and how.

    Yields
    ------
    Followed
        For rolling retention of customers the last period of each; for money all order lines and
        refunds, each on its own day.
    """
    if measure == "revenue":
        yield from _money(ledger, active)
    elif measure == "orders":
        yield _of_active(active, active.times)
    elif retention == "rolling":
        last = np.ones(len(active), bool)
        last[active.previous[active.previous >= 0]] = False
        yield _of_active(active).take(last)
    else:
        yield _of_active(active)


def _of_active(active: Active, value: Ints | None = None) -> Followed:
    """Follow everybody in the periods in which she ordered."""
    rows = np.arange(len(active), dtype=np.int32)
    return Followed(active.customer, active.place, rows, value)


def _money(ledger: Ledger, active: Active) -> Iterator[Followed]:
    """Go through order lines and refunds up to the day; refunds are negative.

    What moved in a period with an order is summed up first, for that is nearly all.
    """
    day, orders = to_number(active.calendar.as_of), ledger.orders  # money counts in any case
    sums = np.zeros(len(active), np.int64)
    place_of = np.append(active.place, np.int32(-2))  # that of no row is no period
    for rows, sign in ((orders.rows, 1), (orders.late, 1), (ledger.contents.kinds["refund"], -1)):
        seen = slice(0, rows.until(day))
        customer, value = rows.customer[seen], sign * _amount(rows)[seen]
        row, place = active.latest(customer, rows.day[seen], len(ledger))
        own = place_of[row] == place
        np.add.at(sums, row[own], value[own])
        yield Followed(customer, place, row, value).take(np.flatnonzero(~own))
    yield _of_active(active, sums)


def _amount(rows: Rows) -> Ints:
    """Give the amounts, which only rows that are not there lack."""
    return np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
