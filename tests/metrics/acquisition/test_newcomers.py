"""Everybody is new once, on her first day, as known on the day that is looked at."""

from datetime import date

import numpy as np

from asking import shop
from clm.ledger.contents import no_rows
from clm.metrics.acquisition.newcomers import (
    Newcomers,
    new_customers,
    new_leads,
    new_visitors,
)
from clm.model.day import to_number


def days_of(ledger, found):
    who = ledger.customers[found.customer].tolist()
    return dict(zip(who, found.day.astype("datetime64[D]").astype(str).tolist(), strict=True))


def test_nobody_is_new_where_nothing_happened():
    assert len(Newcomers.first_of(no_rows(), 3)) == 0
    ledger = shop(("ann", "2024-05-01", 9))
    assert len(new_visitors(ledger)) == 0


def test_leads_are_seen_before_they_buy_and_not_on_the_same_day():
    ledger = shop(
        ("ann", "2024-05-02", 9),
        ("bob", "2024-05-03", 9),
        ("cem", "2024-05-04", -9),
        ("dee", "2024-05-05", 9, "D"),
        ("dee", "2024-05-05", -9, "D"),
    ).with_events(
        "visit",
        customer=["ann", "bob", "cem", "dee", "eve"],
        when=["2024-05-01", "2024-05-03", "2024-05-04", "2024-05-05", "2024-05-06"],
    )
    assert days_of(ledger, new_leads(ledger)) == {"ann": "2024-05-01", "eve": "2024-05-06"}
    assert days_of(ledger, new_visitors(ledger))["bob"] == "2024-05-03"


def test_customers_are_new_on_the_first_order_that_counts_by_then():
    ledger = shop(
        ("ann", "2024-05-02", 9, "A"),
        ("ann", "2024-05-20", -9, "A"),
        ("ann", "2024-05-10", 5, "B"),
    )
    before, rows = new_customers(ledger, to_number(date(2024, 5, 19)))
    after, _ = new_customers(ledger, to_number(date(2024, 5, 20)))
    assert days_of(ledger, before) == {"ann": "2024-05-02"}
    assert days_of(ledger, after) == {"ann": "2024-05-10"}
    assert rows.day[before.row].tolist() == before.day.tolist()


def test_some_days_are_kept():
    day = np.array([3, 5, 9], np.int32)
    found = Newcomers(np.arange(3, dtype=np.int32), day, day.astype(np.int64), np.arange(3))
    assert found.between(5, 9).customer.tolist() == [1, 2]
    assert found.between(6, 8).row.tolist() == []
