"""What the three shares of a drop-off mean: going on in time, stalling, and being lost."""

from typing import Final, Literal, cast

from clm.analysis.transitions.stage_graph import ahead
from clm.errors import Fault, MetricError, shown, unknown
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.metrics.definition import Metric
from clm.metrics.parameters import days_faults
from clm.model.period import Every, every_faults

Outcome = Literal["advance", "stalled", "lost"]
"""How a stay ends in time, or that it does not."""

_TITLES: Final = {
    "advance": "Went on from {}",
    "stalled": "Stalled in {}",
    "lost": "Lost from {}",
}
_SHORT: Final = 8


def stage_advance(
    template: str | Template, stage: str, *, within: int | None = None, every: Every = "month"
) -> Metric:
    """Define the share of stays in a stage that go on in time.

    A stay goes on if the stage in which the customer is seen next lies ahead: it is among the
    stage's `next`, or can be reached from there by no more steps than the way back takes. Skipping
    a stage is going on. In time is by the last of so many days, counted from the first on which she
    was seen in the stage.

    Parameters
    ----------
    template : str or Template
        Whose stage it is; another meaning of its segments is another metric.
    stage : str
        The key of the stage.
    within : int, optional
        In how many days; the stage's `stalled_after_days` if left out.
    every : {"day", "week", "month", "quarter", "year"}
        How often people were looked at. Who comes and goes between two looks is not seen, so what
        was seen every week does not compare with what was seen every month.

    Returns
    -------
    Metric

    Raises
    ------
    MetricError
        All that is wrong: no such template, stage or period, no number of days, or none given
        where the stage has no patience.

    Examples
    --------
    >>> metric = stage_advance("five-stage", "development", within=90)
    >>> metric.key, metric.numerator
    ('stage_advance_rate', 'stays left in time for retention or advocacy')
    >>> metric.window
    '90 days from the day she was first seen there, looking on the last day of each month'
    """
    return _defined(template, stage, "advance", within, every)


def stage_stalled(
    template: str | Template, stage: str, *, within: int | None = None, every: Every = "month"
) -> Metric:
    """Define the share of stays in a stage that last longer than so many days.

    Parameters
    ----------
    template, stage, within, every
        As for `stage_advance`.

    Returns
    -------
    Metric

    Raises
    ------
    MetricError
        As for `stage_advance`.

    Examples
    --------
    >>> stage_stalled("five-stage", "development").numerator
    'stays that lasted longer'
    """
    return _defined(template, stage, "stalled", within, every)


def stage_lost(
    template: str | Template, stage: str, *, within: int | None = None, every: Every = "month"
) -> Metric:
    """Define the share of stays in a stage that end in time, and not ahead.

    Parameters
    ----------
    template, stage, within, every
        As for `stage_advance`.

    Returns
    -------
    Metric

    Raises
    ------
    MetricError
        As for `stage_advance`.

    Examples
    --------
    >>> stage_lost("five-stage", "development").numerator
    'stays left in time, but not for retention or advocacy'
    """
    return _defined(template, stage, "lost", within, every)


def definition(
    template: Template, stage: str, outcome: Outcome, within: int | None, every: Every
) -> Metric:
    """Write down what is counted, of a stage that the template has.

    Parameters
    ----------
    template : Template
        Whose stage it is.
    stage : str
        Its key.
    outcome : {"advance", "stalled", "lost"}
        Which share.
    within : int or None
        The days; None where nobody has said how many.
    every : str
        How often people are looked at.

    Returns
    -------
    Metric
    """
    title = next(each.title for each in template.stages if each.key == stage)
    days = "so many days (nobody says how many)" if within is None else f"{within:,} days"
    looks = "every day" if every == "day" else f"on the last day of each {every}"
    known: dict[str, int | str] = {} if within is None else {"days": within}
    return Metric(
        key=f"stage_{outcome}_rate",
        per_period=False,
        title=_TITLES[outcome].format(title or stage),
        unit="share",
        numerator=_numerator(outcome, ahead(template, stage)),
        denominator=f"stays in {stage}",
        population=f"stays in {stage} of {template.key} ({template.fingerprint[:_SHORT]}) "
        "that were seen to begin",
        window=f"{days} from the day she was first seen there, looking {looks}",
        censoring="left out: who was not watched for more days, or not looked at in that time",
        scope="stage",
        parameters={"template": template.key, "stage": stage, "every": every, **known},
    )


def _numerator(outcome: Outcome, onward: tuple[str, ...]) -> str:
    """Say in words which stays are counted."""
    stages = f"{', '.join(onward[:-1])} or {onward[-1]}" if len(onward) > 1 else "".join(onward)
    match outcome:
        case "advance":
            return f"stays left in time for {stages or 'a stage ahead, of which there is none'}"
        case "lost":
            return f"stays left in time{', but not for ' if onward else ''}{stages}"
        case _:
            return "stays that lasted longer"


def _defined(
    template: object, stage: object, outcome: Outcome, within: object, every: object
) -> Metric:
    """Check what a caller gave, and define the share."""
    faults = [*every_faults(every), *([] if within is None else days_faults("within", within))]
    chosen = templates.get(template) if isinstance(template, str) else template
    if not isinstance(chosen, Template):
        raise MetricError([_no_template(template), *faults])
    keys = [each.key for each in chosen.stages]
    patience = {each.key: each.stalled_after_days for each in chosen.stages}
    if not isinstance(stage, str) or stage not in keys:
        raise MetricError([unknown("stage", stage, keys, "stage"), *faults])
    if within is None and patience[stage] is None:
        faults.append(Fault("within", f"{stage} has no patience of its own", "say how many days"))
    if faults:
        raise MetricError(faults)
    days = patience[stage] if within is None else int(cast("int", within))
    return definition(chosen, stage, outcome, days, cast("Every", every))


def _no_template(template: object) -> Fault:
    """Say that there is no such template."""
    if isinstance(template, str):
        return unknown("template", template, templates, "template")
    mend = "give a key such as 'five-stage', or a Template"
    return Fault("template", f"{shown(template)} is no template", mend)
