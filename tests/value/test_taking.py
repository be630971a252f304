"""A summary is what loops over the rows of a shop say, and the published one of CDNOW."""

from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import THOROUGH, examples, shop
from clm.errors import SnapshotError
from nasty import days, interesting_days, nasty, shops
from real_shops import cdnow, online_retail, told
from value_oracle import cdnow_sample, cdnow_summary, summary_told

UNITS = {"day": 1, "week": 7}


def as_told(summary):
    """Give a summary as the oracle does."""
    columns = (each.tolist() for each in summary.columns().values())
    return {who: tuple(rest) for who, *rest in zip(*columns, strict=True)}


def check(oracle, ledger, day, unit):
    """Compare one day: exactly, since both round once."""
    expected = {
        who: (x, recency / UNITS[unit], length / UNITS[unit], float(value))
        for who, (x, recency, length, value) in summary_told(oracle, day).items()
    }
    found = clm.value.rfm_summary(ledger, as_of=day, unit=unit)
    assert as_told(found) == expected
    assert found.customers.tolist() == [who for who in ledger.customers.tolist() if who in expected]


@pytest.mark.parametrize("seed", range(24 * THOROUGH))
def test_a_summary_is_the_oracles_in_a_shop_full_of_nastiness(seed):
    """Refunds named and not, late lines, shared days, time zones, orders given back."""
    made, dice = nasty(seed), Random(seed)
    for day in dice.sample(every := interesting_days(made), min(5, len(every))):
        check(made.oracle(), made.ledger(), day, dice.choice(("day", "week")))


@examples(15)
@given(st.data(), shops(), st.sampled_from(("day", "week")))
def test_a_summary_is_the_oracles_in_shops_that_shrink(data, made, unit):
    """The same, with the smallest shop in which they would differ."""
    check(made.oracle(), made.ledger(), data.draw(days(made)), unit)


@pytest.mark.parametrize("match", [None, "exact"])
def test_a_summary_of_online_retail_is_the_oracles(match):
    """With its thousands of cancellations, most of which name no order."""
    oracle, ledger = told(online_retail, "GBP", match_refunds=match)
    for day in ("2011-03-15", "2011-12-09"):
        expected = summary_told_at_once(oracle, day)
        found = as_told(clm.value.rfm_summary(ledger, as_of=day, unit="day"))
        assert found == expected


def summary_told_at_once(oracle, day):
    """Tell a large shop customer by customer, so that nobody looks through all orders for each."""
    by_customer = {}
    for event in oracle._events:
        by_customer.setdefault(event.customer, []).append(event)
    expected = {}
    everybody = oracle._events
    try:
        for events in by_customer.values():
            oracle._events = events
            for who, (x, recency, length, value) in summary_told(oracle, day).items():
                expected[who] = (x, float(recency), float(length), float(value))
    finally:
        oracle._events = everybody
    return expected


def test_the_published_summary_of_cdnow_is_that_of_its_orders():
    """2,357 customers of a tenth; weeks there are rounded to hundredths, money to cents."""
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    found = clm.value.rfm_summary(ledger, as_of="1997-09-30", unit="week")
    published = cdnow_summary()
    assert len(found) == 2_357
    assert found.frequency.tolist() == published["frequency"]
    for name in ("recency", "T", "monetary_value"):
        assert np.abs(getattr(found, name) - published[name]).max() < 0.00501


def test_where_refunds_go():
    """With the order that they name; without one, with the order day before them."""
    ledger = shop(
        *(
            ("ann", "2024-01-01", 10, "a"),
            ("ann", "2024-01-11", 7, "b"),
            ("ann", "2024-01-21", 5, "c"),
        ),
    )

    def value(day, amount, order=None):
        back = ledger.append(shop(("ann", day, amount, order)))
        return clm.value.rfm_summary(back, as_of="2024-02-01", unit="day").monetary_value.tolist()

    assert value("2024-01-30", -2, "a") == [6.0]
    assert value("2024-01-30", -2, "b") == [5.0]
    assert value("2024-01-10", -2) == [6.0]
    assert value("2024-01-11", -2) == [5.0]
    assert value("2024-01-30", -20) == [-4.0]
    assert value("2024-01-30", -7, "b") == [5.0]  # given back: c is the only repeat order


def test_orders_of_one_day_are_one_and_weeks_are_not_rounded():
    """Three orders on two days, nine days apart."""
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-01-10", 7), ("ann", "2024-01-10", 5))
    found = clm.value.rfm_summary(ledger, as_of="2024-01-12", unit="week")
    assert as_told(found) == {"ann": (1, 9 / 7, 11 / 7, 12.0)}


def test_customers_without_an_order_that_counts_are_not_in_it():
    """Visitors, those who come later, and those who gave everything back."""
    ledger = shop(
        ("ann", "2024-01-01", 10, "a"), ("ann", "2024-01-05", -10, "a"), ("bob", "2024-02-01", 3)
    )
    ledger = ledger.with_events("visit", customer=["cem"], when=["2024-01-01"])
    days_and_people = {"2023-12-31": 0, "2024-01-04": 1, "2024-01-05": 0, "2024-02-01": 1}
    for day, people in days_and_people.items():
        assert len(clm.value.rfm_summary(ledger, as_of=day, unit="day")) == people


def test_later_events_change_nothing_and_neither_do_days_of_silence():
    """But T, which grows by one a day."""
    _, ledger = told(cdnow, "USD")
    soon, later = (
        clm.value.rfm_summary(ledger, as_of=day, unit="day")
        for day in ("1998-06-30", np.datetime64("1998-07-30", "D"))
    )
    assert (later.T - soon.T == 30).all()
    assert (later.recency == soon.recency).all()
    assert soon.as_of + timedelta(days=30) == later.as_of


def test_everything_that_is_wrong_is_said_at_once():
    """No ledger, no day, no unit."""
    with pytest.raises(SnapshotError) as error:
        clm.value.rfm_summary("shop", as_of="tomorrow", unit="month")
    assert [fault.where for fault in error.value.faults] == ["ledger", "as_of", "unit"]
