"""Whole numbers in a small range, numbered by first appearance as they come.

A table tells the number of every value seen before. It grows with the range, so that a column may
come in pieces and need never be there as a whole.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from attrs import frozen

from clm.ledger.column import Bools, Codes, Ints

DENSE: Final = 2
"""A table may have so many entries a row."""
_LEAST: Final = 1 << 14
"""So many entries it may have in any case."""
_NEAR: Final = 1 << 14
"""So many rows at a time, that what was touched last is still in the cache."""
_NOTHING: Final = np.empty(0, np.int64)


@frozen(eq=False)
class Numbered:
    """A column by first appearance.

    Parameters
    ----------
    codes : (n,) int32
        The number of each row's id: 0 for the first id of the column, 1 for the next new one, ….
    first : (k,) int64
        The row where each id first appears, ascending.
    """

    codes: Codes
    first: Ints


class Table:
    """The numbers of a column of so many rows, handed out piece by piece.

    Parameters
    ----------
    rows : int
        How many there will be.

    Examples
    --------
    >>> table = Table(4)
    >>> table.reach(70, 75), table.add(np.array([75, 70])), table.add(np.array([75, 71]))
    (True, array([0, 1]), array([1]))
    >>> table.numbered().codes
    array([0, 1, 0, 2], dtype=int32)
    """

    def __init__(self, rows: int) -> None:
        """Begin a column."""
        self._codes: Codes = np.empty(rows, np.int32)
        self._numbers: Codes = np.empty(0, np.int32)
        self._most = max(_LEAST, DENSE * rows)
        self._low: int = 0
        self._high: int = -1
        self._rows: int = 0
        self._count: int = 0
        self._first: list[Ints] = [_NOTHING]

    def reach(self, low: int, high: int) -> bool:
        """Make room for all values from one to another; tell whether that is few enough."""
        old = self._numbers[: self._high - self._low + 1]
        if len(old):
            low, high = min(low, self._low), max(high, self._high)
        if high - low >= self._most:
            return False
        if low < self._low or high - low >= len(self._numbers):
            # A range that grows once will do so again.
            size = min(self._most, 2 * (high - low + 1)) if len(old) else high - low + 1
            numbers = np.full(size, -1, np.int32)
            numbers[self._low - low : self._low - low + len(old)] = old
            self._numbers = numbers
        self._low, self._high = low, high
        return True

    def add(self, values: Ints) -> Ints:
        """Number the next rows, whose values lie within reach; tell which of them are new."""
        begin, known = self._rows, len(self._first)
        for start in range(0, len(values), _NEAR):
            at = values[start : start + _NEAR] - self._low
            found = self._codes[self._rows : self._rows + len(at)]
            # "clip" spares a copy of the output; every value lies within the table
            np.take(self._numbers, at, out=found, mode="clip")
            new = np.flatnonzero(found < 0)
            leads = new[_leading(at[new], self._numbers)]
            numbers = np.arange(self._count, self._count + len(leads), dtype=np.int32)
            self._numbers[at[leads]] = numbers
            found[new] = self._numbers[at[new]]
            self._first.append(leads + self._rows)
            self._count += len(leads)
            self._rows += len(at)
        return np.concatenate([_NOTHING, *self._first[known:]]) - begin

    def numbered(self) -> Numbered:
        """Give the numbers of all rows."""
        return Numbered(self._codes, np.concatenate(self._first))


def number_pieces(pieces: Iterable[Ints | None], rows: int) -> tuple[Numbered, Ints] | None:
    """Number a column that comes in pieces.

    Parameters
    ----------
    pieces : iterable of (m,) int64
        Whole numbers; None stands for a piece that holds something else.
    rows : int
        How many there are in all.

    Returns
    -------
    Numbered, (k,) int64
        The numbers, and the value of each; None where values lie too far apart for a table, or
        a piece holds something else.

    Examples
    --------
    >>> found, ids = number_pieces([np.array([70, 75]), np.array([70])], 3)
    >>> found.codes, ids
    (array([0, 1, 0], dtype=int32), array([70, 75]))
    """
    table, ids = Table(rows), [_NOTHING]
    for piece in pieces:
        if piece is None:
            return None
        if len(piece) and not table.reach(int(piece.min()), int(piece.max())):
            return None
        ids.append(piece[table.add(piece)])
    return table.numbered(), np.concatenate(ids)


def _leading(at: Ints, table: Codes) -> Bools:
    """Tell which rows are the first with their value; the table may be written to."""
    order = np.arange(len(at), dtype=np.int32)
    table[at[::-1]] = order[::-1]  # of several the last one written stays
    leading: Bools = table[at] == order
    return leading
