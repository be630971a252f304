"""Lifetime value: the discounted margin that every customer is expected to bring."""

from datetime import date
from typing import Final, Generic

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.errors import Fault, FitError
from clm.ledger.column import AnyArray, Floats, locked, stays_locked
from clm.value.discounting import discount_weights
from clm.value.dropout_model import DropoutModel, summary_faults
from clm.value.gamma_gamma import GammaGamma
from clm.value.number import number_faults
from clm.value.summary import RfmSummary
from clm.value.unit import U

_SHOWN: Final = 5
_HEAD: Final = ("customer", "alive", "orders", "an order", "value")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class LifetimeValue(Framed, Generic[U]):
    """What every customer is expected to bring from the as-of day on.

    Make one with `lifetime_value`. Orders are order days, as in the summary; those before the day
    are not in it.

    Parameters
    ----------
    unit : {"day", "week"}
        The unit of the horizon.
    horizon : float
        How long the customers are looked at.
    margin : float
        The share of an order's money that is left after its costs.
    discount : float
        A year.
    as_of : date or None
        The day from which on.
    currency : str or None
        ISO 4217 code of the money.
    customers : (n,) int64 or text, read-only
        Ids, in the order of the summary.
    probability_alive : (n,) float64, read-only
        That they have not left.
    expected_purchases : (n,) float64, read-only
        Over the horizon.
    expected_value : (n,) float64, read-only
        Of an order, in major units, before the margin.
    value : (n,) float64, read-only
        The margin of all orders over the horizon, discounted, in major units.
    """

    unit: U
    horizon: float
    margin: float
    discount: float
    as_of: date | None
    currency: str | None
    customers: AnyArray = field(converter=locked)
    probability_alive: Floats = field(converter=locked)
    expected_purchases: Floats = field(converter=locked)
    expected_value: Floats = field(converter=locked)
    value: Floats = field(converter=locked)

    @property
    def total(self) -> float:
        """The value of all customers together, in major units."""
        return float(self.value.sum())

    @property
    def mean(self) -> float:
        """The mean value of a customer, in major units; NaN of nobody."""
        return self.total / len(self) if len(self) else float("nan")

    def columns(self) -> dict[str, AnyArray]:
        """Give a row a customer.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer``, ``probability_alive``, ``expected_purchases``, ``expected_value`` and
            ``value``.
        """
        names = ("probability_alive", "expected_purchases", "expected_value", "value")
        return {"customer": self.customers, **{name: getattr(self, name) for name in names}}

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.value)

    def __repr__(self) -> str:
        """What they are worth together, and the most valuable."""
        more = len(self) - _SHOWN
        rest = [f"… {counted(more, 'more', 'more')}, all of them in .columns()"] if more > 0 else []
        lines = [self._sums(), *table(_HEAD, self._rows()).splitlines(), *rest]
        return "\n".join([self._head(), *(f"  {line}" for line in lines if len(self))])

    def _repr_html_(self) -> str:
        """The most valuable customers."""
        return html_table(f"{self._head()[1:-1]} · {self._sums()}", _HEAD, self._rows())

    def _head(self) -> str:
        """Say whose value it is, and over which time."""
        time = f"{self.horizon:g} {self.unit}" + ("" if self.horizon == 1 else "s")
        span = f"{time} from {self.as_of}" if self.as_of else time
        return tag("LifetimeValue", counted(len(self), "customer"), span, self.currency or "")

    def _sums(self) -> str:
        """Say what they are worth, and on which terms."""
        terms = f"margin {100 * self.margin:g} % · discount {100 * self.discount:g} % a year"
        return f"total {self.total:,.2f} · mean {self.mean:,.2f} · {terms}"

    def _rows(self) -> list[list[object]]:
        """Write the most valuable customers."""
        first = np.argsort(-self.value, kind="stable")[:_SHOWN]
        return [
            [str(who), f"{alive:.3f}", f"{orders:.2f}", f"{each:,.2f}", f"{value:,.2f}"]
            for who, alive, orders, each, value in zip(
                *(column[first].tolist() for column in self.columns().values()), strict=True
            )
        ]


def lifetime_value(
    model: DropoutModel[U],
    spend: GammaGamma,
    summary: RfmSummary[U],
    horizon: float,
    *,
    margin: float = 1.0,
    discount: float = 0.0,
) -> LifetimeValue[U]:
    """Expect what every customer will bring over a horizon.

    Parameters
    ----------
    model : BgNbd or MbgNbd
        How often customers order, and when they leave.
    spend : GammaGamma
        What an order is worth; customers without a repeat order get the mean of all.
    summary : RfmSummary
        What is known of n customers, in the unit of the model.
    horizon : float
        How long, in that unit: 52 weeks, 365 days.
    margin : float
        The share of an order's money that is left after its costs, up to 1.
    discount : float
        A year: 0.1 takes ten per cent a year off what comes later, day by day.

    Returns
    -------
    LifetimeValue

    Raises
    ------
    FitError
        Something else than models and a summary; no such horizon, margin or discount; monetary
        values that the model of spend cannot have.
    ComparisonError
        Model and summary are told in different units.
    CurrencyError
        Models and summary are told in different currencies.

    Notes
    -----
    As in Fader, Hardie and Lee [1]_, orders and their value are taken to be independent, and a
    customer without a repeat order to spend as all do. Discounting is continuous.

    References
    ----------
    .. [1] P. S. Fader, B. G. S. Hardie, K. L. Lee, "RFM and CLV: Using Iso-Value Curves for
       Customer Base Analysis", Journal of Marketing Research 42 (4), 2005, 415-430.

    Examples
    --------
    >>> from clm.value import BgNbd
    >>> model = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> spend = GammaGamma(p=6.25, q=3.74, v=15.44, currency="USD")
    >>> summary = RfmSummary.from_columns(
    ...     unit="week", frequency=[2, 0], recency=[30.43, 0], T=[38.86, 38.86],
    ...     monetary_value=[22.35, 0], customers=["ann", "bob"], currency="USD",
    ... )
    >>> lifetime_value(model, spend, summary, horizon=52, margin=0.3, discount=0.1)
    <LifetimeValue 2 customers · 52 weeks · USD>
      total 13.59 · mean 6.79 · margin 30 % · discount 10 % a year
      customer  alive  orders  an order  value
      ann       0.727    1.56     24.66  11.04
      bob       1.000    0.25     35.22   2.55
    """
    faults = _faults(model, spend, summary)
    faults += number_faults("horizon", horizon, mend="give 52 weeks, or 365 days")
    faults += number_faults("margin", margin, most=1, mend="write 0.3 for 30 %")
    faults += number_faults("discount", discount, least=0, mend="write 0.1 for 10 % a year")
    if faults:
        raise FitError(faults)
    expected_value = spend.expected_value(summary)
    purchases = model.expected_purchases(horizon, summary)
    alive = model.probability_alive(summary)
    discounted = purchases
    if discount and len(summary):
        youngest = model.alpha + float(summary.T.min())
        times, weights = discount_weights(float(horizon), discount, model.unit, youngest)
        discounted = alive * model.purchases_if_alive(times, weights, summary)
    return LifetimeValue(
        unit=model.unit,
        horizon=float(horizon),
        margin=float(margin),
        discount=float(discount),
        as_of=summary.as_of,
        currency=summary.currency or spend.currency,
        customers=summary.customers,
        probability_alive=alive,
        expected_purchases=purchases,
        expected_value=expected_value,
        value=margin * expected_value * discounted,
    )


def _faults(model: object, spend: object, summary: object) -> list[Fault]:
    """Name what are no models and no summary, and the order of the three."""
    given = [model, spend, summary]
    kinds = (DropoutModel, GammaGamma, RfmSummary)
    if all(sum(isinstance(each, kind) for each in given) == 1 for kind in kinds):
        right = all(map(isinstance, given, kinds))
        what = f"come as {', '.join(type(each).__name__ for each in given)}"
        mend = "give the model of orders, the model of spend, then the summary"
        return [] if right else [Fault("model, spend, summary", what, mend)]
    faults = [] if isinstance(model, DropoutModel) else [_no(model, "model", "fit_bg_nbd")]
    if not isinstance(spend, GammaGamma):
        faults.append(_no(spend, "spend", "fit_gamma_gamma"))
    return [*faults, *summary_faults(summary)]


def _no(value: object, where: str, way: str) -> Fault:
    """Say that something is no model of that kind."""
    return Fault(where, f"{type(value).__name__} is no such model", f"make one with {way}")
