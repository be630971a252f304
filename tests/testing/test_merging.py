"""The laws of merging are tried on cases in which somebody is merged."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import KEYS, examples
from clm.errors import LawBrokenError
from clm.model.event import Event
from clm.model.money import Money
from clm.testing import Case, Story, cases, merging
from clm.testing.merging import merged_later, merges_foreseen

LAWS = (merging.merged_customers, merged_later, merges_foreseen)
DAY = date(2024, 5, 1)


def ordered(customer):
    """Tell of an order."""
    amount = Money("10", "EUR")
    return Event(kind="order", customer=customer, when=DAY, amount=amount, order=f"{customer}/1")


@pytest.mark.parametrize("law", LAWS)
@examples(8)
@given(st.data(), st.sampled_from(KEYS), st.randoms(use_true_random=False))
def test_built_in_templates_keep_them(law, data, key, dice):
    """Whatever their customers do."""
    law(clm.templates[key], data.draw(cases(key)), dice)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("people", [(), ("ann",), (7, 8, 9)])
def test_they_hold_where_there_is_hardly_anybody(law, people):
    """Nobody to merge, or nobody to merge with."""
    case = Case(story=Story(events=map(ordered, people)), day=DAY)
    for seed in range(5):
        law(clm.templates["rfm-11"], case, Random(seed))


@pytest.mark.parametrize("law", [merged_later, merges_foreseen])
def test_who_is_merged_is_drawn(law, monkeypatch):
    """Where a merge changes nothing, the law is broken."""
    monkeypatch.setattr(clm.Ledger, "merge_customers", lambda self, _: self)
    case = Case(story=Story(events=map(ordered, ("ann", "bob"))), day=DAY)
    with pytest.raises(LawBrokenError):
        law(clm.templates["five-stage"], case, Random(1))


def test_extra_columns_are_merged_like_the_rest():
    """The value of who stays goes before."""
    text = """
schema = 1
key = "mood"
[extra]
nps = { min = -100, max = 100 }
[[stage]]
key = "glad"
when = "nps >= 50"
[[stage]]
key = "other"
when = "not nps >= 50"
"""
    template = clm.Template.from_toml(text)
    story = Story(events=map(ordered, ("ann", "bob", "cy")))
    for extra in ({"ann": 60, "bob": -5}, {"ann": 60}, {"cy": 90}, {}):
        case = Case(story=story, day=DAY, extra={"nps": extra})
        for seed in range(8):
            merged_later(template, case, Random(seed))
            merges_foreseen(template, case, Random(seed))
