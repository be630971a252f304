"""Numbering a column by first appearance.

Three ways, all exact. A small range of whole numbers is a table. Equal neighbours count as one row.
The rest is sorted: the upper bits of a hash and the row number share one word, so that one sort (of
plain integers, which numpy does with SIMD) brings equal rows together in their order; whether they
are equal is then read from the column itself.
"""

from typing import Final

import numpy as np
from attrs import frozen

from clm.ledger.column import Codes, Ints
from clm.ledger.hashing import Hashes
from clm.ledger.keys import Keys, WordKeys, apart
from clm.ledger.parallel import PIECE, Hands, each_piece, hands, places, sort

PROBE: Final = 1 << 14
"""So many rows tell whether equal ones are neighbours."""
GROUPED: Final = 0.6
DENSE: Final = 2
"""A table may have so many entries a row."""


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


def number(keys: Keys) -> Numbered:
    """Number the rows of a column by the first appearance of their ids.

    Examples
    --------
    >>> from clm.ledger.keys import whole_keys
    >>> found = number(whole_keys(np.array([70, 10**15, 70, -5])))
    >>> found.codes
    array([0, 1, 0, 2], dtype=int32)
    >>> found.first
    array([0, 1, 3])
    """
    if not len(keys):
        return Numbered(np.empty(0, np.int32), np.empty(0, np.int64))
    if isinstance(keys, WordKeys) and len(keys.told) == 1:
        values = keys.told[0]
        low, high = _bounds(values)
        if high - low < max(PROBE, DENSE * len(values)):
            return _by_table(values, low, high - low + 1)
    if keys.apart(slice(0, PROBE)).mean() < GROUPED:
        return _by_runs(keys)
    return _by_sort(keys)


def _bounds(values: Ints) -> tuple[int, int]:
    """Give the least and the largest value; those of the first rows if they are far apart."""
    for some in (values[:PROBE], values):
        low, high = int(some.min()), int(some.max())
        if high - low > DENSE * len(values):
            break
    return low, high


def _by_runs(keys: Keys) -> Numbered:
    """Number one row of every run of equal neighbours."""
    starts = np.flatnonzero(keys.apart(slice(None)))
    found = _by_sort(keys.among(starts))
    lengths = np.diff(starts, append=len(keys))
    return Numbered(np.repeat(found.codes, lengths), starts[found.first])


def _by_table(values: Ints, low: int, size: int) -> Numbered:
    """Keep the first row of every value there may be, then look every row up."""
    rows = len(values)
    earliest = np.full(size, rows, np.int64)
    pieces = [slice(start, start + PIECE) for start in range(0, rows, PIECE)]
    for piece in pieces:
        at = values[piece] - low
        np.minimum.at(earliest, at, np.arange(piece.start, piece.start + len(at)))
    first = _ascending(earliest[earliest < rows], rows)
    table = np.zeros(size, np.int32)
    table[values[first] - low] = np.arange(len(first), dtype=np.int32)
    codes = np.empty(rows, np.int32)
    for piece in pieces:
        # "clip" spares a copy of the output; every value lies within the table
        np.take(table, values[piece] - low, out=codes[piece], mode="clip")
    return Numbered(codes, first)


def _ascending(rows: Ints, size: int) -> Ints:
    """Sort different rows of a column of that size."""
    seen = np.zeros(size, bool)
    seen[rows] = True
    return np.flatnonzero(seen)


def _by_sort(keys: Keys) -> Numbered:
    """Sort hash and row number together, and read off the groups."""
    size = len(keys)
    mask = np.uint64((1 << size.bit_length()) - 1)
    codes = np.empty(size, np.int32)
    with hands(size) as crew:
        packed = _packed(keys, mask, crew)
        sort(crew, packed)
        groups = _Groups(keys, packed, mask)
        strangers = np.concatenate(each_piece(crew, groups.compare, size))
        if len(strangers):
            groups.part(strangers)
        first = places(crew, groups.heads)
        codes[first] = np.arange(len(first), dtype=np.int32)
        starts = np.append(places(crew, groups.opens), size)

        def hand_out(piece: slice) -> None:
            bounds = starts[piece.start : piece.stop + 1]
            rows = groups.rows(slice(bounds[0], bounds[-1]))
            codes[rows] = np.repeat(codes[rows[bounds[:-1] - bounds[0]]], np.diff(bounds))

        each_piece(crew, hand_out, len(first))
    return Numbered(codes, first)


def _packed(keys: Keys, mask: np.uint64, crew: Hands) -> Hashes:
    """Put the row number below the upper bits of the hash."""
    packed = np.empty(len(keys), np.uint64)

    def pack(piece: slice) -> None:
        rows = np.arange(piece.start, piece.stop, dtype=np.uint64)
        into = packed[piece]
        np.bitwise_and(keys.hashes(piece), ~mask, out=into)
        into |= rows

    each_piece(crew, pack, len(keys))
    return packed


class _Groups:
    """Rows in the order of their hashes, and within one hash of their numbers.

    `opens` tells where in this order another id begins, `heads` which rows are the first of theirs.
    """

    def __init__(self, keys: Keys, packed: Hashes, mask: np.uint64) -> None:
        self.keys, self.packed, self.mask = keys, packed, mask
        self.opens = np.ones(len(packed), bool)
        self.heads = np.zeros(len(packed), bool)

    def rows(self, places: slice | Ints) -> Ints:
        """Give the rows at some places of the order."""
        return (self.packed[places] & self.mask).view(np.int64)

    def compare(self, piece: slice) -> Ints:
        """Let another hash open a group; give the places where under one hash the ids differ."""
        near = self.packed[max(piece.start - 1, 0) : piece.stop]
        rows = (near & self.mask).view(np.int64)
        differs = self.keys.apart(rows)
        skip = len(near) - (piece.stop - piece.start)
        opens = self.opens[piece]
        np.greater(near[1:] ^ near[:-1], self.mask, out=opens[1 - skip :])
        self.heads[rows[skip:][opens]] = True
        return np.flatnonzero(differs[skip:] > opens) + piece.start

    def part(self, strangers: Ints) -> None:
        """Sort the groups that hold more than one id by the ids themselves."""
        starts = np.append(np.flatnonzero(self.opens), len(self.opens))
        shared = np.unique(np.searchsorted(starts, strangers, "right") - 1)
        lengths = starts[shared + 1] - starts[shared]
        skipped = starts[shared] - (np.cumsum(lengths) - lengths)
        at = np.arange(int(lengths.sum())) + np.repeat(skipped, lengths)
        rows = self.rows(at)
        words = self.keys.words(rows)
        order = np.lexsort((rows, *words, np.repeat(shared, lengths)))
        rows = rows[order]
        self.packed[at] = self.packed[at] & ~self.mask | rows.view(np.uint64)
        self.opens[at] |= apart(tuple(word[order] for word in words))
        self.heads[rows[self.opens[at]]] = True
