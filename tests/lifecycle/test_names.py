"""Names mean one thing each; scores, codes and extra columns are what they say."""

import pytest

from clm.errors import ClmError
from clm.lifecycle import names
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

NPS = {"nps": Extra(min=-100, max=100)}


def wheres(faults):
    return [fault.where for fault in faults]


@pytest.mark.parametrize("key", ["lost", "at_risk", "q4"])
def test_lower_case_identifiers_are_keys(key):
    assert not list(names.identifier_faults(key, "key"))


@pytest.mark.parametrize("text", ["", "Grüße", "\U0001f642", "a\nb"])
def test_whole_characters_make_a_text(text):
    assert not list(names.text_faults(text, "title"))


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", None, 3, b"a", ["a"]])
def test_half_characters_and_other_values_make_none(text):
    assert wheres(names.text_faults(text, "title")) == ["title"]


@pytest.mark.parametrize("key", ["", "At_risk", "at-risk", "4q", "_a", "a b", "é", "a\n"])
def test_other_texts_are_no_keys(key):
    assert wheres(names.identifier_faults(key, "key")) == ["key"]


@pytest.mark.parametrize("value", [True, 1.0, "1", None, 10**15, -(10**15)])
def test_only_whole_numbers_of_fifteen_digits_are_numbers(value):
    assert wheres(names.whole_faults(value, "here")) == ["here"]


def test_a_list_says_everything_once():
    assert wheres(names.twice_faults(["a", "b", "a", " "], "next")) == ["next[2]", "next[3]"]


@pytest.mark.parametrize("name", ["orders", "count", "and", "None", "segment", "unlimited"])
def test_features_and_reserved_words_are_no_names(name):
    assert "scores." + name in wheres(names.name_faults(scores=[name]))


def test_a_name_stands_in_one_table_only():
    faults = list(names.name_faults(scores=["r"], codes=["rfm"], extra=["r"], parameters=["rfm"]))
    assert wheres(faults) == ["extra.r", "parameters.rfm"]
    assert faults[0].what == "'r' is in [scores] already"


def test_parameters_are_whole_or_unlimited():
    faults = names.parameter_faults({"a": 1, "b": None, "c": -3, "d": 1.5, "e": True})
    assert wheres(faults) == ["parameters.d", "parameters.e"]


def test_an_extra_column_has_a_range():
    assert not list(names.extra_faults(NPS))
    assert wheres(names.extra_faults({"nps": Extra(min=5, max=1)})) == ["extra.nps.min"]


@pytest.mark.parametrize(
    ("of", "canonical", "least", "unit"),
    [
        ("recency", "recency", 0, "days"),
        ("last('order')", "recency", 0, "days"),
        (" count( 'visit',days = 30 )", "count('visit', days=30)", 1, "count"),
        ("monetary", "monetary", None, "money"),
        ("nps", "nps", -100, "number"),
    ],
)
def test_a_score_knows_its_feature(of, canonical, least, unit):
    score = names.defined(Score("s", of=of), NPS)
    assert (score.of, score.least, score.unit) == (canonical, least, unit)


def test_a_score_of_nothing_is_refused():
    with pytest.raises(ClmError):
        names.defined(Score("s", of="recensy"), {})


def test_the_nearest_feature_or_extra_column_is_offered():
    faults = [*names.feature_faults(Score("s", of="np"), NPS)]
    assert wheres(faults) == ["scores.s.of"]
    assert "'nps'" in faults[0].mend


def test_kinds_of_event_have_no_score():
    score = Score("s", of="latest('subscribe', 'cancel')")
    assert wheres(names.feature_faults(score, {})) == ["scores.s.of"]


@pytest.mark.parametrize(
    ("bins", "cuts", "path"),
    [
        (1, None, "bins"),
        (101, None, "bins"),
        (5, (1, 2), "bins"),
        (1, (), "cuts"),
        (3, (2, 2), "cuts[1]"),
        (3, (3, 2), "cuts[1]"),
        (3, (0, 2), "cuts[0]"),
        (2, (10**15,), "cuts[0]"),
    ],
)
def test_cut_points_ascend_from_the_least_value(bins, cuts, path):
    score = names.defined(Score("f", of="orders", bins=bins, fixed=cuts), {})
    assert f"scores.f.{path}" in wheres(names.cut_faults(score))


def test_fixed_cuts_make_one_bin_more():
    score = names.defined(Score("f", of="orders", bins=5, fixed=(1, 2, 3, 5)), {})
    assert not list(names.cut_faults(score))


REPEATERS = {"population": "repeaters"}
GAPS = {"quantiles_of": "gaps", "best": "low"}


@pytest.mark.parametrize(
    ("of", "options"),
    [
        ("orders", REPEATERS),
        ("orders(days=365, ago=30)", REPEATERS | {"bins": 2}),
        ("count('order', channel='email')", REPEATERS),
        ("recency", GAPS),
        ("last('order')", GAPS),
        ("nps", {}),
    ],
)
def test_ways_of_cutting_that_suit_the_feature(of, options):
    score = names.defined(Score("s", of=of, **options), NPS)
    assert not list(names.option_faults(score, NPS))


@pytest.mark.parametrize(
    ("of", "options", "paths"),
    [
        ("recency", REPEATERS, ["population"]),
        ("monetary", REPEATERS, ["population"]),
        ("order_days", REPEATERS, ["population"]),
        ("count('visit')", REPEATERS, ["population"]),
        ("nps", REPEATERS, ["population"]),
        ("orders", REPEATERS | {"best": "low"}, ["best"]),
        ("orders", REPEATERS | {"bins": 3, "fixed": (1, 2)}, ["population"]),
        ("orders", REPEATERS | {"best": "low", "fixed": (1, 2, 3, 4)}, ["best", "population"]),
        ("orders", {"population": "some"}, ["population"]),
        ("orders", {"population": "regulars"}, ["population"]),
        ("tenure", GAPS, ["cuts"]),
        ("last('order', ago=2)", GAPS, ["cuts"]),
        ("last('visit')", GAPS, ["cuts"]),
        ("nps", GAPS, ["cuts"]),
        ("recency", GAPS | {"best": "high"}, ["best"]),
        ("recency", GAPS | {"bins": 4}, ["bins"]),
        ("recency", GAPS | {"fixed": (1, 2, 3, 4)}, ["cuts"]),
        ("recency", GAPS | {"best": "high", "bins": 9}, ["best", "bins"]),
        ("recency", GAPS | REPEATERS, ["population", "cuts"]),
        ("recency", {"quantiles_of": "gap"}, ["cuts"]),
    ],
)
def test_ways_of_cutting_that_do_not_suit_are_told_by_their_keys(of, options, paths):
    score = names.defined(Score("s", of=of, **options), NPS)
    assert wheres(names.option_faults(score, NPS)) == [f"scores.s.{path}" for path in paths]


def test_a_feature_at_fault_is_not_told_twice():
    score = Score("s", of="ordres", population="repeaters")
    assert not list(names.option_faults(score, NPS))


def test_a_code_joins_known_scores_of_one_digit():
    scores = {"r": Score("r", of="recency"), "wide": Score("wide", of="orders", bins=10)}
    codes = {"a": ("r", "f"), "b": ("r", "wide"), "c": (), "d": ("r", "r")}
    assert wheres(names.code_faults(codes, scores)) == [
        "codes.a[1]",
        "codes.b[1]",
        "codes.c",
        "codes.d[1]",
    ]
