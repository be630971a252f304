"""The likelihood of the Gamma-Gamma model, with its first and second derivatives."""

from typing import Any, Self

import numpy as np
from attrs import frozen

from clm.ledger.column import Floats
from clm.value.maximising import Scored
from clm.value.special import digamma, log_gamma, trigamma
from clm.value.summary import RfmSummary


@frozen(eq=False)
class SpendLikelihood:
    """The log-likelihood of the mean values of n customers' repeat orders, by p, q and v.

    Fader and Hardie 2013, equation 1a: ``Γ(px+q) / (Γ(px) Γ(q)) · v^q m^(px-1) x^(px) /
    (v + xm)^(px+q)`` for x orders of the mean value m.

    Parameters
    ----------
    x, m : (n,) float64
        Numbers of repeat orders, and their mean values, above 0.

    Examples
    --------
    >>> found = SpendLikelihood(np.array([2.0]), np.array([22.35]))(np.array([6.25, 3.74, 15.44]))
    >>> round(found.value, 6)
    -3.551317
    """

    x: Floats
    m: Floats

    @classmethod
    def of(cls, summary: RfmSummary[Any]) -> Self:
        """Take those who have a repeat order."""
        who = summary.repeaters
        return cls(summary.frequency[who].astype(np.float64), summary.monetary_value[who])

    def __call__(self, point: Floats) -> Scored:
        """Give value, gradient and Hessian at p, q and v."""
        p, q, v = point.tolist()
        x, px, money = self.x, p * self.x, self.x * self.m
        own, both = np.array([q]), px + q
        part = -np.log1p(v / money)  # of money in v + money, logarithm
        rest = -np.log1p(money / v)
        values = log_gamma(both) - log_gamma(px) - log_gamma(own) + px * part + q * rest
        slopes = (
            x * (digamma(both) - digamma(px) + part),
            digamma(both) - digamma(own) + rest,
            q / v - both / (v + money),
        )
        value = values.sum() - np.log(self.m).sum()
        return Scored(float(value), np.array([each.sum() for each in slopes]), self._curve(p, q, v))

    def _curve(self, p: float, q: float, v: float) -> Floats:
        """Give the second derivatives; (3, 3)."""
        x, px, own = self.x, p * self.x, np.array([q])
        whole = v + x * self.m
        third = trigamma(px + q)
        pp, pq, pv = x**2 * (third - trigamma(px)), x * third, -x / whole
        qq, qv = third - trigamma(own), 1 / v - 1 / whole
        vv = (px + q) / whole**2 - q / v**2
        rows = ((pp, pq, pv), (pq, qq, qv), (pv, qv, vv))
        return np.array([[each.sum() for each in row] for row in rows])
