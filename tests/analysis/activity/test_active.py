"""Who was active in which period is found in one pass."""

from datetime import date
from random import Random

import numpy as np
import pytest

from asking import shop
from clm.analysis.activity.active import Active, active_in
from clm.analysis.activity.asked import Asked
from clm.analysis.activity.calendar import Calendar
from clm.model.day import to_number

SPRING = Calendar.of(date(2024, 1, 1), date(2024, 6, 30), "month")
START = to_number(date(2024, 1, 1))


def drawn(seed, customers=5, events=40):
    """Draw events of a few customers in half a year, in time order."""
    dice = Random(seed)
    days = sorted(dice.choices(range(START, START + 182), k=events))
    people = dice.choices(range(customers), k=events)
    return np.array(people, np.int32), np.array(days, np.int32)


def month(day):
    """The month of a day, from 0."""
    return date.fromordinal(int(day) + date(1970, 1, 1).toordinal()).month - 1


@pytest.mark.parametrize("seed", range(20))
def test_each_customer_has_a_row_in_each_of_her_periods(seed):
    """With the number of her events, her period before, and her first."""
    customer, day = drawn(seed)
    active = Active.of(SPRING, customer, day, 5)
    pairs = [*zip(active.place.tolist(), active.customer.tolist(), strict=True)]
    told = [(month(when), who) for who, when in zip(customer.tolist(), day, strict=True)]
    assert pairs == sorted({*told})
    assert active.times.tolist() == [told.count(pair) for pair in pairs]
    for row, (place, who) in enumerate(pairs):
        before = [at for at in range(row) if pairs[at][1] == who]
        assert active.previous[row] == (before[-1] if before else -1)
        assert active.origin[row] == (pairs[before[0]][0] if before else place)


@pytest.mark.parametrize("seed", range(20))
def test_the_latest_row_is_the_last_up_to_a_period(seed):
    """Of events of another kind, some of them before the first period."""
    customer, day = drawn(seed, events=12)
    first = date.fromordinal(int(day[0]) + date(1970, 1, 1).toordinal())
    calendar = Calendar.of(first, date(2024, 6, 30), "month")
    active = Active.of(calendar, customer, day, 5)
    others, when = drawn(seed + 100)
    row, place = active.latest(others, when, 5)
    for at, (who, other) in enumerate(zip(others.tolist(), when, strict=True)):
        expected = max(month(other) - (first.month - 1), -1)
        assert place[at] == expected
        rows = np.flatnonzero((active.customer == who) & (active.place <= expected))
        assert row[at] == (rows[-1] if len(rows) else -1)


def test_nobody_is_active_where_nothing_happened():
    """No period either."""
    nothing = np.zeros(0, np.int32)
    active = Active.of(Calendar((), date(2024, 1, 1), "month"), nothing, nothing, 3)
    assert len(active) == len(active.place) == 0
    row, place = active.latest(np.array([1], np.int32), np.array([5], np.int32), 3)
    assert (row.tolist(), place.tolist()) == ([-1], [-1])


def test_events_that_do_not_count_make_nobody_active():
    """As of the day: orders that were given back, and all that comes later."""
    ledger = shop(
        ("ann", "2024-01-10", 10, "A"),
        ("bob", "2024-02-10", 10, "B"),
        ("ann", "2024-02-15", -10, "A"),
        ("cem", "2024-04-01", 10, "C"),
    )

    def who(kind, day):
        asked = Asked.of(ledger, every="month", week_start="monday", as_of=day, complete_from=None)
        return active_in(ledger, kind, asked).customer.tolist()

    assert who("order", "2024-02-14") == [0, 1]
    assert who("order", "2024-03-31") == [1]
    assert who("refund", "2024-03-31") == [0]
