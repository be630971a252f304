"""Gamma-Gamma: what a customer's orders are worth, from those that she made."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import numpy as np
from attrs import frozen

from clm._show import counted
from clm.errors import CurrencyError, Fault, FitError, shown
from clm.ledger.column import NAMED, Bools, Floats, locked
from clm.model.money import DIGITS
from clm.value.dropout_model import summary_faults
from clm.value.estimated import Estimated, Estimation
from clm.value.maximising import Runaway, maximum
from clm.value.number import number_faults
from clm.value.spend_likelihood import SpendLikelihood
from clm.value.summary import RfmSummary

_NAMES: Final = ("p", "q", "v")
_RELATED: Final = 0.3
"""A correlation of frequency and value from here on is more than the model should be asked with."""


@frozen(repr=False, kw_only=True)
class GammaGamma(Estimated):
    """The Gamma-Gamma model of the value of orders [1]_.

    Make one with `fit_gamma_gamma`, with parameters that were published, or with `from_json`. The
    values of a customer's orders vary as a gamma distribution, and its mean from one customer to
    another, whatever the number of orders.

    Parameters
    ----------
    p : float
        Shape of the gamma distribution of the values of one customer's orders.
    q, v : float
        Shape and rate of the gamma distribution of its rates.
    currency : str or None
        ISO 4217 code of the money.
    correlation : float or None
        Of frequency and monetary value among those it was fitted on; the model takes it to be 0.
    estimation : Estimation or None
        How the parameters were found; None if they were given by hand.

    References
    ----------
    .. [1] P. S. Fader, B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value", 2013,
       brucehardie.com/notes/025.

    Examples
    --------
    >>> spend = GammaGamma(p=6.25, q=3.74, v=15.44)
    >>> round(spend.mean, 2)
    35.22
    >>> ann = RfmSummary.from_columns(
    ...     unit="week", frequency=[2, 0], recency=[30.43, 0], T=[38.86, 38.86],
    ...     monetary_value=[22.35, 0],
    ... )
    >>> spend.expected_value(ann).round(2)
    array([24.66, 35.22])
    """

    KEY: ClassVar = "gamma-gamma"
    PARAMETERS: ClassVar = _NAMES

    p: float
    q: float
    v: float
    currency: str | None = None
    correlation: float | None = None

    @property
    def mean(self) -> float:
        """The mean value of an order over all customers: pv / (q - 1).

        Raises
        ------
        FitError
            q is not above 1: the values are so uneven that there is no mean.
        """
        if self.q <= 1:
            what = f"q = {self.q:.3g} is not above 1, so the mean over customers has no bound"
            mend = "see whether a few customers spend all the money, and look at them apart"
            raise FitError.of("q", what, mend)
        return self.p * self.v / (self.q - 1)

    def expected_value(self, summary: RfmSummary[Any]) -> Floats:
        """Expect the value of every customer's orders: hers and the mean, weighted.

        Parameters
        ----------
        summary : RfmSummary
            What is known of n customers; whoever has no repeat order gets the mean of all.

        Returns
        -------
        (n,) float64, read-only
            Major units.

        Raises
        ------
        FitError
            Something else than a summary; values that are not known, or not above 0; there is no
            mean over all customers, or none given somebody's orders.
        CurrencyError
            Another currency than the model's.
        """
        faults = summary_faults(summary) or _money_faults(summary)
        if faults:
            raise FitError(faults)
        if self.currency and summary.currency and self.currency != summary.currency:
            what = f"{summary.currency}, but the model knows {self.currency}"
            raise CurrencyError.of("summary", what, "fit the model on orders in that currency")
        orders = self.p * summary.frequency
        hers = np.where(summary.repeaters, summary.monetary_value, 0.0)
        boundless = summary.repeaters & (orders + self.q <= 1)
        if boundless.any():
            raise self._boundless(int(boundless.sum()))
        mean = self.mean if not summary.repeaters.all() else 0.0
        # By q - 1 times the mean, v p: so that who repeats needs no mean over all customers.
        above = np.where(summary.repeaters, self.p * self.v + orders * hers, mean)
        return locked(above / np.where(summary.repeaters, orders + self.q - 1, 1.0))

    def _boundless(self, people: int) -> FitError:
        """Say that orders of so many tell too little for a mean."""
        what = f"p = {self.p:.3g} and q = {self.q:.3g} are so small that the mean given the orders"
        what += f" of {counted(people, 'customer')} has no bound"
        mend = "see whether a few customers spend all the money, and look at them apart"
        return FitError.of("q", what, mend)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look."""
        related = self.correlation is not None and abs(self.correlation) >= _RELATED
        said = f"frequency and value are correlated ({self.correlation:.2f})" if related else ""
        boundless = "" if self.q > 1 else "q is not above 1: there is no mean over customers"
        inherited = Estimated.notes.fget(self)  # type: ignore[attr-defined]
        return (*(each for each in (said, boundless) if each), *inherited)

    def _faults(self) -> Iterable[Fault]:
        """Name what is no currency, and no correlation."""
        faults: list[Fault] = []
        code = self.currency
        if code is not None and not (isinstance(code, str) and code in DIGITS):  # pyright: ignore[reportUnnecessaryIsInstance]
            faults.append(Fault("currency", f"no currency {shown(self.currency)}"))
        if self.correlation is not None:
            mend = "leave it out"
            faults += number_faults("correlation", self.correlation, least=-1, most=1, mend=mend)
        return faults

    def _terms(self) -> Iterable[str]:
        """Say in which currency."""
        return (self.currency,) if self.currency else ()


def fit_gamma_gamma(summary: RfmSummary[Any]) -> GammaGamma:
    """Fit the Gamma-Gamma model by maximum likelihood, on customers with a repeat order.

    Parameters
    ----------
    summary : RfmSummary
        What customers did; the unit of time does not matter.

    Returns
    -------
    GammaGamma

    Raises
    ------
    FitError
        Something else than a summary; nobody with a repeat order; values that are not known, or
        not above 0, with the customers; the likelihood has no maximum.
    MissingExtraError
        scipy is not installed.

    Examples
    --------
    >>> some = RfmSummary.from_columns(
    ...     unit="week", frequency=[1, 2, 5, 1, 9, 3, 0], recency=[5, 20, 31, 29, 38, 7, 0],
    ...     T=[39] * 7, monetary_value=[20, 25.5, 140, 9.9, 33, 281, 0], currency="EUR",
    ... )
    >>> round(fit_gamma_gamma(some).mean, 2)
    149.45
    """
    faults = summary_faults(summary) or _money_faults(summary) or _fit_faults(summary)
    if faults:
        raise FitError(faults)
    who = summary.repeaters
    x, m = summary.frequency[who], summary.monetary_value[who]
    start = {"p": 4.0, "q": 4.0, "v": float(m.mean())}
    found = maximum(SpendLikelihood.of(summary), start, len(x), _meaning)
    uneven = len(x) > 1 and np.ptp(x) > 0 and np.ptp(m) > 0
    return GammaGamma(
        **dict(zip(_NAMES, found.point.tolist(), strict=True)),
        currency=summary.currency,
        correlation=float(np.corrcoef(x, m)[0, 1]) if uneven else None,
        estimation=Estimation.of(found, len(x), summary.as_of),
    )


def _fit_faults(summary: RfmSummary[Any]) -> list[Fault]:
    """Name why there is nothing to fit."""
    if summary.repeaters.any():
        return []
    what = f"nobody of {len(summary):,} has a repeat order"
    return [Fault("summary", what, "take a later day, or more customers")]


def _money_faults(summary: RfmSummary[Any]) -> list[Fault]:
    """Name the repeaters whose monetary value is not known, or not above 0."""
    unknown = summary.repeaters & np.isnan(summary.monetary_value)
    if unknown.any():
        return [Fault("monetary_value", "is not known", "give monetary_value=")]
    wrong = summary.repeaters & ~(summary.monetary_value > 0)
    return _named(summary, wrong)


def _named(summary: RfmSummary[Any], wrong: Bools) -> list[Fault]:
    """Name customers whose money the model cannot have, and the way out."""
    rows = np.flatnonzero(wrong)
    mend = "the model knows values above 0 only: leave these customers out with .positive"
    faults = [
        Fault(f"customer {who!r}", f"spent {money:.2f} net a repeat order", mend)
        for who, money in zip(
            summary.customers[rows[:NAMED]].tolist(),
            summary.monetary_value[rows[:NAMED]].tolist(),
            strict=True,
        )
    ]
    if len(rows) > NAMED:
        faults.append(
            Fault("monetary_value", f"the same of {len(rows) - NAMED:,} more customers", mend)
        )
    return faults


def _meaning(runs: Runaway, _point: Mapping[str, float]) -> str:
    """Say what customers seem to do where a likelihood has no maximum."""
    said: list[str] = []
    if runs.get("q", 0) > 0:
        said.append("the orders of all customers had one mean value")
    if runs.get("p", 0) > 0:
        said.append("all orders of a customer had one value")
    return " and ".join(said) or "values did not differ as the model says"
