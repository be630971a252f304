"""The rows of one kind of event, as columns in time order."""

from datetime import date
from functools import cached_property
from typing import Self

import numpy as np
from attrs import evolve, field, fields, frozen
from attrs.converters import optional

from clm.ledger.by_customer import ByCustomer
from clm.ledger.column import AnyArray, Codes, Days, Floats, Ints, ascending, locked, stays_locked
from clm.model.day import from_number

NO_CODE = -1
"""The code of a missing order id, channel, campaign or row id."""


@stays_locked
@frozen(eq=False, kw_only=True)
class Rows:
    """Events of one kind; its arrays are read-only.

    Parameters
    ----------
    customer : (n,) int32
        Customer codes.
    day : (n,) int32
        Shop days since 1970-01-01.
    instant : (n,) int64
        Microseconds since 1970 in UTC.
    amount : (n,) int64 or None
        Minor units.
    value : (n,) float64 or None
        Scores; NaN is none.
    order, channel, campaign, row_id : (n,) int32 or None
        Codes; -1 is none.
    """

    customer: Codes = field(converter=locked)
    day: Days = field(converter=locked)
    instant: Ints = field(converter=locked)
    amount: Ints | None = field(default=None, converter=optional(locked))
    value: Floats | None = field(default=None, converter=optional(locked))
    order: Codes | None = field(default=None, converter=optional(locked))
    channel: Codes | None = field(default=None, converter=optional(locked))
    campaign: Codes | None = field(default=None, converter=optional(locked))
    row_id: Codes | None = field(default=None, converter=optional(locked))

    def __len__(self) -> int:
        """Count the events."""
        return len(self.customer)

    def columns(self) -> dict[str, AnyArray]:
        """Give the columns that are there, by name."""
        named = {each.name: getattr(self, each.name) for each in fields(type(self))}
        return {name: column for name, column in named.items() if column is not None}

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of rows in time order; None where there are none."""
        ends = [from_number(int(day)) for day in (*self.day[:1], *self.day[-1:])]
        return (ends[0], ends[1]) if ends else (None, None)

    @cached_property
    def by_customer(self) -> ByCustomer:
        """Where each customer's rows are; found out when first asked for."""
        return ByCustomer.of(self.customer)

    def take(self, rows: AnyArray | slice) -> Self:
        """Select rows by position or mask."""
        return evolve(self, **{name: column[rows] for name, column in self.columns().items()})

    def in_order(self) -> Self:
        """Sort by shop day, then instant; equal moments keep their order of arrival."""
        if ascending(self.day) and ascending(self.instant):
            return self
        return self.take(np.lexsort((self.instant, self.day)))

    def followed_by(self, other: Self) -> Self:
        """Append rows and sort all by time."""
        return self.and_then(other).in_order()

    def and_then(self, other: Self) -> Self:
        """Append rows in order of arrival, filling columns that only one side has."""
        mine, theirs = self.columns(), other.columns()
        joined = {
            name: np.concatenate(
                [_column(mine, name, len(self)), _column(theirs, name, len(other))]
            )
            for name in {**mine, **theirs}
        }
        return evolve(self, **joined)

    def until(self, day: int) -> int:
        """Count the rows up to and including a day."""
        # A number of the column's own type: any other would copy the column.
        return int(np.searchsorted(self.day, np.int32(day), side="right"))

    def between(self, first: int, last: int) -> slice:
        """Select the rows from day `first` to day `last`, both included."""
        start = int(np.searchsorted(self.day, np.int32(first), side="left"))
        return slice(start, max(start, self.until(last)))


def _column(columns: dict[str, AnyArray], name: str, length: int) -> AnyArray:
    """Give a column, or one of nothing."""
    if name in columns:
        return columns[name]
    if name == "value":
        return np.full(length, np.nan)
    if name == "amount":
        return np.zeros(length, np.int64)
    return np.full(length, NO_CODE, np.int32)
