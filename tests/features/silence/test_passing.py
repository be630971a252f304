"""Counts and sums follow the events that come into their window and leave it."""

from datetime import timedelta
from random import Random

import pytest

import clm
from asking import THOROUGH
from busy import TODAY, busy, windowed
from clm.features.catalog import Feature
from clm.features.silence.course import course_of
from clm.features.silence.passing import Passing
from clm.features.table import Features
from foretold import bounds_for, levels_foretold, levels_met, table_ahead

PASSING = ("count", "total", "net", "days")


@pytest.mark.parametrize("start", range(0, 120 * THOROUGH, 20))
def test_levels_are_those_of_every_later_day(start):
    """Of many windows over shops in which much happens; seeds tell which."""
    for seed in range(start, start + 20):
        dice = Random(seed)
        days = dice.choice((1, 5, 30, 60))
        day = TODAY - timedelta(days=dice.choice((0, 0, 1, 5, 20)))
        tables = table_ahead(busy(seed).ledger(), day, days)
        for text in windowed(seed):
            feature = Feature.parse(text)
            if feature.stat in PASSING:
                bounds = bounds_for(dice, feature, tables)
                found = levels_foretold(tables[0], feature, bounds, days)
                met = levels_met(tables, feature, bounds)
                assert (seed, text, found.tolist()) == (seed, text, met.tolist())


def steps_of(ledger, text, bounds, days=30, as_of="2024-05-10"):
    features = Features.of(ledger, as_of=as_of)
    course = course_of(features, Feature.parse(text), bounds, days=days)
    assert isinstance(course, Passing)
    return [
        (int(row), int(ahead), int(step))
        for steps in course.steps(slice(0, len(features)))
        for row, ahead, step in zip(steps.row, steps.ahead, steps.step, strict=True)
    ]


def shop(*days, amounts=None):
    size = len(days)
    return clm.Ledger.from_columns(
        customer=["ann"] * size,
        when=[f"2024-05-{day:02}" for day in days],
        amount_minor=amounts or [100] * size,
        currency="EUR",
    )


def test_events_of_one_day_leave_together():
    """Three orders become none in one step."""
    assert steps_of(shop(8, 8, 8), "orders(days=7)", (1, 2, 3)) == [(0, 5, -3)]


def test_one_that_comes_in_makes_up_for_one_that_leaves_on_the_same_day():
    """Five days old when the window begins, ten when it ends; two orders five days apart."""
    ledger = shop(2, 7)
    assert steps_of(ledger, "orders(days=5, ago=5)", (1, 2)) == [(0, 7, -1)]
    assert steps_of(ledger, "order_days(days=6, ago=5)", (1, 2)) == [
        (0, 2, 1),
        (0, 3, -1),
        (0, 8, -1),
    ]


def test_money_may_rise_as_a_refund_leaves():
    """The refund was given for an order that is not in the window any more."""
    ledger = shop(1, 9, 8, amounts=[500, 100, -400])
    assert steps_of(ledger, "monetary(days=5)", (-350, 50, 90)) == [(0, 3, 2), (0, 4, -2)]


def test_orders_of_one_day_are_one_order_day():
    """Both are counted until they leave."""
    assert steps_of(shop(8, 8, 9), "order_days(days=7)", (1, 2)) == [(0, 5, -1), (0, 6, -1)]
