"""A grid seen through a coarser one, whose cells are each made of several of the finer."""

from collections.abc import Iterable, Sequence

import numpy as np
from attrs import frozen

from clm.lifecycle.cells.case import Cells
from clm.lifecycle.cells.grid import Axis, Bools, Grid


def refines(fine: Grid, axes: Sequence[Axis]) -> bool:
    """Whether a grid tells apart all that some axes do.

    Parameters
    ----------
    fine : Grid
        A grid.
    axes : sequence of Axis
        Those of another, over the same names.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import Vocabulary, parse
    >>> words = Vocabulary()
    >>> one, two = (
    ...     Grid.of([parse(text, words, "when")], words)
    ...     for text in ("orders == 1 and recency <= 30", "orders >= 2")
    ... )
    >>> refines(one, two.axes), refines(two, one.axes)
    (True, False)
    """
    places = [fine.place(axis.subject) for axis in axes]
    return all(
        place is not None and set(axis.bounds) <= set(fine.axes[place].bounds)
        for place, axis in zip(places, axes, strict=True)
    )


@frozen(eq=False)
class Coarse:
    """A grid, and a coarser one that it refines.

    Parameters
    ----------
    fine, grid : Grid
        The two.
    """

    fine: Grid
    grid: Grid

    def numbers(self, cells: Cells, subjects: Iterable[object] | None = None) -> Cells:
        """Number cells as the coarser grid does.

        Parameters
        ----------
        cells : numpy.ndarray
            (m,) cells of the finer grid.
        subjects : iterable of Feature or str, optional
            The only axes that tell them apart; the others are taken to be on their lowest level.

        Returns
        -------
        numpy.ndarray
            (m,) intp, cells of the coarser grid.
        """
        told = None if subjects is None else set(subjects)
        found = np.zeros_like(cells)
        for axis, stride in zip(self.grid.axes, self.grid.strides, strict=True):
            place = self.fine.place(axis.subject)
            if place is not None and (told is None or axis.subject in told):
                levels = cells // self.fine.strides[place] % self.fine.shape[place]
                found += _levels(self.fine.axes[place], axis)[levels] * stride
        return found

    def table(self, cells: Cells) -> Bools:
        """(cells of the coarser grid,) bool: which of them hold some of these."""
        found = np.zeros(self.grid.cells, bool)
        found[self.numbers(cells)] = True
        return found


def _levels(fine: Axis, coarse: Axis) -> Cells:
    """(levels of the finer axis,) intp: in which level of the coarser each lies."""
    inside = np.searchsorted(coarse.bounds, fine.bounds, side="right") + coarse.optional
    lowest = range(1 + coarse.optional)
    return np.array([*lowest, *inside.tolist()], np.intp)
