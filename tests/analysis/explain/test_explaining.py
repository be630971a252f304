"""All of it together: of nasty shops, of nobody's scale, of silence, of real customers."""

import json
from datetime import timedelta

import pytest

import clm
from asking import THOROUGH, shop, template
from carrying import known, places, random_snapshot, with_orders
from clm.analysis.explain.explaining import explain
from real_shops import cdnow, online_retail, told


@pytest.mark.parametrize("seed", range(120 * THOROUGH))
def test_everybody_can_be_explained(seed):
    """The segment is that of the snapshot, and all of it can be shown and written."""
    snap = random_snapshot(seed)
    for who in snap or ():
        hers = snap.explain(who)
        assert (hers.segment, hers.stage) == (snap[who].key, snap[who].stage)
        assert len(repr(hers).splitlines()) <= 30
        assert json.dumps(hers.to_dict())
        assert hers._repr_html_()


def test_a_scale_fitted_on_nobody_reaches_no_score():
    """Every order would need one, so nothing can be said of orders, and a note says so."""
    ledger = shop().with_events("visit", customer=["ann"], when=["2024-01-01"])
    hers = clm.snapshot(ledger, "exponea-14", as_of="2024-01-05").explain("ann")
    assert hers.segment == "engaged_visitor"
    assert not any(each.reachable for each in hers.better)
    assert hers.notes == ("no score r or f or m can be reached: the scale was fitted on nobody",)
    assert hers["r"].value is None
    assert "note: no score r or f or m" in repr(hers)


def test_a_visitor_is_told_what_would_make_her_a_customer():
    ledger = shop(("bob", "2024-01-01", 10)).with_events(
        "visit", customer=["ann"], when=["2024-01-01"]
    )
    hers = clm.snapshot(ledger, "five-stage", as_of="2024-01-05").explain("ann")
    assert hers.least("new_customer").said(hers.as_of) == "one order of 0.00 on any day"
    assert hers.least("retained").orders == 2
    assert not hers.least("advocate").reachable


def test_in_silence_she_is_told_of_what_was_known():
    """An order that came since is not seen, and looking ahead begins on the day told of."""
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-20", 10))
    features = clm.Features.of(ledger, as_of="2024-03-01", known_on="2024-01-15")
    fitted = clm.templates["five-stage"].fit(features)
    hers = explain(features, fitted, {}, "ann")
    assert (hers.segment, str(hers.since.day), hers.since.causes) == (
        "one_time",
        "2024-02-01",
        ("ageing",),
    )
    assert str(hers.next[0].day) == "2024-06-30"


def test_columns_of_the_caller_are_hers():
    head = "[extra]\nnps = { min = 0, max = 10 }\n"
    made = template(("fan", "nps >= 9 and orders >= 2"), ("calm", "nps < 9"), head=head)
    ledger = shop(("ann", "2024-01-01", 10), ("bob", "2024-01-01", 10))
    extra = {"nps": {"ann": 9, "bob": 3}}
    snap = clm.snapshot(ledger, made, as_of="2024-01-05", extra=extra)
    ann, bob = snap.explain("ann"), snap.explain("bob")
    assert (ann["nps"].value, bob["nps"].value) == (9, 3)
    assert ann.segment == "rest"
    assert ann.least("fan").orders == 1
    assert bob.segment == "calm"
    assert ann.verdicts[0].why == "orders is 1, not >= 2"


SHOPS = {
    "cdnow": (lambda: told(cdnow, "USD")[1], "1998-03-31"),
    "online retail": (lambda: told(online_retail, "GBP", "Europe/London")[1], "2011-08-31"),
    "matched": (lambda: told(online_retail, "GBP", "Europe/London", "exact")[1], "2011-08-31"),
    "simulated": (clm.demo.simulate, "2025-06-30"),
}


@pytest.mark.parametrize("name", SHOPS)
@pytest.mark.parametrize("key", ["exponea-14", "clm-14", "five-stage", "growth-accounting"])
def test_customers_of_whole_shops_are_explained_as_they_are(name, key):
    """Some of every segment: the day before the stay, the next move, the least change placed."""
    make, day = SHOPS[name]
    ledger = make()
    snap = clm.snapshot(ledger, key, as_of=day)
    for segment in snap.template.segments:
        for who in snap.customers(segment.key)[3:5]:
            hers, own = snap.explain(who), ledger.only([who])
            assert hers.segment == segment.key
            assert places(own, snap, hers.since.day)[who] == segment.key
            before = places(own, snap, hers.since.day - timedelta(days=1)).get(who)
            assert before == hers.since.before != segment.key
            for move in hers.next[:1]:
                assert places(own, snap, move.day, snap.as_of)[who] == move.segment
            for least in (each for each in hers.better if each.reachable):
                past = known(own, snap.as_of)
                placed = with_orders(past, [who], least.orders, least.amount, least.last)
                assert places(placed, snap, least.last)[who] == least.segment
