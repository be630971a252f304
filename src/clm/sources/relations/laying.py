"""A template laid over everybody in an engine: cut points found, scores, segments and stages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.needed import ALWAYS, features_of, looked_at
from clm.lifecycle.template import Template
from clm.sources.relations.checks import check, collected
from clm.sources.relations.conditions import scored, segment, there
from clm.sources.relations.cut_points import Line, check_quantiles, sought
from clm.sources.relations.cut_points import fitted as fitted_scale
from clm.sources.relations.parts import check_reducible
from clm.sources.relations.people import people
from clm.sources.relations.rows import Table


def laid(
    tables: Mapping[str, Table], as_of: date, template: Template, known: FittedTemplate | None
) -> Any:
    """Lay a template over the customers of some tables.

    Parameters
    ----------
    tables : mapping of str to Table
        By kind of event.
    as_of : date
        The day, inclusive.
    template : Template
        What to lay.
    known : FittedTemplate or None
        The template with its cut points, if they are not to be found.

    Returns
    -------
    table
        Of the library's own kind, a row a customer.

    Raises
    ------
    FeatureError, ScaleError, ColumnError, LedgerError, FileError, FormatError
        As for `clm.sources.segment_in_engine`.
    """
    check_reducible(looked_at(template))
    if known is None:
        check_quantiles(template.scores.values())
    orders = tables["order"]
    with orders.library.asking(orders.relation):
        check(tables, as_of)
        everybody = people(tables, as_of, looked_at(template))
        if known is None:
            known = _fitted(everybody, template, orders.currency)
        else:
            _check_scorable(everybody, known)
        return orders.library.leave(_with_segments(everybody, known))


def _fitted(everybody: Any, template: Template, currency: str) -> FittedTemplate:
    """Find cut points: those of all scores in one query."""
    scores = [each for each in template.scores.values() if each.unit != "number"]
    found: dict[str, list[Line]] = {}
    if scores:
        lines = collected(nw.concat([sought(each, everybody) for each in scores]))
        for name, *line in lines.iter_rows():
            found.setdefault(name, []).append(tuple(map(int, line)))  # type: ignore[arg-type]
    return template.with_scale(fitted_scale(template.scores.values(), found, currency))


def _check_scorable(everybody: Any, fitted: FittedTemplate) -> None:
    """Refuse a scale that was fitted on nobody, if there is somebody to score."""
    for name, score in fitted.template.scores.items():
        cuts = fitted.scale.cuts[name]
        if (
            not cuts
            and score.unit != "number"
            and len(collected(everybody.filter(there(score)).head(1)))
        ):
            fitted.scale.check_fitted(name)


def _with_segments(everybody: Any, fitted: FittedTemplate) -> Any:
    """Lay a template over everybody."""
    template = fitted.template
    further = [each.name for each in features_of(template) if each not in ALWAYS]
    extra = [nw.lit(None).cast(nw.Int64).alias(name) for name in template.extra]
    scores = [scored(each, fitted.scale.cuts[name]) for name, each in template.scores.items()]
    ranked = everybody.with_columns(extra).with_columns(scores)
    keys = {each.key: each.key for each in template.segments}
    stages = {each.key: each.stage for each in template.segments}
    return ranked.select(
        "customer",
        segment(fitted, keys).alias("segment"),
        segment(fitted, stages).alias("stage"),
        *(each.name for each in ALWAYS),
        *template.scores,
        *further,
        *template.extra,
    )
