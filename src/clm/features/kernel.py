"""The kernel: orders, money and last order day of every customer, in one pass over the orders.

One 16-byte record a customer holds ``[count << 37 | money, last day]``. Orders are taken in chunks
so small that the record touched by the first addition is still in cache for the second, so each
order costs one line from memory, whatever the number of customers.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import frozen

from clm._threads import hands
from clm.ledger.column import Codes, Days, Ints
from clm.ledger.rows import Rows
from clm.ledger.sales.orders import Orders

Counts = npt.NDArray[np.int32]

CHUNK: Final = 8_192
"""Orders at a time: their cache lines stay in the second-level cache."""

CUSTOMERS: Final = 1 << 16
"""Customers at a time: their records and features stay in that cache, too."""

MONEY_BITS: Final = 37
ONE_ORDER: Final = 1 << MONEY_BITS
NEVER: Final = np.int32(-(1 << 31))
MISSING_DAYS: Final = -1
"""Stands for a missing number of days."""


@frozen(eq=False)
class Base:
    """What every template asks of orders, of all customers of the ledger.

    Parameters
    ----------
    orders : (k,) int32
        Counted orders.
    recency : (k,) int32
        Days since the last of them; -1 is missing.
    monetary : (k,) int64
        All lines less all refunds, in minor units.
    """

    orders: Counts
    recency: Days
    monetary: Ints


def order_base(orders: Orders, refunds: Rows, customers: int, day: int, known: int) -> Base:
    """Aggregate all orders and refunds up to a day, as of that day or a later one.

    Parameters
    ----------
    orders : Orders
        As known on the day.
    refunds : Rows
        In time order.
    customers : int
        How many customers there are.
    day : int
        The as-of day, since 1970-01-01.
    known : int
        The last day of what is looked at; not after `day`.

    Returns
    -------
    Base
    """
    count = orders.rows.until(known)
    void = orders.voids.on(known)
    void = void[: np.searchsorted(void, count)]
    records = no_records(customers)
    gather(records, orders.rows, slice(0, count), void)
    base = unpacked(records, count - len(void), day)
    if base is None:
        base = _apart(orders.rows, count, void, customers, day)
    _add(base.monetary, orders.late, known, np.add)
    _add(base.monetary, refunds, known, np.subtract)
    return base


def no_records(customers: int) -> Ints:
    """Make the records of customers without orders; (k, 2) int64."""
    records = np.zeros((customers, 2), np.int64)
    _, last = _fields(records)
    last[:] = NEVER
    return records


def gather(records: Ints, rows: Rows, part: slice, void: Codes) -> None:
    """Add some orders to the records of their customers, in place.

    Parameters
    ----------
    records : (k, 2) int64
        Of all customers.
    rows : Rows
        Orders in time order.
    part : slice
        Which of them.
    void : (v,) int32
        Positions of orders that do not count, ascending; their money does.
    """
    packed, last = _fields(records)
    who, what = (np.empty(CHUNK, np.int64) for _ in range(2))
    amount = np.zeros(part.stop, np.int64) if rows.amount is None else rows.amount
    starts = range(part.start, part.stop, CHUNK)
    edges = np.searchsorted(void, [*starts, part.stop]).tolist()
    for chunk, start in enumerate(starts):
        stop = min(start + CHUNK, part.stop)
        customer, value, day = who[: stop - start], what[: stop - start], rows.day[start:stop]
        np.copyto(customer, rows.customer[start:stop])
        np.add(amount[start:stop], ONE_ORDER, out=value)
        if edges[chunk] < edges[chunk + 1]:
            gone = void[edges[chunk] : edges[chunk + 1]] - start
            value[gone] -= ONE_ORDER
            day = day.copy()
            day[gone] = NEVER
        np.add.at(packed, customer, value)
        np.maximum.at(last, customer, day)


def _fields(records: Ints) -> tuple[Ints, Days]:
    """See the two parts of records: count and money, last day."""
    return records[:, 0], records.view(np.int32)[:, 2]


def unpacked(records: Ints, counted: int, day: int) -> Base | None:
    """Take the records apart; None if somebody's money ran over into the count.

    Money of orders is never negative, so an overflow can only raise counts, and then their sum.
    """
    customers = len(records)
    base = Base(
        np.empty(customers, np.int32), np.empty(customers, np.int32), np.empty(customers, np.int64)
    )

    def unpack(piece: slice) -> int:
        packed, last = _fields(records[piece])
        orders = packed >> MONEY_BITS
        np.bitwise_and(packed, ONE_ORDER - 1, out=base.monetary[piece])
        np.copyto(base.orders[piece], orders, casting="unsafe")
        base.recency[piece] = _days_since(last, day)
        return int(orders.sum())

    with hands(customers) as crew:
        total = sum(crew.pieces(unpack, customers, CUSTOMERS))
    return base if total == counted else None


def _apart(rows: Rows, count: int, void: Codes, customers: int, day: int) -> Base:
    """Aggregate count and money in words of their own, for customers of enormous amounts."""
    live = np.ones(count, bool)
    live[void] = False
    customer = rows.customer[:count]
    orders = np.bincount(customer[live], minlength=customers).astype(np.int32)
    monetary = np.zeros(customers, np.int64)
    if rows.amount is not None:
        np.add.at(monetary, customer, rows.amount[:count])
    last = np.full(customers, NEVER, np.int32)
    last[customer[live]] = rows.day[:count][live]
    return Base(orders, _days_since(last, day), monetary)


def _days_since(last: Days, day: int) -> Days:
    """Count the days since a day; -1 where there never was one."""
    since = np.int32(day) - last
    since[last == NEVER] = MISSING_DAYS
    return since


def _add(money: Ints, rows: Rows, day: int, operation: np.ufunc) -> None:
    """Add or subtract the amounts of rows up to a day, in place."""
    count = rows.until(day)
    if count and rows.amount is not None:
        operation.at(money, rows.customer[:count], rows.amount[:count])
