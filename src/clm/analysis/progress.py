"""Whom to tell how far a long computation has come."""

from collections.abc import Callable

from clm.errors import Fault

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
