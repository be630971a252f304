"""Everybody's way through the cells of a template, day by day, while nothing happens.

Only on some days does a customer's level on some axis change. All these steps, written as changes
of the number of her cell and sorted by day, add up to the cells that she comes through.
"""

from collections.abc import Mapping
from itertools import starmap
from typing import Final

import numpy as np
from attrs import frozen

from clm._threads import hands
from clm.analysis.horizon.moves import Moves
from clm.features.silence.course import course_of
from clm.features.silence.sequence import ROWS, ends, in_sequence, previous, running, starts
from clm.features.silence.steps import Course, Steps
from clm.features.table import Features
from clm.ledger.column import AnyArray, Ints
from clm.lifecycle.lookup import Cells, FittedGrid

_NOTHING: Final = np.zeros(0, np.int64)


@frozen(eq=False)
class Walk:
    """What is needed to follow people through the cells.

    Parameters
    ----------
    grid : FittedGrid
        The cells and their segments.
    columns : list of (n,) integer array
        The raw values of every axis today.
    places : (n,) uint8 or uint16
        Positions of everybody's segment today.
    courses : list of (int, Course)
        What changes, and how far apart its levels are in the table.
    days : int
        The last day ahead.
    """

    grid: FittedGrid
    columns: list[AnyArray]
    places: Cells
    courses: list[tuple[int, Course]]
    days: int

    def moves(self, piece: slice) -> Moves:
        """Give the moves of the people of a piece."""
        row, ahead, steps = self._steps(piece)
        new = starts(row)
        here = self.grid.cells(self.columns, piece)[row]
        cell = running(steps, new, here)
        last = np.flatnonzero(ends(row, ahead))
        row, ahead = row[last], ahead[last]
        found = np.take(self.grid.lookup, cell[last], mode="clip")
        before = previous(found, starts(row), self.places[piece][row])
        at = np.flatnonzero(found != before)
        rows = (row[at] + piece.start).astype(np.int32)
        return Moves(rows, ahead[at].astype(np.int32), before[at], found[at])

    def _steps(self, piece: slice) -> tuple[Ints, Ints, Ints]:
        """Give rows, days and changes of the cell, in sequence."""
        found = [(stride, each) for stride, course in self.courses for each in course.steps(piece)]
        row = np.concatenate([_NOTHING, *(steps.row for _, steps in found)])
        ahead = np.concatenate([_NOTHING, *(steps.ahead for _, steps in found)])
        change = np.concatenate([_NOTHING, *starmap(_changes, found)])
        order = in_sequence(row, ahead)
        return row[order], ahead[order], change[order]


def moves_ahead(
    features: Features, grid: FittedGrid, places: Cells, extra: Mapping[str, Ints], days: int
) -> Moves:
    """Find all moves of the next days if nothing happens.

    Parameters
    ----------
    features : Features
        Of n people, on the as-of day.
    grid : FittedGrid
        The cells and their segments.
    places : (n,) uint8 or uint16
        Positions of everybody's segment on that day.
    extra : mapping of str to (n,) int64
        The caller's columns.
    days : int
        The last day ahead.

    Returns
    -------
    Moves
    """
    found = [
        (stride, course_of(features, axis.subject, axis.bounds, days=days))
        for axis, stride in zip(grid.axes, grid.strides, strict=True)
        if not isinstance(axis.subject, str)
    ]
    courses = [(stride, course) for stride, course in found if course is not None]
    if not courses:
        return Moves.joined([], places.dtype)
    walk = Walk(grid, grid.columns(features, extra), places, courses, days)
    with hands(len(places)) as crew:
        parts = crew.pieces(walk.moves, len(places), ROWS)
    return Moves.joined(parts, places.dtype)


def _changes(stride: int, steps: Steps) -> Ints:
    """Give the changes of the cell number that steps make."""
    return np.broadcast_to(np.int64(stride) * steps.step, len(steps))
