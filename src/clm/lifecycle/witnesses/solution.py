"""Whole numbers that keep a closed system of differences, chosen one node after the other."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from attrs import frozen

from clm.lifecycle.feasibility.feasible import pinned
from clm.lifecycle.feasibility.levels import FREE
from clm.lifecycle.feasibility.staircase import Front, Ints, Key, close
from clm.lifecycle.feasibility.system import System

UNBOUND: Final = FREE // 2

Wish = Callable[[int, int, int], int]
"""What a node should be: given its place, the least and the most it may be."""

Bound = tuple[int, int, int]
"""X(j) - X(i) <= w, as (i, j, w)."""


@frozen(eq=False)
class Pinned:
    """The closed systems of one cell, over ages that ascend.

    Parameters
    ----------
    ages : tuple of int
        Ages of the nodes of the staircases of events.
    counts : dict
        (P, P) bounds of each staircase.
    edges : tuple of int
        Ages of the nodes of money, some of `ages`.
    money : dict
        (Q, Q) bounds of each sum of amounts.
    """

    ages: tuple[int, ...]
    counts: dict[Key, Ints]
    edges: tuple[int, ...]
    money: dict[Key, Ints]


def pin(system: System, cells: Sequence[Sequence[int]]) -> list[Pinned | None]:
    """The closed systems of cells of a grid; None for a cell that contradicts itself."""
    front = pinned(system, np.array(cells, np.intp))
    found: list[Pinned | None] = [None] * len(cells)
    for column, cell in enumerate(front.chosen[-1].tolist()):
        found[cell] = _column(system, front, column)
    return found


def _column(system: System, front: Front, column: int) -> Pinned:
    """One column of a front, its nodes in order of age."""
    ages, kept = np.unique(front.at[:, column], return_index=True)
    nodes = np.ix_(kept, kept)
    return Pinned(
        tuple(ages.tolist()),
        {key: bounds[:, :, column][nodes] for key, bounds in front.counts.items()},
        system.ages,
        {key: bounds[:, :, column] for key, bounds in front.money.items()},
    )


def solve(bounds: Ints, more: Sequence[Bound], wish: Wish) -> list[int] | None:
    """Numbers within the bounds, the first of them 0 and the last chosen next.

    Parameters
    ----------
    bounds : numpy.ndarray
        (P, P) closed system.
    more : sequence of Bound
        Further bounds.
    wish : callable
        Chooses each number between its least and most.

    Returns
    -------
    list of int or None
        None if there is no such solution, or a wish left none.
    """
    rows: list[list[int]] = bounds.tolist()
    if any(weight < rows[i][j] for i, j, weight in more):
        closed = bounds.copy()
        for i, j, weight in more:
            closed[i, j] = min(closed[i, j], weight)
        if not close(closed[:, :, None]).all():
            return None
        rows = closed.tolist()
    size = len(rows)
    found = {0: 0}
    for node in (size - 1, *range(1, size - 1)):
        least, most = _room(rows, found, node)
        if least > most:
            return None
        found[node] = min(max(wish(node, least, most), least), most)
    return [found[node] for node in range(size)]


def _room(rows: list[list[int]], found: dict[int, int], node: int) -> tuple[int, int]:
    """The least and most that a node may be, given those found so far."""
    least = max(found[i] - rows[node][i] for i in found)
    most = min(found[i] + rows[i][node] for i in found)
    return max(least, -UNBOUND), min(most, UNBOUND)


def steps(values: Sequence[int]) -> list[int]:
    """What happens between each node and the next."""
    return [after - before for before, after in pairwise(values)]
