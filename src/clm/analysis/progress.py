"""Whom to tell how far a long computation has come."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from clm.errors import Fault

T = TypeVar("T")

Progress = Callable[[int, int], object]
"""Called with the number of parts done, and of all."""


def progress_faults(progress: object) -> list[Fault]:
    """Say why nobody can be told so; nothing if it can be called, or there is nobody to tell.

    Examples
    --------
    >>> print(*progress_faults("loud"), progress_faults(None))
    progress: 'loud' cannot be called → give a function of two numbers, or None []
    """
    if progress is None or callable(progress):
        return []
    what = f"{progress!r:.40} cannot be called"
    return [Fault("progress", what, "give a function of two numbers, or None")]


def told(parts: Iterable[T], whole: int, progress: Progress | None) -> Iterator[T]:
    """Give the parts of a computation one by one, and tell how many are done.

    Examples
    --------
    >>> list(told("ab", 2, lambda done, whole: print(done, "of", whole)))
    1 of 2
    2 of 2
    ['a', 'b']
    """
    for done, part in enumerate(parts, start=1):
        if progress is not None:
            progress(done, whole)
        yield part
