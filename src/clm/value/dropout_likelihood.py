"""The likelihood of BG/NBD and MBG/NBD, with its first and second derivatives.

The two models differ in one thing: how often a customer of x repeat orders may have left. In the
BG/NBD that is after each repeat order, x times; in the MBG/NBD after the first order as well,
x + 1 times. With m for that number, both have the likelihood::

    Γ(r+x) A^r / Γ(r) · B(a,b+m) / B(a,b) · (A+T)^-(r+x) · (1 + e^D)

    e^D = a / (b+m-1) · ((A+T) / (A+t))^(r+x),   0 where m = 0

in which A is alpha and t the recency; e^D is the chance to have left over the chance to be there.
Written so, nothing overflows (Fader, Hardie and Lee 2005, section 7).
"""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from attrs import frozen

from clm.ledger.column import AnyArray, Floats
from clm.value.maximising import Scored
from clm.value.patterns import patterns
from clm.value.special import digamma, log_gamma, trigamma
from clm.value.summary import RfmSummary


@frozen(eq=False, kw_only=True)
class DropoutLikelihood:
    """The log-likelihood of m distinct histories, by r, alpha, a and b.

    Parameters
    ----------
    x, chances : (k,) float64
        Numbers of repeat orders that occur, and how often a customer of each may have left.
    which : (m,) int64
        The place in `x` of every history.
    recency, T : (m,) float64
        Time from the first order to the last, and to the end.
    people : (m,) float64
        How many customers have that history.

    Examples
    --------
    >>> some = RfmSummary.from_columns(unit="week", frequency=[1, 0], recency=[2, 0], T=[4, 4])
    >>> round(DropoutLikelihood.of(some, 0)(np.array([0.5, 3.0, 1.0, 2.0])).value, 6)
    -3.28846
    """

    x: Floats
    chances: Floats
    which: AnyArray
    recency: Floats
    T: Floats
    people: Floats

    @classmethod
    def of(cls, summary: RfmSummary[Any], extra: int) -> Self:
        """Take customers who may leave so many times more than they repeat."""
        found = patterns(summary)
        x, which = np.unique(found.frequency.astype(np.float64), return_inverse=True)
        return cls(
            x=x,
            chances=x + extra,
            which=which,
            recency=found.recency,
            T=found.T,
            people=found.people.astype(np.float64),
        )

    def __call__(self, point: Floats) -> Scored:
        """Give value, gradient and Hessian at r, alpha, a and b."""
        r, alpha, a, b = point.tolist()
        odds, steps = self._odds(r, alpha, a, b)
        gone, there = (np.exp(-np.logaddexp(0, each)) for each in (-odds, odds))
        past = np.log(alpha + self.T)
        value = np.logaddexp(0, odds) - r * np.log1p(self.T / alpha) - self.x[self.which] * past
        slope = self._by_history(r, alpha) + (self.people * gone) @ steps
        curve = self._curve(r, alpha) + (steps.T * (self.people * gone * there)) @ steps
        curve += self._bend(point, self.people * gone)
        own, own_slope, own_curve = self._by_frequency(r, a, b)
        return Scored(float(self.people @ value) + own, slope + own_slope, curve + own_curve)

    def _odds(self, r: float, alpha: float, a: float, b: float) -> tuple[Floats, Floats]:
        """Give the log-odds D to have left, (m,), and their derivatives, (m, 4)."""
        shape, left = (r + self.x)[self.which], self._left(b)
        gap = np.log((alpha + self.T) / (alpha + self.recency))
        odds = np.log(a / left) + shape * gap
        odds[self.chances[self.which] == 0] = -np.inf
        fall = shape * (1 / (alpha + self.T) - 1 / (alpha + self.recency))
        return odds, np.stack([gap, fall, np.full(len(odds), 1 / a), -1 / left], axis=1)

    def _left(self, b: float) -> Floats:
        """Give b + m - 1, (m,); 1 where nobody can have left."""
        return np.where(self.chances > 0, b + self.chances - 1, 1.0)[self.which]

    def _bend(self, point: Floats, gone: Floats) -> Floats:
        """Sum up the second derivatives of D, weighted; (4, 4)."""
        r, alpha, a, b = point.tolist()
        now, last = 1 / (alpha + self.T), 1 / (alpha + self.recency)
        bend = np.zeros((4, 4))
        bend[0, 1] = bend[1, 0] = gone @ (now - last)
        bend[1, 1] = gone @ ((r + self.x)[self.which] * (last**2 - now**2))
        bend[2, 2] = -gone.sum() / a**2
        bend[3, 3] = gone @ (1 / self._left(b) ** 2)
        return bend

    def _by_history(self, r: float, alpha: float) -> Floats:
        """Give the gradient of what does not depend on a and b, but D; (4,)."""
        shape = (r + self.x)[self.which]
        by_r = -self.people @ np.log1p(self.T / alpha)
        return np.array([by_r, self.people @ (r / alpha - shape / (alpha + self.T)), 0.0, 0.0])

    def _curve(self, r: float, alpha: float) -> Floats:
        """Give the second derivatives of the same; (4, 4)."""
        curve, now = np.zeros((4, 4)), 1 / (alpha + self.T)
        curve[0, 1] = curve[1, 0] = self.people @ (1 / alpha - now)
        curve[1, 1] = self.people @ ((r + self.x)[self.which] * now**2 - r / alpha**2)
        return curve

    def _by_frequency(self, r: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        """Give value and derivatives of the gamma functions, once for every frequency."""
        rx, bm, abm = r + self.x, b + self.chances, a + b + self.chances
        value = self._summed(log_gamma, rx, r) + self._summed(log_gamma, bm, b)
        value -= self._summed(log_gamma, abm, a + b)
        slopes, curves = (
            (self._summed(each, rx, r), self._summed(each, bm, b), -self._summed(each, abm, a + b))
            for each in (digamma, trigamma)
        )
        curve = np.diag([curves[0], 0.0, curves[2], curves[1] + curves[2]])
        curve[2, 3] = curve[3, 2] = curves[2]
        return value, np.array([slopes[0], 0.0, slopes[2], slopes[1] + slopes[2]]), curve

    def _summed(self, function: Callable[[Floats], Floats], at: Floats, start: float) -> float:
        """Sum up by how much a function has grown from a start, over all customers."""
        people = np.bincount(self.which, self.people, len(self.x))
        return float(people @ (function(at) - function(np.array([start]))))
