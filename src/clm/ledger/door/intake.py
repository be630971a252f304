"""The door: raw columns become rows, or every fault of theirs is named at once."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve, field, fields, frozen

from clm._threads import hands
from clm.errors import ClmError, ColumnError, Fault, FormatError, LedgerError
from clm.ledger.awaited import at_hand
from clm.ledger.books import NAMED, Books
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import (
    Bools,
    Codes,
    Floats,
    Ints,
    as_array,
    faults_at,
    is_missing,
    shortened,
)
from clm.ledger.decimals import read_scaled
from clm.ledger.door.amounts import read_amounts, read_minor_amounts
from clm.ledger.door.moments import Moments, read_moments
from clm.ledger.rows import NO_CODE, Rows
from clm.model.event import Order

MissingCustomer = Literal["refuse", "drop"]

T = TypeVar("T")
_NUMBERS: Final = (int, float, np.integer, np.floating)
_SAME: Final = ("customer", "day", "instant", "amount", "order", "channel", "campaign")


@frozen(kw_only=True)
class Intake:
    """What came in and what was left out.

    Parameters
    ----------
    rows : int
        Rows of orders and refunds that were handed in.
    missing_customer : int
        Rows dropped because they name no customer.
    repeats : int
        Rows dropped because their `row_id` was there already.
    lines_named : bool
        Whether order ids were given, so that rows could be put together.
    """

    rows: int = 0
    missing_customer: int = 0
    repeats: int = 0
    lines_named: bool = False

    def __add__(self, other: "Intake") -> "Intake":
        """Count two intakes together."""
        return Intake(
            rows=self.rows + other.rows,
            missing_customer=self.missing_customer + other.missing_customer,
            repeats=self.repeats + other.repeats,
            lines_named=self.lines_named or other.lines_named,
        )


@frozen(kw_only=True)
class Columns:
    """Raw columns of one call, as they were handed in.

    Parameters
    ----------
    customer, when : array_like or Awaited
        Who, and when.
    amount, amount_minor, value, order, channel, campaign, row_id : array_like, Awaited or None
        What else is known.
    date_format : str or None
        How `when` is written, if not as ISO text.
    missing_customer : {"refuse", "drop"}
        What to do with rows that name no customer.
    order_name : str
        What an error calls the column `order`.
    priced : bool
        Whether there must be amounts.
    """

    customer: object
    when: object
    amount: object = None
    amount_minor: object = None
    value: object = None
    order: object = None
    channel: object = None
    campaign: object = None
    row_id: object = None
    date_format: str | None = None
    missing_customer: MissingCustomer = "refuse"
    order_name: str = "order"
    priced: bool = False

    @classmethod
    def of_orders(cls, orders: Sequence[Any]) -> Self:
        """Take `Order` objects apart.

        Raises
        ------
        ColumnError
            Other objects among them.
        """
        faults = [
            Fault(f"orders[{row}]", f"{each!r:.60} is no Order", "give clm.Order(…)")
            for row, each in enumerate(orders)
            if not isinstance(each, Order)
        ]
        if faults:
            raise ColumnError(shortened(faults, "orders"))
        ids = [each.id for each in orders]
        channels = [each.channel for each in orders]
        return cls(
            customer=[each.customer for each in orders],
            when=[each.when for each in orders],
            amount_minor=[each.amount.minor for each in orders],
            order=ids if any(each is not None for each in ids) else None,
            channel=channels if any(channels) else None,
        )

    def sized(self) -> tuple[Self, list[Fault]]:
        """Give every column a length; name what is no column, or of another length."""
        listed = {name: _listed(column) for name, column in self.given().items()}
        lengths = {name: len(column) for name, column in listed.items() if _is_column(column)}
        first, expected = next(iter(lengths.items()), ("customer", 0))
        faults = [
            Fault(name, f"has {length} rows, {first} has {expected}", "give columns of one length")
            for name, length in lengths.items()
            if length != expected
        ]
        return evolve(self, **listed), [*faults, *self._settings()]

    @property
    def size(self) -> int:
        """The number of rows; of columns of several lengths the most."""
        return max((len(each) for each in self.given().values() if _is_column(each)), default=0)

    def named(self) -> list[tuple[str, object, str]]:
        """Give the columns of names: what each is, its values, and what an error calls it."""
        labels = {"order": self.order_name}
        given = {name: getattr(self, name) for name in NAMED}
        there = {name: column for name, column in given.items() if column is not None}
        return [
            (name, column, labels.get(name, name))
            for name, column in {"customer": self.customer, **there}.items()
        ]

    def _settings(self) -> list[Fault]:
        """Name the settings that are none, and amounts that are missing."""
        faults: list[Fault] = []
        if self.missing_customer not in ("refuse", "drop"):  # may be a list
            what = f"{self.missing_customer!r:.60} is no way to treat a missing customer"
            faults.append(Fault("missing_customer", what, "write 'refuse' or 'drop'"))
        if not isinstance(self.date_format, str | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            what = f"{self.date_format!r:.60} is no format"
            faults.append(Fault("date_format", what, "write one such as '%d.%m.%Y'"))
        if self.priced and self.amount is None and self.amount_minor is None:
            faults.append(Fault("amount", "is missing", "give amount= or amount_minor="))
        return faults

    def given(self) -> dict[str, Any]:
        """Give the columns that are there, by name."""
        plain = ("date_format", "missing_customer", "order_name", "priced")
        named = {each.name: getattr(self, each.name) for each in fields(type(self))}
        return {k: v for k, v in named.items() if k not in plain and v is not None}


@frozen
class _Faults:
    """Collects the faults of several readings."""

    found: list[Fault] = field(factory=list[Fault])

    def of(self, reading: Callable[[], T]) -> T | None:
        """Give what was read; keep the faults."""
        try:
            return reading()
        except FormatError:
            raise  # a file that broke off is no fault of a column
        except ClmError as error:
            self.found.extend(error.faults)
            return None


def read_columns(
    columns: Columns, books: Books, currency: str, zone: ZoneInfo
) -> tuple[Rows, Books, int]:
    """Read raw columns into rows, in order of arrival.

    Parameters
    ----------
    columns : Columns
        As handed in.
    books : Books
        The codebooks so far.
    currency : str
        ISO 4217 code of the amounts.
    zone : ZoneInfo
        The shop's time zone.

    Returns
    -------
    rows : Rows
        Without those that were dropped.
    books : Books
        The codebooks, grown.
    dropped : int
        Rows without a customer.

    Raises
    ------
    ColumnError
        All faults of all columns at once.
    """
    columns, unfit = columns.sized()
    faults = _Faults(unfit)
    with hands(columns.size) as crew:
        begun = {
            name: crew.begin(_read_names, books, name, column, label)
            for name, column, label in columns.named()
        }
        waiting = crew.begin(_read_when, columns, zone)
        paid = crew.begin(_read_money, columns, currency)
        scored = crew.begin(_read_values, columns)
        moments, amount, value = faults.of(waiting), faults.of(paid), faults.of(scored)
        coded = {name: found for name, read in begun.items() if (found := faults.of(read))}
    codes = {name: found for name, (_, found) in coded.items()}
    nobody = codes.get("customer", np.zeros(0, np.int32)) == NO_CODE
    if columns.missing_customer != "drop":
        faults.found.extend(_nameless(nobody))
    if faults.found or moments is None:
        raise ColumnError(faults.found)
    rows = Rows(day=moments.day, instant=moments.instant, amount=amount, value=value, **codes)
    grown: dict[str, Any] = {name: book for name, (book, _) in coded.items()}
    books = evolve(books, **grown)
    return (rows.take(~nobody) if nobody.any() else rows), books, int(nobody.sum())


def without_repeats(rows: Rows) -> tuple[Rows, int]:
    """Drop rows whose `row_id` was there already, with the same values.

    Returns
    -------
    rows : Rows
        One row for each id, and all rows without one.
    repeats : int
        How many were dropped.

    Raises
    ------
    LedgerError
        A repeat has other values than the first.
    """
    if rows.row_id is None or not len(rows):
        return rows, 0
    named = np.flatnonzero(rows.row_id != NO_CODE)[::-1]
    first = np.arange(int(rows.row_id.max(initial=-1)) + 1)
    first[rows.row_id[named]] = named
    original = np.arange(len(rows))
    original[named] = first[rows.row_id[named]]
    repeats = original != np.arange(len(rows))
    _check_same(rows, repeats, original)
    return rows.take(~repeats), int(repeats.sum())


def _check_same(rows: Rows, repeats: Bools, original: Ints) -> None:
    """Refuse repeats that contradict the first row of their id."""
    columns = rows.columns()
    faults = [
        fault
        for name in _SAME
        if name in columns
        for fault in faults_at(
            repeats & (columns[name] != columns[name][original]),
            columns[name],
            "row_id",
            f"repeats an earlier row with another {name}",
            "give each row its own id",
        )
    ]
    if faults:
        raise LedgerError(faults)


def _is_column(column: object) -> bool:
    """Tell a column from a single value, of which text is one."""
    sized = hasattr(column, "__len__") and getattr(column, "ndim", 1) > 0
    return sized and not isinstance(column, str | bytes | Mapping)


def _listed(column: Any) -> Any:
    """Give anything iterable a length."""
    if hasattr(column, "__iter__") and not hasattr(column, "__len__"):
        return list(column)
    return column


def _read_names(books: Books, name: str, column: object, label: str) -> tuple[Codebook, Codes]:
    """Code the names of a column."""
    return books.encode(name, column, label)


def _read_when(columns: Columns, zone: ZoneInfo) -> Moments:
    """Read the moments."""
    return read_moments(at_hand(columns.when), zone, "when", columns.date_format)


def _read_money(columns: Columns, currency: str) -> Ints | None:
    """Read the one of the two amount columns that is there."""
    if columns.amount is not None and columns.amount_minor is not None:
        raise ColumnError.of("amount", "amount_minor is given too", "give one of them")
    if columns.amount is not None:
        return read_amounts(at_hand(columns.amount), currency)
    if columns.amount_minor is not None:
        return read_minor_amounts(at_hand(columns.amount_minor))
    return None


def _read_values(columns: Columns) -> Floats | None:
    """Read scores; missing ones become NaN."""
    if columns.value is None:
        return None
    column = at_hand(columns.value)
    scaled = read_scaled(column)
    if scaled is not None:
        return scaled.units / 10.0**scaled.scale
    values = as_array(column, "value")
    missing = is_missing(values)
    if values.dtype.kind not in "iuf":
        items: list[Any] = values.tolist()
        wrong = ~missing & ~np.fromiter(map(_is_number, items), bool, len(values))
        _refuse(faults_at(wrong, values, "value", "{} is no number", "give numbers or None"))
    scores = np.full(len(values), np.nan)
    scores[~missing] = values[~missing]
    _refuse(faults_at(np.isinf(scores), scores, "value", "{} is no score", "give None instead"))
    return scores


def _is_number(item: object) -> bool:
    """Tell numbers from what numpy would take for some."""
    if isinstance(item, Decimal):
        return item.is_finite()
    return not isinstance(item, bool) and isinstance(item, _NUMBERS)


def _refuse(faults: list[Fault]) -> None:
    """Raise faults, if there are any."""
    if faults:
        raise ColumnError(faults)


def _nameless(nobody: Bools) -> list[Fault]:
    """Name the rows without a customer."""
    mend = "name the customer, or say missing_customer='drop'"
    return faults_at(nobody, nobody, "customer", "is missing", mend)
