"""What is drawn is valid, comes to every corner, and shrinks to plain things."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import KEYS, drawn, examples, template
from clm.testing import NOBODY, cases, histories, ledgers, scales, stories

EXTRA = template(
    ("happy", "nps >= 2 and s == 1"),
    head='[extra]\nnps = { min = -3, max = 3 }\n[scores]\ns = { of = "nps", bins = 2 }',
)


def test_histories_are_of_one_customer():
    @examples(50)
    @given(histories(customer=7, day=date(2024, 1, 31)))
    def check(events):
        assert {each.customer for each in events} <= {7}
        assert all(each.day <= date(2024, 1, 31) for each in events)

    check()


CORNERS = {
    "an empty shop": lambda told: not told.events,
    "a visitor only": lambda told: {each.kind for each in told.events} == {"visit"},
    "a refund that names an order": lambda told: any(
        each.kind == "refund" and each.order for each in told.events
    ),
    "an order line below zero": lambda told: any(
        each.kind == "order" and each.amount.minor < 0 for each in told.events
    ),
    "two events at one instant": lambda told: (
        max(Counter(each.when for each in told.events).values(), default=0) > 1
    ),
    "lines of an order on two days": lambda told: any(
        one.order and one.order == other.order and one.when.date() != other.when.date()
        for one in told.events
        for other in told.events
        if one.kind == other.kind == "order"
    ),
    "a row of nobody": lambda told: any(each.customer == NOBODY for each in told.events),
    "an order without an id": lambda told: any(
        each.kind == "order" and each.order is None for each in told.events
    ),
    "another time zone": lambda told: told.timezone == "Pacific/Auckland" and told.events,
    "ids that are numbers": lambda told: any(isinstance(each, int) for each in told.customers),
    "refunds that are matched": lambda told: told.match_refunds and told.events,
    "three customers": lambda told: len(told.customers) == 3,
}


@pytest.fixture(scope="module")
def told():
    return drawn(stories(clm.templates["five-stage"]), 300)


@pytest.mark.parametrize("corner", CORNERS)
def test_every_corner_is_drawn(told, corner):
    assert any(CORNERS[corner](each) for each in told)


@examples(40)
@given(st.data(), st.sampled_from(KEYS))
def test_every_drawn_ledger_can_be_used(data, key):
    ledger = data.draw(ledgers(clm.templates[key]))
    assert clm.snapshot(ledger, key, as_of="2024-05-01").counts()


def test_a_ledger_is_in_the_currency_of_the_template():
    of = template(("rich", "monetary > 5"), head='currency = "BHD"')
    assert {ledger.currency for ledger in drawn(ledgers(of), 5)} == {"BHD"}


@pytest.mark.parametrize("key", ["five-stage", "growth-accounting"])
def test_every_segment_is_met(key):
    of, met = clm.templates[key], set()
    for case in drawn(cases(of), 200):
        met |= {segment for segment, number in case.snapshot(of).counts().items() if number}
    assert met >= {each.key for each in of.segments}


@examples(50)
@given(scales(clm.templates["exponea-14"].scores.values()))
def test_scales_fit_the_scores_they_are_drawn_for(scale):
    fitted = clm.templates["exponea-14"].with_scale(scale)
    assert fitted.scale is scale
    assert all(cuts == tuple(sorted(cuts)) and cuts for cuts in scale.cuts.values())
    assert scale.cuts["f"][0] >= 1
    assert scale.currency == "EUR"


@examples(50)
@given(cases(EXTRA))
def test_extra_columns_are_drawn_in_their_range(case):
    assert all(-3 <= value <= 3 for value in case.extra["nps"].values())
    assert {*case.extra["nps"]} <= {*case.story.customers}
    snap = case.snapshot(EXTRA)
    assert len(snap) == sum(snap.counts().values())


@pytest.mark.parametrize("strategy", [cases, ledgers, stories, histories])
def test_a_key_names_a_template_and_what_is_none_is_refused_at_once(strategy):
    assert drawn(strategy("five-stage"), 1)
    with pytest.raises(clm.errors.TemplateError, match="5 is no template"):
        strategy(5)
    with pytest.raises(clm.errors.UnknownNameError, match="did you mean 'five-stage'"):
        strategy("five-stages")


def test_scores_may_come_by_name():
    of = clm.templates["rfm-11"].scores
    assert {*drawn(scales(of), 1)[0].cuts} == {"r", "f", "m"}


def test_a_fitted_template_brings_its_scale_and_currency():
    cuts = {"r": [1, 2, 3, 4], "f": [1, 2, 3, 4], "m": [1, 2, 3, 4]}
    scale = clm.Scale.fixed(cuts, currency="JPY")
    some = drawn(cases(clm.templates["rfm-11"].with_scale(scale)), 10)
    assert all(case.scale is scale and case.story.currency == "JPY" for case in some)
