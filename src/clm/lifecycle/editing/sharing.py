"""Whether conditions share out the customers of some segments, each to exactly one.

Only the cells of those segments are looked at, and pairs of parts only where a cell fits several:
a stage in hundreds of bands takes hundreds of looks, not one for each two of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
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

Cells = NDArray[np.intp]

TOLD: Final = 3
"""Regions of a fault that are told."""

SEARCHED: Final = 24
"""Regions that are searched for customers."""

TRIES: Final = 16
"""Cells of a region that are searched for a customer."""

PAIRS: Final = 40
"""Pairs of parts with customers in common that are told one by one."""


@frozen(eq=False)
class Sharing:
    """Who of some segments fits which part.

    Parameters
    ----------
    cells : numpy.ndarray
        (m,) intp, the cells in which somebody is in one of those segments, ascending.
    owner : numpy.ndarray
        (m,) intp, the position of the segment in each of them.
    fits : mapping of str to (m,) bool
        By part, which of those cells fit it.
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

    cells: Cells
    owner: Cells
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
        cells = np.flatnonzero(feasible(grid, words))
        owner = np.full(cells.size, -1, np.intp)
        for place, condition in enumerate(definition.conditions):
            owner[grid.at(condition, cells) & (owner < 0)] = place
        own = np.isin(owner, [*places])
        cells, owner = cells[own], owner[own]
        fits = {part: grid.at(each, cells) for part, each in parts.items()}
        seeker = Seeker.of(grid, words, definition.currency)
        return cls(cells, owner, fits, seeker, _naming(grid, definition, conditions))

    def parts(self, place: int) -> tuple[str, ...]:
        """Name the parts in which somebody of a segment can be."""
        own = self.owner == place
        return tuple(part for part, fits in self.fits.items() if (fits & own).any())

    def faults(self) -> Iterator[Fault]:
        """Tell of customers in no part or in two, each with an example, and of empty parts."""
        many = np.zeros(self.cells.size, np.int32)
        for fits in self.fits.values():
            many += fits
        for said in self._told(self.cells[many == 0]):
            yield Fault("into", f"{said[0]} fits no part, e.g. {said[1]}", "widen one of the parts")
        yield from self._pair_faults(np.flatnonzero(many > 1))
        for part, fits in self.fits.items():
            if not fits.any():
                what = "nobody of the stage fits it"
                yield Fault(f"into[{part!r}]", what, "mend it, or leave the part out")

    def _pair_faults(self, contested: Cells) -> Iterator[Fault]:
        """Tell of customers in two parts; of very many pairs, how many more there are."""
        fits = {part: every[contested] for part, every in self.fits.items()}
        fits = {part: some for part, some in fits.items() if some.any()}
        told = more = 0
        for one, other in combinations(fits, 2):
            both = fits[one] & fits[other]
            if told == PAIRS or not both.any():
                more += int(both.any())
                continue
            for said in self._told(self.cells[contested[both]]):
                told += 1
                what = f"{said[0]} fits {one!r} too, e.g. {said[1]}"
                yield Fault(f"into[{other!r}]", what, "give them to one part")
        if more:
            yield Fault("into", f"{more:,} more pairs of parts overlap", "give everybody to one")

    @cached_property
    def _others(self) -> Bools:
        """(cells,) bool, where nobody is of those segments."""
        return ~self._marked(self.cells)

    def _marked(self, cells: Cells) -> Bools:
        """Mark some cells among those of the whole grid."""
        marked = np.zeros(self.seeker.grid.cells, bool)
        marked[cells] = True
        return marked

    def _told(self, cells: Cells) -> Iterator[tuple[str, str]]:
        """Tell cells in words with a customer in one of them; nothing if there is none."""
        if not cells.size:
            return
        told_apart = regions(self._marked(cells), self._others, self.naming)
        found = (
            (region.words or "whoever is there", witness)
            for region in islice(told_apart, SEARCHED)
            if (witness := self._customer(region.cells))
        )
        told = [*islice(found, TOLD)]
        if told:
            yield "; ".join(dict.fromkeys(words for words, _ in told)), told[0][1]

    def _customer(self, cells: Cells) -> str:
        """Describe a customer in one of some cells; "" if none is found."""
        picks = np.unique(np.linspace(0, len(cells) - 1, min(TRIES, len(cells))).astype(int))
        for place in np.stack(np.unravel_index(cells[picks], self.seeker.grid.shape), 1).tolist():
            found = self.seeker.find(place)
            if found is not None:
                return str(found)
        return ""


def _naming(grid: Grid, definition: Definition, conditions: Sequence[Condition]) -> Naming:
    """Tell cells by a code, where conditions speak of one."""
    parts = {leaf.parts for each in conditions for leaf in leaves(each) if isinstance(leaf, Code)}
    codes = definition.codes
    used = [name for name, of in codes.items() if of in parts]
    return naming(grid, codes, used, definition.currency)
