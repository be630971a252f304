"""Rows of a table in the words of the library: customer, day, minor units, order, and flaws."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import narwhals.stable.v2 as nw
from attrs import frozen

from clm.errors import ColumnError, Fault
from clm.model.day import to_number
from clm.model.money import LARGEST, digits_of
from clm.sources.frames import check_names
from clm.sources.relations.library import Library, library_of

_WHOLE: Final = (
    *(nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.Int128),
    *(nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64),
)
_FLOAT: Final = (nw.Float32, nw.Float64)
_TEXT: Final = (nw.String, nw.Categorical, nw.Enum)
_NARROW: Final = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)
_READABLE: Final = {
    "customer": (*_TEXT, *_NARROW),
    "when": (nw.Date, nw.Datetime),
    "amount": (*_WHOLE, *_FLOAT, nw.Decimal),
    "amount_minor": _WHOLE,
    "order": (*_TEXT, *_NARROW),
}
_MENDS: Final = {
    "customer": "cast ids to text or whole numbers of 64 bits",
    "when": "cast it to a date or a timestamp",
    "amount": "cast it to a decimal, a float or whole numbers",
    "amount_minor": "cast it to whole numbers",
    "order": "cast ids to text or whole numbers of 64 bits",
}
_ZERO: Final = nw.lit(0).cast(nw.Int64)
_EXACT: Final = 2.0**52
"""Above it every double is whole."""

_SURE: Final = 2.0**51
"""Below it a decimal, read as a double and shifted, rounds to the minor units that it means."""


@frozen(eq=False)
class Table:
    """A native table and the names of its columns.

    Parameters
    ----------
    relation : object
        Of one of the libraries.
    names : mapping of str to str
        ``customer``, ``when``, and which there are of ``amount``, ``amount_minor``, ``order``.
    currency, timezone : str
        Of the shop.
    """

    relation: Any
    names: Mapping[str, str]
    currency: str
    timezone: str

    def check(self) -> None:
        """Refuse columns that are not there, there twice, or of types that cannot be read.

        Raises
        ------
        ColumnError
            All of them at once.
        """
        library_of(self.relation)
        check_names(self.relation, self.names)
        faults = [*self._type_faults()]
        if faults:
            raise ColumnError(faults)

    def rows(self, as_of: date) -> Any:
        """Read the rows up to a day.

        Returns
        -------
        narwhals frame
            ``customer``, ``day`` (since 1970-01-01), ``minor`` (int64; 0 without amounts),
            ``order`` if there is one, and 1 or 0 in ``no_day`` and ``no_amount``. Rows without a
            day are kept, so that they can be counted.
        """
        seen = (nw.col("day") <= to_number(as_of)) | nw.col("day").is_null()
        ids = {name: self._ids(name) for name in ("customer", "order") if name in self.names}
        no_day = nw.col("day").is_null().cast(nw.Int64)
        return self._with_day().filter(seen).select("day", no_day=no_day, **ids, **self._money())

    @property
    def library(self) -> Library:
        """The library that holds it."""
        return library_of(self.relation)

    @property
    def has_text_ids(self) -> bool:
        """Whether customers are named by text, or else by whole numbers."""
        return isinstance(self._kinds["customer"], _TEXT)

    @property
    def is_lazy(self) -> bool:
        """Whether its rows are still to be reckoned."""
        return isinstance(self._entered, nw.LazyFrame)

    @cached_property
    def _entered(self) -> Any:
        """The named columns; pandas makes Arrow of them, which is done once."""
        return self.library.enter(self.relation, self.names)

    @cached_property
    def _kinds(self) -> Mapping[str, Any]:
        """The type of every named column."""
        return dict(self._entered.collect_schema())

    def _type_faults(self) -> Iterator[Fault]:
        """Name columns of types that cannot be read."""
        for name, kind in self._kinds.items():
            if not isinstance(kind, _READABLE[name]):
                what = f"{self.names[name]!r} is {kind}"
                yield Fault(name, what, f"{_MENDS[name]}, or load it: clm.read_orders(…)")

    def _with_day(self) -> Any:
        """Add the shop's day."""
        kind = self._kinds["when"]
        instants = isinstance(kind, nw.Datetime) and kind.time_zone is not None
        return self.library.with_day(self._entered, self.timezone if instants else None)

    def _ids(self, name: str) -> Any:
        """Read ids: text, or whole numbers."""
        text = isinstance(self._kinds[name], _TEXT)
        return nw.col(name).cast(nw.String() if text else nw.Int64())

    def _money(self) -> dict[str, Any]:
        """Give minor units, and whether there are none that can be read."""
        if not {"amount", "amount_minor"} & self._kinds.keys():
            return {"minor": _ZERO, "no_amount": _ZERO}
        minor, sound = self._amounts()
        return {
            "minor": nw.when(sound).then(minor).otherwise(_ZERO).cast(nw.Int64),
            "no_amount": nw.when(sound).then(_ZERO).otherwise(nw.lit(1)).cast(nw.Int64),
        }

    def _amounts(self) -> tuple[Any, Any]:
        """Shift amounts to minor units, and tell which of them are sound."""
        if "amount_minor" in self._kinds:
            return _shifted(nw.col("amount_minor"), 1)
        digits, column, kind = digits_of(self.currency), nw.col("amount"), self._kinds["amount"]
        if isinstance(kind, _WHOLE):
            return _shifted(column, 10**digits)
        scaled = column.cast(nw.Float64) * float(10**digits)
        if isinstance(kind, _FLOAT):
            return _rounded(scaled), _finite(scaled) & _within(scaled, float(LARGEST))
        sound = ~column.is_null() & _within(scaled, _SURE)
        if getattr(kind, "scale", digits + 1) > digits:
            sound = sound & ~_has_more_digits(column, digits)
        return _rounded(scaled), sound


def _shifted(column: Any, factor: int) -> tuple[Any, Any]:
    """Multiply whole numbers, unless that were too much."""
    most = (LARGEST - 1) // factor
    sound = ~column.is_null() & (column <= most) & (column >= -most)
    return nw.when(sound).then(column).otherwise(nw.lit(0)).cast(nw.Int64) * factor, sound


def _rounded(scaled: Any) -> Any:
    """Round to whole numbers, halves to the even one, as IEEE 754 does by itself."""
    up, down = (scaled + _EXACT) - _EXACT, (scaled - _EXACT) + _EXACT
    near = nw.when(scaled >= 0).then(up).otherwise(down)
    return nw.when(_within(scaled, _EXACT)).then(near).otherwise(scaled)


def _within(values: Any, bound: float) -> Any:
    """Tell what lies between two bounds."""
    return (values < bound) & (values > -bound)


def _finite(values: Any) -> Any:
    """Tell numbers from what is none."""
    return ~values.is_null() & values.is_finite()


def _has_more_digits(column: Any, digits: int) -> Any:
    """Tell decimals with more digits than a currency has, zeros at the end aside."""
    pattern = rf"\.\d{{{digits}}}\d*[1-9]|[1-9].*[eE]-"
    return column.cast(nw.String()).str.contains(pattern)
