"""Moves of customers from segment to segment, as columns."""

from collections.abc import Iterable
from functools import cached_property
from typing import Self

import numpy as np
from attrs import field, frozen

from clm.features.silence.sequence import starts
from clm.ledger.column import Codes, Days, Ints, locked
from clm.lifecycle.lookup import Cells


@frozen(eq=False)
class Moves:
    """Moves of n people, sorted by row, then day; the arrays are read-only.

    Parameters
    ----------
    row : (m,) int32
        Who moves.
    ahead : (m,) int32
        How many days after the as-of day, from 1.
    before, after : (m,) uint8 or uint16
        Positions of the segments; never the same.
    """

    row: Codes = field(converter=locked)
    ahead: Days = field(converter=locked)
    before: Cells = field(converter=locked)
    after: Cells = field(converter=locked)

    @classmethod
    def joined(cls, parts: Iterable["Moves"], kind: np.dtype[np.unsignedinteger]) -> Self:
        """Put moves together; `kind` is the type of positions where there are none."""
        nothing = (*(np.zeros(0, np.int32) for _ in range(2)), *np.zeros((2, 0), kind))
        columns = [(each.row, each.ahead, each.before, each.after) for each in parts]
        return cls(*map(np.concatenate, zip(nothing, *columns, strict=True)))

    @cached_property
    def first(self) -> Ints:
        """Where the first move of everybody who moves stands; (k,) int64, ascending."""
        return locked(np.flatnonzero(starts(self.row)))

    def of(self, row: int) -> slice:
        """Select the moves of one customer."""
        first, stop = np.searchsorted(self.row, np.array([row, row + 1], np.int32)).tolist()
        return slice(first, stop)

    def __len__(self) -> int:
        """Count the moves."""
        return len(self.row)
