"""Decimals and wide whole numbers of other libraries, taken where they lie as scaled integers."""

import re
from typing import Any, Final

import numpy as np
from attrs import frozen

from clm.ledger.column import Ints, arrow_of

_DECIMAL: Final = re.compile(r"decimal\d*\(\d+, (-?\d+)\)", re.IGNORECASE)
_WIDE: Final = frozenset(["Int128", "UInt128"])
_MOST: Final = 18
"""Ten to this power still fits 64 bits."""


@frozen(eq=False)
class Scaled:
    """Numbers as whole numbers of a unit.

    Parameters
    ----------
    units : (n,) int64
        How many units.
    scale : int
        The unit is ten to the power of minus this.
    """

    units: Ints
    scale: int

    def rescaled(self, scale: int) -> Ints | None:
        """Count in another unit; None where that is not exact.

        Examples
        --------
        >>> Scaled(np.array([125, 90]), 1).rescaled(2), Scaled(np.array([125]), 1).rescaled(0)
        (array([1250,  900]), None)
        """
        by = abs(scale - self.scale)
        if by > _MOST or not len(self.units):
            return self.units if not len(self.units) else None
        if scale >= self.scale:
            most = ((1 << 63) - 1) // 10**by
            fits = int(self.units.max()) <= most and int(self.units.min()) >= -most
            return self.units * 10**by if fits else None
        whole, rest = np.divmod(self.units, 10**by)
        return None if rest.any() else whole


def read_scaled(column: Any) -> Scaled | None:
    """Take a column of decimals, or of whole numbers too wide for numpy.

    Parameters
    ----------
    column : array_like
        Anything. Such a column is a Series of polars, an Array or ChunkedArray of pyarrow, or a
        Series of pandas with one inside.

    Returns
    -------
    Scaled or None
        None for any other column, where values are missing, and where some do not fit 64 bits.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from decimal import Decimal
    >>> found = read_scaled(pa.array([Decimal("12.50"), Decimal("-0.05")]))
    >>> found.units, found.scale
    (array([1250,   -5]), 2)
    """
    if hasattr(column, "to_native"):
        column = column.to_native()
    column = arrow_of(column)
    written = str(getattr(column, "type", getattr(column, "dtype", "")))
    found = _DECIMAL.fullmatch(_as_arrow_writes(written))
    if not hasattr(column, "null_count") or (found is None and written not in _WIDE):
        return None
    scale = int(found[1]) if found else 0
    values = _of_series(column) if hasattr(column, "to_physical") else _of_arrow(column)
    return None if values is None else Scaled(values, scale)


def _as_arrow_writes(written: str) -> str:
    """Write the decimals of polars as pyarrow writes them."""
    return written.replace("precision=", "").replace("scale=", "")


def _of_series(series: Any) -> Ints | None:
    """Take the units of a polars Series."""
    units = series.to_physical()
    if series.null_count() or str(units.dtype) not in {*_WIDE, "Int64"}:
        return None
    narrow = units.cast(int, strict=False)
    return None if narrow.null_count() else narrow.to_numpy()


def _of_arrow(column: Any) -> Ints | None:
    """Take the units of decimals in Arrow: little-endian words, of which the first one counts."""
    if column.null_count:
        return None
    pieces = [np.zeros(0, np.int64)]
    for each in getattr(column, "chunks", [column]):
        words = _words(each)
        if words is None:
            return None
        pieces.append(words)
    return np.concatenate(pieces)


def _words(array: Any) -> Ints | None:
    """Take the low words, if the others do but carry the sign on."""
    bits = int(array.type.bit_width)
    kind, words = (f"<i{bits // 8}", 1) if bits <= 64 else ("<i8", bits // 64)
    data = np.frombuffer(array.buffers()[1] or b"", kind).reshape(-1, words)
    data = data[array.offset : array.offset + len(array)]
    low = data[:, 0].astype(np.int64)
    carried = (low >> 63)[:, None]
    return low if (data[:, 1:] == carried).all() else None
