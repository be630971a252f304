"""Orders as they count: lines put together, each order on the day of its earliest line."""

from functools import cached_property
from typing import Final

import numpy as np
from attrs import evolve, frozen

from clm._threads import PIECE, hands
from clm.ledger.column import Bools, Codes, Days, Ints
from clm.ledger.rows import NO_CODE, Rows
from clm.ledger.sales.refunds import EVER, Voids, find_voids, match_exactly

_NOBODY: Final = np.zeros(0, np.int32)
_NOTHING: Final = np.zeros(0, np.int64)


@frozen(eq=False, kw_only=True)
class Orders:
    """Orders in time order, derived from lines and refunds.

    Parameters
    ----------
    rows : Rows
        One row an order, on the day of its earliest line; `amount` holds the lines of that day.
    late : Rows
        Lines on days after their order's first; `order` holds positions in `rows`.
    of_refund : (refunds,) int32
        Position of the order that each refund gives back, or -1.
    voids : Voids
        When orders do not count.
    customers : int
        How many customers the ledger has.
    doubtful : (n,) int32
        Of customers whose first order does not always count: positions of their orders, newest
        first, up to the oldest that always counts.
    """

    rows: Rows
    late: Rows
    of_refund: Codes
    voids: Voids
    customers: int
    doubtful: Codes

    @cached_property
    def first_day(self) -> Days:
        """Day of each customer's first order, counting or not; `EVER` is none."""
        return _first_days(self.rows, self.customers)

    def __len__(self) -> int:
        """Count the orders."""
        return len(self.rows)

    def first_on(self, day: int) -> Days:
        """Give each customer's first order day as known on a day; `EVER` where there is none."""
        first = self.first_day
        if len(self.rows) and day < int(self.rows.day[-1]):
            first = np.where(first <= day, first, EVER)
        if len(self.doubtful):
            first = first.copy() if first is self.first_day else first
            customer, order_day = self.rows.customer[self.doubtful], self.rows.day[self.doubtful]
            first[customer] = EVER
            void = self.voids.on(day)
            gone = np.append(void, -1)[np.searchsorted(void, self.doubtful)] == self.doubtful
            counts = (order_day <= day) & ~gone
            first[customer[counts]] = order_day[counts]
        return first


def put_together(
    lines: Rows,
    refunds: Rows,
    *,
    customers: int,
    ids: int,
    channel_rank: Codes,
    attach: bool,
) -> Orders:
    """Put lines together into orders and refunds to the orders they give back.

    Parameters
    ----------
    lines, refunds : Rows
        In time order.
    customers, ids : int
        How many customers and order ids the ledger has.
    channel_rank : (channels,) int32
        Alphabetical rank of each channel, to settle ties.
    attach : bool
        Whether refunds that name no known order are attached to one of exactly their amount.

    Returns
    -------
    Orders
    """
    rows, late, of_code = _merged(lines, ids)
    of_refund = of_code[refunds.order] if refunds.order is not None else _none(len(refunds))
    if attach:
        order, refund = exact_pairs(rows, late, refunds, of_refund, channel_rank)
        of_refund = of_refund.copy()
        of_refund[refund] = order
    voids = _voids(rows, late, refunds, of_refund)
    return Orders(
        rows=rows,
        late=late,
        of_refund=of_refund,
        voids=voids,
        customers=customers,
        doubtful=_doubtful(rows, voids),
    )


def exact_pairs(
    rows: Rows, late: Rows, refunds: Rows, of_refund: Codes, channel_rank: Codes
) -> tuple[Ints, Ints]:
    """Find, for unattached refunds, the latest earlier unmatched order of exactly their amount.

    Returns
    -------
    order, refund : (k,) int64
        Positions of the pairs.
    """
    loose = np.flatnonzero(of_refund == NO_CODE)
    if not len(loose):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    open_order = np.isin(rows.customer, refunds.customer[loose])
    open_order[of_refund[of_refund != NO_CODE]] = False
    candidates = np.flatnonzero(open_order)
    if rows.channel is not None:
        rank = np.append(channel_rank, -1)[rows.channel[candidates]]
        candidates = candidates[np.argsort(rank, kind="stable")]
    total = _amounts(rows).copy()
    np.add.at(total, _codes(late.order), _amounts(late))
    places = _places(
        (rows.day[candidates], refunds.day[loose]),
        (rows.instant[candidates], refunds.instant[loose]),
    )
    order, refund = match_exactly(
        (rows.customer[candidates], total[candidates], places[: len(candidates)]),
        (refunds.customer[loose], _amounts(refunds)[loose], places[len(candidates) :]),
    )
    return candidates[order], loose[refund]


def first_line(lines: Rows, ids: int) -> Codes:
    """Give the first line of every order id; -1 where an id has no line."""
    codes = _codes(lines.order)
    named = np.flatnonzero(codes != NO_CODE)[::-1]
    first = _none(ids)
    first[codes[named]] = named
    return first


def _merged(lines: Rows, ids: int) -> tuple[Rows, Rows, Codes]:
    """Merge lines of one order; give orders, late lines, and the order of every code (last: -1)."""
    nothing = lines.take(_NOBODY)
    if lines.order is None:
        return lines, evolve(nothing, order=_NOBODY), _none(ids + 1)
    first = first_line(lines, ids)
    named = lines.order != NO_CODE
    leads = np.arange(len(lines))
    leads[named] = first[lines.order[named]]
    kept = leads == np.arange(len(lines))
    position = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    of_code = np.append(np.append(position, np.int32(NO_CODE))[first], np.int32(NO_CODE))
    if kept.all():
        return lines, evolve(nothing, order=_NOBODY), of_code
    return (*_summed(lines, kept, position[leads]), of_code)


def _summed(lines: Rows, kept: Bools, of_line: Codes) -> tuple[Rows, Rows]:
    """Sum the lines of each order's first day; keep the later ones apart."""
    rows = lines.take(kept)
    same_day = lines.day == rows.day[of_line]
    amount = np.zeros(len(rows), np.int64)
    np.add.at(amount, of_line[same_day], _amounts(lines)[same_day])
    channel = None
    late = evolve(lines.take(~same_day), order=of_line[~same_day])
    if lines.channel is not None:
        # Of the first day alone: a later line must not change what was known before it.
        channel = _none(len(rows))
        np.maximum.at(channel, of_line[same_day], lines.channel[same_day])
        own = _codes(late.channel)
        late = evolve(late, channel=np.where(own == NO_CODE, channel[late.order], own))
    return evolve(rows, amount=amount, channel=channel), late


def _voids(rows: Rows, late: Rows, refunds: Rows, of_refund: Codes) -> Voids:
    """Find when orders with refunds do not count."""
    attached = np.flatnonzero(of_refund != NO_CODE)
    back = of_refund[attached]
    given = np.unique(back)
    extra = np.isin(_codes(late.order), given)
    order = np.concatenate([given, _codes(late.order)[extra]])
    day = np.concatenate([rows.day[given], late.day[extra]])
    paid = np.concatenate([_amounts(rows)[given], _amounts(late)[extra]])
    return find_voids(
        (order, day, paid), (back, refunds.day[attached], _amounts(refunds)[attached])
    )


def _first_days(rows: Rows, customers: int) -> Days:
    """Find each customer's first order day; `EVER` where there is none."""
    fresh = _record_rows(rows.customer)
    if len(fresh) == customers:
        return rows.day[fresh]
    first = np.full(customers, EVER, np.int32)
    # Written from the newest to the oldest, so the oldest stays.
    first[rows.customer[::-1]] = rows.day[::-1]
    return first


def _record_rows(codes: Codes) -> Ints:
    """Find the rows whose code is higher than all before.

    Where customers are numbered by their first order, these are the first orders.
    """
    with hands(len(codes)) as crew:
        highest = crew.pieces(lambda piece: int(codes[piece].max()), len(codes))
        before = np.maximum.accumulate([-1, *highest])

        def find(piece: slice) -> Ints:
            top = np.append(np.int32(before[piece.start // PIECE]), codes[piece])
            np.maximum.accumulate(top, out=top)
            at: Ints = np.flatnonzero(top[1:] != top[:-1]) + piece.start
            return at

        return np.concatenate([_NOTHING, *crew.pieces(find, len(codes))])


def _doubtful(rows: Rows, voids: Voids) -> Codes:
    """List the orders that may be first when earlier ones do not count; newest first."""
    if not len(voids):
        return _NOBODY
    shaky = np.zeros(len(rows), bool)
    shaky[voids.order] = True
    suspects = np.flatnonzero(np.isin(rows.customer, rows.customer[voids.order]))
    line = suspects[np.argsort(rows.customer[suspects], kind="stable")]
    start = np.flatnonzero(np.diff(rows.customer[line], prepend=-1))
    firm = np.cumsum(~shaky[line])
    before = firm - ~shaky[line]
    before -= np.repeat(before[start], np.diff(start, append=len(line)))
    starts_shaky = np.repeat(shaky[line[start]], np.diff(start, append=len(line)))
    doubtful: Codes = line[(before == 0) & starts_shaky][::-1].astype(np.int32)
    return doubtful


def _places(days: tuple[Days, Days], instants: tuple[Ints, Ints]) -> Ints:
    """Rank moments by shop day, then instant."""
    day, instant = np.concatenate(days), np.concatenate(instants)
    line = np.lexsort((instant, day))
    new = np.ones(len(line), bool)
    new[1:] = (np.diff(day[line]) != 0) | (np.diff(instant[line]) != 0)
    places = np.empty(len(line), np.int64)
    places[line] = np.cumsum(new)
    return places


def _none(length: int) -> Codes:
    """Make a column of no codes."""
    return np.full(length, NO_CODE, np.int32)


def _codes(column: Codes | None) -> Codes:
    """Give a column of codes that is there."""
    return _NOBODY if column is None else column


def _amounts(rows: Rows) -> Ints:
    """Give the amounts."""
    return np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
