"""Equal customers, counted: a likelihood asks for each pattern once."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from attrs import frozen

from clm.ledger.column import Floats, Ints
from clm.value.summary import RfmSummary

T = TypeVar("T", np.int64, np.float64)


@frozen(eq=False)
class Patterns:
    """The distinct histories of customers.

    Parameters
    ----------
    frequency : (m,) int64
        Repeat orders.
    recency, T : (m,) float64
        Time from the first order to the last, and to the end.
    people : (m,) int64
        How many customers have that history.
    """

    frequency: Ints
    recency: Floats
    T: Floats
    people: Ints


def patterns(summary: RfmSummary[Any]) -> Patterns:
    """Count the customers of every history.

    Examples
    --------
    >>> some = RfmSummary.from_columns(
    ...     unit="week", frequency=[1, 0, 1], recency=[2, 0, 2], T=[4, 4, 4]
    ... )
    >>> found = patterns(some)
    >>> found.frequency.tolist(), found.recency.tolist(), found.people.tolist()
    ([0, 1], [0.0, 2.0], [1, 2])
    """
    x, of_x = distinct(summary.frequency)
    recencies, of_recency = distinct(summary.recency)
    lengths, of_length = distinct(summary.T)
    keys = (of_x * len(recencies) + of_recency) * len(lengths) + of_length
    found, people = np.unique(keys, return_counts=True)
    rest, length = found // max(len(lengths), 1), found % max(len(lengths), 1)
    size = max(len(recencies), 1)
    return Patterns(x[rest // size], recencies[rest % size], lengths[length], people)


def distinct(column: npt.NDArray[T]) -> tuple[npt.NDArray[T], Ints]:
    """Give the values of a column, ascending, and the place of each row's.

    Examples
    --------
    >>> values, places = distinct(np.array([2.5, 1.0, 2.5]))
    >>> values.tolist(), places.tolist()
    ([1.0, 2.5], [1, 0, 1])
    """
    values: npt.NDArray[T] = np.unique(column)
    return values, np.searchsorted(values, column)
