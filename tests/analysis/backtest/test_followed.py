"""Everybody as of a day, and what they did afterwards."""

from datetime import date, timedelta

import numpy as np
import pytest

import clm
from asking import shop
from clm.analysis.backtest.followed import check_span, days_faults, follow
from clm.errors import SnapshotError
from nasty import interesting_days, nasty


@pytest.fixture
def ledger():
    """Three customers over a hundred days; cat comes late, bob gives his second order back."""
    return shop(
        ("ann", "2024-01-01", 10),
        ("bob", "2024-01-05", 20, "b1"),
        ("ann", "2024-01-10", 30),
        ("bob", "2024-01-11", 40, "b2"),
        ("cat", "2024-01-11", 5),
        ("bob", "2024-01-12", -40, "b2"),
        ("ann", "2024-04-10", 1),
    )


def followed(ledger, as_of, days):
    """Orders and money after the day by customer, and who was there."""
    found = follow(clm.snapshot(ledger, "five-stage", as_of=as_of), ledger, days)
    later = clm.Features.of(ledger, as_of=date.fromisoformat(as_of) + timedelta(days=days))
    rows = zip(found.there.tolist(), found.orders.tolist(), found.money.tolist(), strict=True)
    return dict(zip(later.customers.tolist(), rows, strict=True))


def test_days_after_start_the_next_day_and_end_with_the_last(ledger):
    assert followed(ledger, "2024-01-10", 1) == {
        "ann": (True, 0, 0),
        "bob": (True, 1, 4_000),
        "cat": (False, 1, 500),
    }
    assert followed(ledger, "2024-01-09", 1)["ann"] == (True, 1, 3_000)


def test_an_order_given_back_by_the_last_day_does_not_count(ledger):
    """Its money came and went within the days."""
    assert followed(ledger, "2024-01-10", 2)["bob"] == (True, 0, 0)
    assert followed(ledger, "2024-01-11", 1)["bob"] == (True, 0, -4_000)


def test_the_last_day_of_the_ledger_can_be_watched(ledger):
    assert followed(ledger, "2024-01-12", 89)["ann"] == (True, 1, 100)


@pytest.mark.parametrize("seed", range(40))
def test_who_was_there_is_whom_the_snapshot_has(seed):
    ledger, days = nasty(seed).ledger(), interesting_days(nasty(seed))
    first, last = days[len(days) // 3], ledger.last_day
    if last is None or not ledger.first_day <= first < last:
        return
    snap = clm.snapshot(ledger, "five-stage", as_of=first)
    found = follow(snap, ledger, (last - first).days)
    later = clm.Features.of(ledger, as_of=last)
    assert later.customers[found.there].tolist() == snap.features.customers.tolist()
    assert found.groups(9)[found.there].tolist() == snap.places.tolist()
    assert set(found.groups(9)[~found.there].tolist()) <= {9}


@pytest.mark.parametrize("days", [0, -1, 1.0, 90.5, "90", None, True, np.float64(3), [1]])
def test_what_is_no_number_of_days_is_named(days):
    (fault,) = days_faults(days)
    assert (fault.where, fault.mend) == ("days", "give a whole number from 1")


@pytest.mark.parametrize("days", [1, 90, np.int64(3), np.uint8(1), 10**30])
def test_whole_numbers_of_days_are_not(days):
    assert days_faults(days) == []


@pytest.mark.parametrize(
    ("as_of", "days", "message"),
    [
        (
            "2024-04-01",
            30,
            (
                "days: the ledger ends on 2024-04-10, 9 days after 2024-04-01, not 30 → "
                "for 30 days, as_of from 2024-01-01 to 2024-03-11; as of 2024-04-01, days up to 9"
            ),
        ),
        (
            "2024-04-10",
            1,
            (
                "days: the ledger ends on 2024-04-10, 0 days after 2024-04-10, not 1 → "
                "for 1 day, as_of from 2024-01-01 to 2024-04-09"
            ),
        ),
        (
            "2024-01-02",
            5_000,
            (
                "days: the ledger ends on 2024-04-10, 99 days after 2024-01-02, not 5,000 → "
                "days up to 100 work; as of 2024-01-02, days up to 99"
            ),
        ),
        (
            "2023-12-31",
            9,
            (
                "as_of: nobody is there on 2023-12-31 → "
                "for 9 days, as_of from 2024-01-01 to 2024-04-01"
            ),
        ),
        (
            "2030-01-01",
            9,
            (
                "days: the ledger ends on 2024-04-10, before 2030-01-01 → "
                "for 9 days, as_of from 2024-01-01 to 2024-04-01"
            ),
        ),
    ],
)
def test_days_that_do_not_fit_are_refused_with_those_that_do(ledger, as_of, days, message):
    with pytest.raises(SnapshotError) as refused:
        check_span(ledger, date.fromisoformat(as_of), days)
    assert str(refused.value) == message


def test_the_days_that_are_offered_work(ledger):
    check_span(ledger, date(2024, 3, 11), 30)
    check_span(ledger, date(2024, 4, 1), 9)
    check_span(ledger, date(2024, 1, 1), 100)
    for day, days in ((date(2024, 3, 12), 30), (date(2024, 4, 1), 10), (date(2024, 1, 1), 101)):
        with pytest.raises(SnapshotError):
            check_span(ledger, day, days)


def test_a_ledger_of_no_day_or_one_is_refused():
    for rows in ((), (("ann", "2024-01-01", 1),)):
        with pytest.raises(SnapshotError, match="ledger: has "):
            check_span(shop(*rows), date(2024, 1, 1), 1)
