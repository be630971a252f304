"""How well a number sorts those to whom something happened from those to whom it did not.

The measure is the chance that, of two people picked at random, one of either kind, the one to whom
it happened has the higher number, equal numbers counting half. It is Mann and Whitney's statistic
over its greatest value, and the area under the ROC curve: 0.5 is chance, 1 is perfect.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from clm.analysis.backtest.intervals import Estimate
from clm.ledger.column import AnyArray, Bools, Floats, locked, stays_locked

Levels = npt.NDArray[np.signedinteger[Any]]


@stays_locked
@frozen(eq=False)
class Concordance:
    """How well each of some numbers sorts the same people.

    Parameters
    ----------
    areas : (k,) float64, read-only
        One area a number; NaN where it happened to all or to nobody.
    covariance : (k, k) float64, read-only
        Of the areas, by DeLong, DeLong and Clarke-Pearson (1988); NaN where fewer than two people
        are of either kind.
    """

    areas: Floats
    covariance: Floats

    @classmethod
    def of(cls, numbers: Sequence[Levels], happened: Bools) -> "Concordance":
        """Compare everybody with everybody, by counting.

        Parameters
        ----------
        numbers : sequence of (n,) int32 or int64
            Each with one number a person, 0 or more and not much larger than n.
        happened : (n,) bool
            To whom it happened.

        Examples
        --------
        >>> happened = np.array([False, False, True, True])
        >>> Concordance.of([np.array([1, 2, 2, 3])], happened).areas.tolist()
        [0.875]
        """
        size, yes = len(numbers), int(happened.sum())
        no = len(happened) - yes
        nothing = np.full((size, size), np.nan)
        if not yes or not no:
            return cls(locked(nothing[0] if size else np.zeros(0)), locked(nothing))
        placed = [_placements(each, happened) for each in numbers]
        areas = np.array([above.sum() / 2 / no / yes for above, _ in placed])
        if min(yes, no) < 2:
            return cls(locked(areas), locked(nothing))
        sides = (np.stack(side) for side in zip(*placed, strict=True))
        over, under = (_covariance(each) for each in sides)
        covariance = over / (2 * no) ** 2 / yes + under / (2 * yes) ** 2 / no
        return cls(locked(areas), locked(covariance))

    def area(self, at: int) -> Estimate:
        """Give an area with its interval."""
        return Estimate.from_variance(self.areas[at].item(), self.covariance[at, at].item())

    def difference(self, one: int, other: int) -> Estimate:
        """Give how much larger one area is than another, over the same people."""
        cov = self.covariance
        variance = cov[one, one] + cov[other, other] - 2 * cov[one, other]
        both = self.areas[one] - self.areas[other]
        return Estimate.from_variance(both.item(), max(variance.item(), 0.0))


def _placements(number: Levels, happened: Bools) -> tuple[AnyArray, AnyArray]:
    """Count in halves whom each person of one kind outranks of the other, ties as one half."""
    size = int(number.max()) + 1
    with_it, without = number[happened], number[~happened]
    yes, no = (np.bincount(each, minlength=size) for each in (with_it, without))
    below = 2 * np.cumsum(no) - no
    above = 2 * (len(with_it) - np.cumsum(yes)) + yes
    return below[with_it], above[without]


def _covariance(placements: AnyArray) -> Floats:
    """Give the sample covariance of the rows."""
    return np.atleast_2d(np.cov(placements)).astype(np.float64)
