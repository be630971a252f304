"""Figures with their 95 % intervals: shares, means, parts of a sum.

Nothing here draws random numbers, so the same customers always give the same interval.
"""

from math import isnan
from statistics import NormalDist
from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked

Z95: Final = NormalDist().inv_cdf(0.975)
"""Standard errors to either side of a 95 % interval."""

_ARMS: Final = (Z95, -Z95)
_STRAIGHT: Final = 1e-6
"""Skewness below which nothing is to be undone."""


@frozen
class Estimate:
    """A figure and its 95 % interval; NaN where it cannot be told.

    Parameters
    ----------
    value, low, high : float
        The figure and both ends.

    Examples
    --------
    >>> print(Estimate(0.7, 0.65, 0.75))
    0.700 (0.650 … 0.750)
    >>> print(Estimate(0.7, float("nan"), float("nan")))
    0.700
    """

    value: float
    low: float
    high: float

    @classmethod
    def from_variance(cls, value: float, variance: float) -> Self:
        """Take the normal interval; there is none where nothing varied."""
        one = Estimates.from_errors(np.array([value]), np.sqrt(np.array([variance])))
        return cls(*(each.tolist()[0] for each in (one.value, one.low, one.high)))

    @property
    def sign(self) -> int:
        """1 or -1 if the whole interval lies above or below 0, else 0."""
        return (self.low > 0) - (self.high < 0)

    def __str__(self) -> str:
        """The figure and the interval, to three decimals."""
        if isnan(self.value):
            return "-"
        interval = f" ({self.low:.3f} … {self.high:.3f})" if self.low <= self.high else ""
        return f"{self.value:.3f}{interval}"


@stays_locked
@frozen(eq=False)
class Estimates:
    """One figure a group, with 95 % intervals; NaN where they cannot be told.

    Parameters
    ----------
    value, low, high : (g,) float64, read-only
        The figures and both ends.
    """

    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, value: AnyArray, low: AnyArray, high: AnyArray) -> Self:
        """Keep three arrays, read-only."""
        return cls(locked(value), locked(low), locked(high))

    @classmethod
    def from_errors(cls, value: AnyArray, error: AnyArray) -> Self:
        """Take the normal interval of standard errors; there is none where nothing varied."""
        half = np.where(error > 0, Z95 * error, np.nan)
        return cls.of(value, value - half, value + half)

    @property
    def sign(self) -> Ints:
        """1 or -1 where the whole interval lies above or below 0, else 0; (g,) int64."""
        return (self.low > 0).astype(np.int64) - (self.high < 0)


def wilson(hits: Ints, trials: Ints) -> Estimates:
    """Give shares with Wilson's score interval.

    It stays within 0 and 1 and holds where hardly anybody or nearly everybody is a hit, where the
    usual "plus or minus" does not (Wilson 1927; Newcombe 1998, method 3).

    Parameters
    ----------
    hits, trials : (g,) int64
        How many did, of how many.

    Returns
    -------
    Estimates
        NaN where nobody tried.

    Examples
    --------
    >>> share = wilson(np.array([81, 0]), np.array([263, 20]))
    >>> share.low.round(4).tolist(), share.high.round(4).tolist()
    ([0.2553, 0.0], [0.3662, 0.1611])
    """
    share, square = ratio(hits, trials), Z95**2
    middle = ratio(hits + square / 2, trials + square)
    spread = np.sqrt(share * (1 - share) * trials + square / 4)
    half = Z95 * spread / (trials + square)
    low = np.where(hits == 0, share, middle - half)
    high = np.where(hits == trials, share, middle + half)
    return Estimates.of(share, low, high)


def means(amounts: Ints, group: Ints, number: int) -> Estimates:
    """Give the mean of every group, with an interval that knows that spending is skewed.

    A few large baskets pull the mean of a group up, and most samples lack them: the usual interval,
    as long to both sides, lies too low too often. Hall's transformation (1992) takes the skewness
    out, forms the interval, and puts it back in; the upper arm is the longer one.

    Parameters
    ----------
    amounts : (n,) int64
        One amount a person.
    group : (n,) int64
        Everybody's group, from 0.
    number : int
        How many groups there are.

    Returns
    -------
    Estimates
        Means of nobody are NaN; so is the interval where all amounts are equal.

    Examples
    --------
    >>> one = means(np.array([0, 0, 0, 10]), np.zeros(4, np.int64), 1)
    >>> one.low.round(2).tolist(), one.value.tolist(), one.high.round(2).tolist()
    ([-1.08], [2.5], [22.92])
    """
    people = np.bincount(group, minlength=number)
    mean = ratio(sums(amounts, group, number), people)
    off = amounts - mean[group]
    squares, cubes = (np.bincount(group, off**power, number) for power in (2, 3))
    error = np.sqrt(ratio(squares, people * (people - 1)))
    skewed = ratio(cubes, squares**1.5)  # skewness over the root of the people; within ±1
    low, high = (mean - np.where(error > 0, error * _unskewed(z, skewed), np.nan) for z in _ARMS)
    return Estimates.of(mean, low, high)


def _unskewed(z: float, skewed: Floats) -> Floats:
    """Undo Hall's transformation, which makes of T: T + T² a/3 + T³ a²/27 + a/6."""
    bent = np.abs(skewed) > _STRAIGHT
    slope = np.where(bent, skewed, 1.0)
    return np.where(bent, 3 / slope * (np.cbrt(1 + slope * (z - slope / 6)) - 1), z)


def parts(amounts: Ints, group: Ints, number: int) -> Estimates:
    """Give every group's part of the sum, with the interval of a ratio of two sums.

    The people are taken for a sample of those who might have been here instead, so who is in a
    group varies, and so does the whole (Taylor linearisation, as for ratios in surveys).

    Parameters
    ----------
    amounts : (n,) int64
        One amount a person.
    group : (n,) int64
        Everybody's group, from 0.
    number : int
        How many groups there are.

    Returns
    -------
    Estimates
        All NaN if the sum is not above 0; no interval for a group with nothing, or with all.

    Examples
    --------
    >>> part = parts(np.array([10, 10, 20]), np.array([0, 1, 1]), 2)
    >>> part.value.tolist()
    [0.25, 0.75]
    """
    each = sums(amounts, group, number)
    whole, people = int(each.sum()), len(amounts)
    if whole <= 0 or people < 2:
        nothing = np.full(number, np.nan)
        return Estimates.of(nothing if whole <= 0 else each / whole, nothing, nothing)
    part = each / whole
    squares = np.bincount(group, weights=(amounts / whole) ** 2, minlength=number)
    rest = np.maximum(squares.sum() - squares, 0.0)
    variance = ((1 - part) ** 2 * squares + part**2 * rest) * people / (people - 1)
    variance[squares == 0] = 0.0
    return Estimates.from_errors(part, np.sqrt(variance))


def ratio(part: AnyArray, whole: AnyArray) -> Floats:
    """Divide; NaN where there is nothing to divide by.

    Examples
    --------
    >>> ratio(np.array([1, 0]), np.array([4, 0])).tolist()
    [0.25, nan]
    """
    result = np.full(part.shape, np.nan)
    np.divide(part, whole, out=result, where=whole != 0)
    return result


def sums(amounts: AnyArray, group: Ints, number: int) -> Ints:
    """Add up the amounts of every group, exactly.

    Examples
    --------
    >>> sums(np.array([5, 7, 1]), np.array([0, 2, 0]), 3).tolist()
    [6, 0, 7]
    """
    total = np.zeros(number, np.int64)
    np.add.at(total, group, amounts.astype(np.int64, copy=False))
    return total
