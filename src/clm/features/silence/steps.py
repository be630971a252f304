"""Steps: on which day ahead the level of a feature changes while nothing happens, and how far."""

from collections.abc import Iterator
from typing import Protocol

from attrs import frozen

from clm.ledger.column import AnyArray, Ints


@frozen(eq=False)
class Steps:
    """Changes of the level of one feature, in a piece of the customers; in no order.

    Parameters
    ----------
    row : (k,) int64
        Of whom, counted from the first customer of the piece.
    ahead : (k,) int32 or int64
        How many days after the as-of day, from 1.
    step : int or (k,) int64
        By how many levels. Several steps of one customer on one day add up.
    """

    row: Ints
    ahead: AnyArray
    step: int | Ints

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.row)


class Course(Protocol):
    """What a feature does while nothing happens."""

    def steps(self, piece: slice) -> Iterator[Steps]:
        """Give every change of its level, of the customers of a piece."""
        ...
