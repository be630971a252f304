"""Sums and shares of every segment, against those who did it, one by one."""

from datetime import timedelta
from math import isnan

import numpy as np
import pytest

import clm
from asking import by_customer
from clm.analysis.backtest.followed import follow
from clm.analysis.backtest.outcomes import Outcomes
from nasty import interesting_days, nasty


def outcomes_of(ledger, key, day, days):
    """A snapshot, its outcomes, and what the oracle's features say of everybody."""
    snap = clm.snapshot(ledger, key, as_of=day)
    return snap, Outcomes.of(follow(snap, ledger, days), len(snap.template.segments))


@pytest.mark.parametrize("key", ["exponea-14", "five-stage"])
@pytest.mark.parametrize("seed", range(30))
def test_every_sum_is_that_of_its_people(seed, key):
    """Told by the oracle: features as of the last day, segments as of the first."""
    nest = nasty(seed)
    ledger, oracle, choice = nest.ledger(), nest.oracle(), interesting_days(nest)
    day = choice[len(choice) // 3]
    if ledger.last_day is None or not ledger.first_day <= day < ledger.last_day:
        return
    days = min((ledger.last_day - day).days, 30)
    snap, found = outcomes_of(ledger, key, day, days)
    where, last = by_customer(snap, "segment"), day + timedelta(days=days)
    orders = oracle.features(f"orders(days={days})", last)
    money = oracle.features(f"monetary(days={days})", last)
    bought = {who for who, number in oracle.features("orders", day).items() if number}
    groups = [*snap.counts(), None]
    for at, segment in enumerate(groups):
        members = [who for who in orders if where.get(who) == segment]
        back = [who for who in members if orders[who]]
        assert found.people[at] == len(members)
        assert found.returned[at] == len(back)
        assert found.orders[at] == sum(orders[who] for who in members)
        assert found.money[at] == sum(money[who] for who in members)
        assert found.buyers[at] == len({*members} & bought)
        assert found.buyers_returned[at] == len({*back} & bought)
    assert found.money.sum() == sum(money.values())
    if found.money.sum() > 0:
        assert found.money_share.value.sum() == pytest.approx(1)


def test_what_cannot_be_told_is_nan():
    """Nobody there, and labels without buyers."""
    ledger = clm.demo.simulate(200)
    snap, found = outcomes_of(ledger, "exponea-14", "2025-06-30", 30)
    keys = [*snap.counts(), "newcomers"]
    empty = [at for at, number in enumerate(found.people.tolist()) if not number]
    assert np.isnan(found.return_share.value[empty]).all()
    visitor = keys.index("engaged_visitor")
    assert found.people[visitor] > 0
    assert isnan(found.beyond_recency.value[visitor])
    assert isnan(found.beyond_recency.value[-1])
    assert found.people[-1] > 0


def test_sums_are_read_only():
    _, found = outcomes_of(clm.demo.simulate(50), "five-stage", "2025-06-30", 30)
    for name in ("people", "returned", "buyers", "buyers_returned", "orders", "money"):
        assert not getattr(found, name).flags.writeable
