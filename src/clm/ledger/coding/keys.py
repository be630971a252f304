"""What tells the ids of a column apart, while they lie where they are."""

from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
from attrs import frozen

from clm.ledger.coding.hashing import Hashes, Words, spread
from clm.ledger.column import AnyArray, Bools, Codes, Ints

Rows = Ints | slice
Difference = Callable[[slice, Codes], Bools]
"""Takes a slice of rows and, for each, the position of the id that it should have."""


class Keys(Protocol):
    """The ids of a column, one a row, none missing."""

    def __len__(self) -> int:
        """Count the rows."""
        ...

    def hashes(self, rows: slice) -> Hashes:
        """Hash some rows; equal ids have equal hashes."""
        ...

    def apart(self, rows: Rows) -> Bools:
        """Tell which rows have another id than the row named before; the first has."""
        ...

    def difference(self, first: Ints) -> Difference:
        """Compare rows with some of them: give what tells which rows have another id than named."""
        ...

    def words(self, rows: Rows) -> Words:
        """Give words: among these rows, ids are equal exactly when all their words are."""
        ...

    def among(self, rows: Ints) -> "Keys":
        """Take some rows."""
        ...

    def ids(self, rows: Ints) -> AnyArray:
        """Give the ids of some rows, as an int64 or a StringDType array."""
        ...


@frozen(eq=False)
class WordKeys:
    """Ids told apart by words of eight bytes.

    Parameters
    ----------
    told : tuple of (n,) int64
        Two rows have the same id exactly when they agree in every word.
    read : callable
        Gives the ids of some rows.
    """

    told: Words
    read: Callable[[Ints], AnyArray]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.told[0])

    def hashes(self, rows: slice) -> Hashes:
        """Hash all words."""
        return spread(self.words(rows))

    def apart(self, rows: Rows) -> Bools:
        """Compare word by word."""
        return apart(self.words(rows))

    def difference(self, first: Ints) -> Difference:
        """Keep the words of those rows together, where they are quickly at hand."""
        ids = self.words(first)

        def differ(rows: slice, codes: Codes) -> Bools:
            # "clip" spares a check of every code; all of them are there
            differs: Bools = self.told[0][rows] != ids[0].take(codes, mode="clip")
            for word, of in zip(self.told[1:], ids[1:], strict=True):
                differs |= word[rows] != of.take(codes, mode="clip")
            return differs

        return differ

    def words(self, rows: Rows) -> Words:
        """Take the words."""
        return tuple(word[rows] for word in self.told)

    def among(self, rows: Ints) -> Self:
        """Take the words, and remember where the rows were."""
        return type(self)(self.words(rows), lambda at: self.read(rows[at]))

    def ids(self, rows: Ints) -> AnyArray:
        """Read them."""
        return self.read(rows)


def whole_keys(values: Ints) -> WordKeys:
    """Let whole numbers be their own words.

    Examples
    --------
    >>> keys = whole_keys(np.array([7, 7, 8]))
    >>> keys.apart(slice(None)), keys.ids(np.array([2]))
    (array([ True, False,  True]), array([8]))
    """
    return WordKeys((values,), lambda rows: values[rows])


def apart(words: Words) -> Bools:
    """Tell which rows differ from the one before in some word; the first does."""
    differs = np.ones(len(words[0]), bool)
    np.not_equal(words[0][1:], words[0][:-1], out=differs[1:])
    for word in words[1:]:
        differs[1:] |= word[1:] != word[:-1]
    return differs
