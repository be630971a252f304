"""Features of many days in one pass are those of each day alone."""

from datetime import date
from random import Random

import numpy as np
import pytest

import clm
from asking import answers, shop
from clm.features.catalog import Feature
from clm.features.running import features_along
from nasty import FEATURES, interesting_days, nasty

WANTED = [Feature.parse(text) for text in FEATURES]


@pytest.mark.parametrize("seed", range(100))
def test_each_day_is_as_if_asked_alone(seed):
    """Every feature of everybody, in shops with refunds that come and go, and by the oracle."""
    story, dice = nasty(seed), Random(seed)
    days = sorted(dice.choices(interesting_days(story), k=5))
    ledger, oracle = story.ledger(), story.oracle()
    for day, features in zip(days, features_along(ledger, days, WANTED), strict=True):
        assert features.as_of == features.known_on == day
        alone = clm.Features.of(ledger, as_of=day)
        for text in FEATURES:
            assert (text, answers(features, text)) == (text, answers(alone, text))
        for text in dice.sample(FEATURES, 6):
            assert (text, answers(features, text)) == (text, oracle.features(text, day))


def test_enormous_amounts_are_summed_in_another_way():
    """Where money would run over into the count."""
    rows = [("ann", f"2024-0{month}-01", 2 * 10**9) for month in (1, 2, 3)]
    days = [date(2024, month, 28) for month in (1, 2, 3)]
    money = [answers(each, "monetary") for each in features_along(shop(*rows), days)]
    assert money == [{"ann": 200 * 10**9 * times} for times in (1, 2, 3)]
    orders = [answers(each, "orders") for each in features_along(shop(*rows), days)]
    assert orders == [{"ann": 1}, {"ann": 2}, {"ann": 3}]


def test_no_days_are_no_features():
    """And one day twice is the same twice."""
    ledger = shop(("ann", "2024-01-01", 9))
    assert [*features_along(ledger, [])] == []
    twice = [*features_along(ledger, [date(2024, 1, 31)] * 2, WANTED)]
    for text in FEATURES:
        assert np.array_equal(twice[0][text], twice[1][text])
