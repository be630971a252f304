"""From rows as they arrived to lines and refunds that do not contradict each other."""

import numpy as np
from attrs import evolve

from clm.errors import Fault, LedgerError
from clm.ledger.books import Books
from clm.ledger.column import NAMED, Bools, Codes, Ints
from clm.ledger.rows import NO_CODE, Rows
from clm.ledger.sales.orders import first_line


def split(rows: Rows) -> tuple[Rows, Rows]:
    """Tell order lines from refunds, which are the negative rows; both in time order."""
    if rows.amount is None or not len(rows) or int(rows.amount.min()) >= 0:
        return rows.in_order(), rows.take(slice(0, 0))
    negative = rows.amount < 0
    refunds = rows.take(negative)
    return rows.take(~negative).in_order(), evolve(
        refunds, amount=-rows.amount[negative]
    ).in_order()


def signed(lines: Rows, refunds: Rows) -> Rows:
    """Put lines and refunds back together as rows, refunds negative."""
    if not len(refunds):
        return lines
    return lines.and_then(evolve(refunds, amount=-_amount(refunds)))


def check_owners(lines: Rows, refunds: Rows, books: Books) -> None:
    """Refuse orders that two customers claim, and lines of one order from two channels.

    Raises
    ------
    LedgerError
        All such orders, by their ids.
    """
    if lines.order is None:
        return
    first = first_line(lines, len(books.order))
    named = lines.order != NO_CODE
    leads = np.append(first, -1)[lines.order]
    faults = _clashes(lines, named & (lines.customer != lines.customer[leads]), books, "order")
    if lines.channel is not None:
        known = named & (lines.channel != NO_CODE)
        top = np.full(len(books.order) + 1, NO_CODE, np.int32)
        np.maximum.at(top, lines.order[known], lines.channel[known])
        faults += _mixed_channels(lines, known & (lines.channel != top[lines.order]), books)
    if refunds.order is not None:
        leads = np.append(first, NO_CODE)[refunds.order]
        known = np.flatnonzero(leads != NO_CODE)
        other = np.zeros(len(refunds), bool)
        other[known] = refunds.customer[known] != lines.customer[leads[known]]
        faults += _clashes(refunds, other, books, "refund of order")
    if faults:
        raise LedgerError(faults)


def _clashes(rows: Rows, wrong: Bools, books: Books, what: str) -> list[Fault]:
    """Name the orders whose rows stand under different customers."""
    faults = [
        Fault(
            f"{what} {_name(books, 'order', rows.order, row)!r}",
            f"stands under customer {_name(books, 'customer', rows.customer, row)!r} "
            "and under another",
            "give one customer an order, or merge the two with aliases= or merge_customers",
        )
        for row in np.flatnonzero(wrong)[:NAMED].tolist()
    ]
    return faults + _others(wrong, what)


def _mixed_channels(lines: Rows, wrong: Bools, books: Books) -> list[Fault]:
    """Name the orders whose lines come from different channels."""
    faults = [
        Fault(
            f"order {_name(books, 'order', lines.order, row)!r}",
            f"has a line from channel {_name(books, 'channel', lines.channel, row)!r} "
            "and one from another",
            "give all lines of an order one channel",
        )
        for row in np.flatnonzero(wrong)[:NAMED].tolist()
    ]
    return faults + _others(wrong, "order")


def _others(wrong: Bools, what: str) -> list[Fault]:
    """Count the rows that are not named."""
    rest = int(np.count_nonzero(wrong)) - NAMED
    return [Fault(what, f"{rest:,} more rows of the same kind")] if rest > 0 else []


def _name(books: Books, column: str, codes: Codes | None, row: int) -> object:
    """Look up the id behind a code."""
    return (
        None
        if codes is None
        else getattr(books, column).ids[codes[row] : codes[row] + 1].tolist()[0]
    )


def _amount(rows: Rows) -> Ints:
    """Give the amounts, which refunds always have."""
    return np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
