"""Which metrics are asked for each stage."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import cast

from clm.errors import Fault, unknown
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.metrics.catalogue.catalogue import entry
from clm.metrics.catalogue.entry import Entry
from clm.metrics.definition import Metric, Parameter
from clm.metrics.measure import measured_by, metric_faults

Asked = Mapping[str, Sequence[str | Metric]]
"""Metrics by stage."""


def asked_of(template: Template, metrics: Asked) -> dict[str, tuple[Entry, ...]]:
    """List what measures each stage, in the order of the stages.

    A metric that takes a number of days which the template has a parameter for, such as
    `active_days`, takes the template's.

    Parameters
    ----------
    template : Template
        The lifecycle.
    metrics : mapping of str to sequence of str or Metric
        Metrics of some stages instead of those that the template names.
    """
    return {
        stage.key: tuple(_entry(template, each) for each in metrics.get(stage.key, stage.metrics))
        for stage in template.stages
    }


def asked_faults(template: object, metrics: object) -> list[Fault]:
    """Say which stages and metrics there are not, all at once."""
    if metrics is not None and not isinstance(metrics, Mapping):
        what = f"{metrics!r:.40} names no stages"
        return [Fault("metrics", what, "write metrics={'retention': ['repeat_rate']}")]
    plain = template.template if isinstance(template, FittedTemplate) else template
    if not isinstance(plain, Template):
        return []
    given = cast("Mapping[object, object]", metrics or {})
    stages = {each.key: each.metrics for each in plain.stages}
    strange = (unknown("stage", each, stages, "metrics") for each in given if each not in stages)
    told = (
        metric_faults(each, {}, f"metrics of stage {key!r}")
        for key, own in stages.items()
        for each in _listed(given.get(key, own))
    )
    return [*strange, *chain.from_iterable(told)]


def _listed(told: object) -> tuple[object, ...]:
    """Give names one by one; what is no list of them is a name that nothing has."""
    if isinstance(told, Sequence) and not isinstance(told, str):
        return tuple(cast("Sequence[object]", told))
    return (told,)


def _entry(template: Template, asked: str | Metric) -> Entry:
    """Find what measures a metric."""
    if isinstance(asked, Metric):
        return measured_by(asked, {})
    plain = entry(asked, {})
    own = {
        name: days
        for name in plain.metric.parameters
        if isinstance(days := template.parameters.get(name), int)
    }
    parameters: dict[str, Parameter] = {**own}
    return entry(asked, parameters) if parameters else plain
