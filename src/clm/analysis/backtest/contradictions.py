"""Segments whose people did less than those of a segment ranked below."""

from statistics import NormalDist
from typing import Final

import numpy as np
from attrs import frozen

from clm.analysis.backtest.intervals import ratio
from clm.ledger.column import AnyArray, Bools, Floats, Ints

_CERTAINTY: Final = 0.975
_ENOUGH: Final = 5
"""Fewer expected on either side, and the normal approximation does not hold."""


@frozen
class Contradiction:
    """A segment, and the one below it whose people ordered again most clearly more often.

    Parameters
    ----------
    higher, lower : int
        Positions of the segments; `higher` has the higher rank.
    """

    higher: int
    lower: int


def contradictions(ranks: Ints, people: Ints, returned: Ints) -> list[Contradiction]:
    """Find segments that stand above another whose people ordered again more often.

    Two shares are compared by their z statistic, and as many pairs are compared at once, the level
    of 2.5 % is divided by their number (Bonferroni), so that a finding is one.

    Parameters
    ----------
    ranks : (g,) int64
        Of the segments; those of rank 0 promise nothing and are left out.
    people, returned : (g,) int64
        How many there are, and how many ordered again.

    Returns
    -------
    list of Contradiction
        One for each higher segment, with the lower one that contradicts it most.

    Examples
    --------
    >>> people = np.array([100, 100, 100])
    >>> contradictions(np.array([1, 2, 3]), people, np.array([10, 60, 30]))
    [Contradiction(higher=2, lower=1)]
    """
    above = (ranks[:, None] > ranks) & (ranks > 0) & (people > 0) & (people > 0)[:, None]
    least = NormalDist().inv_cdf(1 - (1 - _CERTAINTY) / max(int(above.sum()), 1))
    strength, enough = _compared(people, returned)
    strength[~(above & enough) | ~(strength > least)] = 0.0
    lower = strength.argmax(axis=1)
    return [
        Contradiction(at, lower[at].item()) for at in np.flatnonzero(strength.any(axis=1)).tolist()
    ]


def _compared(people: Ints, returned: Ints) -> tuple[Floats, Bools]:
    """Give by how many standard errors the share of a column exceeds that of a row."""
    share = ratio(returned, people)
    both = people[:, None] + people
    pooled = _divided(returned[:, None] + returned, both)
    fewest = np.minimum(people[:, None], people) * np.minimum(pooled, 1 - pooled)
    error = np.sqrt(pooled * (1 - pooled) * _divided(both, people[:, None] * people))
    return np.nan_to_num(_divided(share - share[:, None], error)), fewest >= _ENOUGH


def _divided(part: AnyArray, whole: AnyArray) -> Floats:
    """Divide square tables; NaN where there is nothing to divide by."""
    return ratio(part.ravel(), whole.ravel()).reshape(part.shape)
