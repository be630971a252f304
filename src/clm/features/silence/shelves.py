"""Events on shelves: those of every piece of the customers side by side, in their old order."""

from typing import Self

import numpy as np
from attrs import frozen

from clm.features.silence.sequence import ROWS
from clm.features.table import Features
from clm.features.windows import Window
from clm.ledger.column import AnyArray, Codes, Days, Ints


@frozen(eq=False)
class Shelves:
    """Events by pieces of the customers.

    Parameters
    ----------
    row : (k,) int32
        Of whom.
    age : (k,) int32
        Days before the as-of day.
    weight : (k,) integer array
        What is counted of each: 1, an amount, a place.
    edges : tuple of int
        Where each shelf begins, and where the last one ends.
    """

    row: Codes
    age: Days
    weight: AnyArray
    edges: tuple[int, ...]

    @classmethod
    def of(cls, features: Features, windows: list[Window], weights: list[AnyArray]) -> Self:
        """Put events on shelves.

        Parameters
        ----------
        features : Features
            Who there is, and when.
        windows : list of Window
            The events.
        weights : list of (k,) integer array
            Those of each window.
        """
        row = _rows(features, np.concatenate([each.customer for each in windows]))
        age = features.windows.day - np.concatenate([each.day for each in windows])
        weight = np.concatenate(weights)
        shelves = -(-len(features) // ROWS)
        if shelves <= 1:
            return cls(row, age, weight, (0, len(row)))
        # Shelves are few, and numpy sorts small numbers digit by digit.
        shelf = (row // np.int32(ROWS)).astype(np.min_scalar_type(shelves))
        order = np.argsort(shelf, kind="stable")
        edges: list[int] = np.cumsum(np.bincount(shelf, minlength=shelves)).tolist()
        return cls(row[order], age[order], weight[order], (0, *edges))

    def piece(self, piece: slice) -> tuple[Ints, Days, AnyArray]:
        """Give rows (counted from the first of the piece), ages and weights of a piece."""
        shelf: int = piece.start // ROWS
        some = slice(self.edges[shelf], self.edges[shelf + 1])
        return self.row[some].astype(np.int64) - piece.start, self.age[some], self.weight[some]


def _rows(features: Features, customer: Codes) -> Codes:
    """Give the rows of customers of events that are seen, who are all in the population."""
    if len(features) == len(features.ledger):
        return customer
    row = np.zeros(len(features.ledger), np.int32)
    row[features.codes] = np.arange(len(features), dtype=np.int32)
    return row[customer]
