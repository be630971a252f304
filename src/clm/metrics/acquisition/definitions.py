"""What the figures of acquisition mean."""

from collections.abc import Callable, Mapping
from typing import Final

from clm._frozen import FrozenDict
from clm.metrics.acquisition.asked import Asked, SpendFrom
from clm.metrics.definition import Metric, Parameter

_SPENT: Final = "what was spent in the period"
_MARKETING: Final = (
    "P. W. Farris, N. T. Bendle, P. E. Pfeifer, D. J. Reibstein, Marketing Metrics, 2nd ed., 2010"
)

_SPEND: Final[Mapping[SpendFrom, str]] = {
    "both": "",
    "traffic_first": "; spend of touches only where traffic tells none of the channel",
    "traffic": "; spend of traffic alone",
    "touches": "; spend of touches alone",
}


def cost_per_new_visitor(asked: Asked) -> Metric:
    """Divide what was spent by the people who visited for the first time."""
    return _cost_of(
        asked,
        key="cost_per_new_visitor",
        title="Cost per new visitor",
        denominator="new visitors",
        population="people with an id whose first visit lies in the period",
        also_called=("cost per unique visitor",),
        source="the guide to customer lifecycle management: lower acquisition cost",
    )


def cost_per_lead(asked: Asked) -> Metric:
    """Divide what was spent by the people who became leads."""
    return _cost_of(
        asked,
        key="cost_per_lead",
        title="Cost per lead",
        denominator="new leads",
        population=(
            "people whose first event of any kind lies in the period, on a day on which they"
            " neither ordered nor gave back"
        ),
        also_called=("CPL",),
        source="the guide to customer lifecycle management: first contacts, tracked as leads",
    )


def acquisition_cost(asked: Asked) -> Metric:
    """Divide what was spent by the people who bought for the first time."""
    return _cost_of(
        asked,
        key="acquisition_cost",
        title="Cost per new customer",
        denominator="new customers",
        population=(
            "people whose first counted order lies in the period, as known on the as-of day"
        ),
        also_called=("CAC", "customer acquisition cost", "cost per new customer"),
        source=f"{_MARKETING}, ch. 5: acquisition spending / customers acquired",
    )


def cost_per_visit(_: Asked) -> Metric:
    """Divide the cost of traffic by its visits."""
    return _of_traffic("visit", ("cost per session",))


def cost_per_click(_: Asked) -> Metric:
    """Divide the cost of traffic by its clicks."""
    return _of_traffic("click", ("CPC",))


def payback_days(asked: Asked) -> Metric:
    """Count the days until new customers have brought in what they cost."""
    return Metric(
        key="payback_days",
        title="Payback of the acquisition cost",
        unit="days",
        numerator=(
            f"days from the first counted order until {100 * asked.margin:g} % of the net money of"
            " all new customers first reaches what was spent on them"
        ),
        population=acquisition_cost(asked).population,
        window=f"{_window(asked)}; days for which every one of them has been watched",
        censoring="undefined, and so told, if it is not reached within the days watched",
        money="margin",
        parameters={**_parameters(asked), "margin": asked.margin},
        also_called=("CAC payback", "payback period"),
        per_period=False,
        source="payback of an investment, on the cohort of the period's new customers",
    )


def clv_to_cac(asked: Asked) -> Metric:
    """Divide the value of new customers by what was spent on them."""
    return Metric(
        key="clv_to_cac",
        title="Lifetime value to acquisition cost",
        unit="multiple",
        numerator="lifetime value of the new customers",
        denominator="what was spent in the period",
        population=acquisition_cost(asked).population,
        window=_window(asked),
        censoring="those without a value are taken to be like the others, and counted",
        money="margin",
        parameters=_parameters(asked),
        also_called=("CLV:CAC", "LTV:CAC", "LTV to CAC ratio"),
        per_period=False,
        source=f"{_MARKETING}, ch. 5: customer lifetime value and acquisition spending",
    )


DEFINITIONS: Final[Mapping[str, Callable[[Asked], Metric]]] = FrozenDict(
    {
        each.__name__: each
        for each in (
            cost_per_new_visitor,
            cost_per_lead,
            acquisition_cost,
            cost_per_visit,
            cost_per_click,
            payback_days,
        )
    }
)
"""What is reckoned of every channel, by key."""


def _cost_of(
    asked: Asked,
    *,
    key: str,
    title: str,
    denominator: str,
    population: str,
    also_called: tuple[str, ...],
    source: str,
) -> Metric:
    """Divide what was spent by the people who came."""
    return Metric(
        key=key,
        title=title,
        unit="money",
        numerator=_SPENT,
        denominator=denominator,
        population=population,
        window=_window(asked),
        money="cost",
        parameters=_parameters(asked),
        also_called=also_called,
        per_period=False,
        source=source,
    )


def _of_traffic(noun: str, also_called: tuple[str, ...]) -> Metric:
    """Divide the cost of traffic by how many there were."""
    return Metric(
        key=f"cost_per_{noun}",
        title=f"Cost per {noun}",
        unit="money",
        numerator="the cost of traffic",
        denominator=f"{noun}s",
        population="everybody, with an id or not",
        window="the period",
        money="cost",
        also_called=also_called,
        per_period=False,
        source="clm.Traffic",
    )


def _window(asked: Asked) -> str:
    """Say which days are meant, how channels are credited, and where the spend is from."""
    return f"the period; channels credited by {asked.model}{_SPEND[asked.spend]}"


def _parameters(asked: Asked) -> dict[str, Parameter]:
    """Give the numbers in the definitions."""
    within: Parameter = "unlimited" if asked.within is None else asked.within
    return {"attribution": asked.attribution, "within": within, "spend": asked.spend}
