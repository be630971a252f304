"""The table of features: one row a customer seen by the day."""

from random import Random

import numpy as np
import pytest

import clm
from asking import answers, shop
from clm.errors import ClmError, DayError, FeatureError, UnknownNameError
from clm.features.catalog import Feature
from nasty import FEATURES, interesting_days, moved, nasty


@pytest.fixture
def ledger():
    """Ann buys in January, Bob visits in February, Cat buys in March, a guest is Ann."""
    return shop(
        ("ann", "2024-01-10", 10), ("cat", "2024-03-10", 30), aliases={"guest": "ann"}
    ).with_events("visit", customer=["bob"], when=["2024-02-10"])


@pytest.mark.parametrize(
    ("day", "people"),
    [
        ("2024-01-09", []),
        ("2024-01-10", ["ann"]),
        ("2024-02-10", ["ann", "bob"]),
        ("2024-03-10", ["ann", "bob", "cat"]),
        ("9999-12-31", ["ann", "bob", "cat"]),
        ("0001-01-01", []),
    ],
)
def test_the_population_is_everybody_seen_by_the_day(ledger, day, people):
    """Any event makes a person; those who come later are not there."""
    features = clm.Features.of(ledger, as_of=day)
    assert sorted(features.customers.tolist()) == people
    assert len(features) == len(people)


def test_customers_are_found_by_any_of_their_ids(ledger):
    """Those who are not there yet have no row."""
    features = clm.Features.of(ledger, as_of="2024-02-10")
    ids = features.customers.tolist()
    rows = features.find(["guest", "bob", "cat", "nobody"]).tolist()
    assert [ids[row] if row >= 0 else None for row in rows] == ["ann", "bob", None, None]


def test_a_feature_is_asked_by_its_text(ledger):
    """Columns are made on demand, and the same one every time."""
    features = clm.Features.of(ledger, as_of="2024-03-10", names=("recency", "count('visit')"))
    assert answers(features, "recency") == {"ann": 60, "bob": None, "cat": 0}
    assert features["recency"] is features["recency"]
    assert features["last('order')"] is features.column(Feature.parse("recency"))


def test_columns_are_read_only(ledger):
    """Nobody changes what others will read."""
    features = clm.Features.of(ledger, as_of="2024-02-10")
    for text in ("orders", "recency", "tenure", "monetary", "average_order", "count('visit')"):
        with pytest.raises(ValueError, match="read-only"):
            features[text][0] = 1
    with pytest.raises(ValueError, match="read-only"):
        features.customers[0] = "eve"


def test_the_callers_memory_is_not_kept():
    """What the caller does with her arrays later changes nothing."""
    amount, customer = np.array([1000, 2000]), np.array([1, 2])
    ledger = clm.Ledger.from_columns(
        customer=customer, when=["2024-01-01"] * 2, amount_minor=amount, currency="EUR"
    )
    amount[:], customer[:] = 7, 7
    assert answers(clm.Features.of(ledger, as_of="2024-01-01"), "monetary") == {1: 1000, 2: 2000}


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("recency", {"ann": True, "bob": False}),
        ("monetary", {"ann": True, "bob": False}),
        ("count('visit')", {"ann": False, "bob": True}),
        ("orders(days=30)", {"ann": False, "bob": False}),
        ("last_gap", {"ann": False, "bob": False}),
        ("average_order", {"ann": True, "bob": False}),
        ("total('refund')", {"ann": False, "bob": False}),
    ],
)
def test_a_score_is_for_those_with_an_event_in_the_window(ledger, text, present):
    """Of the feature's kind, whatever its value."""
    features = clm.Features.of(ledger, as_of="2024-02-10")
    found = features.present(Feature.parse(text)).tolist()
    assert dict(zip(features.customers.tolist(), found, strict=True)) == present


@pytest.mark.parametrize("as_of", [None, 5, "tomorrow", "2024-02-30", "2024-01-10T05:00"])
def test_what_is_no_day_is_refused(ledger, as_of):
    """Nothing is guessed, and no time of day is cut off."""
    with pytest.raises(DayError, match="as_of"):
        clm.Features.of(ledger, as_of=as_of)


def test_unknown_features_are_refused_with_the_nearest(ledger):
    """Before anything is computed."""
    with pytest.raises(UnknownNameError, match="'recency'"):
        clm.Features.of(ledger, as_of="2024-01-10", names=["recncy"])
    with pytest.raises(FeatureError):
        clm.Features.of(ledger, as_of="2024-01-10")["count('visit', days=0)"]


def test_an_empty_ledger_has_a_table_of_nobody():
    """Every feature of nobody is an empty column."""
    features = clm.Features.of(shop(), as_of="2024-01-01")
    for text in ("orders", "recency", "average_order", "last_gap", "latest('visit', 'order')"):
        assert features[text].tolist() == []
    assert features.find(["ann"]).tolist() == [-1]


def test_a_table_says_how_many_and_when(ledger):
    """In one line."""
    features = clm.Features.of(ledger, as_of="2024-02-10")
    assert repr(features) == "<Features 2 customers · as of 2024-02-10>"
    assert isinstance(FeatureError.of("x", "y"), ClmError)


def test_one_text_is_no_list_of_names(ledger):
    """It would fall into letters."""
    with pytest.raises(FeatureError, match=r"names: 'recency' is one text → write names=\['rec"):
        clm.Features.of(ledger, as_of="2024-01-10", names="recency")


@pytest.mark.parametrize("seed", range(60))
def test_silence_is_a_day_on_which_nothing_more_is_known(seed):
    """Later events are as little seen as if they had never been told."""
    story, dice = nasty(seed), Random(seed)
    known = dice.choice(interesting_days(story))
    later = moved(known, dice.choice((0, 1, 2, 29, 30, 31, 365)))
    oracle, ledger = story.oracle(), story.ledger()
    silent = clm.Features.of(ledger, as_of=later, known_on=known)
    for text in FEATURES:
        assert (text, answers(silent, text)) == (text, oracle.features(text, later, known))


def test_nothing_is_known_of_a_later_day(ledger):
    """What is seen ends on the as-of day at the latest."""
    with pytest.raises(DayError, match="known_on: 2024-03-11 lies after 2024-03-10"):
        clm.Features.of(ledger, as_of="2024-03-10", known_on="2024-03-11")
