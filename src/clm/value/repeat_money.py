"""The net money of all that is not part of a customer's first order day."""

import numpy as np

from clm.features.gaps import Waits
from clm.features.table import MONETARY, Features
from clm.ledger.column import Bools, Days, Ints
from clm.ledger.ledger import Ledger
from clm.ledger.rows import NO_CODE, Rows
from clm.ledger.sales.refunds import EVER
from clm.model.day import from_number


def repeat_money(ledger: Ledger, waits: Waits, day: int) -> Ints:
    """Take the first order day's money out of all net money.

    To the first order day belong the orders up to it, with their later lines and the refunds that
    name them; and refunds that name no order before the second order day. All else is repeat
    money, so the two always add up to the net money as of the day.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    waits : Waits
        Order days as of the day.
    day : int
        The as-of day, since 1970-01-01.

    Returns
    -------
    (k,) int64
        By customer code, in minor units.
    """
    first, second = _first_two(ledger, waits, day)
    orders, refunds = ledger.orders_on(day), ledger.contents.kinds["refund"]
    early = orders.rows.day <= first[orders.rows.customer]
    money = Features(ledger, from_number(day)).of_ledger(MONETARY).copy()
    _subtract(money, orders.rows, day, early)
    if orders.late.order is not None:
        _subtract(money, orders.late, day, early[orders.late.order])
    seen = slice(0, refunds.until(day))
    given_back = orders.of_refund[seen]
    unknown = (given_back == NO_CODE) | (given_back >= orders.rows.until(day))
    loose = refunds.day[seen] < second[refunds.customer[seen]]
    of_early = np.where(unknown, loose, np.append(early, False)[given_back])
    _subtract(money, refunds, day, of_early, -1)
    return money


def _first_two(ledger: Ledger, waits: Waits, day: int) -> tuple[Days, Days]:
    """Find each customer's first and second order day; `EVER` where there is none."""
    first, second = np.full((2, len(ledger)), EVER, np.int32)
    start, who = waits.first, waits.customer[waits.first]
    tenure = np.bincount(waits.customer, waits.days, len(ledger)).astype(np.int32)
    first[who] = np.int32(day) - tenure[who]
    again = start & waits.ended
    came = waits.customer[again]
    second[came] = first[came] + waits.days[again]
    return first, second


def _subtract(money: Ints, rows: Rows, day: int, which: Bools, sign: int = 1) -> None:
    """Take the amounts of some rows up to a day away, in place."""
    if rows.amount is not None:
        seen = np.flatnonzero(which[: rows.until(day)])
        np.subtract.at(money, rows.customer[seen], sign * rows.amount[seen])
