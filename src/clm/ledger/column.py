"""Reading a column: anything with `__array__` or `__iter__` becomes a numpy array."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, cast

import numpy as np
import numpy.typing as npt

from clm._threads import hands
from clm.errors import ColumnError, Fault
from clm.ledger.arrow_buffers import plain_values

AnyArray = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Days = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

Class = TypeVar("Class", bound=type)

NAMED: Final = 10
"""So many rows of one fault are named; the rest are counted."""


def as_array(column: object, name: str) -> AnyArray:
    """Make a one-dimensional array of a column.

    Parameters
    ----------
    column : array_like or iterable
        A list, a numpy array, a Series of pandas or polars, ….
    name : str
        What an error calls the column.

    Returns
    -------
    (n,) ndarray

    Raises
    ------
    ColumnError
        Text, a mapping, a scalar, or more than one dimension.
    """
    if isinstance(column, str | bytes | Mapping) or not _is_column(column):
        raise ColumnError.of(name, f"{column!r:.60} is no column", "give a list or an array")
    column = _numpys_own(arrow_of(column))
    values = _from_array(column) if hasattr(column, "__array__") else _from_items(column)
    if values.ndim != 1:
        raise ColumnError.of(name, f"has {values.ndim} dimensions", "give one value a row")
    return values


def arrow_of(column: Any) -> Any:
    """Take out of a Series of pandas what pyarrow holds in it; give anything else as it is."""
    inside = getattr(column, "array", column)
    if type(inside).__name__.startswith("Arrow") and hasattr(inside, "__arrow_array__"):
        return inside.__arrow_array__()
    return column


def _numpys_own(column: Any) -> Any:
    """Give whole numbers of a polars Series that are too wide for numpy as Python's own."""
    return column.to_list() if str(getattr(column, "dtype", "")).endswith("Int128") else column


def kept(values: AnyArray, dtype: npt.DTypeLike) -> AnyArray:
    """Give values as a type, in memory that nobody else writes to.

    They are copied, unless they are of that type, locked, and own their memory.

    Parameters
    ----------
    values : (n,) array
        As they were handed in.
    dtype : dtype
        What they shall be.

    Examples
    --------
    >>> given = np.array([3, 5])
    >>> kept(given, np.int64) is given
    False
    >>> given.flags.writeable = False
    >>> kept(given, np.int64) is given
    True
    """
    own = values.base is None and not values.flags.writeable
    return values.astype(dtype, copy=not own)


def locked(column: AnyArray) -> AnyArray:
    """Show a column so that nobody writes to it."""
    shown = column.view()
    shown.flags.writeable = False
    return shown


def stays_locked(cls: Class) -> Class:
    """Keep what a frozen class holds read-only when it is unpickled or copied deeply.

    Of its own accord an array that comes out of a pickle can be written to, whatever it was before.

    Parameters
    ----------
    cls : type
        With slots, made by attrs; of its arrays, and those in its tuples and mappings, nobody
        needs to write to any.

    Examples
    --------
    >>> from copy import deepcopy
    >>> from attrs import field, frozen
    >>> @stays_locked
    ... @frozen
    ... class Line:
    ...     days: Days = field(converter=locked)
    >>> deepcopy(Line(np.array([3, 5]))).days.flags.writeable
    False
    """
    made: Any = cls
    restore = made.__setstate__

    def restored(self: object, state: Mapping[str, object]) -> None:
        """Set the fields, and lock their arrays."""
        _lock(state)
        restore(self, state)

    made.__setstate__ = restored
    return cls


def _lock(value: object) -> None:
    """Lock an array, or all that a tuple or a mapping holds."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, Mapping):
        _lock((*cast("Mapping[object, object]", value).values(),))
    elif isinstance(value, tuple):
        for each in cast("tuple[object, ...]", value):
            _lock(each)


def looked_up(table: AnyArray, places: AnyArray) -> AnyArray:
    """Look places up in a table, in pieces that the cores share.

    Parameters
    ----------
    table : (k,) array
        What stands at each place.
    places : (n,) int32 or int64
        From 0 to k - 1.

    Returns
    -------
    (n,) array of the table's type

    Examples
    --------
    >>> looked_up(np.array([5, 7]), np.array([1, 0, 1]))
    array([7, 5, 7])
    """
    found = np.empty(len(places), table.dtype)

    def look(piece: slice) -> None:
        # "clip" spares a copy of the output; every place lies within the table
        np.take(table, places[piece], out=found[piece], mode="clip")

    with hands(len(places)) as crew:
        crew.pieces(look, len(places))
    return found


def ascending(column: AnyArray) -> bool:
    """Tell whether a column never falls, reading it in pieces that stay in cache.

    Examples
    --------
    >>> ascending(np.array([1, 1, 2])), ascending(np.array([2, 1]))
    (True, False)
    """
    step = 65_536
    return all(
        bool(
            (column[at + 1 : at + step + 1] >= column[at : at + step][: len(column) - at - 1]).all()
        )
        for at in range(0, len(column), step)
    )


def faults_at(wrong: Bools, values: AnyArray, name: str, what: str, mend: str) -> list[Fault]:
    """Name the rows that are wrong: the first few each, the others by their number.

    Parameters
    ----------
    wrong : (n,) bool
        Which rows.
    values : (n,) array
        Their values, quoted in `what` at ``{}``.
    name, what, mend : str
        Parts of the faults.
    """
    rows = np.flatnonzero(wrong)
    faults = [
        Fault(f"{name}[{row}]", what.format(repr(values[row : row + 1].tolist()[0])), mend)
        for row in rows[:NAMED].tolist()
    ]
    if len(rows) > NAMED:
        faults.append(Fault(name, f"the same in {len(rows) - NAMED:,} more rows", mend))
    return faults


def shortened(faults: list[Fault], where: str) -> list[Fault]:
    """Keep the first few faults, and count the others."""
    rest = len(faults) - NAMED
    more = [Fault(where, f"{rest:,} more of the same kind")] if rest > 0 else []
    return faults[:NAMED] + more


def is_missing(values: AnyArray) -> Bools:
    """Tell which values are None, NaN, NaT or a library's own missing value."""
    if values.dtype.kind == "O":
        return np.fromiter(map(item_missing, values), bool, len(values))
    if values.dtype.kind in "fmM":
        return np.isnan(values) if values.dtype.kind == "f" else np.isnat(values)
    if hasattr(values.dtype, "na_object"):
        return is_missing(values.astype(object))
    return np.zeros(len(values), bool)


def _is_column(column: object) -> bool:
    """Tell whether there is anything to go through."""
    return hasattr(column, "__array__") or isinstance(column, Iterable)


def _from_array(column: Any) -> AnyArray:
    """Make an array of what knows how; masked values become None."""
    plain = plain_values(column)
    values: AnyArray = np.asarray(column) if plain is None else plain
    if np.ma.isMaskedArray(column):
        masked: Bools = np.ma.getmaskarray(column)
        values = values.astype(object)
        values[masked] = None
    return values


def _from_items(column: Any) -> AnyArray:
    """Make an array of any iterable, one element an item."""
    items: list[Any] = list(column)
    if items and all(type(item) is type(items[0]) for item in items) and _plain(items[0]):
        values: AnyArray = np.array(items)
        if type(items[0]) is not int or values.dtype.kind in "iu":
            return values
    values = np.empty(len(items), object)
    values[:] = items
    return values


def _plain(item: object) -> bool:
    """Tell whether numpy keeps such items exactly as they are."""
    return type(item) in {int, float} or isinstance(item, np.generic)


def item_missing(item: object) -> bool:
    """Tell whether one object stands for nothing."""
    if item is None or type(item).__name__ in {"NAType", "NaTType"}:
        return True
    # NaN, and numpy's NaT, are not equal to themselves.
    kinds = (float, np.floating, np.datetime64, np.timedelta64)
    return isinstance(item, kinds) and bool(item != item)  # noqa: PLR0124
