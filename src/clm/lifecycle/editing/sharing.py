"""Whether conditions share out the customers of some segments, each to exactly one."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clm.errors import Fault
from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.cells.regions import Naming, naming, regions
from clm.lifecycle.conditions.condition import Code, Condition, leaves
from clm.lifecycle.definition import Definition
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.witnesses.seeker import Seeker

TOLD: Final = 3
"""Regions of a fault that are told."""

SEARCHED: Final = 24
"""Regions that are searched for customers."""

TRIES: Final = 16
"""Cells of a region that are searched for a customer."""


@frozen(eq=False)
class Sharing:
    """Who of some segments fits which part.

    Parameters
    ----------
    own : mapping of int to (cells,) bool
        By position of a segment, the cells in which somebody is in it.
    fits : mapping of str to (cells,) bool
        By part, the cells of those segments that fit it.
    seeker : Seeker
        Finds a customer for a cell.
    naming : Naming
        How cells are told.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import parse
    >>> from clm.lifecycle.stage import Segment, Stage
    >>> all_ = Segment("all", "all", "orders >= 0")
    >>> definition = Definition(key="mine", stages=[Stage("all")], segments=[all_])
    >>> words = definition.vocabulary
    >>> texts = {"none": "orders == 0", "some": "orders >= 2"}
    >>> parts = {part: parse(text, words, part) for part, text in texts.items()}
    >>> sharing = Sharing.of(definition, [0], parts)
    >>> sharing.parts(0)
    ('none', 'some')
    >>> print(*sharing.faults())
    into: orders 1 fits no part, e.g. 1 order, last today → widen one of the parts
    """

    own: Mapping[int, Bools]
    fits: Mapping[str, Bools]
    seeker: Seeker
    naming: Naming

    @classmethod
    def of(
        cls, definition: Definition, places: Sequence[int], parts: Mapping[str, Condition]
    ) -> "Sharing":
        """Lay segments and parts over one grid.

        Raises
        ------
        TemplateError
            The grid has too many cells.
        """
        conditions = (*definition.conditions, *parts.values())
        words = definition.vocabulary
        grid = Grid.of(conditions, words)
        left = feasible(grid, words).copy()
        own: dict[int, Bools] = {}
        for place, condition in enumerate(definition.conditions):
            taken = grid.where(condition).reshape(-1) & left
            left &= ~taken
            if place in places:
                own[place] = taken
        every = _any(grid, own)
        fits = {part: grid.where(each).reshape(-1) & every for part, each in parts.items()}
        seeker = Seeker.of(grid, words, definition.currency)
        return cls(own, fits, seeker, _naming(grid, definition, conditions))

    def parts(self, place: int) -> tuple[str, ...]:
        """Name the parts in which somebody of a segment can be."""
        return tuple(part for part, fits in self.fits.items() if (fits & self.own[place]).any())

    def faults(self) -> Iterator[Fault]:
        """Tell of customers in no part or in two, each with an example, and of empty parts."""
        grid = self.seeker.grid
        nowhere = _any(grid, self.own) & ~_any(grid, self.fits)
        for said in self._told(nowhere):
            yield Fault("into", f"{said[0]} fits no part, e.g. {said[1]}", "widen one of the parts")
        for one, other in combinations(self.fits, 2):
            for said in self._told(self.fits[one] & self.fits[other]):
                what = f"{said[0]} fits {one!r} too, e.g. {said[1]}"
                yield Fault(f"into[{other!r}]", what, "give them to one part")
        for part, fits in self.fits.items():
            if not fits.any():
                what = "nobody of the stage fits it"
                yield Fault(f"into[{part!r}]", what, "mend it, or leave the part out")

    def _told(self, cells: Bools) -> Iterator[tuple[str, str]]:
        """Tell cells in words with a customer in one of them; nothing if there is none."""
        others = ~_any(self.seeker.grid, self.own)
        found = (
            (region.words or "whoever is there", witness)
            for region in islice(regions(cells, others, self.naming), SEARCHED)
            if (witness := self._customer(region.cells))
        )
        told = [*islice(found, TOLD)]
        if told:
            yield "; ".join(dict.fromkeys(words for words, _ in told)), told[0][1]

    def _customer(self, cells: NDArray[np.intp]) -> str:
        """Describe a customer in one of some cells; "" if none is found."""
        picks = np.unique(np.linspace(0, len(cells) - 1, min(TRIES, len(cells))).astype(int))
        for place in np.stack(np.unravel_index(cells[picks], self.seeker.grid.shape), 1).tolist():
            found = self.seeker.find(place)
            if found is not None:
                return str(found)
        return ""


def _any(grid: Grid, tables: Mapping[int, Bools] | Mapping[str, Bools]) -> Bools:
    """Tell which cells any of some tables has."""
    found = np.zeros(grid.cells, bool)
    for table in tables.values():
        found |= table
    return found


def _naming(grid: Grid, definition: Definition, conditions: Sequence[Condition]) -> Naming:
    """Tell cells by a code, where conditions speak of one."""
    parts = {leaf.parts for each in conditions for leaf in leaves(each) if isinstance(leaf, Code)}
    codes = definition.codes
    used = [name for name, of in codes.items() if of in parts]
    return naming(grid, codes, used, definition.currency)
