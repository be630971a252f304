"""Each feature takes the simplest course that tells the truth, or none."""

from datetime import timedelta
from random import Random

import pytest

from busy import TODAY, busy, windowed
from clm.features.catalog import Feature
from clm.features.silence.ageing import Ageing
from clm.features.silence.course import course_of, stands_still
from clm.features.silence.passing import Passing
from clm.features.silence.standing import Standing
from clm.features.windows import MISSING
from foretold import levels_foretold, levels_met, table_ahead
from nasty import FEATURES
from random_templates import MORE_FEATURES

COURSES = {
    "orders": None,
    "monetary": None,
    "average_order": None,
    "last_gap": None,
    "order_days": None,
    "total('visit', channel='email')": None,
    "latest('visit', 'order')": None,
    "recency": Ageing,
    "tenure": Ageing,
    "last('visit', days=30)": Ageing,
    "last('visit', channel='email')": Ageing,
    "first('visit', days=30)": Standing,
    "first('visit', ago=30)": Standing,
    "last('visit', ago=30)": Standing,
    "latest('visit', days=30)": Standing,
    "orders(ago=7)": Passing,
    "orders(days=30)": Passing,
    "order_days(days=7)": Passing,
    "monetary(days=30)": Passing,
    "total('refund', ago=1)": Passing,
}


@pytest.mark.parametrize("text", COURSES)
def test_a_feature_takes_its_course(text):
    """Counts with two bounds are counted; with one they need not be."""
    (features,) = table_ahead(busy(1).ledger(), TODAY, 0)
    feature = Feature.parse(text)
    bounds = (1, 2) if feature.unit in {"count", "money"} else (0, 5)
    course = course_of(features, feature, bounds, days=9)
    assert type(course) is (COURSES[text] or type(None))
    assert stands_still(feature) == (COURSES[text] is None)


def test_whether_there_is_any_event_is_told_by_the_last_one():
    """Then only the newest has to be followed."""
    (features,) = table_ahead(busy(1).ledger(), TODAY, 0)
    for text, course in (("orders(days=30)", Ageing), ("order_days(days=9, ago=1)", Standing)):
        for bounds in ((1,), (0, 1), (-3, 1)):
            assert type(course_of(features, Feature.parse(text), bounds, days=9)) is course


@pytest.mark.parametrize("text", [*FEATURES, *MORE_FEATURES])
def test_what_stands_still_never_changes_and_the_rest_is_foretold(text):
    """Every feature of the other tests, with bounds at each of its values."""
    feature, days = Feature.parse(text), 45
    for seed in range(8):
        tables = table_ahead(busy(seed).ledger(), TODAY, days)
        values = {each for table in tables for each in table.column(feature).tolist()}
        met_ever = values - {MISSING} if feature.unit in {"count", "money"} else {0, *values} - {-1}
        bounds = tuple(sorted(met_ever))
        met = levels_met(tables, feature, bounds)
        assert (seed, levels_foretold(tables[0], feature, bounds, days).tolist()) == (
            seed,
            met.tolist(),
        )
        assert not stands_still(feature) or (met == met[0]).all()


@pytest.mark.parametrize("seed", range(30))
def test_a_count_told_by_the_last_event_is_the_count(seed):
    """With its only bound at one, for windows of every kind."""
    days, day = 40, TODAY - timedelta(days=Random(seed).choice((0, 4)))
    tables = table_ahead(busy(seed).ledger(), day, days)
    for text in windowed(seed, 30):
        feature = Feature.parse(text)
        if feature.stat in {"count", "days"}:
            found = levels_foretold(tables[0], feature, (1,), days)
            assert (text, found.tolist()) == (text, levels_met(tables, feature, (1,)).tolist())
