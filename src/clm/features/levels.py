"""Levels: how many bounds a value reaches."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from clm.ledger.column import AnyArray

Levels = npt.NDArray[np.integer[Any]]

MANY_BOUNDS: Final = 12
"""Above so many bounds a binary search beats one comparison each."""


def levels_of(values: AnyArray, bounds: tuple[int, ...]) -> Levels:
    """Count the bounds that every value reaches.

    Parameters
    ----------
    values : (n,) integer array
        Anything.
    bounds : tuple of int
        Ascending.

    Returns
    -------
    (n,) uint8 or int64

    Examples
    --------
    >>> levels_of(np.array([-1, 0, 30, 31]), (0, 31)).tolist()
    [0, 1, 1, 2]
    """
    if len(bounds) > MANY_BOUNDS:
        return np.searchsorted(bounds, values, side="right")
    levels = np.zeros(len(values), np.uint8)
    for bound in bounds:
        levels += (values >= bound).view(np.uint8)
    return levels
