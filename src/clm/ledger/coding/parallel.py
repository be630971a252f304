"""Long columns in pieces: each fits the cache, and several threads share them where it pays."""

import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

import numpy as np

from clm.ledger.column import AnyArray, Bools, Ints

PIECE: Final = 1 << 16
ALONE: Final = 1 << 17
"""Columns shorter than this are not worth a second thread."""
MOST_THREADS: Final = 8

T = TypeVar("T")
U = TypeVar("U")


class Hands(Protocol):
    """Does one thing to many, like the builtin `map`; numpy lets threads run side by side."""

    def __call__(self, work: Callable[[T], U], items: list[T], /) -> Iterator[U]:
        """Give the results in the order of the items."""
        ...


@contextmanager
def hands(size: int) -> Generator[Hands]:
    """Hire threads for a column of so many rows.

    Examples
    --------
    >>> with hands(3) as crew:
    ...     list(crew(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    if size < ALONE or threads == 1:
        yield map
        return
    with ThreadPoolExecutor(threads) as pool:
        yield pool.map


def each_piece(crew: Hands, work: Callable[[slice], T], size: int) -> list[T]:
    """Do the work on every piece of ``size`` rows; the results come in order.

    Examples
    --------
    >>> each_piece(map, lambda piece: (piece.start, piece.stop), 70_000)
    [(0, 65536), (65536, 70000)]
    """
    pieces = [slice(start, min(start + PIECE, size)) for start in range(0, size, PIECE)]
    return list(crew(work, pieces))


def places(crew: Hands, marks: Bools) -> Ints:
    """Tell where the marks are.

    Examples
    --------
    >>> places(map, np.array([True, False, True]))
    array([0, 2])
    """

    def find(piece: slice) -> Ints:
        at: Ints = np.flatnonzero(marks[piece]) + piece.start
        return at

    return np.concatenate(each_piece(crew, find, len(marks)))


def sort(crew: Hands, values: AnyArray) -> None:
    """Sort in place: halve by the median until there are parts enough, then sort the parts."""
    parts = [values]
    while crew is not map and len(parts) < MOST_THREADS:
        parts = [half for halves in crew(_halved, parts) for half in halves]
    list(crew(_sorted, parts))


def _halved(values: AnyArray) -> tuple[AnyArray, AnyArray]:
    """Move the smaller half before the larger; both are views."""
    middle = len(values) // 2
    values.partition(middle)
    return values[:middle], values[middle:]


def _sorted(values: AnyArray) -> None:
    """Sort in place, as a function."""
    values.sort()
