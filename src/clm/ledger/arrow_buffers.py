"""Numbers and moments of Arrow, seen by numpy where they lie.

pyarrow's own way to numpy loads pandas wherever it is installed, which takes longer than to read
a million orders.
"""

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_Array = npt.NDArray[Any]

_NUMBERS: Final = {
    **{f"{sign}int{bits}": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "float": "float32",
    "double": "float64",
}
_MOMENTS: Final = re.compile(r"timestamp\[(s|ms|us|ns)(, tz=.*)?\]")


def plain_dtype(kind: object) -> np.dtype[Any] | None:
    """Give the type of numpy that lies in memory as one of Arrow does; None for others.

    Instants are those in UTC, whatever their zone.

    Parameters
    ----------
    kind : DataType
        Of pyarrow.

    Examples
    --------
    >>> import pyarrow as pa
    >>> plain_dtype(pa.int32()), plain_dtype(pa.timestamp("ms")), plain_dtype(pa.string())
    (dtype('int32'), dtype('<M8[ms]'), None)
    """
    written = str(kind)
    moments = _MOMENTS.fullmatch(written)
    if moments:
        return np.dtype(f"datetime64[{moments[1]}]")
    return np.dtype(_NUMBERS[written]) if written in _NUMBERS else None


def plain_pieces(column: Any) -> list[_Array] | None:
    """See the values of a column, chunk by chunk.

    Parameters
    ----------
    column : Array or ChunkedArray
        Of pyarrow; of anything else there are no pieces.

    Returns
    -------
    list of array, read-only
        None where types differ in memory, and where values are missing.

    Examples
    --------
    >>> import pyarrow as pa
    >>> plain_pieces(pa.chunked_array([[3, 5], [7]]))
    [array([3, 5]), array([7])]
    """
    dtype = plain_dtype(getattr(column, "type", None))
    if dtype is None or not hasattr(column, "null_count") or column.null_count:
        return None
    return [_seen(chunk, dtype) for chunk in getattr(column, "chunks", [column])]


def plain_values(column: Any) -> _Array | None:
    """See the values of a column as one array; several chunks are copied together.

    Parameters
    ----------
    column : Array or ChunkedArray
        As for `plain_pieces`.

    Returns
    -------
    (n,) array, read-only
        None as in `plain_pieces`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> plain_values(pa.chunked_array([[3, 5], [7]])), plain_values([3, 5])
    (array([3, 5, 7]), None)
    """
    pieces = plain_pieces(column)
    if pieces is None:
        return None
    if len(pieces) == 1:
        return pieces[0]
    whole = np.concatenate([np.empty(0, plain_dtype(column.type)), *pieces])
    whole.flags.writeable = False
    return whole


def _seen(array: Any, dtype: np.dtype[Any]) -> _Array:
    """See the values of one array."""
    data = np.frombuffer(array.buffers()[1] or b"", dtype)
    data.flags.writeable = False
    return data[array.offset : array.offset + len(array)]
