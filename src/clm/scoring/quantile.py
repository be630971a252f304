"""Cut points: quantiles of the population by the inverted distribution function, in integers."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.signedinteger[Any]]
Ints = npt.NDArray[np.int64]

TABLE: Final = 1 << 16
"""Values that span less are counted in a table instead of being partitioned."""


def cut_points(values: Values, bins: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Cut a population into bins of nearly equal size.

    Cut k of b is the smallest value v with ``#{x <= v} >= ceil(n k / b)``: the inverted
    distribution function (Hyndman and Fan 1996, definition 1), as ``quantile_disc`` in SQL.

    Parameters
    ----------
    values : (n,) integer array
        One value a person; not changed.
    bins : int
        How many bins.

    Returns
    -------
    cuts : tuple of int
        ``bins - 1`` values, ascending; empty if there is nobody.
    people : tuple of int
        People with 0, 1, … cut points strictly below their value; empty if there is nobody.

    Examples
    --------
    >>> cut_points(np.array([1, 1, 1, 2, 9]), 5)
    ((1, 1, 1, 2), (3, 0, 0, 1, 1))
    """
    return _cut(values, [Fraction(k, bins) for k in range(1, bins)])


def cut_points_of_repeaters(values: Values, bins: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Set one event apart, and cut those with more into bins of nearly equal size.

    The first cut is 1, the others cut those above it into ``bins - 1`` parts. If nobody is above
    it, every cut is 1: whoever comes back first gets the best score.

    Parameters
    ----------
    values : (n,) integer array
        A count a person, from 1 on; not changed.
    bins : int
        How many bins.

    Returns
    -------
    cuts, people : tuple of int
        As of `cut_points`.

    Examples
    --------
    >>> cut_points_of_repeaters(np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 9]), 5)
    ((1, 2, 3, 4), (6, 1, 1, 1, 1))
    """
    if not len(values):
        return (), ()
    rest, _ = cut_points(values[values > 1], bins - 1)
    cuts = (1, *(rest or (1,) * (bins - 2)))
    return cuts, people_between(values, cuts)


def quantiles(values: Values, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """Find the smallest value that each share of the values does not exceed.

    Parameters
    ----------
    values : (n,) integer array
        At least one; not changed.
    shares : sequence of Fraction
        Above 0, ascending.

    Examples
    --------
    >>> quantiles(np.array([3, 30, 7, 7]), [Fraction(1, 2), Fraction(9, 10)])
    (7, 30)
    """
    return _cut(values, shares)[0]


def people_between(values: Values, cuts: tuple[int, ...]) -> tuple[int, ...]:
    """Count the people between cut points.

    Parameters
    ----------
    values : (n,) integer array
        One value a person.
    cuts : tuple of int
        Cut points, ascending.

    Returns
    -------
    tuple of int
        People with 0, 1, … cut points strictly below their value.

    Examples
    --------
    >>> people_between(np.array([1, 1, 1, 2, 9]), (1, 1, 1, 2))
    (3, 0, 0, 1, 1)
    """
    return _steps([int(np.count_nonzero(values <= cut)) for cut in cuts], len(values))


def _cut(values: Values, shares: Sequence[Fraction]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Find the values at some shares, and count the people between them; nothing of nobody."""
    if not len(values):
        return (), ()
    ranks = [-(-len(values) * each.numerator // each.denominator) - 1 for each in shares]
    low, high = int(values.min()), int(values.max())
    if high - low >= TABLE:
        cuts = _from_partitions(values, ranks)
        return cuts, people_between(values, cuts)
    up_to = _cumulative(values, low)
    places = np.searchsorted(up_to, ranks, side="right")
    return tuple((places + low).tolist()), _steps(up_to[places].tolist(), len(values))


def _steps(up_to: list[int], everybody: int) -> tuple[int, ...]:
    """Give the people of every bin from those up to every cut point."""
    edges = [0, *up_to, everybody]
    return tuple(upper - lower for lower, upper in pairwise(edges))


def _cumulative(values: Values, low: int) -> Ints:
    """Count how many values are at most `low`, `low` + 1, …."""
    counts = np.zeros(0, np.int64)
    for start in range(0, len(values), TABLE):
        above = values[start : start + TABLE].astype(np.int64) - low
        piece = np.bincount(above, minlength=len(counts))
        piece[: len(counts)] += counts
        counts = piece
    return np.cumsum(counts)


def _from_partitions(values: Values, ranks: list[int]) -> tuple[int, ...]:
    """Select the order statistics one after the other, each within what is left.

    One rank at a time stays on numpy's vectorised quickselect, which a list of ranks leaves.
    """
    left, done = values.copy(), 0
    cuts: list[int] = []
    for rank in ranks:
        if rank >= done:
            left.partition(rank - done)
            cuts.append(int(left[rank - done]))
            left, done = left[rank - done + 1 :], rank + 1
        else:
            cuts.append(cuts[-1])
    return tuple(cuts)
