"""Whole numbers that keep a closed system of differences, chosen one node after the other."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from attrs import frozen

from clm.lifecycle.feasibility.feasible import pinned
from clm.lifecycle.feasibility.levels import FREE
from clm.lifecycle.feasibility.staircase import Ints, Key
from clm.lifecycle.feasibility.system import System

UNBOUND: Final = FREE // 2

Wish = Callable[[int, int, int], int]
"""What a node should be: given its place, the least and the most it may be."""

Rows = list[list[int]]
"""The most that X(j) - X(i) may be, a row for each i."""

Bound = tuple[int, int, int]
"""X(j) - X(i) <= w, as (i, j, w)."""


@frozen(eq=False)
class Pinned:
    """The closed systems of one cell.

    Parameters
    ----------
    at : tuple of int
        Ages of the nodes of the staircases of events, in any order.
    loose : dict
        P rows of P bounds of each staircase, in that order.
    edges : tuple of int
        Ages of the nodes of money, ascending, some of `ages`.
    money : dict
        Q rows of Q bounds of each sum of amounts.
    """

    at: Sequence[int]
    loose: dict[Key, Rows]
    edges: tuple[int, ...]
    money: dict[Key, Rows]

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """Ages of the nodes, ascending; those that fall on one age are one."""
        return tuple(sorted(set(self.at)))

    @cached_property
    def counts(self) -> dict[Key, Rows]:
        """Bounds of each staircase over `ages`."""
        kept = [self.at.index(age) for age in self.ages]
        return {
            key: [[row[j] for j in kept] for row in (rows[i] for i in kept)]
            for key, rows in self.loose.items()
        }


def pin(system: System, cells: Sequence[Sequence[int]]) -> list[Pinned | None]:
    """The closed systems of cells of a grid; None for a cell that contradicts itself."""
    front = pinned(system, np.array(cells, np.intp))
    found: list[Pinned | None] = [None] * len(cells)
    counts, money = _by_column(front.counts), _by_column(front.money)
    for column, cell in enumerate(front.chosen[-1].tolist()):
        found[cell] = Pinned(
            front.at[:, column].tolist(),
            {key: rows[column] for key, rows in counts.items()},
            system.ages,
            {key: rows[column] for key, rows in money.items()},
        )
    return found


def _by_column(bounds: dict[Key, Ints]) -> dict[Key, list[Rows]]:
    """The systems of a front, one after the other, as plain numbers."""
    return {key: each.transpose(2, 0, 1).tolist() for key, each in bounds.items()}


def solve(bounds: Rows, more: Sequence[Bound], wish: Wish) -> list[int] | None:
    """Numbers within the bounds, the first of them 0 and the last chosen next.

    Parameters
    ----------
    bounds : list of list of int
        P rows of P bounds, a closed system.
    more : sequence of Bound
        Further bounds.
    wish : callable
        Chooses each number between its least and most.

    Returns
    -------
    list of int or None
        None if there is no such solution, or a wish left none.
    """
    rows = [[*row] for row in bounds] if more else bounds
    for i, j, weight in more:
        if weight < rows[i][j]:
            if weight + rows[j][i] < 0:
                return None
            _tighten(rows, i, j, weight)
    size = len(rows)
    found = {0: 0}
    for node in (size - 1, *range(1, size - 1)):
        least, most = _room(rows, found, node)
        if least > most:
            return None
        found[node] = min(max(wish(node, least, most), least), most)
    return [found[node] for node in range(size)]


def _tighten(rows: Rows, i: int, j: int, weight: int) -> None:
    """Add X(j) - X(i) <= weight to a closed system that can take it, in place."""
    beyond = [*enumerate(rows[j])]
    for row in rows:
        through = row[i] + weight
        if through < row[j]:
            for node, most in beyond:
                row[node] = min(row[node], through + most)


def _room(rows: Rows, found: dict[int, int], node: int) -> tuple[int, int]:
    """The least and most that a node may be, given those found so far."""
    least = max(found[i] - rows[node][i] for i in found)
    most = min(found[i] + rows[i][node] for i in found)
    return max(least, -UNBOUND), min(most, UNBOUND)


def steps(values: Sequence[int]) -> list[int]:
    """What happens between each node and the next."""
    return [after - before for before, after in pairwise(values)]
