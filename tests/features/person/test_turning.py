"""Between the days that are named, silence changes nothing."""

from random import Random

import pytest

import clm
from asking import THOROUGH
from clm.features.person.gathering import person_of
from clm.features.person.person import Person
from clm.features.person.strand import Happening
from clm.features.person.turning import Silence, turning_days
from clm.model.day import LAST_DAY, to_number
from nasty import FEATURES, interesting_days, nasty
from random_templates import MORE_FEATURES

EVERY = tuple(dict.fromkeys(FEATURES + MORE_FEATURES))
SEEDS = range(24 * THOROUGH)


def level(feature, bounds, value):
    """Tell what matters of a value."""
    if feature.stat in ("last", "first") and value is not None:
        return sum(bound <= value for bound in bounds)
    return value


@pytest.mark.parametrize("seed", SEEDS)
def test_values_stay_what_they_are_on_all_other_days(seed):
    """Counts, sums and kinds themselves, of days since something the bounds that they pass."""
    shop, dice = nasty(seed), Random(seed)
    ledger, every = shop.ledger(), interesting_days(shop)
    day = dice.choice(every)
    start, known = to_number(day), to_number(dice.choice([each for each in every if each <= day]))
    silence = Silence(start, min(start + dice.choice((5, 40)), LAST_DAY), known)
    bounds = sorted(dice.sample(range(1, 50), 3))
    for code in range(len(ledger)):
        person = person_of(ledger, code)
        for text in EVERY:
            feature = clm.Feature.parse(text)
            turns = turning_days(person, feature, silence, bounds)
            assert turns == sorted({*turns})
            assert all(start < turn <= silence.stop for turn in turns)
            last = None
            for number in range(start, silence.stop + 1):
                now = level(feature, bounds, person.value(feature, number, known))
                changed = number > start and now != last
                assert not changed or number in turns, (seed, code, text, number)
                last = now


def test_what_never_changes_in_silence_names_no_day():
    ann = Person({"order": [Happening(1, 0), Happening(4, 0)]})
    for text in ("orders", "monetary", "average_order", "last_gap", "latest('order')"):
        assert turning_days(ann, clm.Feature.parse(text), Silence(5, 900, 5), (1, 2)) == []


def test_days_since_count_from_the_event_that_they_are_counted_from():
    """The last for `last`, the first for `first`, and only events that are known."""
    ann = Person({"order": [Happening(1, 0), Happening(4, 0), Happening(9, 0)]})
    recency, tenure = clm.Feature.parse("recency"), clm.Feature.parse("tenure")
    assert turning_days(ann, recency, Silence(5, 50, 5), (10, 20)) == [14, 24]
    assert turning_days(ann, tenure, Silence(5, 50, 5), (10, 20)) == [11, 21]
