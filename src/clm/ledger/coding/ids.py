"""Reading plain values as ids: text or whole numbers, one of the two, and some rows without."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen

from clm.errors import ColumnError, Fault
from clm.ledger.coding.keys import Keys, whole_keys
from clm.ledger.coding.words import Text, joined_keys, text_keys
from clm.ledger.column import NAMED, AnyArray, Bools, Codes, Ints, is_missing
from clm.model.event import CustomerId

MEND: Final = "give ids as text or as whole numbers"
_LIMIT: Final = 1 << 63


@frozen(eq=False)
class IdColumn:
    """A column of ids, read.

    Parameters
    ----------
    keys : Keys
        The ids of the rows that have one.
    rows : (m,) int64 or None
        Which rows these are; None if all of them.
    size : int
        The number of rows, those without an id counted in.
    """

    keys: Keys
    rows: Ints | None
    size: int

    def within(self, rows: Ints, size: int) -> "IdColumn":
        """See the column as these rows of a longer one."""
        return IdColumn(self.keys, rows if self.rows is None else rows[self.rows], size)

    def every(self, codes: Codes) -> Codes:
        """Spread the codes of the rows that have an id over all rows; -1 for the others."""
        if self.rows is None:
            return codes
        every = np.full(self.size, -1, np.int32)
        every[self.rows] = codes
        return every

    def places(self, rows: Ints) -> Ints:
        """Tell where in the whole column these of the rows with an id are."""
        return rows if self.rows is None else self.rows[rows]


def plain_ids(values: AnyArray | list[Any], name: str, rows: Ints | None = None) -> IdColumn:
    """Read a numpy array or a list of Python objects.

    Parameters
    ----------
    values : (n,) array or list
        Ids; None, NaN and NaT stand for none.
    name : str
        What an error calls the column.
    rows : (n,) int64 or None
        Row numbers for errors; the positions if left out.

    Raises
    ------
    ColumnError
        Values that are neither text nor whole numbers, or both mixed.

    Examples
    --------
    >>> found = plain_ids([7.0, None, 8], "customer")
    >>> found.keys.ids(np.array([0, 1])).tolist(), found.rows.tolist()
    ([7, 8], [0, 2])
    """
    if isinstance(values, list):
        return _from_items(values, name, rows)
    if values.dtype.kind == "O":
        return _from_items(values.tolist(), name, rows)
    missing = _missing(values)
    if missing is not None and missing.any():
        left = np.flatnonzero(~missing)
        numbers = left if rows is None else rows[left]
        return plain_ids(values[left], name, numbers).within(left, len(values))
    return IdColumn(_keys(values, name, rows), None, len(values))


def plain_id(item: Any) -> CustomerId | None:
    """Read one object as an id: Python's own text or number; None for what is no id.

    Examples
    --------
    >>> plain_id(np.float64(7)), plain_id("ann"), plain_id(7.5), plain_id(["ann"])
    (7, 'ann', None, None)
    """
    if isinstance(item, str):
        return None if _wrong(item, "str") else str.__str__(item)
    return None if _absent(item) or _wrong(item, "int") else int(item)


def _missing(values: AnyArray) -> Bools | None:
    """Tell which rows hold no id; None where the type has nothing that stands for none."""
    if values.dtype.kind in "iuSUb":
        return None
    if values.dtype.kind != "T":
        return is_missing(values)
    null: object = getattr(values.dtype, "na_object", "")
    if isinstance(null, str):
        return None
    return values == null if null is None else np.isnan(values)


def _keys(values: AnyArray, name: str, rows: Ints | None) -> Keys:
    """Read an array in which every row is there."""
    if values.dtype.kind == "T":
        return text_keys(values.astype(Text) if hasattr(values.dtype, "na_object") else values)
    if values.dtype.kind in "SU":
        try:
            return text_keys(values)
        except UnicodeError:
            return _from_items(values.tolist(), name, rows).keys
    if values.dtype.kind not in "iuf":
        if not len(values):
            return whole_keys(np.empty(0, np.int64))
        raise ColumnError.of(name, f"a column of {values.dtype} holds no ids", MEND)
    if values.dtype.kind != "i" and not (whole := _whole(values)).all():
        at = np.flatnonzero(~whole)
        raise ColumnError(_faults(values[at].tolist(), name, at if rows is None else rows[at]))
    return whole_keys(values.astype(np.int64, copy=False))


def _whole(values: AnyArray) -> Bools:
    """Tell which numbers are whole and fit 64 bits with a sign."""
    if values.dtype.kind == "u":
        return values < np.uint64(_LIMIT)
    fits = (values >= -_LIMIT) & (values < _LIMIT)
    whole: Bools = fits & (np.floor(values) == values)
    return whole


def _from_items(items: list[Any], name: str, rows: Ints | None) -> IdColumn:
    """Read Python objects; text, the most frequent, joins or fails at once."""
    try:
        return IdColumn(joined_keys(items), None, len(items))
    except (TypeError, UnicodeError):
        pass
    if set(map(type, items)) == {int}:
        try:
            return IdColumn(whole_keys(np.array(items, np.int64)), None, len(items))
        except OverflowError:
            pass
    missing = np.fromiter(map(_absent, items), bool, len(items))
    if missing.any():
        left = np.flatnonzero(~missing)
        numbers = left if rows is None else rows[left]
        found = _from_items([items[at] for at in left.tolist()], name, numbers)
        return found.within(left, len(items))
    kind = "str" if isinstance(items[0], str) else "int"
    faults = _faults(items, name, rows, kind)
    if faults:
        raise ColumnError(faults)
    return IdColumn(whole_keys(np.array(list(map(int, items)), np.int64)), None, len(items))


def _absent(item: Any) -> bool:
    """Tell whether an object stands for no id."""
    if item is None or type(item).__name__ in {"NAType", "NaTType"}:
        return True
    unequal = float | np.floating | np.datetime64 | np.timedelta64
    return isinstance(item, unequal) and bool(item != item)  # noqa: PLR0124  # NaN and NaT


def _faults(items: Sequence[Any], name: str, rows: Ints | None, kind: str = "int") -> list[Fault]:
    """Name the items that are no ids: the first few each, the others by their number."""
    wrong = [(at, what) for at, item in enumerate(items) if (what := _wrong(item, kind))]
    faults = [
        Fault(f"{name}[{at if rows is None else rows[at]}]", what, MEND)
        for at, what in wrong[:NAMED]
    ]
    if len(wrong) > NAMED:
        faults.append(Fault(name, f"… and {len(wrong) - NAMED:,} more", MEND))
    return faults


def _wrong(item: Any, kind: str) -> str:
    """Say what is wrong with an id, if anything."""
    if isinstance(item, str):
        if kind == "int":
            return f"{item!r:.60} is text among whole numbers"
        return "" if _encodes(item) else f"{item!r:.60} holds half a character (a lone surrogate)"
    if isinstance(item, bool | np.bool_) or not isinstance(
        item, int | float | np.integer | np.floating
    ):
        return f"{item!r:.60} is neither text nor a whole number"
    if item != item // 1:
        return f"{item} is not a whole number"
    if kind == "str":
        return f"{item} is a number among text"
    return "" if -_LIMIT <= item < _LIMIT else f"{item} does not fit 64 bits"


def _encodes(text: str) -> bool:
    """Tell whether text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
