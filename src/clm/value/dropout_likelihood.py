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
from math import log
from typing import Any, NamedTuple, Self

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
    x, chances, each : (k,) float64
        Numbers of repeat orders that occur, how often a customer of each may have left, and how
        many customers there are of each.
    which, orders : (m,) int64 and float64
        The place in `x` of every history, and its repeat orders.
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
    each: Floats
    which: AnyArray
    orders: Floats
    recency: Floats
    T: Floats
    people: Floats

    @classmethod
    def of(cls, summary: RfmSummary[Any], extra: int) -> Self:
        """Take customers who may leave so many times more than they repeat."""
        found = patterns(summary)
        x, which = np.unique(found.frequency.astype(np.float64), return_inverse=True)
        people = found.people.astype(np.float64)
        return cls(
            x=x,
            chances=x + extra,
            each=np.bincount(which, people, len(x)).astype(np.float64),
            which=which,
            orders=x[which],
            recency=found.recency,
            T=found.T,
            people=people,
        )

    def __call__(self, point: Floats) -> Scored:
        """Give value, gradient and Hessian at r, alpha, a and b."""
        r, alpha, a, b = point.tolist()
        at = self._at(r, alpha, a, b)
        small = np.exp(-np.abs(at.odds))
        both = np.maximum(at.odds, 0) + np.log1p(small)  # the logarithm of 1 + e^D
        gone = np.where(at.odds > 0, 1, small) / (1 + small)
        value = both - r * at.growth - self.orders * (log(alpha) + at.growth)
        own, slope, curve = self._by_frequency(r, a, b)
        weights = self.people * gone
        slope += self._by_history(r, alpha, at) + weights @ at.steps
        curve += self._curve(r, alpha, at) + self._bend(a, at, weights)
        curve += (
            at.steps.T * (weights * (np.where(at.odds > 0, small, 1) / (1 + small)))
        ) @ at.steps
        return Scored(float(self.people @ value) + own, slope, curve)

    def _at(self, r: float, alpha: float, a: float, b: float) -> "_Point":
        """Reckon what value and derivatives share."""
        shape, left = r + self.orders, np.where(self.chances > 0, b + self.chances - 1, 1.0)
        start = np.where(self.chances > 0, log(a), -np.inf) - np.log(left)
        growth = np.log1p(self.T / alpha)
        gap = growth - np.log1p(self.recency / alpha)
        now, last = 1 / (alpha + self.T), 1 / (alpha + self.recency)
        odds = shape * gap + start[self.which]
        steps = np.empty((len(gap), 4))
        steps[:, 0], steps[:, 2], steps[:, 3] = gap, 1 / a, (-1 / left)[self.which]
        np.multiply(shape, now - last, out=steps[:, 1])
        return _Point(shape, growth, now, last, odds, steps)

    def _by_history(self, r: float, alpha: float, at: "_Point") -> Floats:
        """Give the gradient of what does not depend on a and b, but D; (4,)."""
        by_alpha = self.people @ (r / alpha - at.shape * at.now)
        return np.array([-self.people @ at.growth, by_alpha, 0.0, 0.0])

    def _curve(self, r: float, alpha: float, at: "_Point") -> Floats:
        """Give the second derivatives of the same; (4, 4)."""
        curve = np.zeros((4, 4))
        curve[0, 1] = curve[1, 0] = self.people @ (1 / alpha - at.now)
        curve[1, 1] = self.people @ (at.shape * at.now**2 - r / alpha**2)
        return curve

    def _bend(self, a: float, at: "_Point", weights: Floats) -> Floats:
        """Sum up the second derivatives of D, weighted; (4, 4)."""
        bend = np.zeros((4, 4))
        bend[0, 1] = bend[1, 0] = weights @ (at.now - at.last)
        bend[1, 1] = weights @ (at.shape * (at.last**2 - at.now**2))
        bend[2, 2] = -weights.sum() / a**2
        bend[3, 3] = weights @ at.steps[:, 3] ** 2
        return bend

    def _by_frequency(self, r: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        """Give value and derivatives of the gamma functions, once for every frequency."""
        rx, bm, abm = r + self.x, b + self.chances, a + b + self.chances
        value = self._grown(log_gamma, rx, r) + self._grown(log_gamma, bm, b)
        value -= self._grown(log_gamma, abm, a + b)
        slopes, curves = (
            (self._grown(each, rx, r), self._grown(each, bm, b), -self._grown(each, abm, a + b))
            for each in (digamma, trigamma)
        )
        curve = np.diag([curves[0], 0.0, curves[2], curves[1] + curves[2]])
        curve[2, 3] = curve[3, 2] = curves[2]
        return value, np.array([slopes[0], 0.0, slopes[2], slopes[1] + slopes[2]]), curve

    def _grown(self, function: Callable[[Floats], Floats], at: Floats, start: float) -> float:
        """Sum up by how much a function has grown from a start, over all customers."""
        return float(self.each @ (function(at) - function(np.array([start]))))


class _Point(NamedTuple):
    """What value and derivatives share; (m,) each, and (m, 4) of `steps`.

    Parameters
    ----------
    shape : (m,) float64
        r + x.
    growth : (m,) float64
        The logarithm of (A+T) / A.
    now, last : (m,) float64
        1 / (A+T) and 1 / (A+t).
    odds, steps : (m,) and (m, 4) float64
        D, and its derivatives.
    """

    shape: Floats
    growth: Floats
    now: Floats
    last: Floats
    odds: Floats
    steps: Floats
