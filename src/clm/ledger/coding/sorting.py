"""Sorting and finding by several threads."""

import numpy as np

from clm._threads import Hands
from clm.ledger.column import AnyArray, Bools, Ints


def places(crew: Hands, marks: Bools) -> Ints:
    """Tell where the marks are.

    Examples
    --------
    >>> places(Hands(), np.array([True, False, True]))
    array([0, 2])
    """

    def find(piece: slice) -> Ints:
        at: Ints = np.flatnonzero(marks[piece]) + piece.start
        return at

    return np.concatenate(crew.pieces(find, len(marks)))


def sort(crew: Hands, values: AnyArray) -> None:
    """Sort in place: halve by the median until every hand has a part, then sort the parts."""
    parts = [values]
    while len(parts) < crew.count:
        parts = [half for halves in crew(_halved, parts) for half in halves]
    crew(_sorted, parts)


def _halved(values: AnyArray) -> tuple[AnyArray, AnyArray]:
    """Move the smaller half before the larger; both are views."""
    middle = len(values) // 2
    values.partition(middle)
    return values[:middle], values[middle:]


def _sorted(values: AnyArray) -> None:
    """Sort in place, as a function."""
    values.sort()
