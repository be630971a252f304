"""A feature on a day with new orders is what the table gives once they are placed."""

from datetime import timedelta
from random import Random

import numpy as np
import pytest

import clm
from asking import THOROUGH, answers
from carrying import known, with_orders
from clm.analysis.explain.ordering import Ordering, role_of
from clm.analysis.explain.ruler import FeatureAxis
from clm.features.person.gathering import person_of
from clm.features.person.turning import Silence
from clm.ledger.door.zone import DAY, instants_of
from clm.model.day import LAST_DAY, to_number
from nasty import FEATURES, interesting_days, nasty
from random_templates import MORE_FEATURES

EVERY = tuple(dict.fromkeys(FEATURES + MORE_FEATURES))
SEEDS = range(30 * THOROUGH)
ORDERS, AMOUNT, MOST = 2, 700, 60


def expected(feature, silent, life):
    """Give a feature with new orders, by what it is in silence."""
    match role_of(feature):
        case "orders":
            return silent + ORDERS
        case "money":
            return silent + AMOUNT
        case "average":
            return (life["monetary"] + AMOUNT) // (life["orders"] + ORDERS)
        case _:
            return silent


def level(feature, value):
    """Take all days beyond the last bound for one."""
    return min(value, MOST) if feature.unit == "days" and value is not None else value


def read(course, day):
    """Give what a course says of a day."""
    return course[max(each for each in course if each <= day)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_feature_becomes_what_the_table_gives(seed):
    """On the first day, the next and some later one, for everybody who is there."""
    shop, dice = nasty(seed), Random(seed)
    ledger, day = shop.ledger(), dice.choice(interesting_days(shop))
    start = to_number(day)
    if shop.match_refunds or start + MOST > LAST_DAY:
        return
    people = clm.Features.of(ledger, as_of=day).customers.tolist()
    midnight = int(instants_of(np.array([start * DAY]), ledger.terms.zone)[0])
    for by in (0, 1, dice.randint(2, MOST)):
        later, past = day + timedelta(days=by), known(ledger, day)
        silent = clm.Features.of(ledger, as_of=later, known_on=day)
        placed = clm.Features.of(with_orders(past, people, ORDERS, AMOUNT, later), as_of=later)
        life = {name: answers(silent, name) for name in ("orders", "monetary")}
        for text in EVERY:
            feature, found = clm.Feature.parse(text), answers(placed, text)
            bounds = tuple(range(1, MOST + 1)) if feature.unit == "days" else ()
            for who in people:
                person = person_of(ledger, int(ledger.codes_of([who])[0]))
                ordering = Ordering(person, Silence(start, start + MOST, start), midnight)
                value = read(ordering.course(FeatureAxis(feature, bounds, 1)), start + by)
                hers = {name: each[who] for name, each in life.items()}
                told = expected(feature, value, hers)
                if feature.unit == "kind" and told is not None:
                    told = feature.kinds[told]
                levels = [level(feature, each) for each in (told, found[who])]
                assert (text, who, by, levels[0]) == (text, who, by, levels[1])


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("orders", "orders"),
        ("count('order', days=7)", "orders"),
        ("count('order', channel='ads')", "untouched"),
        ("orders(ago=1)", "untouched"),
        ("total('order')", "money"),
        ("monetary(days=30)", "money"),
        ("total('refund')", "untouched"),
        ("average_order", "average"),
        ("recency", "fixed"),
        ("latest('visit', 'order')", "fixed"),
        ("latest('visit', 'cart')", "untouched"),
        ("count('visit')", "untouched"),
    ],
)
def test_features_depend_on_orders_as_they_look_at_them(text, role):
    assert role_of(clm.Feature.parse(text)) == role
