"""A scale keeps its cut points, scores with them for ever, and says what they cannot tell."""

import copy
import json
import pickle
from hashlib import sha256

import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

import oracle
from asking import examples
from clm.errors import FormatError, ScaleError, UnknownNameError
from clm.scoring.scale import Scale
from clm.scoring.score import Score

R = Score("r", of="recency", best="low", least=0, unit="days")
F = Score("f", of="orders", least=1, unit="count")
M = Score("m", of="monetary", unit="money")
FIXED = Score("f", of="orders", bins=3, fixed=(1, 3), least=1, unit="count")


def fitted(*scores, currency="EUR", **values):
    """Fit scores on a few values each."""
    return Scale.fit(scores, {name: np.array(each) for name, each in values.items()}, currency)


@pytest.fixture
def rfm():
    return fitted(R, F, M, r=[0, 3, 9, 40, 200], f=[1, 1, 1, 2, 9], m=[500, 700, 700, 900, -100])


@examples(100)
@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=50),
    st.integers(-5, 40),
    st.integers(2, 9),
    st.sampled_from(["high", "low"]),
)
def test_scores_are_the_oracles(values, value, bins, best):
    """1 + #{cuts < value}; where low is best, b - #{cuts < value}."""
    scale = fitted(Score("s", of="recency", bins=bins, best=best, least=0, unit="days"), s=values)
    cuts = oracle.cut_points(values, bins)
    assert scale.score("s", np.array([value])) == [oracle.score(value, cuts, bins, best)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=50), st.integers(2, 9))
def test_the_lowest_value_always_scores_lowest(values, bins):
    """1, or b where low is best."""
    high, low = (
        fitted(Score("s", of="recency", bins=bins, best=best, least=0, unit="days"), s=values)
        for best in ("high", "low")
    )
    assert high.score("s", np.array([0, min(values)])).tolist() == [1, 1]
    assert low.score("s", np.array([0, min(values)])).tolist() == [bins, bins]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(2, 9))
def test_dead_scores_are_those_that_no_value_gets(values, bins):
    """Asked of every value there could be."""
    scale = fitted(Score("s", of="orders", bins=bins, least=1, unit="count"), s=values)
    alive = set(scale.score("s", np.arange(1, 20)).tolist())
    assert set(scale.dead.get("s", ())) == set(range(1, bins + 1)) - alive


def test_a_scale_knows_whom_it_was_fitted_on(rfm):
    """People by score, worst first in cut points, and how many."""
    assert rfm.cuts == {"r": (0, 3, 9, 40), "f": (1, 1, 1, 2), "m": (-100, 500, 700, 700)}
    assert rfm.people["f"] == (3, 0, 0, 1, 1)
    assert rfm.population == {"r": 5, "f": 5, "m": 5}
    assert rfm.dead == {"f": (2, 3), "m": (4,)}
    assert rfm.notes == (
        "r, f, m fitted on 5 people, fewer than 500",
        "nobody can get f 2 3 · m 4: too many have one value",
    )


def test_fixed_cut_points_are_kept_and_need_nobody():
    """They are not fitted, so few people are no reason to doubt them."""
    scale = fitted(FIXED, f=np.array([], np.int64))
    assert scale.cuts["f"] == (1, 3)
    assert scale.score("f", np.array([1, 2, 3, 4])).tolist() == [1, 2, 2, 3]
    assert scale.notes == ()


def test_a_large_base_is_not_warned_about():
    """500 people are enough."""
    assert fitted(R, r=np.arange(500)).notes == ()
    assert fitted(R, r=np.arange(499)).notes == ("r fitted on 499 people, fewer than 500",)


def test_a_scale_fitted_on_nobody_scores_nobody():
    """It refuses as soon as there is somebody."""
    scale = fitted(R, r=np.array([], np.int64))
    assert scale.score("r", np.array([], np.int64)).tolist() == []
    with pytest.raises(ScaleError, match="fitted on nobody"):
        scale.score("r", np.array([1]))


def test_all_customers_alike_share_one_score():
    """The middle scores are dead, the last waits for somebody better."""
    scale = fitted(F, f=[1] * 1000)
    assert scale.dead == {"f": (2, 3, 4)}
    assert scale.score("f", np.array([1, 2])).tolist() == [1, 5]
    assert scale.population == {"f": 1000}


def test_the_currency_is_kept_with_money_only(rfm):
    """Days and counts are the same in every currency."""
    assert rfm.currency == "EUR"
    assert fitted(R, r=[1, 2]).currency is None


def test_the_table_tells_the_values_of_every_score(rfm):
    """In the unit of the feature, the best first."""
    lines = [" ".join(line.split()) for line in rfm.table().splitlines()]
    assert lines[1:6] == [
        "r 5 0 days 1 20.0 %",
        "r 4 1 to 3 days 1 20.0 %",
        "r 3 4 to 9 days 1 20.0 %",
        "r 2 10 to 40 days 1 20.0 %",
        "r 1 41 days and more 1 20.0 %",
    ]
    assert {"f 3 nobody 0 0.0 %", "m 1 up to -1.00 EUR 1 20.0 %"} < set(lines)
    assert "m 2 -0.99 to 5.00 EUR 1 20.0 %" in lines


def test_a_scale_shows_itself(rfm):
    """In one line, and as a table in a notebook."""
    assert repr(rfm).startswith("<Scale r ≤ 0 3 9 40 · f ≤ 1 1 1 2 · m ≤ -1.00 5.00 7.00 7.00 · ")
    assert "\n" not in repr(rfm)
    assert rfm._repr_html_().startswith("<table><caption>Scale</caption>")


def test_a_scale_is_a_frozen_value(rfm):
    """Equal by what it says, and nobody changes it."""
    for twin in (
        copy.deepcopy(rfm),
        pickle.loads(pickle.dumps(rfm)),
        Scale.from_json(rfm.to_json()),
    ):
        assert twin == rfm
        assert hash(twin) == hash(rfm)
        assert twin.fingerprint == rfm.fingerprint
    with pytest.raises(FrozenInstanceError):
        rfm.currency = "USD"
    with pytest.raises(TypeError):
        rfm.cuts["r"] = (1, 2, 3, 4)


def test_the_fingerprint_is_of_definitions_cuts_and_currency(rfm):
    """Not of the people who happened to be there."""
    other = Scale(rfm.scores, rfm.cuts, dict.fromkeys("rfm", (9, 9, 9, 9, 9)), "EUR")
    assert other.fingerprint == rfm.fingerprint
    dollars = Scale(rfm.scores, rfm.cuts, rfm.people, "USD")
    assert dollars.fingerprint != rfm.fingerprint


def test_an_unknown_score_is_refused_with_the_nearest(rfm):
    """There are r, f and m."""
    with pytest.raises(UnknownNameError, match="r, f, m"):
        rfm.definition("q")
    with pytest.raises(UnknownNameError):
        rfm.score("q", np.array([1]))


@pytest.mark.parametrize(
    ("cuts", "wrong"),
    [
        ((1, 2), "2 cut points"),
        ((4, 3, 2, 1), "ascend"),
        ((-1, 2, 3, 4), "below 0"),
        ((1.5, 2, 3, 4), "no cut points"),
        ((True, 2, 3, 4), "no cut points"),
        ((1, 2, 3, 2**60), "no cut points"),
    ],
)
def test_cut_points_that_no_fit_could_give_are_refused(cuts, wrong):
    """With their place."""
    with pytest.raises(ScaleError, match=wrong):
        Scale((R,), {"r": cuts}, {"r": (1, 1, 1, 1, 1)})


def test_money_without_a_currency_is_refused():
    """Cents of what?"""
    with pytest.raises(ScaleError, match="currency"):
        fitted(M, currency=None, m=[1, 2, 3])
    with pytest.raises(ScaleError, match="'EURO'"):
        fitted(M, currency="EURO", m=[1, 2, 3])


def spoilt(rfm, **changes):
    """Write a scale with some of its facts changed."""
    return json.dumps({**json.loads(rfm.to_json()), **changes})


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "5", '"r"', "[" * 100_000, "{}", b"\xff", None, '{"format": 1}']
)
def test_what_is_no_json_of_a_scale_is_refused(text):
    """By one error of the library."""
    with pytest.raises(FormatError, match="no JSON of a scale"):
        Scale.from_json(text)


def test_json_of_another_version_is_refused(rfm):
    """The version that is read is named."""
    with pytest.raises(FormatError, match=r"version 2 .*version 1"):
        Scale.from_json(spoilt(rfm, version=2))
    with pytest.raises(FormatError, match="clm ledger"):
        Scale.from_json(spoilt(rfm, format="clm ledger"))


@pytest.mark.parametrize(
    "changes",
    [
        {"cuts": None},
        {"cuts": [1]},
        {"cuts": {}},
        {"cuts": {"r": "abcd", "f": [1, 1, 1, 1], "m": [1, 1, 1, 1]}},
        {"cuts": {"r": [1, 2, 3, 4], "f": [1, 1, 1, 1], "m": [1, 1, 1, 1], "q": [1]}},
        {"cuts": {"r": 1, "f": 1, "m": 1}},
        {"people": None},
        {"people": {}},
        {"people": {"r": [1], "f": [1], "m": [1]}},
        {"people": {name: [-1, 1, 1, 1, 1] for name in "rfm"}},
        {"people": {name: ["1", 1, 1, 1, 1] for name in "rfm"}},
        {"currency": 5},
        {"currency": None},
        {"currency": ["EUR"]},
        {"scores": None},
        {"scores": [None]},
        {"scores": [{"name": "r"}]},
        {"gaps": -1},
        {"gaps": "many"},
    ],
)
def test_garbled_facts_are_refused(rfm, changes):
    """Whatever is garbled, nothing half-read comes out."""
    with pytest.raises(FormatError):
        Scale.from_json(spoilt(rfm, **changes))


@pytest.mark.parametrize(
    "change",
    [
        {"bins": "5"},
        {"bins": 5.0},
        {"bins": 1},
        {"bins": 1000},
        {"best": "middle"},
        {"name": ["r"]},
        {"name": "s"},
        {"fixed": 5},
        {"unheard": 1},
        {"population": "repeaters", "fixed": [1, 2, 3, 4]},
        {"population": "some"},
        {"population": None},
        {"quantiles_of": "gaps", "best": "high"},
        {"quantiles_of": ["gaps"]},
    ],
)
def test_garbled_definitions_are_refused(rfm, change):
    """One field of every score at a time."""
    scores = [{**each, **change} for each in json.loads(rfm.to_json())["scores"]]
    with pytest.raises(FormatError):
        Scale.from_json(spoilt(rfm, scores=scores))


@pytest.fixture
def ways():
    """Cut among repeaters, by gaps, and by hand."""
    scores = (
        Score("r", of="recency", best="low", least=0, unit="days", quantiles_of="gaps"),
        Score("f", of="orders", bins=3, least=1, unit="count", population="repeaters"),
        Score("g", of="orders", bins=3, fixed=(1, 3), least=1, unit="count"),
    )
    values = {"r": np.array([0, 7, 99]), "f": np.array([1, 2, 9]), "g": np.array([1, 2, 9])}
    return Scale.fit(scores, values, gaps=np.array([5, 5, 10, 40]))


def test_a_scale_remembers_how_it_was_cut(ways):
    """In JSON, pickles and fingerprints."""
    assert ways.cuts == {"r": (5, 10, 40, 40), "f": (1, 2), "g": (1, 3)}
    assert ways.gaps == 4
    for twin in (pickle.loads(pickle.dumps(ways)), Scale.from_json(ways.to_json())):
        assert twin == ways
        assert [each.options for each in twin.scores] == [("gaps",), ("repeaters",), ()]
        assert twin.fingerprint == ways.fingerprint
    usual = [Score(each.name, each.of, each.bins, each.best) for each in ways.scores[:2]]
    parts = {name: ways.cuts[name] for name in "rf"}, {name: ways.people[name] for name in "rf"}
    assert Scale(usual, *parts).fingerprint != Scale(ways.scores[:2], *parts).fingerprint


def test_few_repeaters_and_few_gaps_are_noted(ways):
    """Whatever the number of people."""
    assert ways.notes[:2] == (
        "r fitted on 4 gaps, fewer than 500",
        "f fitted on 2 repeaters, fewer than 500",
    )


def test_the_usual_way_of_cutting_goes_without_saying(rfm):
    """Scales of before are written, read and named as before."""
    facts = json.loads(rfm.to_json())
    assert set(facts) == {"format", "version", "currency", "scores", "cuts", "people"}
    names = {"name", "of", "bins", "best", "fixed", "least", "unit"}
    assert all(set(each) == names for each in facts["scores"])
    said = [[["r", "recency", 5, "low"]], {"r": [0, 3, 9, 40]}, None]
    alone = fitted(R, r=[0, 3, 9, 40, 200])
    assert alone.fingerprint == sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def test_gaps_are_needed_where_somebody_is_scored_by_them():
    """The error says what else could be done."""
    score = Score("r", of="recency", best="low", least=0, unit="days", quantiles_of="gaps")
    assert Scale.fit([score], {"r": np.array([], int)}).cuts["r"] == ()
    with pytest.raises(
        ScaleError, match=r"scores\.r\.cuts: nobody ordered on two days.*cut points"
    ):
        Scale.fit([score], {"r": np.array([1])}, gaps=np.array([], int))


def test_a_scale_by_hand_scores_at_once():
    """It knows nobody, and is as good after JSON and pickle."""
    scale = Scale.fixed({"r": [12, 33, 71, 180], "m": [2000, 5000]}, currency="EUR")
    assert scale.score("r", np.array([12, 13, 181])).tolist() == [5, 4, 1]
    assert scale.score("m", np.array([-5, 2001, 5001])).tolist() == [1, 2, 3]
    assert (scale.population, scale.dead, scale.notes) == ({"r": 0, "m": 0}, {}, ())
    assert pickle.loads(pickle.dumps(scale)) == scale == Scale.from_json(scale.to_json())
    with pytest.raises(ScaleError, match="did you mean 'f'"):
        Scale.fixed({"ff": [1, 2]})


def test_a_scale_by_hand_does_not_share_the_callers_memory():
    """Later changes of the list do not reach it."""
    cuts = np.array([1, 2, 3])
    scale = Scale.fixed({"f": cuts})
    cuts[:] = 9
    assert scale.cuts["f"] == (1, 2, 3)


@given(st.data())
def test_a_bent_text_is_read_whole_or_refused(data):
    """Cut off anywhere, or with a letter changed."""
    text = fitted(R, F, r=[0, 3, 9], f=[1, 1, 2]).to_json()
    at = data.draw(st.integers(0, len(text) - 1))
    bent = data.draw(
        st.sampled_from([text[:at], text[:at] + data.draw(st.characters()) + text[at + 1 :]])
    )
    try:
        read = Scale.from_json(bent)
    except FormatError:
        return
    assert Scale.from_json(read.to_json()) == read
    assert read.table()
