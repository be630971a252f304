"""Which segments somebody can reach once the cut points are known.

A template's proof asks whether there is a scale under which a segment is reached. Under one scale
there may be fewer: where "r = 5" means "recency at most 12 days", nobody is both in it and new for
longer than 60 days with a single order.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from clm.features.levels import Levels
from clm.lifecycle.cells.grid import Axis, Grid
from clm.lifecycle.conditions.condition import Compare, Condition, Present, Vocabulary
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.lookup import FittedGrid, RawAxis
from clm.lifecycle.stage import Extra


def reachable(fitted: FittedGrid, extra: Mapping[str, Extra]) -> frozenset[int]:
    """Find the positions of the segments that some history leads to.

    Parameters
    ----------
    fitted : FittedGrid
        Segments by raw values.
    extra : mapping of str to Extra
        The ranges of the template's extra columns.
    """
    words = Vocabulary(extra=extra)
    grid = Grid.of((each for axis in fitted.axes for each in _questions(axis)), words)
    places = [_levels(raw, axis) for raw, axis in zip(fitted.axes, grid.axes, strict=True)]
    segments = fitted.lookup.reshape([axis.size for axis in fitted.axes])[np.ix_(*places)]
    return frozenset(segments.reshape(-1)[feasible(grid, words)].tolist())


def _questions(axis: RawAxis) -> Iterator[Condition]:
    """Ask everything that the levels of an axis answer."""
    yield Present(axis.subject)
    for bound in axis.bounds[axis.optional :]:
        yield Compare(axis.subject, ">=", bound)


def _levels(raw: RawAxis, axis: Axis) -> Levels:
    """Give the raw level of every level of an axis of values that can be."""
    values, present = axis.samples()
    levels: Levels = np.searchsorted(raw.bounds, values, side="right") * np.array(present)
    return levels
