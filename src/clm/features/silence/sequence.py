"""Changes in sequence: customer by customer, day by day, and what they add up to."""

from typing import Final

import numpy as np

from clm.ledger.column import AnyArray, Bools, Ints

ROWS: Final = 1 << 16
"""Customers at a time: what is sorted for them stays in cache, and their rows are one digit."""

_DIGIT: Final = 16


def in_sequence(row: Ints, ahead: AnyArray) -> Ints:
    """Find the order by row, then day; what is equal keeps its own.

    Parameters
    ----------
    row : (k,) int64
        Below `ROWS`.
    ahead : (k,) integer array
        From 0, below 2^32.

    Returns
    -------
    (k,) int64
        Positions.

    Examples
    --------
    >>> in_sequence(np.array([1, 0, 1]), np.array([9, 5, 2])).tolist()
    [1, 2, 0]
    """
    order = by_row(ahead & (ROWS - 1))
    if ahead.max(initial=0) >= ROWS:
        order = order[by_row(ahead[order] >> _DIGIT)]
    return order[by_row(row[order])]


def by_row(row: AnyArray) -> Ints:
    """Find the order by row alone; what is equal keeps its own.

    Examples
    --------
    >>> by_row(np.array([1, 0, 1])).tolist()
    [1, 0, 2]
    """
    # numpy sorts 16 bits digit by digit: several times as fast as whole numbers side by side.
    return np.argsort(row.astype(np.uint16), kind="stable")


def starts(*keys: AnyArray) -> Bools:
    """Mark where any key differs from the one before, and the very first.

    Examples
    --------
    >>> starts(np.array([3, 3, 4, 4]), np.array([1, 1, 1, 2])).tolist()
    [True, False, True, True]
    """
    new = np.ones(len(keys[0]), bool)
    if len(new):
        np.not_equal(keys[0][1:], keys[0][:-1], out=new[1:])
        for key in keys[1:]:
            new[1:] |= key[1:] != key[:-1]
    return new


def ends(*keys: AnyArray) -> Bools:
    """Mark where any key differs from the one after, and the very last.

    Examples
    --------
    >>> ends(np.array([3, 3, 4, 4]), np.array([1, 1, 1, 2])).tolist()
    [False, True, True, True]
    """
    last = np.ones(len(keys[0]), bool)
    last[:-1] = starts(*keys)[1:]
    return last


def running(steps: Ints, new: Bools, before: AnyArray) -> Ints:
    """Sum up steps row by row.

    Parameters
    ----------
    steps : (k,) int64
        In sequence.
    new : (k,) bool
        Where rows begin.
    before : (k,) integer array
        What each one's row begins with.

    Returns
    -------
    (k,) int64
        What there is after each step.

    Examples
    --------
    >>> new = np.array([True, False, True])
    >>> running(np.array([1, 2, -3]), new, np.array([10, 10, 5])).tolist()
    [11, 13, 2]
    """
    first = np.flatnonzero(new)
    total = np.cumsum(steps)
    offset = before[first] - total[first] + steps[first]
    total += np.repeat(offset, np.diff(first, append=len(steps)))
    return total


def previous(states: AnyArray, new: Bools, before: AnyArray) -> AnyArray:
    """Give the state before each one: that of the row's last change, or what it begins with.

    Examples
    --------
    >>> states, new = np.array([1, 2, 3]), np.array([True, False, True])
    >>> previous(states, new, np.array([0, 0, 0])).tolist()
    [0, 1, 0]
    """
    earlier = before.copy()
    follows = np.flatnonzero(~new)
    earlier[follows] = states[follows - 1]
    return earlier
