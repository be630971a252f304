"""The faults of a template: gaps, overlaps and unreachable segments, each with a customer."""

from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Final

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from clm.errors import Fault
from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.cells.match import Match
from clm.lifecycle.cells.regions import Naming, Region, naming, regions
from clm.lifecycle.cells.rule import Rule, coded
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.conditions.written import written
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

TRIES: Final = 16
"""Cells of a region that are searched for a customer."""

FRUITLESS: Final = 24
"""Searches without a customer after which a proof gives up."""

SHOWN: Final = 12
"""Regions of a kind that are told one by one."""

WIDTH: Final = 300
"""Characters of a condition that are shown."""


@define
class Court:
    """Collects the faults of a match, each with a customer."""

    rules: Sequence[Rule]
    grid: Grid
    vocabulary: Vocabulary
    possible: Bools
    match: Match
    currency: str | None
    faults: list[Fault] = field(factory=list[Fault])
    witnesses: dict[str, Witness] = field(factory=dict[str, Witness])
    covers: dict[str, int] = field(factory=dict[str, int])
    undecided: int = 0
    fruitless: int = 0
    seeker: Seeker = field(init=False)
    naming: Naming = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Prepare the search and the words."""
        used = coded(self.rules, self.vocabulary)
        self.seeker = Seeker.of(self.grid, self.vocabulary, self.currency)
        self.naming = naming(self.grid, self.vocabulary.codes, used, self.currency)

    def judge(self, unclassified: str | None) -> None:
        """Look for every kind of fault."""
        if unclassified is None:
            self.gaps()
        for (earlier, later), cells in self.match.clashes.items():
            self.overlap(self.rules[earlier], self.rules[later], cells)
        lookup = self.match.lookup
        own = [np.flatnonzero(lookup == place) for place in range(len(self.rules))]
        self.seeker.prepare([self.levels(int(cells[0])) for cells in own if cells.size])
        for rule, cells in zip(self.rules, own, strict=True):
            self.reach(rule, cells)

    def seek(self, cells: NDArray[np.intp]) -> Witness | None:
        """A customer in one of some cells; those without are undecided."""
        if self.fruitless < FRUITLESS:
            picks = np.unique(np.linspace(0, cells.size - 1, min(TRIES, cells.size)).astype(int))
            for cell in cells[picks].tolist():
                found = self.seeker.find(self.levels(cell))
                if found is not None:
                    return found
                self.fruitless += 1
        self.undecided += cells.size
        return None

    def levels(self, cell: int) -> tuple[int, ...]:
        """The levels of a numbered cell."""
        return tuple(int(level) for level in np.unravel_index(cell, self.grid.shape))

    def told(self, cells: Bools) -> Iterator[tuple[Region, Witness]]:
        """Regions of some cells, each with a customer in it."""
        for region in regions(cells, ~self.possible, self.naming):
            witness = self.seek(region.cells)
            if witness is not None:
                yield region, witness

    def gaps(self) -> None:
        """Note the cells that no segment takes."""
        open_ = self.match.lookup == len(self.rules)
        left = int(open_.sum())
        for number, (region, witness) in enumerate(self.told(open_)):
            if number == SHOWN:
                self.faults.append(Fault("segment", f"{left:,} more cells fit no segment"))
                return
            left -= region.cells.size
            near = self.nearest(int(region.cells[0]))
            said = f"a gap: {region.words or 'whoever'} fits no segment"
            self.faults.append(
                Fault(
                    self.rules[near].where,
                    f"{said}, e.g. {witness}",
                    f"widen '{self.rules[near].key}' or add a segment, or name an unclassified",
                )
            )

    def nearest(self, cell: int) -> int:
        """The segment that has the nearest cell."""
        levels = self.levels(cell)
        away = np.zeros((1,) * len(levels), np.int16)
        for place, level in enumerate(levels):
            shape = [1] * len(levels)
            shape[place] = -1
            steps = np.abs(np.arange(self.grid.shape[place], dtype=np.int16) - level)
            away = away + steps.reshape(shape)
        taken = self.match.lookup < len(self.rules)
        if not taken.any():
            return 0
        flat = np.where(taken, away.reshape(-1), np.iinfo(np.int16).max)
        return int(self.match.lookup[int(flat.argmin())])

    def overlap(self, earlier: Rule, later: Rule, cells: NDArray[np.intp]) -> None:
        """Note the cells that two segments take."""
        both = np.zeros(self.grid.cells, bool)
        both[cells] = True
        found = [each for each, _ in zip(self.told(both), range(SHOWN), strict=False)]
        if not found:
            return
        said = "; ".join(dict.fromkeys(region.words or "everybody" for region, _ in found))
        example = found[0][1]
        self.faults.append(
            Fault(
                later.where,
                f"an overlap of '{earlier.key}' and '{later.key}': {said}, e.g. {example}",
                f"give them to one, or let '{earlier.key}' take precedence",
            )
        )

    def reach(self, rule: Rule, own: NDArray[np.intp]) -> None:
        """Find a customer for a segment, or note that there is none."""
        self.covers[rule.key] = own.size
        if own.size:
            witness = self.seek(own)
            if witness is not None:
                self.witnesses[rule.key] = witness
            return
        self.faults.append(Fault(rule.where, *self.unreachable(rule)))

    def unreachable(self, rule: Rule) -> tuple[str, str]:
        """Say why nobody is in a segment, and what would mend it."""
        fits = np.flatnonzero(self.grid.where(rule.condition).reshape(-1) & self.possible)
        if not fits.size:
            text = shorten(written(rule.condition, self.vocabulary.codes), WIDTH, placeholder=" …")
            return f"'{rule.key}' is unreachable: nobody fits {text}", "mend or drop it"
        first = self.rules[int(self.match.lookup[fits[0]])].key
        witness = self.seek(fits)
        example = f", e.g. {witness}" if witness else ""
        what = f"'{rule.key}' is unreachable: whoever fits is in '{first}' before{example}"
        return what, f"move '{rule.key}' before '{first}', or narrow '{first}'"
