"""Long columns in pieces: each fits the cache, and several threads share them where it pays."""

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, ParamSpec, TypeVar

from attrs import frozen

PIECE: Final = 1 << 17
ENOUGH: Final = 1 << 18
"""Columns shorter than this are not worth a second thread."""
MOST_THREADS: Final = 8

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")


@frozen
class Hands:
    """Threads that share work; numpy lets them run side by side.

    Parameters
    ----------
    count : int
        How many; one is the caller alone.

    Examples
    --------
    >>> Hands()(abs, [-1, 2, -3])
    [1, 2, 3]
    """

    count: int = 1
    _pool: ThreadPoolExecutor | None = None

    def __call__(self, work: Callable[[T], U], items: Iterable[T], /) -> list[U]:
        """Do one thing to many; the results come in order."""
        return list(map(work, items) if self._pool is None else self._pool.map(work, items))

    def pieces(self, work: Callable[[slice], U], size: int, piece: int = PIECE) -> list[U]:
        """Do the work on every piece of a column; the results come in order.

        Examples
        --------
        >>> Hands().pieces(lambda piece: (piece.start, piece.stop), 70_000, 50_000)
        [(0, 50000), (50000, 70000)]
        """
        starts = range(0, size, piece)
        return self(work, [slice(start, min(start + piece, size)) for start in starts])

    def begin(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Begin one thing; what is given back waits for the result, or raises what was raised.

        Examples
        --------
        >>> Hands().begin(divmod, 17, 5)()
        (3, 2)
        """
        if self._pool is None:
            return partial(work, *args, **kwargs)
        return self._pool.submit(work, *args, **kwargs).result


ALONE: Final = Hands()


@contextmanager
def hands(size: int) -> Generator[Hands]:
    """Hire threads for a column of so many rows, if there are cores for them.

    Examples
    --------
    >>> with hands(3) as crew:
    ...     crew.count
    1
    """
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    if size < ENOUGH or threads == 1:
        yield ALONE
        return
    with ThreadPoolExecutor(threads) as pool:
        yield Hands(threads, pool)
