"""Laws that authors break: each breaks in `test_check`; here is what they say nothing of."""

import pytest

import clm
from asking import template
from clm.errors import LawBrokenError
from clm.testing.judgement import directions, no_claims, no_score_of_either, nobody_apart

WRONG = {
    "r": "{ of = 'recency', bins = 5 }",
    "l": "{ of = \"last('order', days=90)\", bins = 5, best = 'high' }",
    "f": "{ of = 'orders', bins = 5, best = 'low' }",
    "m": "{ of = 'monetary', bins = 5, best = 'low' }",
}
UNJUDGED = {
    "c": "{ of = \"last('cancel')\", bins = 5 }",
    "n": "{ of = \"count('complaint')\", bins = 5, best = 'low' }",
    "t": "{ of = 'tenure', bins = 5 }",
}


def scored(name, text):
    return template(("any", "orders >= 0"), head=f"[scores]\n{name} = {text}")


@pytest.mark.parametrize("name", WRONG)
def test_a_score_that_points_the_wrong_way_is_told(name):
    of = scored(name, WRONG[name])
    assert no_score_of_either(of) == ""
    with pytest.raises(LawBrokenError, match=f"{name} = .* values are better there"):
        directions(of)


@pytest.mark.parametrize("name", UNJUDGED)
def test_what_is_better_is_for_the_author_to_say_elsewhere(name):
    of = scored(name, UNJUDGED[name])
    assert no_score_of_either(of)
    directions(of)


def test_without_claims_there_is_nothing_to_ask():
    assert no_claims(template(("any", "orders >= 0"))) == "no claims"
    assert no_claims(clm.templates["rfm-11"]) == ""


def test_given_cut_points_count_nobody():
    cuts = {"r": [1, 2, 3, 4], "f": [1, 2, 3, 4], "m": [1, 2, 3, 4]}
    scale = clm.Scale.fixed(cuts, currency="EUR")
    nobody_apart(clm.templates["rfm-11"].with_scale(scale))
