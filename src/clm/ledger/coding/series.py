"""Text in a polars Series, told apart where it lies; polars itself is not imported."""

from typing import Any, Self

import numpy as np

from clm.ledger.coding.hashing import Hashes, Words
from clm.ledger.coding.keys import Difference, Rows, WordKeys
from clm.ledger.coding.words import buffer_keys
from clm.ledger.column import AnyArray, Bools, Codes, Ints


class SeriesKeys:
    """The text of a Series without nulls.

    Parameters
    ----------
    series : polars.Series
        Of type String.
    """

    def __init__(self, series: Any) -> None:
        self._series = series
        self._hashes: Hashes = series.hash().to_numpy()

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._series)

    def hashes(self, rows: slice) -> Hashes:
        """Take the hashes that polars gives; they are the same wherever a text stands."""
        return self._hashes[rows]

    def apart(self, rows: Rows) -> Bools:
        """Let polars compare neighbours."""
        near = self._taken(rows)
        differs = np.ones(len(near), bool)
        differs[1:] = (near.slice(1) != near.slice(0, len(near) - 1)).to_numpy()
        return differs

    def difference(self, first: Ints) -> Difference:
        """Let polars compare rows with those."""
        ids = self._taken(first)

        def differ(rows: slice, codes: Codes) -> Bools:
            differs: Bools = (self._series[rows] != ids.gather(codes)).to_numpy()
            return differs

        return differ

    def words(self, rows: Rows) -> Words:
        """Cut the text of these rows into words."""
        return _cut(self._taken(rows)).told

    def among(self, rows: Ints) -> Self:
        """Take some rows."""
        return type(self)(self._taken(rows))

    def ids(self, rows: Ints) -> AnyArray:
        """Read the text of some rows."""
        return series_ids(self._taken(rows))

    def _taken(self, rows: Rows) -> Any:
        """Take some rows as a Series."""
        return self._series[rows] if isinstance(rows, slice) else self._series.gather(rows)


def series_ids(series: Any) -> AnyArray:
    """Read all text of a Series."""
    keys = _cut(series)
    return keys.ids(np.arange(len(keys)))


def _cut(series: Any) -> WordKeys:
    """Cut all text of a Series into words."""
    text = np.frombuffer((series.str.join("").item() or "").encode(), np.uint8)
    return buffer_keys(text, series.str.len_bytes().to_numpy().astype(np.int64))
