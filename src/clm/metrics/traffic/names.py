"""Channels and campaigns as codes, in the order of the alphabet."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from attrs import frozen

from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import Codes


@frozen(eq=False)
class Names:
    """Names, and which of them every row has.

    Parameters
    ----------
    names : tuple of str
        In alphabetical order, so that they do not depend on that of the rows; "" is what has no
        name.
    codes : (n,) int32
        Positions in `names`.

    Examples
    --------
    >>> read = Names.read(["tv", None, "ads", "tv"], "channel")
    >>> read.names, read.codes
    (('', 'ads', 'tv'), array([2, 0, 1, 2], dtype=int32))
    """

    names: tuple[str, ...]
    codes: Codes

    @classmethod
    def read(cls, column: object, label: str) -> Self:
        """Read a column of names.

        Raises
        ------
        ColumnError
            What is no column, or holds no names.
        """
        book, codes, _ = Codebook().encode(column, name=label)
        return cls.of([*map(str, book.ids.tolist()), ""], codes)

    @classmethod
    def of(cls, names: Sequence[str], codes: Codes) -> Self:
        """Sort names, and leave out those that no row has."""
        present: list[int] = np.unique(codes).tolist()
        ordered = tuple(sorted({names[code] for code in present}))
        places = {name: place for place, name in enumerate(ordered)}
        renamed = np.array([places.get(name, 0) for name in names], np.int32)
        return cls(ordered, renamed[codes] if len(codes) else np.zeros(0, np.int32))

    def followed_by(self, other: Self) -> Self:
        """Add the rows of others."""
        codes = np.concatenate([self.codes, other.codes + np.int32(len(self.names))])
        return self.of([*self.names, *other.names], codes)
