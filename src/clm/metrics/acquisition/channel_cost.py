"""What one channel cost, and whom it brought."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from clm._frozen import FrozenDict
from clm._show import tag
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, Floats, locked, stays_locked
from clm.metrics.acquisition.asked import Asked
from clm.metrics.acquisition.definitions import DEFINITIONS, clv_to_cac
from clm.metrics.acquisition.payback import Payback
from clm.metrics.acquisition.valued import Valued, places_among, values_of
from clm.metrics.figure import Figure
from clm.metrics.span import Span
from clm.model.money import digits_of, written

NO_CHANNEL: Final = "(no channel)"
"""How the channel "" is shown."""


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class ChannelCost:
    """What was spent on one channel, or on all, and whom it brought.

    Shares of people are exact fractions: over all channels they add up to whole people.

    Parameters
    ----------
    asked : Asked
        How it is reckoned.
    span : Span
        The days.
    channel : str or None
        Which; "" is no channel, None is all together.
    spend : int
        What was spent, in minor units.
    unknown : mapping of str to str
        By key of a figure, why it cannot be told.
    visitors, leads, customers : Fraction
        New ones that are credited to it.
    clicks, visits, traffic_cost : int
        Those of traffic; 0 where it does not tell.
    payback : Payback
        When its new customers have brought in what they cost.
    ids : (n,) array, read-only
        Its new customers.
    weights : (n,) float64, read-only
        Which share of each is credited to it.
    """

    asked: Asked
    span: Span
    channel: str | None
    spend: int
    unknown: FrozenDict[str, str] = field(converter=FrozenDict[str, str])
    visitors: Fraction
    leads: Fraction
    customers: Fraction
    clicks: int
    visits: int
    traffic_cost: int
    payback: Payback
    ids: AnyArray = field(converter=locked)
    weights: Floats = field(converter=locked)

    @property
    def name(self) -> str:
        """How it is shown."""
        return "all" if self.channel is None else self.channel or NO_CHANNEL

    @property
    def cost_per_new_visitor(self) -> Figure:
        """Spend for each new visitor."""
        return self.figure("cost_per_new_visitor")

    @property
    def cost_per_lead(self) -> Figure:
        """Spend for each new lead."""
        return self.figure("cost_per_lead")

    @property
    def cost_per_new_customer(self) -> Figure:
        """Spend for each new customer, also called CAC."""
        return self.figure("acquisition_cost")

    def figure(self, key: str) -> Figure:
        """Give a figure by its key.

        Parameters
        ----------
        key : str
            ``cost_per_new_visitor``, ``cost_per_lead``, ``acquisition_cost``, ``cost_per_visit``,
            ``cost_per_click`` or ``payback_days``.

        Raises
        ------
        UnknownNameError
            There is no such figure.
        """
        if key not in DEFINITIONS:
            raise UnknownNameError("figure", key, DEFINITIONS)
        above, below, reason = _PARTS[key](self)
        return self._figure(key, above, below, self.unknown.get(key, "") or reason)

    def figures(self) -> dict[str, Figure]:
        """Give all figures by their keys."""
        return {key: self.figure(key) for key in DEFINITIONS}

    def clv_to_cac(self, value: float | Valued) -> Figure:
        """Divide the lifetime value of its new customers by what was spent on them.

        Parameters
        ----------
        value : number or lifetime value
            The mean value of a customer in major units; or anything with `customers` (ids),
            `value` (major units, one each) and `currency`. New customers who are not in it are
            taken to be worth the mean of those who are, and counted as censored.

        Raises
        ------
        MetricError
            Something else; a value in another currency.

        Examples
        --------
        See `AcquisitionCost`.
        """
        worth, missing = self._worth(value)
        reason = self.unknown.get("acquisition_cost", "")
        if not reason and worth is None:
            reason = "no new customer has a value" if self.customers else "no new customers"
        if not reason and not self.spend:
            reason = "nothing was spent"
        return Figure(
            metric=clv_to_cac(self.asked),
            span=self.span,
            as_of=self.asked.as_of,
            numerator=worth or 0.0,
            denominator=self.spend,
            group=self._group,
            censored=missing,
            currency=self.asked.currency,
            reason=reason,
        )

    def __repr__(self) -> str:
        """What was spent, whom it brought, and what each cost."""
        money = f"{written(self.spend, self.asked.currency)} {self.asked.currency}"
        people = f"{people_of(self.customers)} new customers"
        each = self.cost_per_new_customer
        cost = f"{each} each" if each.value is not None else str(each)
        return tag("ChannelCost", self.name, money, people, cost, str(self.span))

    @property
    def _group(self) -> str:
        """Whose figures these are."""
        return "" if self.channel is None else self.name

    def _figure(self, key: str, above: float, below: int | Fraction | None, reason: str) -> Figure:
        """Make a figure."""
        metric = DEFINITIONS[key](self.asked)
        return Figure(
            metric=metric,
            span=self.span,
            as_of=self.asked.as_of,
            numerator=above,
            denominator=_plain(below),
            group=self._group,
            currency=self.asked.currency if metric.unit == "money" else "",
            reason=reason,
        )

    def _worth(self, value: object) -> tuple[float | None, int]:
        """Add up the value of its new customers in minor units; how many have none."""
        unit = 10.0 ** digits_of(self.asked.currency)
        known, worth = values_of(value, self.asked.currency)
        if known is None:
            return worth[0] * unit * float(self.customers) if self.customers else None, 0
        place = places_among(known, self.ids)
        there = place >= 0
        weight = float(self.weights[there].sum())
        if not weight:
            return None, len(self.ids)
        mean = float(worth[place[there]] @ self.weights[there]) / weight
        return mean * unit * float(self.customers), int((~there).sum())


def people_of(share: Fraction) -> str:
    """Write a number of people, shares with two decimals.

    Examples
    --------
    >>> people_of(Fraction(1200)), people_of(Fraction(7, 3))
    ('1,200', '2.33')
    """
    return f"{share.numerator:,}" if share.denominator == 1 else f"{float(share):,.2f}"


def _plain(number: int | Fraction | None) -> int | Fraction | None:
    """Give a whole number as one."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


_Parts = tuple[float, int | Fraction | None, str]

_PARTS: Final[Mapping[str, Callable[[ChannelCost], _Parts]]] = {
    "cost_per_new_visitor": lambda own: (own.spend, own.visitors, ""),
    "cost_per_lead": lambda own: (own.spend, own.leads, ""),
    "acquisition_cost": lambda own: (own.spend, own.customers, ""),
    "cost_per_visit": lambda own: (own.traffic_cost, own.visits, ""),
    "cost_per_click": lambda own: (own.traffic_cost, own.clicks, ""),
    "payback_days": lambda own: (own.payback.days or 0, None, own.payback.undefined),
}
