"""Staircases: how many events are younger than a day, bounded by systems of differences.

N(a) is the number of events younger than a days. Every count, last and first says of two ages i, j
that N(j) - N(i) <= w, and N never falls. Such a system has a solution exactly if no circle of
bounds sums to less than zero, and a *closed* system shows that at once. A `Front` holds many
closed systems over the same nodes, one a column.
"""

from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clm.lifecycle.feasibility.levels import FREE

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Key = tuple[str, str | None]
"""A staircase: a kind of event, and a channel if only that one counts."""


def tighten(bounds: Ints, i: int, j: int, weight: Ints | int) -> Bools:
    """Add X(j) - X(i) <= weight to closed systems, in place; which of them stay solvable."""
    solvable: Bools = bounds[j, i] + weight >= 0
    through = bounds[:, i, None, :] + (bounds[None, j, :, :] + weight)
    np.minimum(bounds, through, out=bounds)
    return solvable


def close(bounds: Ints) -> Bools:
    """Close systems, in place; which of them can be solved."""
    for k in range(len(bounds)):
        np.minimum(bounds, bounds[:, k, None, :] + bounds[None, k, :, :], out=bounds)
        np.maximum(bounds, -FREE, out=bounds)
    return np.asarray(np.einsum("iim->im", bounds).min(0) >= 0)


def climbing(at: Ints) -> Ints:
    """Closed systems that say only: X never falls with age.

    Parameters
    ----------
    at : numpy.ndarray
        (P, m) ages of the nodes.
    """
    return np.where(at[None, :] <= at[:, None], 0, FREE).astype(np.int64)


def loose(at: Ints) -> Ints:
    """Closed systems that say only: X is the same at the same age."""
    return np.where(at[None, :] == at[:, None], 0, FREE).astype(np.int64)


def _with_node(bounds: Ints, at: Ints, age: Ints) -> Ints:
    """Closed climbing systems with one node more, at an age of its own in each."""
    younger, older = at <= age, at >= age
    size = len(at) + 1
    grown = np.empty((size, size, bounds.shape[2]), np.int64)
    grown[:-1, :-1] = bounds
    grown[:-1, -1] = np.where(older[None], bounds, FREE).min(1)
    grown[-1, :-1] = np.where(younger[:, None], bounds, FREE).min(0)
    grown[-1, -1] = 0
    return grown


@frozen(eq=False)
class Front:
    """Many closed systems side by side, one a column.

    Parameters
    ----------
    at : numpy.ndarray
        (P, m) ages of the nodes.
    counts : dict
        (P, P, m) bounds of each staircase of events.
    money : dict
        (Q, Q, m) bounds of each sum of amounts, over the ages of its own windows.
    chosen : numpy.ndarray
        (axes, m) the class of levels each column has along each axis.
    """

    at: Ints
    counts: dict[Key, Ints]
    money: dict[Key, Ints]
    chosen: NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many systems there are."""
        return int(self.at.shape[1])

    def take(self, which: NDArray[np.intp] | Bools | slice) -> Self:
        """Some of the columns."""
        return evolve(
            self,
            at=self.at[:, which],
            counts={key: bounds[..., which] for key, bounds in self.counts.items()},
            money={key: bounds[..., which] for key, bounds in self.money.items()},
            chosen=self.chosen[:, which],
        )

    def insert(self, age: Ints) -> Self:
        """Add a node at an age of its own in each column."""
        counts = {key: _with_node(b, self.at, age) for key, b in self.counts.items()}
        return evolve(self, at=np.vstack([self.at, age]), counts=counts)
