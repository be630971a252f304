"""One customer has the values that the table of features gives her, on every day."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import THOROUGH, answers, examples
from clm.features.person.gathering import person_of
from clm.features.person.person import Person
from clm.model.day import to_number
from nasty import FEATURES, days, interesting_days, nasty, shops
from random_templates import MORE_FEATURES

EVERY = tuple(dict.fromkeys(FEATURES + MORE_FEATURES))
SEEDS = range(160 * THOROUGH)
BATCH = 40


def agree(ledger, day, known):
    """Compare one customer after the other with the table, and name what differs."""
    features = clm.Features.of(ledger, as_of=day, known_on=known)
    people = {who: person_of(ledger, code) for code, who in enumerate(ledger.customers.tolist())}
    for text in EVERY:
        feature = clm.Feature.parse(text)
        for who, value in answers(features, text).items():
            found = people[who].value(feature, to_number(day), to_number(known))
            shown = feature.kinds[found] if feature.unit == "kind" and found is not None else found
            assert (text, who, shown) == (text, who, value)


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_every_feature_is_that_of_the_table(start):
    """On days when answers may change, and in silence since some day before."""
    for seed in range(start, start + BATCH):
        shop, dice = nasty(seed), Random(seed)
        ledger, every = shop.ledger(), interesting_days(shop)
        for day in dice.sample(every, min(3, len(every))):
            known = dice.choice([each for each in every if each <= day])
            agree(ledger, day, day)
            agree(ledger, day, known)


@examples(20)
@given(st.data(), shops())
def test_it_agrees_on_shops_that_shrink(data, told):
    """The same, with the smallest shop in which they would differ."""
    day, before = data.draw(days(told)), data.draw(days(told))
    agree(told.ledger(), max(day, before), min(day, before))


def test_a_channel_that_is_named_only_later_is_that_of_the_later_line():
    """As in the ledger, where lines without a channel have that of their order's first day."""
    ledger = clm.Ledger.from_columns(
        customer=["ann", "ann"],
        when=["2024-05-01", "2024-05-09"],
        amount=[1, 2],
        order=["A", "A"],
        channel=[None, "email"],
        currency="EUR",
    )
    for day in ("2024-05-05", "2024-05-09"):
        agree(ledger, clm.model.day.as_day(day), clm.model.day.as_day(day))


def test_nobody_has_no_day_and_no_value():
    nobody = Person({})
    assert nobody.first_day is None
    assert nobody.value(clm.Feature.parse("recency"), 0) is None
    assert nobody.value(clm.Feature.parse("latest('visit', 'order')"), 0) is None
    assert nobody.value(clm.Feature.parse("monetary"), 0) == 0
