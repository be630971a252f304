"""Conversion between neighbouring stages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np

from clm.analysis.transitions.matrix import stage_keys
from clm.analysis.transitions.stage_graph import ahead
from clm.ledger.column import AnyArray, Ints
from clm.lifecycle.template import Template
from clm.metrics.definition import Metric
from clm.metrics.figures import Figures
from clm.metrics.span import Span

_SHORT: Final = 8
_GUIDE: Final = "the guide to customer lifecycle management: conversion between neighbouring stages"


def stage_conversion_rate(template: Template) -> Metric:
    """Define the share of a stage's people who go on to a stage ahead in a period.

    Another meaning of the template's segments is another metric.
    """
    return Metric(
        key="stage_conversion_rate",
        title="Stage conversion rate",
        unit="share",
        numerator="those of them who stand, on its last day, in a stage ahead of it",
        denominator="people who stood in the stage when the period began",
        population=_everybody(template),
        window="the period",
        scope="stage",
        parameters={"template": template.key},
        also_called=("conversion", "stage-to-stage conversion", "advance rate"),
        source=_GUIDE,
    )


def stage_passage_rate(template: Template, to: str) -> Metric:
    """Define the share of a stage's people who stand in one certain stage when a period ends."""
    return Metric(
        key="stage_passage_rate",
        title=f"Passage to {to}",
        unit="share",
        numerator=f"those of them who stand, on its last day, in {to}",
        denominator="people who stood in the stage when the period began",
        population=_everybody(template),
        window="the period",
        scope="stage",
        parameters={"template": template.key, "to": to},
        also_called=("conversion", "transition rate"),
        source=_GUIDE,
    )


def _everybody(template: Template) -> str:
    """Say who is looked at, and by which lifecycle."""
    lifecycle = f"{template.key} ({template.fingerprint[:_SHORT]})"
    return f"everybody, by {lifecycle}, as known on the eve of the period, and on its last day"


def stage_moves(before: AnyArray, after: AnyArray, places: int) -> Ints:
    """Count people by their stages when a period began and ended.

    Most people stay where they are, so only those who moved are looked up one by one.

    Parameters
    ----------
    before, after : (k,) uint8 or uint16
        Stages by customer code.
    places : int
        How many there are, the last of which is not to be there.

    Returns
    -------
    (places, places) int64
        Rows before, columns after.

    Examples
    --------
    >>> was, now = np.array([[0, 0, 1], [1, 0, 1]], np.uint8)
    >>> stage_moves(was, now, 2).tolist()
    [[1, 1], [0, 1]]
    """
    there = [int(np.count_nonzero(before == place)) for place in range(places)]
    moved = np.flatnonzero(before != after)
    pair = before[moved].astype(np.intp) * places + after[moved]
    matrix = np.bincount(pair, minlength=places * places).reshape(places, places)
    return matrix.astype(np.int64) + np.diag(np.array(there) - matrix.sum(axis=1))


def stage_conversion(
    template: Template, moves: Ints, spans: Sequence[Span], as_of: date
) -> Figures:
    """Tell which share of each stage's people went on; of the stages that lead on.

    Parameters
    ----------
    template : Template
        The lifecycle.
    moves : (p, t + 1, t + 1) int64
        People by their stages when each period began (rows) and ended; the last of each are those
        who are not there.
    spans : sequence of Span
        The periods.
    as_of : date
        The last day that was looked at.
    """
    leading = {each.key: ahead(template, each.key) for each in template.stages}
    onward = {key: there for key, there in leading.items() if there}
    metric = stage_conversion_rate(template)
    return _figures(metric, onward, template, moves=moves, spans=spans, as_of=as_of)


def stage_passage(
    template: Template, moves: Ints, spans: Sequence[Span], as_of: date, ends: tuple[str, str]
) -> Figures:
    """Tell which share of one stage's people stand in another when each period ends.

    Parameters
    ----------
    template, moves, spans, as_of
        As for `stage_conversion`.
    ends : tuple of str
        From which stage, and to which.
    """
    start, to = ends
    metric = stage_passage_rate(template, to)
    return _figures(metric, {start: (to,)}, template, moves=moves, spans=spans, as_of=as_of)


def _figures(
    metric: Metric,
    onward: Mapping[str, Sequence[str]],
    template: Template,
    *,
    moves: Ints,
    spans: Sequence[Span],
    as_of: date,
) -> Figures:
    """Count the people of some stages, and those of them who came to certain others."""
    keys = stage_keys(template)
    there = moves[:, [keys.index(key) for key in onward], :]
    wanted = np.array([[key in some for key in keys] for some in onward.values()], bool)
    went: Ints = (there[:, :, :-1] * wanted.reshape(-1, len(keys))).sum(axis=2)
    return Figures(
        metric=metric,
        spans=tuple(spans),
        groups=tuple(onward),
        as_of=as_of,
        currency="",
        numerator=went,
        denominator=there.sum(axis=2),
        censored=np.zeros((len(spans), len(onward)), np.int64),
        reasons=("",) * len(spans),
    )
