"""Customers who order at their own rate until they leave unseen: what BG/NBD and MBG/NBD share."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, Generic, overload

import numpy as np
from attrs import frozen

from clm.errors import ComparisonError, Fault, FitError
from clm.ledger.column import Floats, locked
from clm.value.columns import numbers
from clm.value.dropout_likelihood import DropoutLikelihood
from clm.value.estimated import Estimated, Estimation
from clm.value.expectation import Living
from clm.value.maximising import Runaway, maximum
from clm.value.number import number_faults
from clm.value.patterns import distinct
from clm.value.summary import RfmSummary
from clm.value.unit import U, unit_faults

NAMES: Final = ("r", "alpha", "a", "b")

_ONCE: Final = np.ones(1)
_RARE: Final = 1e-3


@frozen(repr=False, kw_only=True)
class DropoutModel(Estimated, Generic[U]):
    """Orders at a rate of the customer's own, until she leaves after one of them, unseen.

    Parameters
    ----------
    unit : {"day", "week"}
        The unit of time.
    r, alpha : float
        Shape and rate of the gamma distribution of rates of ordering over customers.
    a, b : float
        Of the beta distribution of the probability to leave after an order.
    """

    PARAMETERS: ClassVar = NAMES
    EXTRA: ClassVar[int]
    """How much oftener than she repeats somebody may leave."""

    unit: U
    r: float
    alpha: float
    a: float
    b: float

    @overload
    def expected_purchases(self, t: float, summary: RfmSummary[U]) -> Floats: ...
    @overload
    def expected_purchases(self, t: RfmSummary[U], summary: float) -> Floats: ...
    def expected_purchases(
        self, t: float | RfmSummary[U], summary: RfmSummary[U] | float
    ) -> Floats:
        """Expect the repeat orders of every customer in the time after her history.

        Parameters
        ----------
        t : float
            How long, in the unit of the model.
        summary : RfmSummary
            What is known of n customers. The two may change places, for nobody can take the one
            for the other.

        Returns
        -------
        (n,) float64, read-only

        Raises
        ------
        FitError
            No such time; something else than a summary.
        ComparisonError
            The summary is told in another unit.
        """
        time: Any
        known: Any
        time, known = (summary, t) if isinstance(t, RfmSummary) else (t, summary)
        self._check(known, number_faults("t", time, least=0))
        there = self.probability_alive(known)
        return locked(there * self.purchases_if_alive(np.array([float(time)]), _ONCE, known))

    def purchases_if_alive(self, times: Floats, weights: Floats, summary: RfmSummary[U]) -> Floats:
        """Sum up the repeat orders until some times, each with a weight, if nobody has left.

        Returns
        -------
        (n,) float64, read-only
        """
        x, kind = distinct(summary.frequency.astype(np.float64))
        length, alike = summary.T, None
        lengths, of_length = distinct(length)
        if len(x) * len(lengths) < len(summary):  # then many are alike
            pairs = kind * len(lengths) + of_length
            there = np.flatnonzero(np.bincount(pairs))
            kind, length = there // len(lengths), lengths[there % len(lengths)]
            alike = np.searchsorted(there, pairs)
        living = Living(
            kind=kind,
            rate=self.alpha + length,
            shape=self.r + x,
            a=self.a,
            b=self.b + x + self.EXTRA,
        )
        found = living.purchases(times, weights)
        return locked(found if alike is None else found[alike])

    def probability_alive(self, summary: RfmSummary[U]) -> Floats:
        """Give the probability that a customer has not left, by her history.

        Parameters
        ----------
        summary : RfmSummary
            What is known of n customers.

        Returns
        -------
        (n,) float64, read-only

        Raises
        ------
        FitError
            Something else than a summary.
        ComparisonError
            The summary is told in another unit.
        """
        self._check(summary)
        x, chances = summary.frequency, summary.frequency + self.EXTRA
        gap = np.log((self.alpha + summary.T) / (self.alpha + summary.recency))
        left = np.where(chances > 0, self.b + chances - 1, 1.0)
        odds = np.log(self.a / left) + (self.r + x) * gap
        return locked(np.where(chances > 0, np.exp(-np.logaddexp(0, odds)), 1.0))

    @overload
    def expected_purchases_of_new(self, t: float) -> float: ...
    @overload
    def expected_purchases_of_new(self, t: Iterable[float]) -> Floats: ...
    def expected_purchases_of_new(self, t: float | Iterable[float]) -> float | Floats:
        """Expect the repeat orders of a customer of whom nothing is known but her first order.

        Parameters
        ----------
        t : float or (k,) array_like
            How long after it, in the unit of the model.

        Returns
        -------
        float or (k,) float64, read-only

        Raises
        ------
        FitError
            No such time.
        """
        single = not isinstance(t, Iterable)
        times = numbers([t] if single else t, "t")
        if (times < 0).any():
            raise FitError.of("t", "lies before the first order", "give 0 or more")
        with np.errstate(divide="ignore", over="ignore"):
            rate = self.alpha / times  # so that the time is 1 for all
        living = Living(
            kind=np.zeros(len(times), np.int64),
            rate=rate,
            shape=np.array([self.r]),
            a=self.a,
            b=np.array([self.b + self.EXTRA]),
        )
        there = self.b / (self.a + self.b) if self.EXTRA else 1.0
        found = living.purchases(_ONCE, _ONCE) * there
        return float(found[0]) if single else locked(found)

    def purchase_probabilities(self, t: float, most: int = 10) -> Floats:
        """Give the probabilities of 0, 1, 2, … repeat orders in the time after the first order.

        Parameters
        ----------
        t : float
            How long, in the unit of the model.
        most : int
            The largest number of repeat orders that is looked at.

        Returns
        -------
        (most + 1,) float64, read-only

        Raises
        ------
        FitError
            No such time or number.

        Notes
        -----
        Fader, Hardie and Lee 2005, equation 8: that somebody who is still there has ordered n
        times, or that she left after the last of n orders.
        """
        faults = [
            *number_faults("t", t, least=0),
            *number_faults("most", most, least=0, most=10**6),
        ]
        if faults:
            raise FitError(faults)
        x = np.arange(float(int(most) + 1))
        m = x + self.EXTRA
        p = t / (self.alpha + t)
        counts = (1 - p) ** self.r * _running((self.r + x[:-1]) / (x[:-1] + 1) * p)
        k = np.arange(float(int(most) + self.EXTRA))
        stays = _running((self.b + k) / (self.a + self.b + k))[self.EXTRA :]
        odds = np.where(m > 0, self.a / np.where(m > 0, self.b + m - 1, 1.0), 0.0)
        later = 1 - (np.cumsum(counts) - counts)
        return locked(stays * (counts + odds * later))

    def _check(self, summary: RfmSummary[Any], faults: Iterable[Fault] = ()) -> None:
        """Refuse what is no summary, one in another unit, and what else is wrong."""
        found = [*summary_faults(summary), *faults]
        if found:
            raise FitError(found)
        if summary.unit != self.unit:
            what = f"is told in {summary.unit}s, the model in {self.unit}s"
            mend = f"make it with unit={self.unit!r}"
            raise ComparisonError.of("summary", what, mend)

    def _faults(self) -> Iterable[Fault]:
        """Name what is no unit."""
        return unit_faults(self.unit)

    def _terms(self) -> Iterable[str]:
        """Say in which unit the model is told."""
        return (f"in {self.unit}s",)


def fitted(summary: RfmSummary[Any], extra: int) -> dict[str, Any]:
    """Find the parameters under which some histories are likeliest.

    Parameters
    ----------
    summary : RfmSummary
        The histories.
    extra : int
        How much oftener than she repeats somebody may leave.

    Returns
    -------
    dict
        The fields of the model.

    Raises
    ------
    FitError
        Something else than a summary; nobody in it, or nobody who came again; no maximum.
    MissingExtraError
        scipy is not installed.
    """
    faults = summary_faults(summary) or _fit_faults(summary)
    if faults:
        raise FitError(faults)
    start = {"r": 0.5, "alpha": float(summary.T.mean()) / 4, "a": 1.0, "b": 2.0}
    found = maximum(DropoutLikelihood.of(summary, extra), start, len(summary), _meaning)
    fit = Estimation.of(found, len(summary), summary.as_of)
    return {
        **dict(zip(NAMES, found.point.tolist(), strict=True)),
        "unit": summary.unit,
        "estimation": fit,
    }


def summary_faults(summary: object) -> list[Fault]:
    """Name what is no summary."""
    if isinstance(summary, RfmSummary):
        return []
    what = f"{type(summary).__name__} is no RfmSummary"
    return [Fault("summary", what, "make one with rfm_summary or RfmSummary.from_columns")]


def _fit_faults(summary: RfmSummary[Any]) -> list[Fault]:
    """Name why there is nothing to fit."""
    if not len(summary):
        return [Fault("summary", "has no customers", "take a later day")]
    if not summary.repeaters.any():
        what = f"nobody of {len(summary):,} has a repeat order, so nothing tells when people leave"
        return [Fault("summary", what, "take a later day, or more customers")]
    return []


def _meaning(runs: Runaway, point: Mapping[str, float]) -> str:
    """Say what customers seem to do where a likelihood has no maximum."""
    said: list[str] = []
    if runs.keys() & {"r", "alpha"}:
        even = runs.get("r", runs.get("alpha", 0)) > 0
        said.append("all customers ordered equally often" if even else "hardly anybody ordered")
    if runs.keys() & {"a", "b"}:
        chance = point["a"] / (point["a"] + point["b"])
        usual = f"all left after an order with the probability {chance:.2g}"
        if chance < _RARE:
            said.append("nobody ever left")
        elif chance > 1 - _RARE:
            said.append("everybody left after the first order that could be the last")
        else:
            said.append(
                usual if runs.get("a", runs.get("b", 0)) > 0 else "customers left at once or never"
            )
    return " and ".join(said)


def _running(factors: Floats) -> Floats:
    """Multiply up, from 1."""
    return np.cumprod(np.concatenate((_ONCE, factors)), dtype=np.float64)
