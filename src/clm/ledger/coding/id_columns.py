"""Reading a column of ids from whatever holds it, without importing the library that made it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from clm.errors import ColumnError
from clm.ledger.arrow_buffers import plain_values
from clm.ledger.coding.appearance import number
from clm.ledger.coding.ids import MEND, IdColumn, plain_ids
from clm.ledger.coding.keys import Keys, WordKeys, whole_keys
from clm.ledger.coding.series import SeriesKeys, series_ids
from clm.ledger.coding.words import buffer_keys
from clm.ledger.column import AnyArray, Ints
from clm.ledger.decimals import read_scaled

_ARROW_OFFSETS: Final = {"string": np.int32, "large_string": np.int64}
_ARROW_PLAIN: Final = frozenset(
    [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
    + ["null", "bool", "halffloat", "float", "double"]
)
_POLARS_PLAIN: Final = frozenset(
    [f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)]
    + ["Null", "Boolean", "Float16", "Float32", "Float64", "Object"]
)


def read_ids(column: Any, name: str) -> IdColumn:
    """Read a column of ids.

    Parameters
    ----------
    column : array_like, Series, Array or iterable
        Of numpy, pandas, polars, pyarrow, narwhals, or plain items. Encoded columns
        (dictionaries, categoricals) are read by their codes.
    name : str
        What an error calls the column.

    Raises
    ------
    ColumnError
        No column; or values that are neither text nor whole numbers, or both mixed.

    Examples
    --------
    >>> found = read_ids(["ann", None, "bob"], "customer")
    >>> found.keys.ids(np.array([0, 1])).tolist(), found.rows.tolist()
    (['ann', 'bob'], [0, 2])
    """
    if hasattr(column, "to_native"):
        column = column.to_native()
    library = type(column).__module__.partition(".")[0]
    return _READERS.get(library, _from_any)(column, name)


def _from_any(column: Any, name: str) -> IdColumn:
    """Read an array or anything to go through, but no text, for text would fall into letters."""
    if isinstance(column, str | bytes | Mapping):
        raise ColumnError.of(name, f"{column!r:.60} is no column", "give a list or an array")
    if hasattr(column, "__array__"):
        values: AnyArray = np.asanyarray(column)
        if values.ndim != 1:
            raise ColumnError.of(name, f"has {values.ndim} dimensions", "give one id a row")
        if np.ma.is_masked(values):
            left = np.flatnonzero(~np.ma.getmaskarray(values))
            return plain_ids(np.asarray(values[left]), name, left).within(left, len(values))
        return plain_ids(np.asarray(values), name)
    if not hasattr(column, "__iter__"):
        raise ColumnError.of(name, f"{column!r:.60} is no column", "give a list or an array")
    return plain_ids(list(column), name)


def _from_polars(column: Any, name: str, rows: Ints | None = None) -> IdColumn:
    """Read a polars Series: text where it lies, categories by their physical codes."""
    if column.null_count():
        left = np.flatnonzero(column.is_not_null().to_numpy())
        return _from_polars(column.drop_nulls(), name, left).within(left, len(column))
    dtype = str(column.dtype).partition("(")[0]
    if dtype in _POLARS_PLAIN:
        return plain_ids(column.to_numpy(), name, rows)
    if dtype in {"Categorical", "Enum"}:
        codes = column.to_physical().to_numpy().astype(np.int64)
        keys: Keys = WordKeys((codes,), lambda rows: series_ids(column.gather(rows).cast(str)))
    elif dtype == "String":
        keys = SeriesKeys(column)
    else:
        keys = _wide_keys(column, str(column.dtype), name)
    return IdColumn(keys, None, len(column))


def _from_arrow(column: Any, name: str, rows: Ints | None = None) -> IdColumn:
    """Read an Array or ChunkedArray of pyarrow: text from its buffers, dictionaries by index."""
    if hasattr(column, "chunks"):
        if str(column.type).startswith("dictionary"):
            column = column.unify_dictionaries()
        # pyarrow copies a single chunk as well
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if str(column.type).startswith("dictionary"):
        codes = column.indices.fill_null(0).to_numpy().astype(np.int64)
        codes[column.indices.is_null().to_numpy(zero_copy_only=False)] = -1
        return _from_codes(codes, column.dictionary, name)
    if str(column.type) == "string_view":
        column = column.cast("large_string")
    if column.null_count:
        left = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        return _from_arrow(column.drop_null(), name, left).within(left, len(column))
    dtype = str(column.type)
    if dtype in _ARROW_PLAIN:
        plain = plain_values(column)
        values = column.to_numpy(zero_copy_only=False) if plain is None else plain
        return plain_ids(values, name, rows)
    if dtype not in _ARROW_OFFSETS:
        return IdColumn(_wide_keys(column, dtype, name), None, len(column))
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, _ARROW_OFFSETS[dtype])[column.offset :][: len(column) + 1]
    text = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
    return IdColumn(buffer_keys(text, np.diff(ends).astype(np.int64)), None, len(column))


def _wide_keys(column: Any, dtype: str, name: str) -> Keys:
    """Read whole numbers that are kept wide, as sums are in databases."""
    scaled = read_scaled(column)
    whole = None if scaled is None else scaled.rescaled(0)
    if whole is None:
        raise ColumnError.of(name, f"a column of {dtype} holds no ids", MEND)
    return whole_keys(whole)


def _from_pandas(column: Any, name: str) -> IdColumn:
    """Read a Series, an Index or an array of pandas: what pyarrow backs as pyarrow does."""
    values = getattr(column, "array", column)
    if hasattr(values, "codes") and hasattr(values, "categories"):
        return _from_codes(np.asarray(values.codes), values.categories, name)
    if type(values).__name__.startswith("Arrow"):
        return _from_arrow(values.__arrow_array__(), name)
    if str(values.dtype) == "object":
        return plain_ids(np.asarray(values), name)
    missing = np.asarray(values.isna())
    if missing.any():
        left = np.flatnonzero(~missing)
        return plain_ids(_numpy(values[left]), name, left).within(left, len(missing))
    return plain_ids(_numpy(values), name)


def _numpy(values: Any) -> AnyArray:
    """Give an array of pandas without missing values as numpy's own type, objects as the last."""
    return np.asarray(values, getattr(values.dtype, "numpy_dtype", None))


def _from_codes(codes: AnyArray, categories: Any, name: str) -> IdColumn:
    """Read codes of categories, of which some may be alike or missing; -1 stands for none."""
    read = read_ids(categories, name)
    found = number(read.keys)
    numbers = np.full(read.size + 1, -1, np.int64)
    numbers[:-1][slice(None) if read.rows is None else read.rows] = found.codes
    word = numbers[codes]
    left = np.flatnonzero(word >= 0)
    word = word[left]
    keys = WordKeys((word,), lambda rows: read.keys.ids(found.first[word[rows]]))
    return IdColumn(keys, left if len(left) < len(codes) else None, len(codes))


_READERS: Final[Mapping[str, Callable[[Any, str], IdColumn]]] = {
    "polars": _from_polars,
    "pyarrow": _from_arrow,
    "pandas": _from_pandas,
}
