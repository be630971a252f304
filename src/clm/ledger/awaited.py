"""Columns that are still where they are kept, and are read when their turn comes."""

from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from clm.ledger.column import Ints


@frozen
class Awaited:
    """A column that is read once, and let go as soon as the ledger has what it needs of it.

    Parameters
    ----------
    size : int
        How many rows it has.
    read : callable
        Gives its values, an array_like of that length; called in any thread.
    pieces : callable or None
        Of a column of whole numbers: gives them piece by piece, none missing; or None at the end,
        if some could not be given so.

    Examples
    --------
    >>> column = Awaited(2, lambda: ["ann", "bob"])
    >>> len(column), at_hand(column)
    (2, ['ann', 'bob'])
    """

    size: int
    read: Callable[[], Any]
    pieces: Callable[[], Iterable[Ints | None]] | None = None

    def __len__(self) -> int:
        """Count the rows."""
        return self.size


def at_hand(column: Any) -> Any:
    """Give the values of a column: read it if they are awaited.

    Examples
    --------
    >>> at_hand([3, 5])
    [3, 5]
    """
    return column.read() if isinstance(column, Awaited) else column
