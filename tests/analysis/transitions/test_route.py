"""The way between two snapshots is that of the rules, told one cause after the other."""

from random import Random

import pytest

import clm
from asking import KEYS, by_customer, shop, template
from causes_oracle import CAUSES, pair, scale_of, segments, stands, where
from clm.analysis.transitions.people import People
from clm.analysis.transitions.route import CAUSES as TOLD
from clm.analysis.transitions.route import Route
from nasty import moved


def test_causes_are_told_in_this_order():
    """Ageing before behaviour, and both before new cut points."""
    assert TOLD == CAUSES


@pytest.mark.parametrize("seed", range(120))
def test_everybody_stands_after_each_cause_where_the_rules_say(seed):
    """Late data, ageing, behaviour and refit of shops in which everything goes wrong."""
    dice = Random(seed)
    first, later, day, next_day = pair(seed, dice)
    key, frozen = dice.choice(KEYS), dice.random() < 0.4
    before = clm.snapshot(first.ledger(), key, as_of=day)
    scale = before.scale if frozen and all(before.scale.cuts.values()) else None
    after = clm.snapshot(later.ledger(), key, as_of=next_day, scale=scale)
    scales = scale_of(before), scale_of(after)
    expected = stands(first.oracle(), later.oracle(), key, (day, next_day), scales)
    causes = clm.transitions(before, after).causes()
    for at, step in enumerate(causes.values()):
        assert (TOLD[at], *where(step)) == (TOLD[at], *expected[at : at + 2])
    assert expected[-1] == segments(after)


def test_other_score_definitions_are_fitted_on_the_later_people():
    """The old template has no cut points in the new scale."""
    fifths = "[scores]\nf = { of = 'orders', bins = 5 }"
    halves = "[scores]\nf = { of = 'orders', bins = 2 }"
    ledger = shop(
        *[(f"c{n}", f"2024-0{1 + at}-01", 9) for n in range(9) for at in range(n + 1) if at < 6]
    )
    old, new = (template(("often", "f == 2"), head=head) for head in (fifths, halves))
    before = clm.snapshot(ledger, old, as_of="2024-03-01")
    after = clm.snapshot(ledger, new, as_of="2024-06-01")
    refit = clm.transitions(before, after).causes()["refit"].after
    alone = clm.snapshot(ledger, old, as_of="2024-06-01")
    assert refit.fitted.scale == alone.scale
    assert where(clm.transitions(before, after).causes()["refit"])[1] == segments(alone)


NPS = "[extra]\nnps = { min = 0, max = 10 }"


def test_what_the_caller_supplies_anew_is_behaviour():
    """The old values hold until then, also for those whom late data renames."""
    rows = [("ann", "2024-01-01", 9), ("bob", "2024-01-02", 9)]
    fans = template(("fan", "nps >= 9"), head=NPS)
    before = clm.snapshot(shop(*rows), fans, as_of="2024-01-31", extra={"nps": {"bob": 10}})
    merged = shop(*rows, aliases={"bob": "ann"})
    after = clm.snapshot(merged, fans, as_of="2024-02-29", extra={"nps": {"ann": 3}})
    causes = clm.transitions(before, after).causes()
    assert where(causes["late_data"]) == [{"ann": "rest", "bob": "fan"}, {"ann": "fan"}]
    assert where(causes["behaviour"]) == [{"ann": "fan"}, {"ann": "rest"}]


def test_a_first_day_without_buyers_is_measured_by_the_second_scale():
    """A scale that was fitted on nobody measures nobody."""
    ledger = shop(("ann", "2024-02-01", 9)).with_events(
        "visit", customer=["ann"], when=["2024-01-01"]
    )
    before, after = (
        clm.snapshot(ledger, "exponea-14", as_of=day) for day in ("2024-01-31", "2024-09-30")
    )
    causes = clm.transitions(before, after).causes()
    assert causes.decided() == dict.fromkeys(CAUSES, 0) | {"behaviour": 1}
    assert causes["refit"].moved == 0


def test_the_ends_are_the_snapshots_themselves():
    """Also where the first one was loaded from a file and has no ledger."""
    ledger = shop(("ann", "2024-01-01", 9), ("bob", "2024-02-01", 9))
    before, after = (
        clm.snapshot(ledger, "five-stage", as_of=day) for day in ("2024-01-31", "2024-02-29")
    )
    route = Route(People.of(before, after), before, after)
    assert where(clm.transitions(before, after)) == [segments(before), segments(after)]
    assert route.first().features is before.features
    assert route.last().features is after.features
    assert by_customer(after, "segment").keys() == {"ann", "bob"}


def returned_late():
    """Tell a shop twice: a visitor's order comes late, and is given back between the days."""
    late = shop(("ann", "2024-01-05", 9, "o1"))
    first, later = (
        each.with_events("visit", customer=["ann"], when=["2024-01-02"]) for each in (shop(), late)
    )
    given = {"customer": ["ann"], "when": ["2024-02-05"], "amount": [9], "refund_of": ["o1"]}
    return first, later.with_events("refund", **given)


@pytest.mark.parametrize("frozen", [False, True])
def test_who_bought_only_between_the_scales_is_measured_too(frozen):
    """Both were fitted on nobody: the order was not known yet, and is given back now."""
    first, later = returned_late()
    before = clm.snapshot(first, "exponea-14", as_of="2024-01-31")
    after = clm.snapshot(later, before.fitted if frozen else "exponea-14", as_of="2024-02-28")
    moved = clm.transitions(before, after)
    assert repr(moved).endswith("0 rose by buying · 0 slipped · 1 other>")
    causes = moved.causes()
    assert where(causes["late_data"]) == [{"ann": "engaged_visitor"}, {"ann": "new_customer"}]
    assert where(causes["behaviour"]) == [{"ann": "new_customer"}, {"ann": "outside"}]
    assert causes["refit"].moved == causes["template"].moved == 0


def test_who_ages_into_a_window_in_which_nobody_was_is_measured_too():
    """And the order is given back before the second day."""
    ledger = shop(("ann", "2024-01-05", 9, "o1")).with_events(
        "refund", customer=["ann"], when=["2024-02-05"], amount=[9], refund_of=["o1"]
    )
    head = "[scores]\nw = { of = 'orders(days=30, ago=30)', bins = 2 }"
    past = template(("once", "w >= 1"), head=head)
    days = ("2024-01-31", "2024-02-20")
    causes = clm.transitions(*(clm.snapshot(ledger, past, as_of=day) for day in days)).causes()
    assert [step.moved for step in causes.values()] == [0, 1, 1, 0, 0]
    assert where(causes["ageing"])[1] == {"ann": "once"}


def test_old_scores_that_cannot_be_fitted_on_the_later_people_keep_their_cuts():
    """They are cut at gaps between orders, and a correction took all of these away."""
    gaps, plain = (
        f"[scores]\nr = {{ of = 'recency', best = 'low', {how} }}"
        for how in ("cuts = 'gaps'", "bins = 5")
    )
    rows = [("ann", "2024-01-01", 9), ("ann", "2024-01-09", 9)]
    old, new = (template(("fresh", "r == 5"), head=head) for head in (gaps, plain))
    before = clm.snapshot(shop(*rows), old, as_of="2024-01-31")
    moved = clm.transitions(before, clm.snapshot(shop(rows[0]), new, as_of="2024-02-20"))
    assert moved.causes()["refit"].after.fitted == before.fitted


def test_what_the_caller_supplies_anew_on_the_same_day_is_behaviour():
    """Also where the later ledger knows more."""
    fans = template(("fan", "nps >= 9"), head=NPS)
    rows = [("ann", "2024-01-01", 9), ("bob", "2024-01-02", 9)]
    before = clm.snapshot(shop(rows[0]), fans, as_of="2024-01-31", extra={"nps": {"ann": 3}})
    after = clm.snapshot(shop(*rows), fans, as_of="2024-01-31", extra={"nps": {"ann": 10}})
    assert clm.transitions(before, after).causes().decided()["behaviour"] == 1


def test_values_outside_the_old_range_are_missing_in_the_old_template():
    """Only the new one can say what they mean."""
    wide = NPS.replace("10", "100")
    old, new = (
        template(("fan", when), head=head)
        for when, head in (("nps >= 9", NPS), ("nps >= 90", wide))
    )
    ledger = shop(("ann", "2024-01-01", 9))
    before = clm.snapshot(ledger, old, as_of="2024-01-31", extra={"nps": {"ann": 9}})
    after = clm.snapshot(ledger, new, as_of="2024-02-20", extra={"nps": {"ann": 95}})
    steps = [step.moved for step in clm.transitions(before, after).causes().values()]
    assert steps == [0, 0, 1, 0, 1]


@pytest.mark.parametrize("seed", range(400, 450))
def test_ageing_is_what_the_horizon_foretold(seed):
    """Known on the first day already, customer by customer."""
    dice = Random(seed)
    for other in range(seed, seed + 10_000, 100):
        _, story, day, next_day = pair(other, dice)
        ledger, key = story.ledger(), dice.choice(KEYS)
        before = clm.snapshot(ledger, key, as_of=day)
        if day < next_day and all(before.scale.cuts.values()):
            break
    assert day < next_day
    ahead = before.horizon(until=min(next_day, moved(day, 5_000)))
    after = clm.snapshot(ledger, before.fitted, as_of=ahead.until)
    foretold = segments(before)
    for who in foretold:
        foretold[who] = next((to for _, to in reversed(ahead.path(who))), foretold[who])
    assert where(clm.transitions(before, after).causes()["ageing"])[1] == foretold
