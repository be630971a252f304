"""Steps from cell to cell that change the rank, found over all cells at once."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clm.lifecycle.cells.case import Case, Cells
from clm.lifecycle.cells.grid import Bools
from clm.lifecycle.findings.moves import Cause, Move, moves

Ranks = NDArray[np.int64]

NONE: Final = 0
"""The rank of the unclassified, of cells that nobody can be in, and of segments without one."""

WAYS: Final = 512
"""Ways of moving several axes at once that are tried; those that move few come first."""

LOOKS: Final = 1 << 24
"""Cells times ways that are looked at."""


@frozen(eq=False)
class Steps:
    """Pairs of cells between which the rank changes.

    Parameters
    ----------
    starts, ends : numpy.ndarray
        (m,) intp cells; several ends of one start stand in the order in which few axes move first.
    missed : int
        Cells with such a step that were not followed.
    """

    starts: Cells
    ends: Cells
    missed: int


def falls(case: Case, cause: Cause) -> Steps:
    """Find the steps that lower the rank.

    Whoever no longer fits her segment, which took her by precedence, is compared with the lowest
    of all segments that fitted her: what a precedence lifts falls back without falling.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> case = templates["rfm-11"].proof.case
    >>> falls(case, "order").starts.size, falls(case, "money").starts.size
    (23, 19)
    """
    ranks = _ranks(case)
    return _changed(case, moves(case, cause), -ranks, _lowest(case, ranks))


def rises(case: Case) -> Steps:
    """Find the steps by time alone that raise the rank.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> rises(templates["rfm-11"].proof.case).starts.size
    1
    """
    ranks = _ranks(case)
    return _changed(case, moves(case, "time"), ranks, None)


def _ranks(case: Case) -> Ranks:
    """(cells,) the rank of each cell's segment."""
    ranks: Ranks = np.array([*(rule.rank for rule in case.rules), NONE, NONE], np.int64)
    return np.asarray(ranks[case.lookup])


def _lowest(case: Case, ranks: Ranks) -> Ranks:
    """(cells,) the lowest rank of all segments that fit each cell."""
    lowest = ranks.copy()
    for place in {later for _, later in case.taken}:
        rule = case.rules[place]
        if rule.rank != NONE:
            fits = case.grid.where(rule.condition).reshape(-1) & (ranks != NONE)
            lowest[fits] = np.minimum(lowest[fits], rule.rank)
    return lowest


def _changed(
    case: Case, ways: Sequence[Sequence[Move]], worth: Ranks, lowest: Ranks | None
) -> Steps:
    """Find steps to a cell of more worth; `lowest` ranks excuse those whom precedence lifted."""
    nothing = np.iinfo(np.int64).min
    known = worth != NONE
    best = np.where(known, worth, nothing).reshape(case.grid.shape)
    for axis in ways:
        best = _best(best, axis, nothing)
    flagged = np.flatnonzero(known & (best.reshape(-1) > worth))
    todo = list(islice(_ways(ways), WAYS + 1))
    whole, todo = len(todo) <= WAYS, todo[:WAYS]
    kept = flagged[: LOOKS // max(len(todo), 1)]
    starts, ends = [kept[:0]], [kept[:0]]
    for way in todo:
        here, there = _taken(case, way, kept)
        higher = known[there] & (worth[there] > worth[here])
        if lowest is not None:
            higher &= (-worth[there] < lowest[here]) | _fits(case, here, there)
        starts.append(here[higher])
        ends.append(there[higher])
    found = np.concatenate(starts)
    missed = flagged.size - (kept.size if whole else np.unique(found).size)
    order = np.argsort(found, kind="stable")
    return Steps(found[order], np.concatenate(ends)[order], missed)


def _fits(case: Case, here: Cells, there: Cells) -> Bools:
    """Whether whoever takes a step still fits the segment that she comes from."""
    fits = np.zeros(here.size, bool)
    segments = case.lookup[here]
    for place in map(int, np.unique(segments)):
        mine = segments == place
        cells = np.unravel_index(there[mine], case.grid.shape)
        fits[mine] = case.grid.where(case.rules[place].condition)[cells]
    return fits


def _best(worth: Ranks, axis: Sequence[Move], nothing: int) -> Ranks:
    """The greatest worth of a cell and of those that an axis can move it to."""
    best = worth
    for move in axis:
        shape = [1] * worth.ndim
        shape[move.place] = -1
        there = np.take(worth, np.maximum(move.to, 0), axis=move.place)
        best = np.maximum(best, np.where((move.to >= 0).reshape(shape), there, nothing))
    return best


def _ways(ways: Sequence[Sequence[Move]]) -> Iterator[tuple[Move, ...]]:
    """One way for each of some axes, few axes first."""
    for size in range(1, len(ways) + 1):
        for axes in combinations(ways, size):
            yield from product(*axes)


def _taken(case: Case, way: Sequence[Move], cells: Cells) -> tuple[Cells, Cells]:
    """The cells that can go a way, and where they come to."""
    there, can = cells.copy(), np.ones(cells.size, bool)
    for move in way:
        stride, size = case.grid.strides[move.place], case.grid.shape[move.place]
        level = cells // stride % size
        to = move.to[level]
        can &= to >= 0
        if move.needs is not None:
            can &= cells // case.grid.strides[move.needs] % case.grid.shape[move.needs] > 0
        there += (to - level) * stride
    return cells[can], there[can]
