"""All metrics by name, and how one is asked for."""

import re
from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any, Final, cast

import numpy as np

from clm._frozen import FrozenDict
from clm._show import counted, first_lines, html_table, tag
from clm.errors import Fault, MetricError, UnknownNameError, unknown
from clm.metrics.catalogue import (
    buying,
    converting,
    earning,
    keeping,
    reaching,
    recommending,
    spending,
)
from clm.metrics.catalogue.entry import Entry
from clm.metrics.definition import Metric, Parameter
from clm.metrics.parameters import value_faults

Maker = Callable[..., Entry]

MAKERS: Final[Mapping[str, Maker]] = FrozenDict(
    {
        maker.__name__: maker
        for maker in (
            reaching.impressions,
            reaching.clicks,
            reaching.click_rate,
            reaching.site_visits,
            reaching.visits,
            reaching.visitors,
            converting.sign_up_rate,
            converting.conversion_rate,
            converting.conversion_rate_within,
            converting.add_to_cart_rate,
            converting.abandonment_rate,
            converting.new_customers,
            buying.orders,
            buying.average_order_value,
            buying.purchase_frequency,
            buying.days_between_orders,
            buying.second_order_rate,
            buying.repeat_rate,
            keeping.retention_rate,
            keeping.buyer_retention_rate,
            keeping.revenue_retention_rate,
            keeping.customer_churn_rate,
            keeping.buyer_churn_rate,
            keeping.revenue_churn_rate,
            keeping.attrition,
            keeping.reactivation_rate,
            recommending.referral_rate,
            recommending.referred_order_rate,
            recommending.feedback_score,
            recommending.nps,
            earning.revenue,
            earning.revenue_share,
            earning.margin,
            spending.spend,
            spending.blended_acquisition_cost,
        )
    }
)
"""Every metric by its key, in the order of the lifecycle."""

_MORE: Final = {
    "retention": "of cohorts, clm.cohorts tells three more kinds",
    "conversion": "between stages, clm.stage_metrics tells it",
}
"""What more a word may mean."""

_ELSEWHERE: Final[Mapping[str, str]] = FrozenDict(
    {
        **dict.fromkeys(
            ("stage_conversion_rate", "stage_passage_rate"),
            "clm.stage_metrics(…) tells it: .conversion and .passage(stage, to)",
        ),
        **{
            f"stage_{share}_rate": f"clm.dropoffs tells it, clm.stage_{share} defines it"
            for share in ("advance", "stalled", "lost")
        },
        **dict.fromkeys(
            (
                *("cost_per_new_visitor", "cost_per_lead", "cost_per_visit", "cost_per_click"),
                *("payback", "payback_days", "cac_payback", "clv_to_cac", "clv:cac", "ltv:cac"),
            ),
            "clm.acquisition_cost tells it",
        ),
        **dict.fromkeys(
            ("clv", "ltv", "lifetime_value", "customer_lifetime_value"),
            "clm.value.lifetime_value tells it",
        ),
    }
)
"""What is measured by other means."""

_LINES: Final = 10


class Catalogue(Mapping[str, Metric]):
    """Every metric by its key, as it is without parameters of your own; of `margin`, at 1.

    Examples
    --------
    >>> catalogue["repeat_rate"].also_called
    ('repeat purchase rate', 'repeat customer rate')
    """

    def __getitem__(self, key: str) -> Metric:
        """Give a metric by its key.

        Raises
        ------
        UnknownNameError
            No metric has that key; what else it is called is known to `clm.metric`.
        """
        if not isinstance(cast("object", key), str) or key not in MAKERS:
            raise UnknownNameError("metric", key, MAKERS)
        return MAKERS[key](**_examples(MAKERS[key])).metric

    def __iter__(self) -> Iterator[str]:
        """Go through the keys, in the order of the lifecycle."""
        return iter(MAKERS)

    def __len__(self) -> int:
        """Count the metrics."""
        return len(MAKERS)

    def __repr__(self) -> str:
        """Name the first metrics."""
        lines = first_lines(_HEAD, [*map(_row, self.values())], "metric", _LINES)
        return "\n".join([tag("Catalogue", counted(len(self), "metric")), *lines])

    def _repr_html_(self) -> str:
        """All of them as a table."""
        return html_table(counted(len(self), "metric"), _HEAD, map(_row, self.values()))


def metric(name: str, /, **parameters: Parameter) -> Metric:
    """Give the exact definition of a metric.

    Parameters
    ----------
    name : str
        Its key, or what else it is called.
    **parameters : int, float or str
        The numbers in its definition: ``within=30``, ``active_days=90``, ``money="gross"``.

    Raises
    ------
    MetricError
        No metric is called so, or several are; a parameter that it does not have, or that is
        missing or cannot be.

    Examples
    --------
    >>> metric("second_order_rate", within=30).title
    'Second-order rate within 30 days'
    >>> metric("NRR").key
    'revenue_retention_rate'
    >>> try:
    ...     metric("churn")
    ... except MetricError as error:
    ...     print(error)
    metric: 'churn' means 3 things → ask for one of customer_churn_rate, buyer_churn_rate, \
revenue_churn_rate
    """
    return entry(name, parameters).metric


def entry(name: object, parameters: Mapping[str, object]) -> Entry:
    """Find a metric by name, with what measures it.

    Raises
    ------
    MetricError
        As for `metric`.
    """
    faults = entry_faults(name, parameters)
    if faults:
        raise MetricError(faults)
    return MAKERS[keys_of(name)[0]](**{key: _plainly(each) for key, each in parameters.items()})


def entry_faults(
    name: object, parameters: Mapping[str, object], where: str = "metric"
) -> list[Fault]:
    """Say why a metric cannot be asked for so; nothing if it can.

    Examples
    --------
    >>> print(*entry_faults("second_order_rate", {"within": 0}))
    within: 0 is no number of days → give a whole number from 1 to 3,652,058
    """
    faults = name_faults(name, where)
    return faults or [*_parameter_faults(MAKERS[keys_of(name)[0]], parameters)]


def name_faults(name: object, where: str = "metric") -> list[Fault]:
    """Say why a name is not that of one metric; nothing if it is.

    Examples
    --------
    >>> print(*name_faults("retention"))
    metric: 'retention' means 3 things → ask for one of retention_rate, buyer_retention_rate, \
revenue_retention_rate; of cohorts, clm.cohorts tells three more kinds
    >>> print(*name_faults("NPS score"))
    metric: no metric 'NPS score' → did you mean 'nps'?
    """
    found = keys_of(name)
    if len(found) == 1:
        return []
    plain = _plain(str(name))
    if not found and plain in _ELSEWHERE:
        return [Fault(where, f"{name!r} is none of the catalogue", _ELSEWHERE[plain])]
    if not found:
        return [unknown("metric", name, MAKERS, where)]
    more = _MORE.get(plain.split("_")[0])
    mend = f"ask for one of {', '.join(found)}{f'; {more}' if more else ''}"
    return [Fault(where, f"{name!r} means {len(found)} things", mend)]


def keys_of(name: object) -> tuple[str, ...]:
    """List the keys of all metrics that are called so; a key stands for itself alone.

    Examples
    --------
    >>> keys_of("AOV"), keys_of("orders"), keys_of("luck")
    (('average_order_value',), ('orders',), ())
    """
    if not isinstance(name, str):
        return ()
    plain = _plain(name)
    return (plain,) if plain in MAKERS else _called().get(plain, ())


def _called() -> dict[str, tuple[str, ...]]:
    """List the keys by what else they are called."""
    names: dict[str, tuple[str, ...]] = {}
    for key, known in catalogue.items():
        for each in known.also_called:
            names[_plain(each)] = (*names.get(_plain(each), ()), key)
    return names


def _plain(name: str) -> str:
    """Write a name as a key: small letters, joined by underscores."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def _plainly(value: object) -> object:
    """Make a plain number of one of numpy's."""
    return cast("np.number[Any]", value).item() if isinstance(value, np.number) else value


def _examples(maker: Maker) -> dict[str, Parameter]:
    """Give a parameter that has no default a value for the time being."""
    parameters = signature(maker).parameters.values()
    return {each.name: 1.0 for each in parameters if each.default is each.empty}


def _parameter_faults(maker: Maker, given: Mapping[str, object]) -> Iterator[Fault]:
    """Say which parameters are not there, missing, or cannot be."""
    known = signature(maker).parameters
    for name in given:
        if name not in known:
            yield unknown(f"parameter of {maker.__name__}", name, known, name)
    for name, each in known.items():
        if name in given:
            yield from value_faults(name, given[name], each.annotation)
        elif each.default is each.empty:
            yield Fault(name, f"is missing from {maker.__name__}", f"give {name}=0.4, say")


_HEAD: Final = ("metric", "unit", "also called")


def _row(each: Metric) -> tuple[str, ...]:
    """Write a metric in a row."""
    return each.key, each.unit, ", ".join(each.also_called)


catalogue: Final = Catalogue()
