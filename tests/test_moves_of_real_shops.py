"""Moves, causes and histories of two real shops and of the simulated one are those of the rules."""

from datetime import date
from functools import partial

import pytest

import clm
from asking import by_customer
from causes_oracle import CAUSES, scale_of, stands, where
from real_shops import cdnow, online_retail, told

SHOPS = {
    "cdnow": (partial(told, cdnow, "USD"), date(1997, 11, 30), date(1998, 1, 31)),
    "retail": (
        partial(told, online_retail, "GBP", "Europe/London"),
        date(2011, 8, 31),
        date(2011, 11, 30),
    ),
    "retail, matched": (
        partial(told, online_retail, "GBP", "Europe/London", "exact"),
        date(2011, 8, 31),
        date(2011, 11, 30),
    ),
}


@pytest.mark.parametrize("name", SHOPS)
@pytest.mark.parametrize("key", ["exponea-14", "five-stage"])
def test_causes_are_those_of_the_oracle(name, key):
    """Refitted, cause by cause and customer by customer."""
    tell, day, later = SHOPS[name]
    oracle, ledger = tell()
    before, after = (clm.snapshot(ledger, key, as_of=each) for each in (day, later))
    scales = scale_of(before), scale_of(after)
    expected = stands(oracle, oracle, key, (day, later), scales)
    causes = clm.transitions(before, after).causes()
    for at, cause in enumerate(CAUSES):
        assert (cause, *where(causes[cause])) == (cause, *expected[at : at + 2])


@pytest.mark.parametrize("name", SHOPS)
def test_snapshots_of_a_history_are_those_made_alone(name):
    """Month by month, refunds matched or not."""
    tell, day, later = SHOPS[name]
    _, ledger = tell()
    past = clm.history(ledger, "clm-14", day, later, scale="refit")
    assert len(past) > 2
    for snap in past:
        assert snap == clm.snapshot(ledger, "clm-14", as_of=snap.as_of)


def test_a_simulated_shop_moves_as_its_oracle_says():
    """With visits, sign-ups, refunds and referrals."""
    shop = clm.demo.simulate(customers=300)
    days = [date(2025, 3, 31), date(2025, 6, 30)]
    past = clm.history(shop, "five-stage", *days, every="quarter")
    moved = next(past.transitions())
    was, now = (by_customer(snap, "segment") for snap in past)
    assert moved.moved == sum(was[who] != now[who] for who in was)
    assert int(moved.joined.sum()) == len(now.keys() - was.keys())
    known = clm.Features.of(shop, as_of=days[1], known_on=days[0])
    aged = past.snapshots[0].fitted.segments(known)
    keys = [each.key for each in past.template.segments]
    expected = {who: keys[place] for who, place in zip(known.customers.tolist(), aged, strict=True)}
    assert where(moved.causes()["ageing"])[1] == expected
