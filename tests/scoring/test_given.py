"""Cut points by hand are read, or refused with all that is wrong."""

from decimal import Decimal
from itertools import count

import numpy as np
import pytest
from hypothesis import given as ask
from hypothesis import strategies as st

import clm
from clm.errors import ScaleError
from clm.scoring.given import USUAL, given
from clm.scoring.score import Score

RFM = clm.templates["rfm-11"].scores
CLM = clm.templates["clm-14"].scores


def wrong(cuts, currency=None, scores=None):
    """Give where each fault stands."""
    with pytest.raises(ScaleError) as caught:
        given(cuts, currency, scores)
    return [fault.where for fault in caught.value.faults]


def test_the_usual_scores_are_those_of_the_built_in_templates():
    """By feature, end, least value and unit."""
    for template in ("rfm-11", "exponea-14", "exponea-14b"):
        for name, score in clm.templates[template].scores.items():
            assert USUAL[name] == score
            assert (USUAL[name].least, USUAL[name].unit) == (score.least, score.unit)


@ask(
    st.lists(st.integers(0, 2**40), min_size=1, max_size=20, unique=True),
    st.sampled_from([list, tuple, np.array, iter]),
)
def test_any_ascending_whole_numbers_are_cut_points(cuts, kind):
    """In whatever holds them; there is one bin more than cut points."""
    cuts = sorted(cuts)
    ((score,), currency) = given({"r": kind(cuts)}, None, None)
    assert (score.fixed, score.bins, score.best) == (tuple(cuts), len(cuts) + 1, "low")
    assert all(type(cut) is int for cut in score.fixed)
    assert currency is None


def test_money_is_minor_units_or_says_its_currency():
    """Both ways give the same cut points."""
    ((plain,), currency) = given({"m": [1999, 5000]}, "EUR", None)
    spoken = given({"m": [clm.Money("19.99", "EUR"), clm.Money(50, "EUR")]}, None, None)
    assert plain.fixed == (1999, 5000)
    assert spoken == ((plain,), currency) == ((plain,), "EUR")


def test_a_currency_without_money_is_dropped():
    """As in a scale that was fitted."""
    assert given({"r": [1]}, "EUR", None)[1] is None


def test_a_templates_fixed_cut_points_need_not_be_repeated():
    """They are taken along, and others in their place are refused."""
    rest = {"r": [30, 60, 90, 180], "m": [1, 2, 3, 4]}
    made, _ = given(rest, "EUR", CLM)
    again, _ = given({**rest, "f": [1, 2, 3, 5]}, "EUR", CLM)
    assert {each.name: each.fixed for each in made}["f"] == (1, 2, 3, 5)
    assert set(made) == set(again)
    assert wrong({**rest, "f": [1, 2, 3, 4]}, "EUR", CLM) == ["cuts['f']"]


@pytest.mark.parametrize(
    ("cuts", "where"),
    [
        ({"r": [3, 2]}, ["cuts['r'][1]"]),
        ({"r": [3, 3, 1]}, ["cuts['r'][1]", "cuts['r'][2]"]),
        ({"r": [-1]}, ["cuts['r'][0]"]),
        ({"f": [0, 1.5, 0]}, ["cuts['f'][1]", "cuts['f'][0]", "cuts['f'][2]"]),
        ({"f": [True]}, ["cuts['f'][0]"]),
        ({"f": [None, "1", Decimal(1), np.float64(2)]}, [f"cuts['f'][{at}]" for at in range(4)]),
        ({"f": []}, ["cuts['f']"]),
        ({"f": "123"}, ["cuts['f']"]),
        ({"f": 3}, ["cuts['f']"]),
        ({"f": {1: 2}}, ["cuts['f']"]),
        ({"f": range(1, 256)}, ["cuts['f']"]),
        ({"f": [2**60, 10**5000]}, ["cuts['f'][0]", "cuts['f'][1]"]),
        ({"f": {1, 2}}, ["cuts['f']"]),
        ({"f": count(1)}, ["cuts['f']"]),
        ({"r": np.array([[1, 2], [3, 4]])}, ["cuts['r'][0]", "cuts['r'][1]"]),
        ({"r": np.array([1], "m8[D]")}, ["cuts['r'][0]"]),
        ({"m": [1]}, ["scale.currency"]),
        ({"f": [clm.Money(1, "EUR")]}, ["cuts['f'][0]"]),
        ({"m": [clm.Money(1, "EUR"), clm.Money(2, "USD")]}, ["cuts['m'][1]"]),
        ({}, ["cuts"]),
        ([1, 2], ["cuts"]),
        (None, ["cuts"]),
        ({"rr": [1], 5: [2]}, ["cuts['rr']", "cuts[5]"]),
    ],
)
def test_each_fault_is_told_where_it_stands(cuts, where):
    """And nothing else is."""
    assert wrong(cuts) == where


def test_all_faults_come_at_once():
    """Of every score, with the nearest name of what is none."""
    with pytest.raises(ScaleError) as caught:
        given({"r": [9, 3], "ff": [1], "f": [0], "m": ["9.99"]}, None, None)
    text = str(caught.value)
    assert text.startswith("5 faults")
    for part in (
        "did you mean 'f'?",
        "3 does not ascend",
        "start at 1",
        "Money('9.99'",
        "currency",
    ):
        assert part in text


@pytest.mark.parametrize("currency", ["EURO", "eur", 5, ["EUR"], ""])
def test_an_unknown_currency_is_refused(currency):
    """With the nearest names."""
    assert wrong({"m": [1]}, currency) == ["scale.currency"]


@pytest.mark.parametrize("scores", [5, "rfm", [Score("r", of="recency")], {"r": "recency"}])
def test_what_is_no_mapping_of_scores_is_refused(scores):
    """An example shows what would be right."""
    assert wrong({"r": [1]}, scores=scores) == ["scores"]


@pytest.mark.parametrize("options", [{"bins": 1}, {"population": "all"}, {"best": "top"}])
def test_definitions_that_are_none_are_refused(options):
    """Before anything is reckoned with them."""
    assert wrong({"r": [1]}, scores={"r": Score("r", of="recency", **options)}) == [
        "scale.scores[0]"
    ]


def test_as_many_cut_points_as_a_template_has_are_wanted():
    """Five bins have four cut points."""
    assert wrong({"r": [1, 2, 3]}, scores=RFM) == ["cuts['r']"]
    assert given({"r": [1, 2, 3, 4]}, None, RFM)[0][0].fixed == (1, 2, 3, 4)


def test_cut_points_among_repeaters_start_at_one_order():
    """So that the score 1 goes on meaning one order."""
    scores = {"f": Score("f", of="orders", least=1, unit="count", population="repeaters")}
    assert wrong({"f": [2, 3, 4, 5]}, scores=scores) == ["cuts['f']"]
    ((score,), _) = given({"f": [1, 3, 4, 5]}, None, scores)
    assert score.serves(scores["f"])
