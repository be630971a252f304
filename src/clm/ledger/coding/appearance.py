"""Numbering a column by first appearance.

Three ways, all exact. A small range of whole numbers is a `Table`. Equal neighbours count as one
row. The rest is sorted: the upper bits of a hash and the row number share one word, so that one
sort (of plain integers, which numpy does with SIMD) brings equal rows together in their order;
whether they are equal is then read from the column itself, in its own order, which the cache likes
better.
"""

from typing import Final

import numpy as np

from clm._threads import Hands, hands
from clm.ledger.coding.hashing import Hashes, Words
from clm.ledger.coding.keys import Keys, WordKeys, apart
from clm.ledger.coding.sorting import places, sort
from clm.ledger.coding.table import DENSE, Numbered, Table
from clm.ledger.column import Ints

PROBE: Final = 1 << 14
"""So many rows tell whether equal ones are neighbours."""
GROUPED: Final = 0.6


def number(keys: Keys) -> Numbered:
    """Number the rows of a column by the first appearance of their ids.

    Examples
    --------
    >>> from clm.ledger.coding.keys import whole_keys
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
        table = Table(len(values))
        if table.reach(*_bounds(values)):
            table.add(values)
            return table.numbered()
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


def _by_sort(keys: Keys) -> Numbered:
    """Number hashes, then mend the rows whose id is not that of the first row of their hash."""
    with hands(len(keys)) as crew:
        guess = _by_hash(keys, crew)
        strangers = _strangers(keys, guess, crew)
        return _apart_from(guess, strangers, keys, crew) if len(strangers) else guess


def _by_hash(keys: Keys, crew: Hands) -> Numbered:
    """Sort hash and row number together; the rows of one hash are neighbours, the first leads."""
    size = len(keys)
    mask = np.uint64((1 << size.bit_length()) - 1)
    packed = _packed(keys, mask, crew)
    sort(crew, packed)
    starts = np.append(_openings(packed, mask, crew), size)
    leading = np.zeros(size, bool)

    def mark(piece: slice) -> None:
        leading[_rows(packed[starts[piece]], mask)] = True

    crew.pieces(mark, len(starts) - 1)
    first = places(crew, leading)
    codes = np.empty(size, np.int32)
    codes[first] = np.arange(len(first), dtype=np.int32)

    def hand_out(piece: slice) -> None:
        bounds = starts[piece.start : piece.stop + 1]
        rows = _rows(packed[bounds[0] : bounds[-1]], mask)
        numbers = codes[rows[bounds[:-1] - bounds[0]]]
        codes[rows] = np.repeat(numbers, np.diff(bounds))

    crew.pieces(hand_out, len(first))
    return Numbered(codes, first)


def _openings(packed: Hashes, mask: np.uint64, crew: Hands) -> Ints:
    """Tell where in the sorted order another hash begins."""
    opens = np.ones(len(packed), bool)

    def mark(piece: slice) -> None:
        near = packed[max(piece.start - 1, 0) : piece.stop]
        np.greater(near[1:] ^ near[:-1], mask, out=opens[piece.stop - len(near) + 1 : piece.stop])

    crew.pieces(mark, len(packed))
    return places(crew, opens)


def _rows(packed: Hashes, mask: np.uint64) -> Ints:
    """Take the row numbers out."""
    rows: Ints = (packed & mask).view(np.int64)
    return rows


def _strangers(keys: Keys, guess: Numbered, crew: Hands) -> Ints:
    """Find the rows whose id differs from that of the first row of their number."""
    differ = keys.difference(guess.first)

    def strange(piece: slice) -> Ints:
        at: Ints = np.flatnonzero(differ(piece, guess.codes[piece])) + piece.start
        return at

    return np.concatenate(crew.pieces(strange, len(keys)))


def _apart_from(guess: Numbered, strangers: Ints, keys: Keys, crew: Hands) -> Numbered:
    """Give strangers numbers of their own, at their place in the order of first appearance."""
    own = _by_words(keys.words(strangers))
    new = strangers[own.first]
    places_of_new = np.searchsorted(guess.first, new)
    moves = np.bincount(places_of_new, minlength=len(guess.first) + 1)[:-1]
    moved = (np.arange(len(guess.first)) + np.cumsum(moves)).astype(np.int32)
    codes = guess.codes

    def move(piece: slice) -> None:
        codes[piece] = moved.take(codes[piece], mode="clip")

    crew.pieces(move, len(codes))
    codes[strangers] = (places_of_new + np.arange(len(new)))[own.codes]
    return Numbered(codes, np.insert(guess.first, places_of_new, new))


def _by_words(words: Words) -> Numbered:
    """Number rows by sorting their ids themselves."""
    order = np.lexsort(words)
    group = np.cumsum(apart(tuple(word[order] for word in words))) - 1
    leads = order[np.flatnonzero(np.diff(group, prepend=-1))]
    rank = np.empty(len(leads), np.int32)
    rank[np.argsort(leads)] = np.arange(len(leads), dtype=np.int32)
    codes = np.empty(len(order), np.int32)
    codes[order] = rank[group]
    return Numbered(codes, np.sort(leads))


def _packed(keys: Keys, mask: np.uint64, crew: Hands) -> Hashes:
    """Put the row number below the upper bits of the hash."""
    packed = np.empty(len(keys), np.uint64)

    def pack(piece: slice) -> None:
        rows = np.arange(piece.start, piece.stop, dtype=np.uint64)
        into = packed[piece]
        np.bitwise_and(keys.hashes(piece), ~mask, out=into)
        into |= rows

    crew.pieces(pack, len(keys))
    return packed
