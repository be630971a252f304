"""The report of a ledger: what came in, reconciled with what is there."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from attrs import field, fields, frozen

from clm._show import counted, html_table, table
from clm.ledger.column import Ints
from clm.ledger.contents import SALES, Contents
from clm.ledger.door.intake import Intake
from clm.ledger.rows import NO_CODE, Rows
from clm.ledger.sales.orders import Orders, exact_pairs
from clm.model.money import written


def _kept(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Copy a mapping, so that nobody can change it."""
    return MappingProxyType(dict(mapping))


@frozen(kw_only=True, repr=False)
class Report:
    """What came into a ledger and what became of it; frozen.

    Parameters
    ----------
    currency : str
        ISO 4217 code of the amounts, which are minor units.
    rows : int
        Rows of orders and refunds handed in; equals lines + refunds + everything dropped.
    dropped : mapping of str to int
        Rows left out, by reason: ``missing_customer``, ``repeated_row``.
    lines, orders : int
        Order lines, and the orders they make.
    refunds, refunds_linked, refunds_unlinked : int
        Refunds, those of a known order, and the others.
    linkable, linkable_amount : int
        Unlinked refunds that ``match_refunds="exact"`` would link, and their sum.
    gross, refunded, net : int
        Sums of lines, of refunds, and their difference.
    by_month : mapping of str to tuple
        Gross, refunds and net of each month of shop days, ``"2010-12"``.
    events : mapping of str to int
        How many events of every other kind there are.
    notes : tuple of str
        What deserves a second look.
    """

    currency: str
    rows: int
    dropped: Mapping[str, int] = field(converter=_kept)
    lines: int
    orders: int
    refunds: int
    refunds_linked: int
    linkable: int
    linkable_amount: int
    gross: int
    refunded: int
    by_month: Mapping[str, tuple[int, int, int]] = field(converter=_kept)
    events: Mapping[str, int] = field(factory=dict[str, int], converter=_kept)
    notes: tuple[str, ...] = ()

    @property
    def refunds_unlinked(self) -> int:
        """Refunds of no known order."""
        return self.refunds - self.refunds_linked

    @property
    def lines_merged(self) -> int:
        """Lines that were put together with an earlier one."""
        return self.lines - self.orders

    @property
    def net(self) -> int:
        """Gross less refunds, minor units."""
        return self.gross - self.refunded

    def __repr__(self) -> str:
        """The reconciliation in a few lines."""
        return "\n".join(["<Report", *(f"  {line}" for line in self._lines()), ">"])

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        """Pickle by the fields."""
        named: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(type(self))}
        for name in ("dropped", "by_month", "events"):
            named[name] = dict(named[name])
        return partial(type(self), **named), ()

    def _repr_html_(self) -> str:
        """The months as a table."""
        return html_table("; ".join(self._lines()), ("month", *_MONEY), self._months())

    def table(self) -> str:
        """Write gross, refunds and net of every month."""
        return table(("month", *_MONEY), self._months())

    def _months(self) -> list[tuple[str, ...]]:
        """Give the rows of the table of months."""
        return [
            (month, *(written(amount, self.currency) for amount in amounts))
            for month, amounts in self.by_month.items()
        ]

    def _lines(self) -> list[str]:
        """Say it in lines."""
        left = [f"{count:,} dropped ({why})" for why, count in self.dropped.items() if count]
        others = [counted(number, kind) for kind, number in self.events.items()]
        sums = [("gross", self.gross), ("refunds", self.refunded), ("net", self.net)]
        money = [f"{name} {written(amount, self.currency)}" for name, amount in sums]
        return [
            " · ".join([f"{counted(self.rows, 'row')} in", *(left or ["none dropped"])]),
            f"{counted(self.orders, 'order')} of {counted(self.lines, 'line')}",
            self._refund_line(),
            f"{' · '.join(money)} {self.currency}",
            *([" · ".join(others)] if others else []),
            *(f"note: {note}" for note in self.notes),
        ]

    def _refund_line(self) -> str:
        """Say how refunds found their orders."""
        line = f"{counted(self.refunds, 'refund')}: {self.refunds_linked:,} of a known order"
        line += f", {self.refunds_unlinked:,} of none"
        if self.linkable:
            amount = written(self.linkable_amount, self.currency)
            line += f"; match_refunds='exact' would link {self.linkable:,} ({amount})"
        return line


_MONEY = ("gross", "refunds", "net")


def make_report(contents: Contents, orders: Orders, currency: str) -> Report:
    """Reconcile what came in with what is there.

    Parameters
    ----------
    contents : Contents
        All events, and what was counted at the door.
    orders : Orders
        Put together from them.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Report
    """
    lines, refunds = (contents.kinds[kind] for kind in SALES)
    intake, ranks = contents.intake, contents.books.ranks("channel")
    _, loose = exact_pairs(orders.rows, orders.late, refunds, orders.of_refund, ranks)
    paid, back = _amounts(lines), _amounts(refunds)
    return Report(
        currency=currency,
        rows=intake.rows,
        dropped={"missing_customer": intake.missing_customer, "repeated_row": intake.repeats},
        lines=len(lines),
        orders=len(orders),
        refunds=len(refunds),
        refunds_linked=int((orders.of_refund != NO_CODE).sum()),
        linkable=len(loose),
        linkable_amount=int(back[loose].sum()),
        gross=int(paid.sum()),
        refunded=int(back.sum()),
        by_month=_by_month(lines, refunds),
        events={kind: len(rows) for kind, rows in contents.kinds.items() if kind not in SALES},
        notes=_notes(lines, intake),
    )


def _by_month(lines: Rows, refunds: Rows) -> dict[str, tuple[int, int, int]]:
    """Sum lines and refunds by month of their shop day."""
    months = [_months(rows) for rows in (lines, refunds)]
    every = np.unique(np.concatenate(months))
    sums: list[list[int]] = []
    for rows, month in zip((lines, refunds), months, strict=True):
        total = np.zeros(len(every), np.int64)
        np.add.at(total, np.searchsorted(every, month), _amounts(rows))
        sums.append(total.tolist())
    return {
        str(month): (gross, back, gross - back)
        for month, gross, back in zip(every, *sums, strict=True)
    }


def _months(rows: Rows) -> Ints:
    """Give the month of every row."""
    return rows.day.astype("datetime64[D]").astype("datetime64[M]")


def _notes(lines: Rows, intake: Intake) -> tuple[str, ...]:
    """Tell what deserves a second look."""
    if intake.lines_named:
        return ()
    line = np.lexsort((lines.instant, lines.customer))
    together = (np.diff(lines.customer[line]) == 0) & (np.diff(lines.instant[line]) == 0)
    if not together.any():
        return ()
    shared = counted(int(together.sum()), "row")
    mend = "if they are lines of one order, name the order column with order="
    return (f"{shared} share customer and instant with another; {mend}",)


def _amounts(rows: Rows) -> Ints:
    """Give the amounts."""
    return np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
