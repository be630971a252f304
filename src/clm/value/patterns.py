"""Equal customers, counted: a likelihood asks for each pattern once."""

from typing import Any

import numpy as np
from attrs import frozen

from clm.ledger.column import Floats, Ints
from clm.value.summary import RfmSummary


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
    line = np.lexsort((summary.T, summary.recency, summary.frequency))
    x, recency, length = summary.frequency[line], summary.recency[line], summary.T[line]
    new = np.ones(len(line), bool)
    new[1:] = (np.diff(x) != 0) | (np.diff(recency) != 0) | (np.diff(length) != 0)
    starts = np.flatnonzero(new)
    people = np.diff(starts, append=len(line))
    return Patterns(x[starts], recency[starts], length[starts], people)
