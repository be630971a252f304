"""A fitted template laid along one customer: her cell, and the segment that it belongs to."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Self

from attrs import frozen

from clm.features.catalog import Feature
from clm.features.person.person import Person
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells, RawAxis, subject_of

Cell = int
Place = int | None
"""Position of a segment; None where nobody can tell, since a scale was fitted on nobody."""


@frozen(eq=False)
class FeatureAxis:
    """A feature cut into levels, each of which moves the cell by one stride.

    Parameters
    ----------
    feature : Feature
        What is cut.
    bounds : tuple of int
        The least value of every level but the lowest, ascending.
    stride : int
        How far apart the cells of neighbouring levels are.
    """

    feature: Feature
    bounds: tuple[int, ...]
    stride: int

    def step(self, value: int | None) -> Cell:
        """Give what a value adds to the number of the cell; missing values are on level 0."""
        return 0 if value is None else bisect_right(self.bounds, value) * self.stride


@frozen(eq=False)
class Ruler:
    """A fitted template for one customer.

    Parameters
    ----------
    axes : tuple of FeatureAxis
        What may change with time.
    base : int
        What the columns of the caller, which stay, add to the number of the cell.
    lookup : (cells,) uint8 or uint16
        Position of the segment; cells beyond are those in which a score without cut points would
        be needed.
    segments : int
        How many there are.
    """

    axes: tuple[FeatureAxis, ...]
    base: Cell
    lookup: Cells
    segments: int

    @classmethod
    def of(cls, fitted: FittedTemplate, extra: Mapping[str, int]) -> Self:
        """Lay a template along a customer who has some values of the extra columns."""
        grid = fitted.grid
        laid = [*zip(grid.axes, grid.strides, strict=True)]
        beyond = len(grid.lookup)
        laid += [(axis, beyond) for axis in _without_cuts(fitted)]
        axes = tuple(
            FeatureAxis(axis.subject, axis.bounds, stride)
            for axis, stride in laid
            if isinstance(axis.subject, Feature)
        )
        base = sum(
            bisect_right(axis.bounds, extra[axis.subject]) * stride
            for axis, stride in laid
            if isinstance(axis.subject, str) and axis.subject in extra
        )
        return cls(axes, base, grid.lookup, len(fitted.template.segments))

    def place(self, cell: Cell) -> Place:
        """Give the segment of a cell."""
        if cell >= len(self.lookup):
            return None
        place = int(self.lookup[cell])
        return place if place < self.segments else None

    def place_on(self, person: Person, day: int, known: int) -> Place:
        """Give a customer's segment on a day."""
        steps = (axis.step(person.value(axis.feature, day, known)) for axis in self.axes)
        return self.place(self.base + sum(steps))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that are looked at; whatever looks at orders sees refunds."""
        kinds = {kind for axis in self.axes for kind in axis.feature.kinds}
        return frozenset({*kinds, "refund"} if "order" in kinds else kinds)


def _without_cuts(fitted: FittedTemplate) -> Iterator[RawAxis]:
    """Give, for scores that were fitted on nobody, the axis that tells who would need them."""
    for name, score in fitted.template.scores.items():
        if not fitted.scale.cuts[name]:
            subject = subject_of(score)
            by_count = isinstance(subject, Feature) and subject.unit != "days"
            counted = subject.counted if isinstance(subject, Feature) and by_count else None
            yield RawAxis.of(counted or subject, {1} if counted else set[int]())
