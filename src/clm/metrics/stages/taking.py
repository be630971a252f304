"""Measuring the stages of a lifecycle."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from clm.analysis.activity.calendar import number_faults
from clm.analysis.history.history import History
from clm.analysis.history.measured import Measure, measure_faults, measured_with_features
from clm.analysis.progress import Progress, progress_faults, told
from clm.analysis.snapshot.taking import type_faults
from clm.errors import MetricError
from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.metrics.catalogue.entry import Entry
from clm.metrics.figures import Figures
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.sums import as_figures
from clm.metrics.measuring.walk import ends, span_faults
from clm.metrics.span import Span, spans
from clm.metrics.stages.advance import stage_conversion
from clm.metrics.stages.asked import Asked, asked_faults, asked_of
from clm.metrics.stages.groups import TrackedGroups
from clm.metrics.stages.stage_metrics import StageMetrics
from clm.metrics.stages.tracking import TRACKED
from clm.metrics.stages.work import ALWAYS, ANSWERS, Measured, Work, group_names
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import as_day
from clm.model.period import Every, Weekday, every_faults, weekday_faults
from clm.scoring.scale import Scale


def stage_metrics(
    ledger: Ledger,
    template: str | Template | FittedTemplate,
    start: object,
    end: object,
    every: Every = "month",
    *,
    metrics: Asked | None = None,
    traffic: Traffic | None = None,
    scale: Measure | Scale = "frozen",
    week_start: Weekday = "monday",
    as_of: object = None,
    extra: ExtraColumns | None = None,
    progress: Progress | None = None,
) -> StageMetrics:
    """Measure every stage of a lifecycle, period by period.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the as-of day are not seen.
    template : str, Template or FittedTemplate
        As for `clm.snapshot`; it names the metrics of its stages.
    start, end : date, str or datetime64
        The days, both included. The first and the last period may be a part of one.
    every : {"day", "week", "month", "quarter", "year"}
        The kind of period.
    metrics : mapping of str to sequence of str or Metric, optional
        Other metrics of some stages: ``{"retention": ["repeat_rate"]}``.
    traffic : Traffic, optional
        Impressions, clicks, visits and cost of people without an id.
    scale : {"frozen", "refit"} or Scale
        As for `clm.history`; where the eve of `start` has nobody to fit a scale on, that of the
        first period's end that has.
    week_start : str
        The first day of a week.
    as_of : date, str or datetime64, optional
        The last day that is looked at, for metrics that follow people for some days; `end` if left
        out. All others are told as known on the last day of their period.
    extra : mapping of str to mapping of customer to int, optional
        As for `clm.snapshot`; the same on all days.
    progress : callable, optional
        Called with the number of periods measured, and of all.

    Returns
    -------
    StageMetrics

    Raises
    ------
    MetricError
        All that is wrong with the ledger, template, days, metrics, traffic or scale, at once.
    UnknownNameError
        No template has that key.
    ColumnError, CurrencyError, ScaleError, TemplateError
        As for `clm.snapshot`; ScaleError where no day has anybody to fit a scale on.

    Examples
    --------
    >>> from clm import demo
    >>> shop = demo.simulate(2_000)
    >>> found = stage_metrics(shop, "five-stage", "2025-01-01", "2025-12-31", "quarter")
    >>> found["retention", "retention_rate"].figure(-1, "retention")
    <Figure retention_rate · retention · 77.5 % (73.2 … 81.2) · 320 / 413 · 2025-10-01 … 2025-12-31>
    """
    chosen = templates[template] if isinstance(template, str) else template
    faults = [
        *type_faults(ledger, chosen),
        *span_faults(ledger, start, end, as_of, traffic),
        *every_faults(every),
        *weekday_faults(week_start, "week_start"),
        *measure_faults(chosen, scale),
        *progress_faults(progress),
    ]
    faults += asked_faults(chosen, metrics)
    if not faults:
        faults += number_faults(as_day(start), as_day(end), every)
    if faults:
        raise MetricError(dict.fromkeys(faults))
    cut = spans(as_day(start), as_day(end), every, week_start)
    day = cut[-1].last if as_of is None else as_day(as_of)
    asked = asked_of(_plain(chosen), metrics or {})
    entries = {each.metric: each for some in (*asked.values(), ALWAYS) for each in some}
    work = Work(tuple(entries.values()), Followed(ledger, day), traffic)
    kept = _kept(ledger, chosen, ends(cut), scale)
    pairs = measured_with_features(ledger, chosen, ends(cut), kept, extra, further=work.wants)
    measured = tuple(told(work.along(pairs, cut), len(cut), progress))
    return _together(asked, work, measured, cut, every)


def _plain(template: Template | FittedTemplate) -> Template:
    """Give the template of a fitted one."""
    return template.template if isinstance(template, FittedTemplate) else template


def _kept(
    ledger: Ledger,
    template: Template | FittedTemplate,
    days: Sequence[date],
    scale: Measure | Scale,
) -> Measure | Scale:
    """Fit a scale on the first day with an order, if there was none on the eve.

    Nobody has a score before the first order, so no snapshot depends on which scale it is.
    """
    first, _ = ledger.orders.rows.days
    if scale != "frozen" or isinstance(template, FittedTemplate) or first is None:
        return scale
    fit = [each for each in days if each >= first]
    if fit[:1] == [*days[:1]] or not fit or not template.scores:
        return scale
    return template.fit(Features.of(ledger, as_of=fit[0])).scale


def _together(
    asked: dict[str, tuple[Entry, ...]],
    work: Work,
    measured: Sequence[Measured],
    cut: tuple[Span, ...],
    every: Every,
) -> StageMetrics:
    """Put what was measured in each period together."""
    snapshots = (measured[0].opening, *(each.closing for each in measured))
    template, as_of = snapshots[0].template, work.followed.as_of
    moves = np.array([each.moves for each in measured])
    return StageMetrics(
        history=History(snapshots=snapshots, every=every, partial=not cut[-1].complete),
        spans=cut,
        as_of=as_of,
        measured=tuple((stage, each.metric) for stage, some in asked.items() for each in some),
        figures=_figures(work, measured, cut),
        conversion=stage_conversion(template, moves, cut, as_of),
        moves=moves,
        tracked=_tracked(work, measured, cut),
    )


def _figures(
    work: Work, measured: Sequence[Measured], cut: tuple[Span, ...]
) -> tuple[Figures, ...]:
    """Put the periods of every metric together."""
    names = group_names(measured[0].opening.template)
    return tuple(
        as_figures(
            entry.metric,
            [each.sums[at] for each in measured],
            cut,
            groups=names if entry.metric.scope == "stage" else (),
            as_of=work.followed.as_of,
            currency=work.followed.ledger.currency,
        )
        for at, entry in enumerate(work.entries)
    )


def _tracked(work: Work, measured: Sequence[Measured], cut: tuple[Span, ...]) -> TrackedGroups:
    """Put the tracked groups of every period together."""
    feedback, nps = (
        as_figures(
            entry.metric,
            [each.answers[at] for each in measured],
            cut,
            groups=TRACKED,
            as_of=work.followed.as_of,
            currency=work.followed.ledger.currency,
        )
        for at, entry in enumerate(ANSWERS)
    )
    people = np.array([measured[0].people[0], *(each.people[1] for each in measured)])
    days = np.array(ends(cut), "datetime64[D]")
    return TrackedGroups(days=days, people=people, feedback=feedback, nps=nps)
