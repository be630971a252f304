"""What a proof is about: conditions, the grid they span, and who takes each of its cells."""

from collections.abc import Sequence

import numpy as np
from attrs import field, fields, frozen
from numpy.typing import NDArray

from clm.ledger.column import locked
from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, leaves
from clm.lifecycle.conditions.tree import Code, Compare, Condition, Constant, Present

Cells = NDArray[np.intp]


@frozen(eq=False)
class Case:
    """Segments laid over a grid.

    Parameters
    ----------
    rules : tuple of Rule
        The segments in matching order.
    vocabulary : Vocabulary
        The names in their conditions.
    unclassified : str or None
        The segment of whoever is left.
    currency : str or None
        The currency of amounts, for words.
    grid : Grid
        The levels that the conditions tell apart.
    lookup : numpy.ndarray
        (cells,) position of the segment that takes each cell; ``len(rules)`` is the
        unclassified, ``len(rules) + 1`` a cell that nobody can be in.
    feasible : numpy.ndarray
        (cells,) bool, whether somebody can be there.
    taken : frozenset of (int, int)
        Positions of segments that take some customer whom a later one would fit, each with that.
    """

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    unclassified: str | None
    currency: str | None
    grid: Grid
    lookup: NDArray[np.unsignedinteger] = field(converter=locked)
    feasible: Bools = field(converter=locked)
    taken: frozenset[tuple[int, int]]

    def levels(self, cell: int) -> tuple[int, ...]:
        """The levels of a numbered cell."""
        sides = zip(self.grid.strides, self.grid.shape, strict=True)
        return tuple(cell // stride % size for stride, size in sides)

    def places(self, *conditions: Condition) -> tuple[int, ...]:
        """The axes that some conditions look at, in order."""
        found: set[int] = set()
        for condition in conditions:
            for leaf in leaves(condition):
                found.update(self._of(leaf))
        return tuple(sorted(found))

    def projected(self, cells: Cells, places: Sequence[int]) -> Cells:
        """Number cells by some axes only.

        Parameters
        ----------
        cells : numpy.ndarray
            (m,) cells.
        places : sequence of int
            The axes that tell them apart.

        Returns
        -------
        numpy.ndarray
            (m,) intp; equal where the cells are alike along those axes.
        """
        kept = np.zeros_like(cells)
        strides, shape = self.grid.strides, self.grid.shape
        for place in places:
            kept += cells // strides[place] % shape[place] * strides[place]
        return kept

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the parts, so that nobody can write to the copy either."""
        return type(self), tuple(getattr(self, each.name) for each in fields(type(self)))

    def _of(self, leaf: Compare | Code | Present | Constant) -> list[int]:
        """The axes of one comparison."""
        subjects = leaf.parts if isinstance(leaf, Code) else ()
        if isinstance(leaf, Compare | Present):
            subjects = (leaf.subject,)  # type: ignore[assignment]
        found = (self.grid.place(subject) for subject in subjects)
        return [place for place in found if place is not None]


def alike(numbers: Cells) -> list[Cells]:
    """The rows of equal numbers, ascending.

    Examples
    --------
    >>> [rows.tolist() for rows in alike(np.array([7, 5, 7]))]
    [[1], [0, 2]]
    """
    order = np.argsort(numbers, kind="stable")
    sides = np.flatnonzero(np.diff(numbers[order])) + 1
    return np.split(order, sides) if numbers.size else []


def picks(size: int, most: int) -> list[int]:
    """A few of so many rows, the first and the last among them.

    Examples
    --------
    >>> picks(9, 3), picks(2, 3), picks(1, 3)
    ([0, 4, 8], [0, 1], [0])
    """
    tries = min(most, size)
    return [at * (size - 1) // max(tries - 1, 1) for at in range(tries)]
