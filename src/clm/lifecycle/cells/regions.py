"""Many cells in few words: boxes of levels, with codes named one by one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clm.lifecycle.cells.grid import Axis, Bools, Grid
from clm.lifecycle.witnesses.words import levels

Cells = NDArray[np.intp]
Box = tuple[tuple[int, int], ...]

NAMED: Final = 125
"""The most codes that are named."""


@frozen
class Naming:
    """How cells are named: a code over some axes one by one, the other axes by ranges.

    Parameters
    ----------
    grid : Grid
        The grid of a template.
    code : str
        The name of the code; "" for none.
    parts : tuple of int
        The axes of its digits.
    currency : str or None
        The currency of amounts.
    always : frozenset of int
        The axes that are told even where all their levels are meant: "m any".
    own : frozenset of int
        The axes that are told rather than others that say the same.
    """

    grid: Grid
    code: str
    parts: tuple[int, ...]
    currency: str | None
    always: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()

    @property
    def others(self) -> tuple[int, ...]:
        """The axes that are told by ranges; a box grows along the first of them first."""
        places = (place for place in range(len(self.grid.axes)) if place not in self.parts)
        return tuple(sorted(places, key=lambda place: place in self.own))

    def turned(self, cells: NDArray[np.generic]) -> NDArray[np.generic]:
        """Cells with all codes along the first axis, and the others behind."""
        whole = cells.reshape(self.grid.shape).transpose((*self.parts, *self.others))
        return np.ascontiguousarray(whole).reshape(-1, *(self.grid.shape[p] for p in self.others))

    @cached_property
    def numbers(self) -> Cells:
        """The numbers of all cells, turned like them."""
        return np.asarray(self.turned(np.arange(self.grid.cells)), np.intp)

    @cached_property
    def coded(self) -> Bools:
        """Which codes have all their digits."""
        sizes = [self.grid.axes[place].size for place in self.parts]
        levels = np.indices(sizes).reshape(len(sizes), int(np.prod(sizes)))
        return np.asarray((levels > 0).all(axis=0), bool)

    def words(self, codes: Sequence[int], box: Box) -> str:
        """Codes and ranges in words."""
        ranges = [
            self._ranged(place, low, high)
            for place, (low, high) in sorted(zip(self.others, box, strict=True))
        ]
        return ", ".join(filter(None, (self._named(codes), *ranges)))

    def _ranged(self, place: int, low: int, high: int) -> str:
        """The levels of an axis in words; nothing if all of them, unless it is always told."""
        axis = self.grid.axes[place]
        if place in self.always and (low <= axis.optional and high == axis.size - 1):
            return f"{axis.name} any"
        return levels(axis, low, high, self.currency)

    def _named(self, codes: Sequence[int]) -> str:
        """The codes in words; nothing if all of them."""
        axes = [self.grid.axes[place] for place in self.parts]
        sizes = [axis.size for axis in axes]
        if not axes or len(codes) == np.prod(sizes):
            return ""
        places = [tuple(int(at) for at in np.unravel_index(code, sizes)) for code in codes]
        present = [place for place in places if all(place)]
        names = sorted({name for place in present for name in _digits(axes, place)}, reverse=True)
        shown = ", ".join(names[:NAMED])
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        missing = f"no {self.code}" if len(present) < len(places) else ""
        listed = f"{self.code} {shown}{more}" if names else ""
        return " or ".join(filter(None, (listed, missing)))


@frozen(eq=False)
class Region:
    """Cells that are told together."""

    words: str
    cells: Cells


def naming(
    grid: Grid, codes: Mapping[str, tuple[str, ...]], used: Sequence[str], currency: str | None
) -> Naming:
    """Choose the code that names cells: one that is used, and whose scores the grid has."""
    for name in used:
        places = tuple(grid.place(part) for part in codes[name])
        found = tuple(place for place in places if place is not None)
        if len(found) == len(places):
            return Naming(grid, name, found, currency)
    return Naming(grid, "", (), currency)


def regions(cells: Bools, harmless: Bools, how: Naming) -> Iterator[Region]:
    """Tell some cells in few boxes, the largest that fit around one cell after the other.

    Parameters
    ----------
    cells : numpy.ndarray
        (cells,) bool, those to tell.
    harmless : numpy.ndarray
        (cells,) bool, those that a box may hold beside them.
    how : Naming
        How cells are named.
    """
    left = np.array(how.turned(cells), bool)
    roomy = np.array(how.turned(cells | harmless), bool)
    coded = how.coded
    while left.any():
        code, *place = (int(each) for each in np.unravel_index(int(left.argmax()), left.shape))
        box = _grown(roomy[code], place)
        window = tuple(slice(low, high + 1) for low, high in box)
        behind = (slice(None), *window)
        fit = roomy[behind].reshape(len(coded), -1).all(1)
        fit &= left[behind].reshape(len(coded), -1).any(1)
        fit &= coded == coded[code]
        block = left[behind]
        told = block & fit.reshape(-1, *[1] * len(place))
        taken = how.numbers[behind][told]
        words = how.words(np.flatnonzero(fit).tolist(), _trimmed(box, told, left.shape[1:]))
        block[told] = False
        yield Region(words, taken)


def _grown(roomy: Bools, place: Sequence[int]) -> Box:
    """The box around a cell, grown along one axis after the other."""
    box = [(at, at) for at in place]
    for axis, size in enumerate(roomy.shape):
        for step in (1, -1):
            at = box[axis][step == 1] + step
            while 0 <= at < size and roomy[_face(box, axis, at)].all():
                low, high = box[axis]
                box[axis] = (min(low, at), max(high, at))
                at += step
    return tuple(box)


def _trimmed(box: Box, told: Bools, shape: Sequence[int]) -> Box:
    """The box without levels that hold nothing to tell; whole axes stay whole."""
    kept: list[tuple[int, int]] = []
    _, *levels = told.nonzero()
    for (low, high), some, size in zip(box, levels, shape, strict=True):
        whole = (low, high) == (0, size - 1)
        kept.append((low, high) if whole else (low + int(some.min()), low + int(some.max())))
    return tuple(kept)


def _face(box: Sequence[tuple[int, int]], axis: int, at: int) -> tuple[slice, ...]:
    """The cells that a box would take in next."""
    ranges = [*box]
    ranges[axis] = (at, at)
    return tuple(slice(low, high + 1) for low, high in ranges)


def _digits(axes: Sequence[Axis], place: Sequence[int]) -> Iterator[str]:
    """The codes in a cell; a level of several scores stands for several."""
    spans = [axis.spans()[level] for axis, level in zip(axes, place, strict=True)]
    values = [range(span[0] or 1, (span[1] or 1) + 1) for span in spans if span is not None]
    for digits in product(*values):
        yield "".join(map(str, digits))
