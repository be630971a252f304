"""Who takes each cell of a grid, and who else would."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.cells.rule import Rule

Codes = NDArray[np.unsignedinteger]


@frozen(eq=False)
class Match:
    """Who takes each cell, and who else would."""

    lookup: Codes
    clashes: dict[tuple[int, int], NDArray[np.intp]]
    yielded: dict[tuple[int, int], NDArray[np.intp]]

    @property
    def taken(self) -> frozenset[tuple[int, int]]:
        """Segments that take some customer whom a later one would fit, each with that."""
        return frozenset((*self.clashes, *self.yielded))


def matched(rules: Sequence[Rule], grid: Grid, possible: Bools) -> Match:
    """Give every feasible cell to the first segment that fits."""
    nobody = len(rules)
    kind = np.uint8 if nobody <= 250 else np.uint16
    lookup: Codes = np.where(possible, nobody, nobody + 1).astype(kind)
    found = Match(lookup, {}, {})
    for later, rule in enumerate(rules):
        fits = np.flatnonzero(grid.where(rule.condition))
        held = lookup[fits]
        contested, holders = fits[held < nobody], held[held < nobody]
        for earlier in map(int, np.unique(holders)):
            cells = contested[holders == earlier]
            pairs = found.yielded if rules[earlier].takes_precedence else found.clashes
            pairs[earlier, later] = cells
        lookup[fits[held == nobody]] = later  # cells that nobody can be in stay
    return found
