"""How long things last, when some of them are still going on: the product-limit estimate."""

from typing import Final

import numpy as np
from attrs import frozen

from clm.analysis.backtest.intervals import Z95, Estimate, ratio
from clm.ledger.column import AnyArray, Bools, Floats, Ints, locked, stays_locked

_ROUNDING: Final = 1e-12
"""Products and sums of shares stray so little, which must not move a median by a day."""

_PLACE_BITS: Final = 24
"""A place among the days of a curve; the calendar has fewer than 2 ** 22 days."""


@stays_locked
@frozen(eq=False)
class Survival:
    """How many of those who began have not ended after so many days; a row a day, read-only.

    Make one with `survival`.

    Parameters
    ----------
    days : (k,) int64
        On which somebody ended, or was last seen; ascending.
    at_risk : (k,) int64
        How many had not ended before, and were still watched.
    events : (k,) int64
        How many of them ended on that day.
    share : (k,) float64
        The share that has not ended by the end of that day (Kaplan and Meier 1958).
    low, high : (k,) float64
        Its 95 % interval; NaN where nobody has ended yet, or everybody.

    Examples
    --------
    >>> lasted, ended = np.array([6, 6, 6, 6, 7, 9]), np.array([1, 1, 1, 0, 1, 0], bool)
    >>> curve = survival(lasted, ended)
    >>> curve.days.tolist(), curve.share.tolist()
    ([6, 7, 9], [0.5, 0.25, 0.25])
    >>> curve.at_risk.tolist(), curve.at(5), curve.at(8), curve.at(10)
    ([6, 2, 1], 1.0, 0.25, nan)
    >>> curve.median, curve.quantile(0.9)
    (6, None)
    """

    days: Ints
    at_risk: Ints
    events: Ints
    share: Floats
    low: Floats
    high: Floats

    @property
    def median(self) -> int | None:
        """The first day by which half have ended; None if that was not seen."""
        return self.quantile(0.5)

    def quantile(self, share: float, within: int | None = None) -> int | None:
        """Find the first day by which a share has ended.

        Parameters
        ----------
        share : float
            From 0 to 1.
        within : int, optional
            Count those only who end within so many days; all if left out.

        Returns
        -------
        int or None
            None if so many were never seen to end.
        """
        whole = 1.0 if within is None else 1 - self.at(within)
        if not whole > 0:
            return None
        there = np.flatnonzero((1 - self.share >= share * whole - _ROUNDING) & (self.events > 0))
        return int(self.days[there[0]]) if len(there) else None

    def at(self, days: int) -> float:
        """Give the share that has not ended after some days; NaN if nobody was watched so long."""
        return self.estimate(days).value

    def estimate(self, days: int) -> Estimate:
        """Give the same with its 95 % interval."""
        row = int(np.searchsorted(self.days, days, side="right")) - 1
        nan = float("nan")
        if row < 0:
            return Estimate(1.0 if len(self.days) else nan, nan, nan)
        share = float(self.share[row])
        if days > self.days[-1] and share > 0:
            return Estimate(nan, nan, nan)
        return Estimate(share, float(self.low[row]), float(self.high[row]))

    def at_risk_on(self, day: int) -> int:
        """Count those who had not ended before a day, and were watched on it."""
        row = int(np.searchsorted(self.days, day, side="left"))
        return int(self.at_risk[row]) if row < len(self.days) else 0

    def watched(self, people: int) -> int | None:
        """Find the last day on which at least so many were watched; None if there never were."""
        there = np.flatnonzero(self.at_risk >= people)
        return int(self.days[there[-1]]) if len(there) else None


def survival(durations: AnyArray, happened: Bools, whose: AnyArray | None = None) -> Survival:
    """Estimate how long things last, some of which have not ended yet.

    What ended and what was last seen on one day count as seen on that day. The interval is that of
    the logarithm of -log(share), which stays between 0 and 1 (Kalbfleisch and Prentice 1980), with
    Greenwood's variance (1926). Several durations of one customer are no independent witnesses;
    with `whose`, they are summed up before they are squared (Ying and Wei 1994), which is
    Greenwood's variance where everybody has one.

    Parameters
    ----------
    durations : (n,) integer array
        Days until the end, or until it was last seen; none is negative.
    happened : (n,) bool
        Whether it ended.
    whose : (n,) integer array, optional
        Codes of the customers, from 0 to below 2 ** 31.

    Returns
    -------
    Survival

    Examples
    --------
    >>> twice = survival(np.array([1, 1, 2, 2]), np.ones(4, bool), np.array([0, 0, 1, 1]))
    >>> once = survival(np.array([1, 1, 2, 2]), np.ones(4, bool))
    >>> bool(twice.high[0] - twice.low[0] > once.high[0] - once.low[0])
    True
    """
    seen = np.bincount(durations)
    days = np.flatnonzero(seen)
    ended = np.bincount(durations[happened], minlength=len(seen))[days]
    at_risk = len(durations) - np.cumsum(seen[days]) + seen[days]
    share = np.cumprod(1 - ended / at_risk, dtype=np.float64)
    hazard = np.cumsum(np.nan_to_num(ratio(ended, at_risk * (at_risk - ended))))
    variance = hazard
    if whose is not None:
        place = (np.cumsum(seen > 0) - 1)[durations]
        variance = _clustered(place, happened, whose, at_risk - ended, hazard)
    low, high = _interval(share, variance)
    return Survival(*(locked(each) for each in (days, at_risk, ended, share, low, high)))


def _interval(share: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Give the interval of shares, from the variance of their logarithms."""
    inside = (share > 0) & (share < 1) & (variance > 0)
    log = np.log(np.where(inside, share, 0.5))
    arm = Z95 * np.sqrt(np.where(inside, variance, 0)) / np.abs(log)
    low, high = (np.where(inside, np.exp(log * np.exp(each)), np.nan) for each in (arm, -arm))
    return low, high


def _clustered(place: Ints, happened: Bools, whose: AnyArray, left: Ints, hazard: Floats) -> Floats:
    """Give the variance of log(share) on every day, where durations of one customer go together.

    A duration raises log(share) by ``hazard(t)`` as long as it lasts, and from its end on by a
    constant. So a customer raises it by the sum of her constants and ``hazard(t)`` times the number
    of durations that last, and sums over all customers change only where one of them ends.
    """
    # Whose, when and how in one integer: it sorts much faster than by three keys.
    line = (whose.astype(np.int64) << (_PLACE_BITS + 1)) | (place << 1) | happened
    line.sort()
    hers, at, end = line >> (_PLACE_BITS + 1), line >> 1 & ((1 << _PLACE_BITS) - 1), line & 1
    constant = hazard[at] - np.nan_to_num(ratio(end, left[at]))
    start = np.flatnonzero(np.diff(hers, prepend=-1))
    size = np.diff(start, append=len(line))
    settled = np.cumsum(constant) - constant
    settled -= np.repeat(settled[start], size)
    lasting = np.repeat(start + size, size) - np.arange(len(line))
    changes = (
        constant * (2 * settled + constant),
        constant * (lasting - 1) - settled,
        1.0 - 2 * lasting,
    )
    squares, products, counts = (
        np.cumsum(np.bincount(at, each, len(hazard)), dtype=np.float64) for each in changes
    )
    counts += float((size**2).sum())
    variance = squares + 2 * hazard * products + hazard**2 * counts
    # One customer alone does not vary; what is left of her sum is rounding.
    return np.where(variance > _ROUNDING * hazard, variance, 0.0)
