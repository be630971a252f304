"""The last, the first and the latest kind of a window: others take their place."""

from datetime import timedelta
from random import Random

import pytest

import clm
from asking import THOROUGH
from busy import TODAY, busy, windowed
from clm.features.catalog import Feature
from clm.features.silence.course import course_of
from clm.features.silence.standing import Standing
from clm.features.table import Features
from foretold import bounds_for, levels_foretold, levels_met, table_ahead

STANDING = ("last", "first", "latest")


@pytest.mark.parametrize("start", range(0, 120 * THOROUGH, 20))
def test_levels_are_those_of_every_later_day(start):
    """Also of features of silence: days on which nothing was known any more."""
    for seed in range(start, start + 20):
        dice = Random(seed)
        days = dice.choice((1, 5, 30, 60))
        day = TODAY - timedelta(days=dice.choice((0, 0, 1, 5, 20)))
        known = day - timedelta(days=dice.choice((0, 0, 3)))
        tables = table_ahead(busy(seed).ledger(), day, days, known)
        for text in windowed(seed):
            feature = Feature.parse(text)
            if feature.stat in STANDING:
                bounds = bounds_for(dice, feature, tables)
                found = levels_foretold(tables[0], feature, bounds, days)
                met = levels_met(tables, feature, bounds)
                assert (seed, text, found.tolist()) == (seed, text, met.tolist())


def levels(ledger, text, bounds, days, as_of="2024-05-10"):
    """Tell the only customer's level day by day."""
    features, feature = Features.of(ledger, as_of=as_of), Feature.parse(text)
    assert isinstance(course_of(features, feature, bounds, days=days), Standing)
    return levels_foretold(features, feature, bounds, days)[:, 0].tolist()


def visits(*days):
    shop = clm.Ledger.from_columns(customer=[], when=[], amount=[], currency="EUR")
    when = [f"2024-05-{day:02}" for day in days]
    return shop.with_events("visit", customer=["ann"] * len(days), when=when)


def test_the_first_of_a_window_leaves_and_the_next_is_first():
    """Two on one day leave together; after the last there is none."""
    text = "first('visit', days=6)"
    assert levels(visits(6, 6, 8), text, (0, 4, 5), 6) == [2, 3, 2, 3, 0, 0, 0]


def test_the_last_of_a_window_that_begins_later_is_younger_again_and_again():
    """It grows older until the next one comes in."""
    text = "last('visit', ago=2, days=4)"
    assert levels(visits(6, 9), text, (0, 3, 4, 5), 7) == [3, 1, 2, 3, 4, 0, 0, 0]


def test_a_kind_that_comes_into_the_window_is_the_latest():
    """At one instant the kind that is named last; when all have left, none."""
    ledger = visits(6).with_events("cart", customer=["ann"] * 2, when=["2024-05-06", "2024-05-08"])
    for text, first, second in (
        ("latest('visit', 'cart', ago=3, days=3)", 2, 2),
        ("latest('cart', 'visit', ago=3, days=3)", 2, 1),
    ):
        assert levels(ledger, text, (0, 1), 5) == [first, second, second, second, 0, 0]
