"""The lookup over raw features: once a scale is fitted, even "r = 5" is "recency at most 33 days".

Every axis of the template's grid is cut on a feature or on a score of one. With the cut points
known, a score's levels are levels of its feature, so that one table leads from raw values to
segments: count the bounds that each value reaches, add the strides, read the table.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from attrs import frozen

from clm._threads import hands
from clm.features.catalog import Feature
from clm.features.levels import Levels, levels_of
from clm.features.table import FeatureTable
from clm.features.windows import MISSING
from clm.ledger.column import locked
from clm.lifecycle.cells.grid import Axis, Grid
from clm.scoring.quantile import Values
from clm.scoring.scale import Scale
from clm.scoring.score import Score

Cells = npt.NDArray[np.unsignedinteger[Any]]
Subject = Feature | str
ExtraValues = Mapping[str, Values]

CHUNK: Final = 1 << 16
"""Customers at a time, so that their values stay in cache from one comparison to the next."""


@frozen
class RawAxis:
    """Raw values of a subject cut into levels.

    Parameters
    ----------
    subject : Feature or str
        A feature, or the name of an extra column.
    bounds : tuple of int
        The least value of every level but the lowest, ascending.
    optional : bool
        Whether the lowest level is that of missing values.
    """

    subject: Subject
    bounds: tuple[int, ...]
    optional: bool

    @classmethod
    def of(cls, subject: Subject, bounds: set[int]) -> Self:
        """Make an axis; the number that stands for missing lies below all bounds."""
        floor = _floor(subject)
        lowest = set[int]() if floor is None else {floor}
        kept = {bound for bound in bounds if floor is None or bound > floor}
        return cls(subject, tuple(sorted(lowest | kept)), floor is not None)

    @property
    def size(self) -> int:
        """How many levels there are."""
        return len(self.bounds) + 1

    def samples(self) -> list[int | None]:
        """Give one value of every level."""
        if self.optional:
            return [None, *self.bounds]
        return [self.bounds[0] - 1 if self.bounds else 0, *self.bounds]

    def levels(self, values: Values) -> Levels:
        """Give the level of every value: how many bounds it reaches.

        Parameters
        ----------
        values : (n,) integer array
            The number that stands for missing among them.

        Returns
        -------
        (n,) uint8 or int64
        """
        return levels_of(values, self.bounds)


@frozen(eq=False)
class FittedGrid:
    """Axes of raw values and the segment of each of their cells.

    Parameters
    ----------
    axes : tuple of RawAxis
        In the order of their strides; the last runs fastest.
    lookup : (cells,) uint8 or uint16
        Position of the segment.
    """

    axes: tuple[RawAxis, ...]
    lookup: Cells

    @classmethod
    def of(cls, grid: Grid, lookup: Cells, scores: Mapping[str, Score], scale: Scale) -> Self:
        """Lay a template's grid over raw values.

        Parameters
        ----------
        grid : Grid
            Of the template.
        lookup : (cells,) uint8 or uint16
            The segment of each of its cells.
        scores : mapping of str to Score
            The template's scores.
        scale : Scale
            Their cut points.

        Returns
        -------
        FittedGrid
        """
        cuts = [_Cut.of(axis, scores, scale) for axis in grid.axes]
        bounds: dict[Subject, set[int]] = {}
        for cut in cuts:
            bounds.setdefault(cut.subject, set()).update(cut.bounds)
            if cut.presence is not None:
                bounds.setdefault(cut.presence, set()).add(1)
        axes = tuple(RawAxis.of(subject, each) for subject, each in bounds.items())
        place = {axis.subject: at for at, axis in enumerate(axes)}
        cells = np.zeros((1,) * len(axes), np.intp)
        for cut, stride in zip(cuts, grid.strides, strict=True):
            cells = cells + stride * cut.levels(axes, place)
        shape = tuple(axis.size for axis in axes)
        return cls(axes, locked(lookup[np.broadcast_to(cells, shape).ravel()]))

    @property
    def strides(self) -> tuple[int, ...]:
        """How far apart neighbouring levels of each axis are in the table."""
        sizes = [axis.size for axis in self.axes]
        return tuple(math.prod(sizes[place + 1 :]) for place in range(len(sizes)))

    def segments(self, features: FeatureTable, extra: ExtraValues) -> Cells:
        """Find everybody's segment.

        Parameters
        ----------
        features : FeatureTable
            Of n people.
        extra : mapping of str to (n,) int64
            The caller's columns; the least int64 is missing.

        Returns
        -------
        (n,) uint8 or uint16
            Positions of segments.
        """
        columns = self.columns(features, extra)
        found = np.empty(len(features), self.lookup.dtype)

        def look_up(piece: slice) -> None:
            np.take(self.lookup, self.cells(columns, piece), out=found[piece], mode="clip")

        with hands(len(found)) as crew:
            crew.pieces(look_up, len(found), CHUNK)
        return found

    def columns(self, features: FeatureTable, extra: ExtraValues) -> list[Values]:
        """Give the raw values that the axes cut; see `segments`."""
        return [
            extra[axis.subject] if isinstance(axis.subject, str) else features.column(axis.subject)
            for axis in self.axes
        ]

    def cells(self, columns: list[Values], piece: slice) -> Cells:
        """Find the cells of some people.

        Parameters
        ----------
        columns : list of (n,) integer array
            The raw values of every axis.
        piece : slice
            Which people.

        Returns
        -------
        (k,) uint8, uint16 or uint32
        """
        kind = np.min_scalar_type(len(self.lookup))
        cells: Cells
        cells, steps = np.zeros((2, piece.stop - piece.start), kind)
        for axis, stride, column in zip(self.axes, self.strides, columns, strict=True):
            levels = axis.levels(column[piece])
            np.multiply(levels, stride, out=steps, dtype=kind, casting="unsafe")
            cells += steps
        return cells


@frozen
class _Cut:
    """How levels of a template's axis follow from raw values.

    Parameters
    ----------
    axis : Axis
        Of the template.
    subject : Feature or str
        The feature or extra column that is looked at.
    bounds : tuple of int
        The raw values on which the level changes.
    presence : Feature or None
        A count that is 0 for people without a score.
    score : Score or None
        The score that the axis cuts.
    cuts : tuple of int
        Its cut points.
    """

    axis: Axis
    subject: Subject
    bounds: tuple[int, ...]
    presence: Feature | None = None
    score: Score | None = None
    cuts: tuple[int, ...] = ()

    @classmethod
    def of(cls, axis: Axis, scores: Mapping[str, Score], scale: Scale) -> Self:
        """Find the raw bounds of an axis."""
        if isinstance(axis.subject, Feature) or axis.subject not in scores:
            return cls(axis, axis.subject, axis.bounds)
        score, cuts = scores[axis.subject], scale.cuts[axis.subject]
        subject = subject_of(score)
        bounds = tuple(_raw_bound(score, cuts, bound) for bound in axis.bounds) if cuts else ()
        by_count = isinstance(subject, Feature) and subject.unit != "days"
        presence = subject.counted if isinstance(subject, Feature) and by_count else None
        return cls(axis, subject, bounds, presence, score, cuts)

    def levels(self, axes: tuple[RawAxis, ...], place: Mapping[Subject, int]) -> Levels:
        """Give the template's level for every raw level, laid along the raw axes."""
        at = place[self.subject]
        levels = _along([self._level(value) for value in axes[at].samples()], at, len(axes))
        if self.presence is None:
            return levels
        at = place[self.presence]
        there = [value is not None and value >= 1 for value in axes[at].samples()]
        return levels * _along(there, at, len(axes))

    def _level(self, value: int | None) -> int:
        """Give the level of one raw value; a scale fitted on nobody gives nobody a score."""
        if self.score is None:
            return self.axis.level(value)
        if value is None or not self.cuts:
            return self.axis.level(None)
        return self.axis.level(self.score.rank(sum(cut < value for cut in self.cuts)))


def subject_of(score: Score) -> Subject:
    """Give the feature that a score is of, or the name of the extra column."""
    return score.of if score.unit == "number" else Feature.parse(score.of)


def _raw_bound(score: Score, cuts: tuple[int, ...], bound: int) -> int:
    """Give the raw value on which a score passes from one side of a bound to the other."""
    below = bound - 2 if score.best == "high" else score.bins - bound
    return cuts[below] + 1


def _floor(subject: Subject) -> int | None:
    """Give the least raw number that is not missing; None where nothing can be."""
    if isinstance(subject, Feature):
        if not subject.optional:
            return None
        return 0 if subject.unit in {"days", "kind"} else MISSING + 1
    return MISSING + 1


def _along(levels: list[int] | list[bool], place: int, axes: int) -> Levels:
    """Lay the levels of one axis along it."""
    shape = [1] * axes
    shape[place] = -1
    return np.reshape(np.array(levels, np.intp), shape)
