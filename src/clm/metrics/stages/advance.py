"""Conversion between neighbouring stages."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from clm.analysis.transitions.matrix import stage_keys
from clm.analysis.transitions.stage_graph import ahead
from clm.ledger.column import AnyArray, Ints
from clm.lifecycle.template import Template
from clm.metrics.definition import Metric
from clm.metrics.figures import Figures
from clm.metrics.span import Span


def stage_conversion_rate() -> Metric:
    """Define the share of a stage's people who go on to a stage ahead in a period."""
    return Metric(
        key="stage_conversion_rate",
        title="Stage conversion rate",
        unit="share",
        numerator="those of them who stand, on its last day, in a stage ahead of it",
        denominator="people who stood in the stage when the period began",
        population="everybody, as known on the eve of the period, and on its last day",
        window="the period",
        scope="stage",
        also_called=("conversion", "stage-to-stage conversion", "advance rate"),
        source="the guide to customer lifecycle management: conversion between neighbouring stages",
    )


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
    keys = stage_keys(template)
    leading = [each.key for each in template.stages if ahead(template, each.key)]
    rows = [keys.index(key) for key in leading]
    onward = np.array([[key in ahead(template, each) for key in keys] for each in leading], bool)
    there = moves[:, rows, :]
    went: Ints = (there[:, :, :-1] * onward.reshape(-1, len(keys))).sum(axis=2)
    return Figures(
        metric=stage_conversion_rate(),
        spans=tuple(spans),
        groups=tuple(leading),
        as_of=as_of,
        currency="",
        numerator=went,
        denominator=there.sum(axis=2),
        censored=np.zeros((len(spans), len(leading)), np.int64),
        reasons=("",) * len(spans),
    )
