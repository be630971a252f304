"""A case is what a law is tried on."""

from datetime import date

import clm
from asking import shop, template
from clm.testing import Case, Story

MAY = date(2024, 5, 1)
NPS = template(("happy", "nps >= 9"), head="[extra]\nnps = { min = 0, max = 10 }")


def told(*customers):
    return Story(events=[clm.Event(kind="visit", customer=each, when=MAY) for each in customers])


def test_a_snapshot_of_a_case_is_the_snapshot_of_its_ledger():
    case = Case(story=told("ann", "bob"), day=MAY)
    expected = clm.snapshot(case.story.ledger(), "five-stage", as_of=MAY)
    assert case.snapshot(clm.templates["five-stage"]) == expected
    assert case.on(date(2024, 4, 30)).snapshot(clm.templates["five-stage"]).counts()["lead"] == 0


def test_values_of_strangers_are_left_out():
    case = Case(story=told("ann"), day=MAY, extra={"nps": {"ann": 9, "bob": 9}})
    assert case.snapshot(NPS).counts() == {"happy": 1, "rest": 0}
    assert case.told(told("bob", "cleo")).snapshot(NPS).counts() == {"happy": 1, "rest": 1}


def test_a_scale_of_its_own_is_used():
    rfm = clm.templates["rfm-11"]
    scale = clm.snapshot(shop(("x", "2024-01-01", 1)), rfm, as_of=MAY).scale
    order = clm.Event(kind="order", customer="ann", when=MAY, amount=clm.Money(20, "EUR"))
    case = Case(story=Story(events=[order]), day=MAY, scale=scale)
    assert case.snapshot(rfm).scale == scale
    assert Case(story=case.story, day=MAY).snapshot(rfm).scale != scale
    assert repr(case) == (
        "<Case 2024-05-01 · <Story 1 event · EUR · UTC · ann order 2024-05-01 20.00 EUR>"
        " · r ≤ 121 121 121 121, f ≤ 1 1 1 1, m ≤ 100 100 100 100>"
    )
