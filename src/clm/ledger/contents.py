"""What a ledger holds: rows of every kind, and the codebooks that explain their codes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve, field, frozen

from clm.errors import LedgerError
from clm.ledger.aliases import Aliases, both_aliases, read_aliases
from clm.ledger.books import Books
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import Bools, Days, faults_at, looked_up
from clm.ledger.door.amounts import check_sum
from clm.ledger.door.intake import Columns, Intake, read_columns, without_repeats
from clm.ledger.door.zone import local_of
from clm.ledger.rows import NO_CODE, Rows
from clm.ledger.sales.orders import Orders, put_together
from clm.ledger.sales.refunds import EVER
from clm.ledger.sales.settle import check_owners, signed, split
from clm.ledger.terms import Terms
from clm.model.event import CustomerId, Event
from clm.model.money import Money

SALES = ("order", "refund")


def _sorted_out(kinds: Mapping[str, Rows]) -> Mapping[str, Rows]:
    """Freeze the mapping; orders and refunds are always there, if empty."""
    nothing = no_rows()
    return MappingProxyType({**dict.fromkeys(SALES, nothing), **kinds})


@frozen(eq=False, kw_only=True)
class Contents:
    """Rows by kind of event, with their codebooks.

    Parameters
    ----------
    books : Books
        Which code stands for which customer, order, channel, ….
    kinds : mapping of str to Rows
        In time order; ``order`` holds order lines.
    intake : Intake
        What was counted at the door.
    """

    books: Books = field(factory=Books)
    kinds: Mapping[str, Rows] = field(factory=dict[str, Rows], converter=_sorted_out)
    intake: Intake = field(factory=Intake)

    def __attrs_post_init__(self) -> None:
        """Refuse more money than stays exact."""
        check_sum(rows.amount for rows in self.kinds.values())

    @classmethod
    def of_nobody(cls, aliases: Aliases | None) -> Self:
        """Make contents of nothing, in which some ids will stand for others.

        Raises
        ------
        LedgerError
            These are no aliases.
        """
        return cls(books=Books(aliases=read_aliases(aliases)))

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The days of the first and the last event; None where there is none."""
        ends = [day for rows in self.kinds.values() for day in rows.days if day]
        return min(ends, default=None), max(ends, default=None)

    def with_orders(self, columns: Columns, terms: Terms) -> Self:
        """Read order rows, refunds among them, and add them."""
        rows, books, dropped = read_columns(columns, self.books, terms.currency, terms.zone)
        intake = Intake(
            rows=len(rows) + dropped,
            missing_customer=dropped,
            lines_named=columns.order is not None,
        )
        return self._with_sales(rows, books, intake)

    def with_events(self, kind: str, columns: Columns, terms: Terms) -> Self:
        """Read events of one kind and add them."""
        rows, books, dropped = read_columns(columns, self.books, terms.currency, terms.zone)
        if kind == "refund":
            _check_refunds(rows)
            refunds = self.kinds["refund"].followed_by(rows)
            check_owners(self.kinds["order"], refunds, books)
            intake = Intake(rows=len(rows) + dropped, missing_customer=dropped)
            kinds = {**self.kinds, "refund": refunds}
            return evolve(self, books=books, kinds=kinds, intake=self.intake + intake)
        return evolve(self, books=books, kinds=_added(self.kinds, kind, rows))

    def joined(self, other: "Contents") -> Self:
        """Add all rows of other contents."""
        mine = self.renamed(both_aliases(self.books.aliases, other.books.aliases))
        sales = signed(other.kinds["order"], other.kinds["refund"])
        books, sales = mine.books.join(other.books, sales)
        joined = mine._with_sales(sales, books, other.intake)  # noqa: SLF001  # of the same class
        for kind, rows in other.kinds.items():
            if kind not in SALES:
                books, renamed = joined.books.join(other.books, rows)
                joined = evolve(joined, books=books, kinds=_added(joined.kinds, kind, renamed))
        return joined

    def renamed(self, aliases: Aliases) -> Self:
        """Take over aliases; customers who are known by an old id become the new one."""
        if aliases == self.books.aliases:
            return self
        customer, codes = self.books.customer.renamed(aliases)
        books = evolve(self.books, aliases=aliases, customer=customer)
        if customer is self.books.customer:
            return evolve(self, books=books)
        kinds = {
            kind: evolve(rows, customer=looked_up(codes, rows.customer))
            for kind, rows in self.kinds.items()
        }
        return evolve(self, books=books, kinds=kinds)

    def only(self, keep: Bools) -> Self:
        """Keep some customers, by their codes."""
        renamed = (np.cumsum(keep) - 1).astype(np.int32)
        kept = {
            kind: rows.take(np.flatnonzero(looked_up(keep, rows.customer)))
            for kind, rows in self.kinds.items()
        }
        kinds = {kind: evolve(rows, customer=renamed[rows.customer]) for kind, rows in kept.items()}
        customers, _, _ = Codebook().encode(self.books.customer.ids[keep])
        sales = sum(len(kinds[kind]) for kind in SALES)
        return evolve(
            self,
            books=evolve(self.books, customer=customers),
            kinds=kinds,
            intake=Intake(rows=sales, lines_named=self.intake.lines_named),
        )

    def sold_by(self, day: int) -> bool:
        """Tell whether no line and no refund comes after a day."""
        return all(self.kinds[kind].until(day) == len(self.kinds[kind]) for kind in SALES)

    def orders(self, terms: Terms, day: int | None = None) -> Orders:
        """Put orders together from the lines and refunds up to a day; None is the last."""
        lines, refunds = (
            rows if day is None else rows.take(slice(0, rows.until(day)))
            for rows in (self.kinds["order"], self.kinds["refund"])
        )
        return put_together(
            lines,
            refunds,
            customers=len(self.books.customer),
            ids=len(self.books.order),
            channel_rank=self.books.ranks("channel"),
            attach=terms.match_refunds is not None,
        )

    def first_seen(self, orders: Orders) -> Days:
        """Find the day on which each customer was first seen."""
        first = np.full(len(self.books.customer), EVER, np.int32)
        first[: len(orders.first_day)] = orders.first_day
        for kind, rows in self.kinds.items():
            if kind != "order" and len(rows):
                own = np.full(len(first), EVER, np.int32)
                own[rows.customer[::-1]] = rows.day[::-1]
                np.minimum(first, own, out=first)
        return first

    def events(self, customer: CustomerId, terms: Terms) -> tuple[Event, ...]:
        """Give all that happened to one customer, in ledger order."""
        (code,) = self.books.codes([customer])
        found = [
            (
                int(rows.day[row]),
                int(rows.instant[row]),
                self._event(kind, rows, row, terms),
            )
            for kind, rows in self.kinds.items()
            for row in rows.by_customer.find(code).tolist()
        ]
        return tuple(event for _, _, event in sorted(found, key=lambda each: each[:2]))

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        """Pickle by the fields."""
        kinds = dict(self.kinds)
        return partial(type(self), books=self.books, kinds=kinds, intake=self.intake), ()

    def _with_sales(self, rows: Rows, books: Books, intake: Intake) -> Self:
        """Add order rows and check all of them against each other."""
        known = signed(self.kinds["order"], self.kinds["refund"])
        kept, repeats = without_repeats(known.and_then(rows) if len(known) else rows)
        lines, refunds = split(kept)
        check_owners(lines, refunds, books)
        return evolve(
            self,
            books=books,
            kinds={**self.kinds, "order": lines, "refund": refunds},
            intake=self.intake + evolve(intake, repeats=intake.repeats + repeats),
        )

    def _event(self, kind: str, rows: Rows, row: int, terms: Terms) -> Event:
        """Make an event of a row."""
        named: dict[str, Any] = {
            name: self._name(name, column[row])
            for name, column in rows.columns().items()
            if name in ("customer", "order", "channel", "campaign")
        }
        value = None if rows.value is None or np.isnan(rows.value[row]) else float(rows.value[row])
        amount = (
            None if rows.amount is None else Money.from_minor(int(rows.amount[row]), terms.currency)
        )
        when = _moment(int(rows.instant[row]), terms.zone)
        return Event(kind=kind, when=when, amount=amount, value=value, **named)

    def _name(self, column: str, code: int) -> CustomerId | None:
        """Look up what a code stands for."""
        ids = getattr(self.books, column).ids
        name: CustomerId | None = None if code == NO_CODE else ids[code : code + 1].tolist()[0]
        return name


def no_rows() -> Rows:
    """Make rows of nothing."""
    return Rows(
        customer=np.zeros(0, np.int32), day=np.zeros(0, np.int32), instant=np.zeros(0, np.int64)
    )


def check_kind(kind: object, refund_of: object) -> None:
    """Refuse a kind that cannot be added as events."""
    if not isinstance(kind, str) or not kind:
        raise LedgerError.of(
            "kind", f"{kind!r} is no kind of event", "write a name such as 'visit'"
        )
    if kind == "order":
        raise LedgerError.of("kind", "orders are no events", "append(Ledger.from_columns(…))")
    if refund_of is not None and kind != "refund":
        raise LedgerError.of("refund_of", f"a {kind} gives no order back", "leave it out")


def _added(kinds: Mapping[str, Rows], kind: str, rows: Rows) -> dict[str, Rows]:
    """Give the kinds with more rows of one."""
    known = kinds.get(kind)
    return {**kinds, kind: rows.in_order() if known is None else known.followed_by(rows)}


def _check_refunds(rows: Rows) -> None:
    """Refuse refunds that give nothing back."""
    amount = np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
    mend = "give what was paid back as a positive amount"
    faults = faults_at(amount <= 0, amount, "amount", "{} minor units are no refund", mend)
    if faults:
        raise LedgerError(faults)


def _moment(instant: int, zone: ZoneInfo) -> date | datetime:
    """Show an instant by the shop's clock; midnight is the day itself."""
    local = int(local_of(np.array([instant]), zone)[0])
    moment = datetime(1970, 1, 1) + timedelta(microseconds=local)  # noqa: DTZ001  # local time
    return moment.date() if moment.time() == moment.min.time() else moment
