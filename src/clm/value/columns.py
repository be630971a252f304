"""The columns of a summary that comes from a table, checked all at once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypedDict, TypeVar

import numpy as np

from clm.errors import ClmError, ColumnError, Fault
from clm.ledger.column import AnyArray, Floats, Ints, as_array, faults_at
from clm.model.day import as_day
from clm.model.money import digits_of
from clm.value.number import is_number
from clm.value.unit import unit_faults

V = TypeVar("V")


class Read(TypedDict):
    """The fields of a summary."""

    customers: AnyArray
    frequency: Ints
    recency: Floats
    T: Floats
    monetary_value: Floats
    as_of: date | None
    currency: str | None


def read_columns(
    *,
    unit: object,
    frequency: object,
    recency: object,
    length: object,
    monetary_value: object,
    customers: object,
    as_of: object,
    currency: str | None,
) -> Read:
    """Read the columns of a summary; `RfmSummary.from_columns` says what they are.

    Raises
    ------
    ColumnError
        With everything that is wrong.
    """
    faults = [*unit_faults(unit)]
    day = None if as_of is None else _kept(faults, lambda: as_day(as_of))
    if currency is not None:
        _kept(faults, lambda: digits_of(currency))
    given = {"frequency": frequency, "recency": recency, "T": length}
    given |= {} if monetary_value is None else {"monetary_value": monetary_value}
    read = {name: _kept(faults, partial(numbers, column, name)) for name, column in given.items()}
    ids = None if customers is None else _kept(faults, lambda: _ids(customers))
    found = {name: each for name, each in read.items() if each is not None}
    faults += _length_faults(found if ids is None else {**found, "customers": ids})
    if not faults:
        faults += _history_faults(**{each: found[each] for each in ("frequency", "recency", "T")})
        faults += _money_faults(found["frequency"], found.get("monetary_value"))
    if faults:
        raise ColumnError(faults)
    size = len(found["frequency"])
    money = found.get("monetary_value", np.full(size, np.nan))
    return Read(
        customers=np.arange(size) if ids is None else ids,
        frequency=found["frequency"].astype(np.int64),
        recency=found["recency"],
        T=found["T"],
        monetary_value=money,
        as_of=day,
        currency=currency,
    )


def numbers(column: object, name: str) -> Floats:
    """Read a column of finite numbers.

    Raises
    ------
    ColumnError
        It is no column, or one of something else.

    Examples
    --------
    >>> numbers([1, 2.5], "T")
    array([1. , 2.5])
    """
    values = as_array(column, name)
    if values.dtype.kind in "iuf":
        read = values.astype(np.float64)
    else:
        read = np.array([_number(each) for each in values.tolist()], np.float64)
    faults = faults_at(~np.isfinite(read), values, name, "{} is no number", "give a finite one")
    if faults:
        raise ColumnError(faults)
    return read


def _number(item: object) -> float:
    """Read one number; NaN is none."""
    plain = is_number(item) or isinstance(item, Decimal)
    return float(item) if plain else float("nan")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def _ids(customers: object) -> AnyArray:
    """Read ids as they are given out."""
    ids = as_array(customers, "customers")
    if ids.dtype.kind in "iu":
        return ids.astype(np.int64)
    try:
        if all(isinstance(each, str) for each in ids.tolist()):
            return ids.astype(np.dtypes.StringDType())
    except UnicodeEncodeError:
        pass  # half of a character
    what = f"{ids[:3].tolist()!r:.60} are no ids"
    raise ColumnError.of("customers", what, "give text or whole numbers")


def _kept(faults: list[Fault], read: Callable[[], V]) -> V | None:
    """Read something, or keep what is wrong with it."""
    try:
        return read()
    except ClmError as error:
        faults += error.faults
    return None


def _length_faults(columns: dict[str, AnyArray]) -> list[Fault]:
    """Name columns that are longer or shorter than the first."""
    sizes = {name: len(each) for name, each in columns.items()}
    first = next(iter(sizes.items()), ("", 0))
    return [
        Fault(name, f"has {size:,} rows, {first[0]} has {first[1]:,}", "give one value a customer")
        for name, size in sizes.items()
        if size != first[1]
    ]


def _history_faults(frequency: Floats, recency: Floats, T: Floats) -> list[Fault]:  # noqa: N803
    """Name histories that nobody can have."""
    whole = "{} is no number of repeat orders"
    never = "{} does not fit frequency: it is 0 if and only if there was no repeat order"
    return [
        *faults_at(
            (frequency < 0) | (frequency != np.rint(frequency)),
            frequency,
            "frequency",
            whole,
            "give whole numbers from 0",
        ),
        *faults_at(T < 0, T, "T", "{} lies before the first order", "give 0 or more"),
        *faults_at(
            recency < 0, recency, "recency", "{} lies before the first order", "give 0 or more"
        ),
        *faults_at(
            recency > T,
            recency,
            "recency",
            "{} lies beyond T",
            "give both in one unit, from the first order",
        ),
        *faults_at(
            (recency == 0) != (frequency == 0), recency, "recency", never, "count days, not orders"
        ),
    ]


def _money_faults(frequency: Floats, money: Floats | None) -> list[Fault]:
    """Name money of customers who have no repeat order to spend it on."""
    if money is None:
        return []
    odd = (frequency == 0) & (money != 0)
    mend = "give 0: the first order does not count"
    return faults_at(odd, money, "monetary_value", "{} without a repeat order", mend)
