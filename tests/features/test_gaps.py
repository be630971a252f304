"""Gaps between order days: each is how long somebody was silent before coming back."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

import clm
from asking import shop
from clm.errors import DayError
from clm.features.gaps import order_gaps, order_waits
from nasty import interesting_days, nasty
from real_shops import cdnow, told


def gaps(ledger, as_of):
    return Counter(order_gaps(ledger, as_of).tolist())


@pytest.mark.parametrize("seed", range(40))
def test_gaps_are_the_oracles(seed):
    """With refunds, time zones, shared days and orders yet to come."""
    made = nasty(seed)
    ledger, oracle = made.ledger(), made.oracle()
    for day in interesting_days(made):
        assert gaps(ledger, day) == Counter(oracle.gaps(day))


def test_an_order_that_was_given_back_joins_the_gaps_beside_it():
    """From the day of the refund on."""
    ledger = shop(("ann", "2024-01-01", 5, "a"), ("ann", "2024-01-04", 5, "b"))
    ledger = ledger.append(shop(("ann", "2024-01-10", 5, "c"), ("ann", "2024-01-20", -5, "b")))
    assert gaps(ledger, "2024-01-19") == {3: 1, 6: 1}
    assert gaps(ledger, "2024-01-20") == {9: 1}


def test_of_nobody_and_of_one_day_each_there_are_no_gaps():
    """Two orders of one day are no gap."""
    assert gaps(shop(), "2024-01-01") == {}
    once = shop(("ann", "2024-01-01", 5), ("ann", "2024-01-01", 6), ("bob", "2024-01-09", 5))
    assert gaps(once, "2024-12-31") == {}


def test_a_gap_is_what_last_gap_says_where_there_is_one():
    """Of the last two days of each customer."""
    ledger = shop(("ann", "1969-12-30", 1), ("ann", "1970-01-02", 1), ("bob", "1960-01-01", 1))
    features = clm.Features.of(ledger, as_of="2024-01-01")
    assert gaps(ledger, "2024-01-01") == {3: 1}
    assert features["last_gap"].tolist() == [3, -1]


def test_the_gaps_of_cdnow_are_those_of_its_rows():
    """Counted from the file, with nothing but dates: 31,749 up to the end of 1997."""
    columns = cdnow()
    days = sorted(zip(columns["customer"], map(date.fromisoformat, columns["when"]), strict=True))
    known = [row for row in dict.fromkeys(days) if row[1] <= date(1997, 12, 31)]
    counted = Counter((b[1] - a[1]).days for a, b in pairwise(known) if a[0] == b[0])
    assert counted.total() == 31_749
    _, ledger = told(cdnow, "USD")
    assert gaps(ledger, "1997-12-31") == counted


def test_what_is_no_day_is_refused():
    """As everywhere."""
    with pytest.raises(DayError):
        order_gaps(shop(), "tomorrow")


@pytest.mark.parametrize("seed", range(40))
def test_waits_are_from_day_to_day_or_to_the_last_one(seed):
    """Of everybody in order; whoever has not ordered again waits until the day."""
    made = nasty(seed)
    ledger, oracle = made.ledger(), made.oracle()
    for day in interesting_days(made):
        waits = order_waits(ledger, day)
        names = ledger.customers[waits.customer].tolist()
        columns = (names, waits.days.tolist(), waits.ended.tolist(), waits.first.tolist())
        told = Counter()
        for who, past in oracle.pasts(day).items():
            days = sorted({event.day for event in past.happened.get("order", ())})
            for at, (start, end) in enumerate(pairwise([*days, day])):
                told[who, (end - start).days, at + 1 < len(days), at == 0] += 1
        assert Counter(zip(*columns, strict=True)) == told
        assert waits.customer.tolist() == sorted(waits.customer.tolist())
