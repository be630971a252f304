"""The library and the oracle say the same of hundreds of shops in which everything goes wrong."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import DOCUMENTS, KEYS, answers, cuts, examples, places
from nasty import FEATURES, days, interesting_days, nasty, shops
from oracle import Reading

SEEDS = range(200)
BATCH = 40


def some_days(seed, number):
    """Choose days on which answers may change."""
    every = interesting_days(nasty(seed))
    return Random(seed).sample(every, min(number, len(every)))


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_features_are_those_of_the_oracle(start):
    """Every feature of everybody, on several days of each shop."""
    for seed in range(start, start + BATCH):
        told, ledger = nasty(seed).oracle(), nasty(seed).ledger()
        for day in some_days(seed, 3):
            features = clm.Features.of(ledger, as_of=day)
            for text in FEATURES:
                asked = (seed, day, text)
                assert (asked, answers(features, text)) == (asked, told.features(text, day))


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_segments_stages_and_scales_are_those_of_the_oracle(start):
    """Every built-in template, on two days of each shop."""
    for seed in range(start, start + BATCH):
        told, ledger = nasty(seed).oracle(), nasty(seed).ledger()
        for day in some_days(seed, 2):
            for key in KEYS:
                snap, reading = (
                    clm.snapshot(ledger, key, as_of=day),
                    Reading(told, DOCUMENTS[key], day),
                )
                asked = (seed, day, key)
                assert (asked, cuts(snap)) == (asked, reading.cuts)
                assert (asked, places(snap)) == (asked, reading.places())


@examples(25)
@given(st.data(), shops())
def test_they_agree_on_shops_that_shrink(data, told):
    """The same, with the smallest shop in which they would differ."""
    day, ledger, oracle = data.draw(days(told)), told.ledger(), told.oracle()
    features = clm.Features.of(ledger, as_of=day)
    for text in FEATURES:
        assert answers(features, text) == oracle.features(text, day)
    for key in KEYS:
        snap, reading = clm.snapshot(ledger, key, as_of=day), Reading(oracle, DOCUMENTS[key], day)
        assert places(snap) == reading.places()


@examples(10)
@given(st.data(), shops())
def test_they_agree_under_the_scale_of_another_day(data, told):
    """Today's customers are measured with the ruler of another day."""
    then, now = data.draw(days(told)), data.draw(days(told))
    ledger, oracle = told.ledger(), told.oracle()
    scale = clm.snapshot(ledger, "rfm-11", as_of=then).scale
    fitted = Reading(oracle, DOCUMENTS["rfm-11"], then).cuts
    buyers = any(oracle.features("orders", now).values())
    if buyers and None in fitted.values():
        with pytest.raises(clm.errors.ScaleError, match="fitted on nobody"):
            clm.snapshot(ledger, "rfm-11", as_of=now, scale=scale)
    else:
        snap = clm.snapshot(ledger, "rfm-11", as_of=now, scale=scale)
        assert places(snap) == Reading(oracle, DOCUMENTS["rfm-11"], now, cuts=fitted).places()
