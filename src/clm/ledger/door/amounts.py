"""Reading amounts of money: whole minor units in int64."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from clm.errors import ColumnError, Fault
from clm.ledger.column import (
    AnyArray,
    Bools,
    Ints,
    as_array,
    faults_at,
    is_missing,
    kept,
    shortened,
)
from clm.ledger.decimals import read_scaled
from clm.model.money import LARGEST, digits_of, minor_units

MEND: Final = "give a number, or drop the row"
MINOR_MEND: Final = "give minor units such as 1200"


def read_amounts(column: object, currency: str, name: str = "amount") -> Ints:
    """Read amounts in major units.

    Parameters
    ----------
    column : array_like
        Whole numbers, floats (rounded to the nearest minor unit), text or Decimals.
    currency : str
        ISO 4217 code.
    name : str
        What an error calls the column.

    Returns
    -------
    (n,) int64
        Minor units.

    Raises
    ------
    ColumnError
        Missing, not a number, too large, or with more decimals than the currency has.

    Examples
    --------
    >>> read_amounts([12, 0.5], "EUR")
    array([1200,   50])
    """
    exact = _exact(column, digits_of(currency))
    if exact is not None:
        return exact
    values = as_array(column, name)
    if values.dtype.kind in "iu":
        largest = (LARGEST - 1) // 10 ** digits_of(currency)
        minor: Ints = _whole(values, name, largest) * 10 ** digits_of(currency)
        return minor
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):
            shifted = np.rint(values.astype(np.float64) * 10.0 ** digits_of(currency))
        return _checked(shifted, values, name).astype(np.int64)
    if values.dtype.kind in "OUT" or not len(values):
        return _each(values, currency, name)
    raise ColumnError.of(name, f"{values.dtype} is no kind of amount", "give numbers")


def read_minor_amounts(column: object, name: str = "amount_minor") -> Ints:
    """Read amounts in whole minor units.

    Parameters
    ----------
    column : array_like
        Whole numbers.
    name : str
        What an error calls the column.

    Returns
    -------
    (n,) int64

    Raises
    ------
    ColumnError
        Not whole, missing or too large.

    Examples
    --------
    >>> read_minor_amounts([1200, -50])
    array([1200,  -50])
    """
    exact = _exact(column, 0)
    if exact is not None:
        return exact
    values = as_array(column, name)
    if values.dtype.kind in "iu":
        return _whole(values, name, LARGEST - 1)
    faults = faults_at(~_are_whole(values), values, name, "{} is no whole number", MINOR_MEND)
    if not faults:
        large = np.fromiter((abs(int(value)) >= LARGEST for value in values), bool, len(values))
        faults = faults_at(large, large, name, "is too much", f"stay below {LARGEST:,}")
    if faults:
        raise ColumnError(faults)
    return values.astype(np.int64)


def _exact(column: object, digits: int) -> Ints | None:
    """Take decimals of other libraries at once; None for other columns, and if some are wrong."""
    scaled = read_scaled(column)
    minor = None if scaled is None else scaled.rescaled(digits)
    if minor is None:
        return None
    ends = int(minor.max(initial=0)), int(minor.min(initial=0))
    return minor if ends[1] > -LARGEST and ends[0] < LARGEST else None


def _are_whole(values: AnyArray) -> Bools:
    """Tell which values are whole numbers.

    Many libraries turn whole numbers among nulls into floats; then only the nulls are wrong.
    """
    if values.dtype.kind == "f":
        missing = np.isnan(values)
        whole = missing.any() and bool((values[~missing] % 1 == 0).all())
        return ~missing if whole else np.zeros(len(values), bool)
    return np.fromiter(map(_is_whole, values), bool, len(values))


def _is_whole(value: object) -> bool:
    """Tell a whole number; numpy counts spans of time among them."""
    whole = type(value) is int or isinstance(value, np.integer)
    return whole and not isinstance(value, np.timedelta64)


def check_sum(columns: Iterable[Ints | None]) -> None:
    """Refuse amounts whose sizes add up to 2^53 minor units or more.

    Raises
    ------
    ColumnError
        The sum is too large to stay exact in every engine.
    """
    given = [each for each in columns if each is not None and len(each)]
    if sum(map(_most, given)) < LARGEST:
        return
    total = sum(map(_size, given))
    if total >= LARGEST:
        raise ColumnError.of(
            "amount",
            f"the amounts of the ledger add up to {float(total):.3g} minor units",
            f"stay below {LARGEST:,}; split the ledger or check the unit",
        )


def _most(amounts: Ints) -> int:
    """Bound the sum of sizes from above."""
    return max(int(amounts.max()), -int(amounts.min())) * len(amounts)


def _size(amounts: Ints) -> int:
    """Sum the sizes, in two parts that cannot overflow."""
    high, low = np.divmod(np.abs(amounts), 1 << 26)
    return (int(high.sum()) << 26) + int(low.sum())


def _whole(values: AnyArray, name: str, largest: int) -> Ints:
    """Check whole numbers against the largest."""
    high, low = (int(values.max()), int(values.min())) if len(values) else (0, 0)
    if high > largest or low < -largest:
        wrong = (values > largest) | (values < -largest if values.dtype.kind == "i" else False)
        raise ColumnError(
            faults_at(wrong, values, name, "{} is too much", f"stay below {largest + 1:,}")
        )
    return kept(values, np.int64)


def _checked(shifted: AnyArray, values: AnyArray, name: str) -> AnyArray:
    """Refuse what is not finite or too large."""
    missing = ~np.isfinite(shifted) & ~np.isfinite(values)
    faults = faults_at(missing, values, name, "{} is no amount of money", MEND)
    large = ~missing & ~(np.abs(shifted) < LARGEST)
    faults += faults_at(
        large, values, name, "{} is too much", f"stay below {LARGEST:,} minor units"
    )
    if faults:
        raise ColumnError(faults)
    return shifted


def _each(values: AnyArray, currency: str, name: str) -> Ints:
    """Read text, Decimals and mixed numbers one by one, each distinct text once."""
    faults: list[Fault] = []
    known: dict[str, int] = {}
    minor: list[int] = []
    missing = is_missing(values).tolist()
    for row, value in enumerate(values.tolist()):
        found = known.get(value) if type(value) is str else None
        if missing[row]:
            faults.append(Fault(f"{name}[{row}]", f"{value!r} is no amount", MEND))
        elif found is None:
            try:
                found = minor_units(value, currency, f"{name}[{row}]")
            except ColumnError as error:
                faults += error.faults
            else:
                known |= {value: found} if type(value) is str else {}
        minor.append(found or 0)
    if faults:
        raise ColumnError(shortened(faults, name))
    return np.array(minor, np.int64)
