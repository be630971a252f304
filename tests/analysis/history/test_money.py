"""Money of a period goes to the segment in which its customers were when it began."""

from itertools import pairwise

import pytest

import clm
from asking import by_customer, shop
from clm.analysis.history.money import places_of_ledger
from histories import drawn, told


@pytest.mark.parametrize("seed", range(100, 160))
def test_money_is_summed_by_segment_at_the_start(seed):
    """Orders less refunds of the days in between, by the oracle's own books."""
    story, *_ = drawn(seed)
    past = told(seed)
    oracle = story.oracle()
    keys = [*(each.key for each in past.template.segments), None]
    for row, (start, end) in zip(past.money(), pairwise(past.snapshots), strict=True):
        expected = dict.fromkeys(keys, 0)
        was = by_customer(start, "segment")
        for who, net in oracle.features("monetary", end.as_of).items():
            expected[was.get(who)] += net - oracle.feature(who, "monetary", start.as_of)
        assert dict(zip(keys, row.tolist(), strict=True)) == expected


def test_newcomers_are_a_column_of_their_own():
    """So that everything adds up to the money of the period."""
    ledger = shop(("ann", "2024-01-10", 9), ("bob", "2024-02-10", 5), ("ann", "2024-02-11", -2))
    past = clm.history(ledger, "five-stage", "2024-01-10", "2024-02-29")
    (row,) = past.money().tolist()
    assert row[-1] == 500
    assert sum(row) == 300
    assert not past.money().flags.writeable


def test_one_snapshot_has_no_period():
    """There is nothing in between."""
    ledger = shop(("ann", "2024-01-10", 9))
    past = clm.history(ledger, "five-stage", "2024-01-10", "2024-01-20")
    assert past.money().shape == (0, len(past.template.segments) + 1)


def test_places_are_laid_out_by_customer_code():
    """Who is not there yet has none."""
    ledger = shop(("ann", "2024-02-10", 9), ("bob", "2024-01-10", 5))
    snap = clm.snapshot(ledger, "five-stage", as_of="2024-01-31")
    places = places_of_ledger(snap, 99).tolist()
    named = dict(zip(ledger.customers.tolist(), places, strict=True))
    assert named == {"ann": 99, "bob": int(snap.places[0])}
