"""Benchmarks find the figure that means the same, or say in what they differ from the nearest."""

from datetime import date

import pytest
from attrs import evolve

import clm
from clm.errors import ComparisonError
from clm.metrics.benchmark import Benchmark
from clm.metrics.dropoffs.beside import beside
from clm.metrics.figure import Figure
from clm.metrics.span import Span

MAY = Span.of(date(2024, 5, 1), date(2024, 5, 31))
METRICS = [
    maker("five-stage", stage)
    for stage in ("development", "retention")
    for maker in (clm.stage_advance, clm.stage_lost)
]
FIGURES = [
    Figure(
        metric=metric,
        span=MAY,
        as_of=MAY.last,
        numerator=at,
        denominator=10,
        group=metric.parameters["stage"],
    )
    for at, metric in enumerate(METRICS)
]


def mark(metric):
    """Make a benchmark."""
    return Benchmark(metric=metric, value=0.5, source="invented", date="2024-06-30")


def test_each_finds_its_figure():
    """In the order of the benchmarks; two of one figure both do."""
    order = (2, 0, 2)
    found = beside([mark(METRICS[at]) for at in order], FIGURES)
    assert [each.figure for each in found] == [FIGURES[at] for at in order]
    assert beside([], FIGURES) == ()


def test_all_that_mean_something_else_are_told_at_once():
    """Compared with the figure of their stage and share, though another has more in common."""
    other = clm.stage_lost("five-stage", "retention", within=90)
    strange = evolve(METRICS[0], key="conversion_rate")
    with pytest.raises(ComparisonError) as caught:
        beside([mark(METRICS[0]), mark(other), mark(strange)], FIGURES)
    told = [(each.where, each.what) for each in caught.value.faults]
    windows = [f"{days} days from the day she was first seen there" for days in (90, 180)]
    looks = ", looking on the last day of each month"
    assert told == [
        ("benchmarks[1]", f"window: {windows[0]}{looks} ≠ {windows[1]}{looks}"),
        ("benchmarks[2]", "key: conversion_rate ≠ stage_advance_rate"),
    ]
