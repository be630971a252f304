"""Who is about to slip stands beside what they are expected to bring, the most valuable first."""

import pickle

import numpy as np
import pytest

import clm
from asking import shop
from clm.errors import ComparisonError, CurrencyError, FitError
from clm.value import BgNbd, GammaGamma, at_stake, lifetime_value, rfm_summary
from real_shops import cdnow, told

MODEL = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
SPEND = GammaGamma(p=6.25, q=3.74, v=15.44)


def worth(ledger, day):
    """Value everybody over a year."""
    summary = rfm_summary(ledger, as_of=day, unit="week")
    return lifetime_value(MODEL, SPEND, summary.positive, horizon=52)


@pytest.fixture(scope="module")
def real():
    """Those of CDNOW who will slip within a month of the end of 1997."""
    _, ledger = told(cdnow, "USD")
    slipping = clm.snapshot(ledger, "rfm-11", as_of="1997-12-31").horizon().slipping(within=30)
    return slipping, worth(ledger, "1997-12-31")


def test_everybody_of_the_list_is_there_by_falling_value(real):
    slipping, values = real
    found = at_stake(slipping, values)
    by_customer = dict(zip(values.customers.tolist(), values.value.tolist(), strict=True))
    expected = sorted(slipping, key=lambda who: -by_customer.get(who, -1))
    assert len(found) == len(slipping) > 100
    assert {*found} == {*slipping}
    assert [by_customer.get(who) for who in found] == [by_customer.get(who) for who in expected]
    assert found.total == pytest.approx(sum(by_customer.get(who, 0) for who in slipping))


def test_its_columns_are_those_of_the_list_and_of_the_values(real):
    slipping, values = real
    found = at_stake(slipping, values).columns()
    rows = {who: row for row, who in enumerate(slipping)}
    places = {who: place for place, who in enumerate(values.customers.tolist())}
    line = [rows[who] for who in found["customer"].tolist()]
    for name, column in slipping.columns().items():
        assert column[line].tolist() == found[name].tolist()
    for name in ("probability_alive", "expected_purchases", "value"):
        column = getattr(values, name)
        for who, value in zip(found["customer"].tolist(), found[name].tolist(), strict=True):
            assert value == column[places[who]] if who in places else np.isnan(value)


@pytest.fixture
def small():
    """One who will slip, and a visitor who will, without an order."""
    ledger = shop(("ann", "2023-11-20", 30)).with_events(
        "cart", customer=["bob"], when=["2024-05-11"]
    )
    slipping = clm.snapshot(ledger, "e-metrics", as_of="2024-05-12").horizon().slipping()
    return slipping, worth(ledger, "2024-05-12")


def test_whoever_has_no_order_comes_last_without_a_value(small):
    found = at_stake(*small)
    assert found.customers == ["ann", "bob"]
    assert np.isnan(found.columns()["value"]).tolist() == [False, True]
    assert found.to_frame("polars")["value"].null_count() == 1
    assert found.total == small[1].total


def test_it_shows_the_most_valuable(real, small):
    lines = repr(at_stake(*real)).splitlines()
    assert lines[0].startswith("<AtStake rfm-11 · as of 1997-12-31 · ")
    assert lines[0].endswith(" USD expected in 52 weeks>")
    assert lines[1].split() == [
        "customer",
        "segment",
        "slips",
        "to",
        "on",
        "alive",
        "orders",
        "value",
    ]
    assert len(lines) == 12
    assert len(at_stake(*small).table().splitlines()) == 3
    assert "<table>" in at_stake(*small)._repr_html_()
    slipping, values = small
    nobody = clm.snapshot(shop(("ann", "2024-05-12", 1)), "five-stage", as_of="2024-05-12")
    nobody = nobody.horizon("2024-05-13").slipping()
    assert len(repr(at_stake(nobody, values)).splitlines()) == 1
    assert slipping.as_of == values.as_of


def test_lists_and_values_of_other_days_or_currencies_do_not_mix(small):
    slipping, values = small
    other = worth(shop(("ann", "2024-01-01", 9)), "2024-05-13")
    with pytest.raises(ComparisonError, match="as of 2024-05-13, the list as of 2024-05-12"):
        at_stake(slipping, other)
    dollars = worth(shop(("ann", "2024-01-01", 9), currency="USD"), "2024-05-12")
    with pytest.raises(CurrencyError, match="in USD, the list in EUR"):
        at_stake(slipping, dollars)
    with pytest.raises(FitError) as error:
        at_stake(values, slipping)
    assert [fault.where for fault in error.value.faults] == ["slipping", "worth"]


def test_nobody_can_write_to_it(small):
    for each in (found := at_stake(*small), pickle.loads(pickle.dumps(found))):
        for column in (each.row, each.place, *each.columns().values()):
            with pytest.raises(ValueError, match="read-only"):
                column[:] = column
