"""Reading counts: whole numbers, none below zero."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

import numpy as np

from clm.errors import ColumnError, Fault
from clm.ledger.column import AnyArray, Ints, as_array, faults_at
from clm.model.money import LARGEST

_WRITTEN: Final = re.compile(r"\s*\+?[0-9]{1,18}(\.0*)?\s*")
_NONE: Final = np.iinfo(np.int64).min
_MEND: Final = "give a whole number; 0 where there were none"


def read_counts(column: object, name: str) -> Ints:
    """Read how many there were.

    Parameters
    ----------
    column : array_like
        Whole numbers of any type, or text of digits.
    name : str
        What an error calls the column.

    Returns
    -------
    (n,) int64

    Raises
    ------
    ColumnError
        Missing, broken, negative or too many; all rows at once.

    Examples
    --------
    >>> read_counts([3, 2.0, "12"], "clicks")
    array([ 3,  2, 12])
    """
    values = as_array(column, name)
    counts = _whole(values) if values.dtype.kind in "iuf" else _each(values)
    none, large = counts == _NONE, counts >= LARGEST
    below = (counts < 0) & ~none
    faults = [
        *faults_at(none, values, name, "{} is no number of times", _MEND),
        *faults_at(below, values, name, "{} is below zero", _MEND),
        *faults_at(large, values, name, "{} is too much", f"stay below {LARGEST:,}"),
    ]
    if faults:
        raise ColumnError(faults)
    return counts


def sum_faults(values: Ints, name: str) -> list[Fault]:
    """Name a column that adds up to more than a double holds exactly.

    Examples
    --------
    >>> print(*sum_faults(np.array([2**52, 2**52]), "clicks"))
    clicks: adds up to 9.01e+15 → stay below 9,007,199,254,740,992
    """
    if int(values.max(initial=0)) * len(values) < LARGEST:
        return []
    total = sum(values.tolist())
    if total < LARGEST:
        return []
    return [Fault(name, f"adds up to {float(total):.3g}", f"stay below {LARGEST:,}")]


def _whole(values: AnyArray) -> Ints:
    """Take numbers as whole ones; those that are not are none."""
    if values.dtype.kind == "i":
        return values.astype(np.int64)
    if values.dtype.kind == "u":
        return np.minimum(values.astype(np.uint64), LARGEST).astype(np.int64)
    wide = values.astype(np.float64)
    whole = np.isfinite(wide) & (np.floor(wide) == wide)
    counts: Ints = np.clip(np.where(whole, wide, 0), -LARGEST, LARGEST).astype(np.int64)
    counts[~whole] = _NONE
    return counts


def _each(values: AnyArray) -> Ints:
    """Read text and mixed numbers one by one."""
    found = (_number(value) for value in values.tolist())
    least = (_NONE if each is None else max(min(each, LARGEST), -1) for each in found)
    return np.fromiter(least, np.int64, len(values))


def _number(value: object) -> int | None:
    """Read one whole number; None is none."""
    plain = cast("Any", value).item() if isinstance(value, np.generic) else value
    if isinstance(plain, str):
        return int(Decimal(plain)) if _WRITTEN.fullmatch(plain) else None
    if isinstance(plain, bool) or not isinstance(plain, int | float | Decimal | Fraction):
        return None
    return int(plain) if _is_whole(plain) else None


def _is_whole(number: float | Decimal | Fraction) -> bool:
    """Tell whether a number is whole; of the largest Decimals that would take ages."""
    if isinstance(number, Decimal):
        return number.is_finite() and number.adjusted() < 18 and number == int(number)
    if isinstance(number, Fraction):
        return number.denominator == 1
    return isinstance(number, int) or number.is_integer()
