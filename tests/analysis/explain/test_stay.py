"""A stay begins on the day after the last one on which she was elsewhere."""

from datetime import date, timedelta
from random import Random

import pytest

import clm
from asking import THOROUGH, shop, template
from carrying import days_between, places, random_snapshot

SEEDS = range(40 * THOROUGH)
BATCH = 10
DAY = timedelta(days=1)


def looked_at(since, day, dice):
    """Choose the days to look at: all of a short stay, some of a long one."""
    if (day - since).days <= 40:
        return days_between(since, day)
    return [since, *(since + DAY * dice.randint(1, (day - since).days) for _ in range(12))]


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_she_has_been_there_since_that_day_and_not_the_day_before(start):
    """Under the same cut points, by what was known on each day."""
    for seed in range(start, start + BATCH):
        snap, dice = random_snapshot(seed), Random(seed)
        for who in snap or ():
            hers = snap.explain(who)
            since = hers.since
            for day in looked_at(since.day, snap.as_of, dice):
                there = places(snap.ledger, snap, day)
                assert there is None or (seed, who, day, there[who]) == (
                    seed,
                    who,
                    day,
                    hers.segment,
                )
            before = places(snap.ledger, snap, since.day - DAY) if since.day > date.min else {}
            if before is not None:
                assert (seed, who, before.get(who)) == (seed, who, since.before)
                assert since.new == (who not in before)
                assert since.before != hers.segment


def since(ledger, as_of, who="ann", key="five-stage"):
    """Tell the day and the causes."""
    found = clm.snapshot(ledger, key, as_of=as_of).explain(who).since
    return found.day.isoformat(), found.causes, found.before


def visits(ledger, *days):
    return ledger.with_events("visit", customer=["ann"] * len(days), when=[*days])


def test_an_order_brought_her_there():
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-01", 10))
    assert since(ledger, "2024-03-01") == ("2024-02-01", ("order",), "new_customer")


def test_time_brought_her_there_also_on_a_day_on_which_something_happened():
    """A visit on that day makes no difference, though the template knows visits."""
    key = template(("long", "tenure > 30"), ("seen", "tenure <= 30 and count('visit') >= 1"))
    ledger = visits(shop(("ann", "2024-01-01", 10)), "2024-01-02", "2024-02-01")
    assert since(ledger, "2024-03-01", key=key) == ("2024-02-01", ("ageing",), "seen")
    assert since(ledger, "2024-01-31", key=key) == ("2024-01-02", ("visit",), "rest")
    assert since(ledger, "2024-03-01") == ("2024-02-01", ("ageing",), "new_customer")


def test_a_refund_brought_her_there():
    ledger = shop(("ann", "2024-01-01", 10, "A"), ("ann", "2024-01-20", -10, "A"))
    assert since(ledger, "2024-03-01") == ("2024-01-20", ("refund",), "new_customer")


def test_a_further_line_is_no_order():
    """It brings an order back that had been given back."""
    rows = [("2024-01-01", 10), ("2024-01-02", -10), ("2024-01-05", 10)]
    ledger = shop(*(("ann", day, amount, "A") for day, amount in rows))
    assert since(ledger, "2024-01-06") == ("2024-01-05", ("order line",), "outside")


def test_of_several_things_on_a_day_those_are_named_that_would_have_done_alone():
    """All of them where only both together do."""
    ledger = visits(shop(("ann", "2024-01-01", 10), ("ann", "2024-01-05", 10)), "2024-01-05")
    assert since(ledger, "2024-01-06")[1] == ("order",)
    told = ledger.with_events("referral", customer=["ann"], when=["2024-01-05"])
    assert since(told, "2024-01-06")[1] == ("referral",)
    both = shop(("bob", "2024-01-01", 10)).with_events(
        "referral", customer=["ann", "bob"], when=["2024-01-02", "2024-01-02"]
    )
    both = both.append(shop(("ann", "2024-01-02", 10)))
    assert since(both, "2024-01-06")[1] == ("order", "referral")


def test_her_first_day_has_no_day_before():
    ledger = visits(shop(), "2024-01-05", "2024-01-09")
    assert since(ledger, "2024-01-10") == ("2024-01-05", ("visit",), None)
    hers = clm.snapshot(ledger, "five-stage", as_of="2024-01-10").explain("ann")
    assert hers.since.new


def test_days_before_1970_are_days():
    ledger = shop(("ann", "1970-01-01", 10), ("bob", "1969-12-31", 10))
    assert since(ledger, "1970-01-05")[0] == "1970-01-01"
    assert since(ledger, "1970-01-05", "bob")[0] == "1969-12-31"


def test_later_events_are_not_seen():
    """The stay is that of the day, whatever came afterwards."""
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-01", 10))
    assert since(ledger, "2024-01-15") == ("2024-01-01", ("order",), None)
