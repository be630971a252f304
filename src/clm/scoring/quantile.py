"""Cut points: quantiles of the population by the inverted distribution function, in integers."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.signedinteger[Any]]

TABLE: Final = 1 << 16
"""Values that span less are counted in a table instead of being partitioned."""


def cut_points(values: Values, bins: int) -> tuple[int, ...]:
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
    tuple of int
        ``bins - 1`` values, ascending; empty if there is nobody.

    Examples
    --------
    >>> cut_points(np.array([1, 1, 1, 2, 9]), 5)
    (1, 1, 1, 2)
    """
    if not len(values):
        return ()
    ranks = [-(-len(values) * k // bins) - 1 for k in range(1, bins)]
    low, high = int(values.min()), int(values.max())
    if high - low < TABLE:
        return _from_table(values, low, ranks)
    return _from_partitions(values, ranks)


def shares(values: Values, cuts: tuple[int, ...]) -> tuple[int, ...]:
    """Count the people between the cut points.

    Returns
    -------
    tuple of int
        People with 0, 1, … cut points strictly below their value.

    Examples
    --------
    >>> shares(np.array([1, 1, 1, 2, 9]), (1, 1, 1, 2))
    (3, 0, 0, 1, 1)
    """
    up_to = [int(np.count_nonzero(values <= cut)) for cut in cuts]
    return tuple(
        upper - lower for lower, upper in zip([0, *up_to], [*up_to, len(values)], strict=True)
    )


def _from_table(values: Values, low: int, ranks: list[int]) -> tuple[int, ...]:
    """Read the order statistics off the counts of every value."""
    counts = np.zeros(0, np.int64)
    for start in range(0, len(values), TABLE):
        above = values[start : start + TABLE].astype(np.int64) - low
        piece = np.bincount(above, minlength=len(counts))
        piece[: len(counts)] += counts
        counts = piece
    found = np.searchsorted(np.cumsum(counts), ranks, side="right") + low
    return tuple(found.tolist())


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
