"""Lifetime value is the sum of what comes, week by week, times what it is worth."""

import pickle
from itertools import permutations

import numpy as np
import pytest

import clm
from clm.errors import ComparisonError, CurrencyError, FitError
from clm.value import BgNbd, GammaGamma, LifetimeValue, MbgNbd, RfmSummary, lifetime_value
from value_oracle import cdnow_summary, purchases_told, spend_told

PARAMETERS = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
BG, MBG = (
    BgNbd(unit="week", **PARAMETERS),
    MbgNbd(unit="week", r=0.525, alpha=6.183, a=0.891, b=1.614),
)
SPEND = GammaGamma(p=6.25, q=3.74, v=15.44, currency="USD")
CDNOW = RfmSummary.from_columns(unit="week", **cdnow_summary(), as_of="1997-09-30", currency="USD")


@pytest.mark.parametrize("model", [BG, MBG])
@pytest.mark.parametrize("discount", [0.0, 0.15])
def test_it_is_the_sum_of_small_steps(model, discount):
    """Half a week each; errors go with the square of the step."""
    some = CDNOW.only(np.arange(len(CDNOW)) % 8 == 0)
    worth = lifetime_value(model, SPEND, some, horizon=39, margin=0.3, discount=discount)
    edges = np.linspace(0, 39, 79)
    so_far = [model.expected_purchases(each, some) for each in edges.tolist()]
    value = np.zeros(len(some))
    for low, high, before, after in zip(edges, edges[1:], so_far, so_far[1:], strict=False):
        value += (after - before) * (1 + discount) ** (-(low + high) / 2 * 7 / 365.25)
    expected = 0.3 * SPEND.expected_value(some) * value
    assert worth.value == pytest.approx(expected, rel=1e-5)
    assert worth.total == pytest.approx(expected.sum(), rel=1e-5)


def test_one_customer_is_two_integrals_multiplied():
    """Orders over rates and chances to leave, values over rates of values."""
    one = RfmSummary.from_columns(
        unit="week", frequency=[2], recency=[30.43], T=[38.86], monetary_value=[22.35]
    )
    worth = lifetime_value(BG, SPEND, one, horizon=26)
    orders = purchases_told(0, tuple(PARAMETERS.values()), (2, 30.43, 38.86), 26)
    assert worth.value[0] == pytest.approx(
        orders * spend_told(6.25, 3.74, 15.44, 2, 22.35), rel=1e-5
    )


def test_it_is_what_lifetimes_gives_month_by_month():
    """lifetimes discounts whole months of 4.345 weeks, at their ends."""
    months = 12
    rate = 0.01
    edges = [4.345 * month for month in range(months + 1)]
    so_far = [BG.expected_purchases(each, CDNOW) for each in edges]
    theirs = sum(
        SPEND.expected_value(CDNOW) * (so_far[month] - so_far[month - 1]) / (1 + rate) ** month
        for month in range(1, months + 1)
    )
    yearly = (1 + rate) ** (365.25 / 7 / 4.345) - 1
    ours = lifetime_value(BG, SPEND, CDNOW, horizon=edges[-1], discount=yearly)
    # Half a month later on average.
    assert ours.total == pytest.approx(theirs.sum() * (1 + rate) ** 0.5, rel=2e-4)


def test_another_order_of_models_and_summary_is_told_the_right_one():
    for three in permutations((BG, SPEND, CDNOW)):
        if three != (BG, SPEND, CDNOW):
            with pytest.raises(FitError, match="model of orders, the model of spend, then the sum"):
                lifetime_value(*three, 39)
    assert lifetime_value(BG, SPEND, CDNOW, 39).horizon == 39


def test_equal_customers_are_worth_the_same_and_more_people_change_nobody():
    line = np.random.default_rng(2).permutation(len(CDNOW))
    columns = {name: column[line] for name, column in CDNOW.columns().items() if name != "customer"}
    turned = RfmSummary.from_columns(unit="week", **columns, currency="USD")
    one = lifetime_value(BG, SPEND, CDNOW, horizon=52, discount=0.1).value
    other = lifetime_value(BG, SPEND, turned, horizon=52, discount=0.1).value
    assert other == pytest.approx(one[line], rel=1e-12)


def test_a_higher_discount_and_a_lower_margin_make_less():
    totals = [
        lifetime_value(BG, SPEND, CDNOW, horizon=52, margin=margin, discount=discount).total
        for margin, discount in ((1, 0), (1, 0.1), (1, 0.5), (0.5, 0.5))
    ]
    assert totals == sorted(totals, reverse=True)
    assert totals[3] == pytest.approx(totals[2] / 2)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(FitError) as error:
        lifetime_value("model", BG, "summary", horizon=0, margin=30, discount=-1)
    assert [fault.where for fault in error.value.faults] == [
        *("model", "spend", "summary", "horizon", "margin", "discount"),
    ]


def test_units_and_currencies_do_not_mix():
    days = RfmSummary.from_columns(
        unit="day", frequency=[0], recency=[0], T=[3], monetary_value=[0]
    )
    with pytest.raises(ComparisonError, match="told in days"):
        lifetime_value(BG, SPEND, days, horizon=30)
    euros = RfmSummary.from_columns(
        unit="week", frequency=[0], recency=[0], T=[3], monetary_value=[0], currency="EUR"
    )
    with pytest.raises(CurrencyError, match="EUR"):
        lifetime_value(BG, SPEND, euros, horizon=30)


def test_it_gives_columns_and_shows_the_most_valuable():
    worth = lifetime_value(BG, SPEND, CDNOW, horizon=52, margin=0.25, discount=0.1)
    columns = worth.columns()
    assert list(columns) == [
        *("customer", "probability_alive", "expected_purchases", "expected_value", "value"),
    ]
    assert worth.to_frame("polars").shape == (2_357, 5)
    lines = repr(worth).splitlines()
    assert lines[0] == "<LifetimeValue 2,357 customers · 52 weeks from 1997-09-30 · USD>"
    assert lines[1].endswith("margin 25 % · discount 10 % a year")
    best = int(np.argmax(worth.value))
    assert lines[3].split()[0] == str(worth.customers[best])
    assert lines[-1] == "  … 2,352 more, all of them in .columns()"
    assert worth.mean == worth.total / 2_357
    assert "<table>" in worth._repr_html_()


def test_nobody_can_write_to_it_and_of_nobody_it_is_nothing():
    worth = pickle.loads(pickle.dumps(lifetime_value(BG, SPEND, CDNOW, horizon=1)))
    for column in worth.columns().values():
        with pytest.raises(ValueError, match="read-only"):
            column[:] = column
    nobody = lifetime_value(BG, SPEND, CDNOW.only([False] * 2_357), horizon=1, discount=0.1)
    assert (nobody.total, len(nobody), np.isnan(nobody.mean)) == (0.0, 0, True)
    assert repr(nobody) == "<LifetimeValue 0 customers · 1 week from 1997-09-30 · USD>"
    assert isinstance(nobody, LifetimeValue)
    assert clm.value.LifetimeValue is LifetimeValue
