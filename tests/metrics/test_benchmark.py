"""A benchmark says who says so, when and of what; figures that mean something else are refused."""

import pickle
from datetime import date
from math import sqrt
from random import Random

import numpy as np
import pandas as pd
import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from clm.errors import ComparisonError, MetricError
from clm.metrics.benchmark import Benchmark, points
from clm.metrics.definition import Metric
from clm.metrics.figure import Figure
from clm.metrics.span import Span

MAY = Span.of(date(2024, 5, 1), date(2024, 5, 31))
BOUGHT = Metric(
    key="conversion_rate",
    title="Conversion rate",
    unit="share",
    numerator="who bought",
    denominator="visitors",
    population="visitors",
    window="the period",
)
SPENT = evolve(BOUGHT, key="order_value", unit="money", denominator="orders", money="net")
TRADE = {"metric": BOUGHT, "value": 0.25, "source": "an invented survey", "date": "2024-06-30"}
TRADE |= {"every": "month"}


def figure(numerator, denominator, metric=BOUGHT, **rest):
    """Tell some share of May."""
    parts = {"numerator": numerator, "denominator": denominator}
    return Figure(metric=metric, span=MAY, as_of=MAY.last, **parts, **rest)


@pytest.mark.parametrize("seed", range(40))
def test_gap_and_verdict_are_those_of_a_plain_interval(seed):
    """Wilson's ends, by the formula of 1927 in plain Python."""
    dice = Random(seed)
    n = dice.randint(1, 400)
    k, value = dice.randint(0, n), dice.random()
    z = 1.959963984540054
    middle = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(k * (n - k) / n + z * z / 4)
    expected = "alike"
    if middle - half > value:
        expected = "above"
    if middle + half < value:
        expected = "below"
    told = Benchmark(**{**TRADE, "value": value}).compare(figure(k, n))
    assert told.gap == pytest.approx(k / n - value)
    assert told.verdict == expected


def test_what_is_undefined_has_no_gap():
    """And nothing is made of it."""
    told = Benchmark(**TRADE).compare(figure(0, 0))
    assert (told.gap, told.verdict) == (None, "")
    assert "undefined: no visitors" in repr(told)


def test_another_definition_is_refused_part_by_part():
    """Within 30 days and within 90 are different things."""
    other = evolve(BOUGHT, window="90 days", population="everybody")
    with pytest.raises(ComparisonError) as caught:
        Benchmark(**TRADE).compare(figure(1, 2, other))
    told = [(each.where, each.what) for each in caught.value.faults]
    assert told == [
        ("conversion_rate", "population: visitors ≠ everybody"),
        ("conversion_rate", "window: the period ≠ 90 days"),
    ]


def test_another_currency_is_refused():
    """Money has one, and a benchmark of money says which."""
    trade = Benchmark(**{**TRADE, "metric": SPENT, "value": 4_900}, currency="EUR")
    assert trade.compare(figure(10_000, 2, SPENT, currency="EUR")).gap == 100
    assert repr(trade).startswith("<Benchmark order_value · 49.00 EUR · an invented survey")
    with pytest.raises(ComparisonError, match="currency: EUR ≠ USD"):
        trade.compare(figure(10_000, 2, SPENT, currency="USD"))


def test_a_share_of_money_has_no_currency():
    """It is the same in every one."""
    part = evolve(BOUGHT, key="revenue_share", money="net")
    trade = Benchmark(**{**TRADE, "metric": part})
    assert trade.compare(figure(100, 200, part, currency="EUR")).gap == 0.25


def test_what_is_no_figure_is_refused():
    """A number says nothing of what it counts."""
    with pytest.raises(ComparisonError, match=r"figure: 0\.3 is no figure → give a Figure"):
        Benchmark(**TRADE).compare(0.3)


def test_all_faults_come_at_once():
    """Each with what would be right."""
    with pytest.raises(MetricError) as caught:
        Benchmark(metric="conversion", value=float("nan"), source=" ", date="soon", group=3)
    where = [each.where for each in caught.value.faults]
    assert where == ["metric", "value", "source", "date", "group"]
    assert all(each.mend for each in caught.value.faults)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": ""}, "source: is empty → say who says so, and where"),
        ({"source": None}, "source: None is no text"),
        ({"value": 25}, "value: 25 is no share → write 0.25 for 25 %"),
        ({"value": -0.1}, "value: -0.1 is no share → give one from 0 to 1"),
        ({"value": "25 %"}, "value: '25 %' is no number → write 0.25"),
        ({"value": True}, "value: True is no number"),
        ({"value": 10**400}, "value: 1000"),
        ({"value": np.array([1, 2])}, "is no number"),
        ({"value": pd.NA}, "is no number"),
        ({"date": "2024-06-31"}, "date: '2024-06-31' is no day"),
        ({"currency": "EUR"}, "currency: conversion_rate is no money → leave it out"),
        ({"metric": SPENT}, "currency: no currency '' → write the code of ISO 4217"),
        ({"metric": SPENT, "currency": ["EUR"]}, r"currency: no currency \['EUR'\]"),
        (
            {"metric": evolve(BOUGHT, unit="days"), "value": -3},
            "value: -3 is less than nothing",
        ),
    ],
)
def test_what_nobody_could_check_is_refused(changed, message):
    """One fault at a time."""
    with pytest.raises(MetricError, match=message):
        Benchmark(**{**TRADE, **changed})


def test_values_are_plain_and_frozen():
    """Numbers of numpy become Python's, days become dates; it pickles, and is equal if all is."""
    trade = Benchmark(**{**TRADE, "value": np.float32(0.25), "date": np.datetime64("2024-06-30")})
    assert trade == Benchmark(**TRADE)
    assert type(trade.value) is float
    assert trade.date == date(2024, 6, 30)
    assert pickle.loads(pickle.dumps(trade)) == trade
    with pytest.raises(FrozenInstanceError):
        trade.value = 0.3


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [("count", 1200, "1,200"), ("days", 12, "12.00 days"), ("score", -4.5, "-4.50")],
)
def test_values_are_written_in_their_unit(unit, value, text):
    """As figures are."""
    assert str(Benchmark(**{**TRADE, "metric": evolve(BOUGHT, unit=unit), "value": value})) == text


def test_points_are_signed():
    """Nothing is neither more nor less."""
    assert [*map(points, (0.05, -0.0001, None))] == ["+5.0 points", "0.0 points", "-"]
