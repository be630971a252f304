"""The holdout check counts what customers did afterwards, as loops over the rows do."""

import pickle
from collections import defaultdict
from datetime import date
from random import Random

import numpy as np
import pytest
from scipy.special import hyp2f1

import clm
from asking import THOROUGH, shop
from clm.errors import ComparisonError, FitError
from clm.value import BgNbd, MbgNbd, fit_bg_nbd, holdout, rfm_summary
from nasty import interesting_days, nasty
from real_shops import cdnow, told
from value_oracle import cdnow_sample, order_days_told, summary_told

WEEKS = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
DAYS = MbgNbd(unit="day", r=0.5, alpha=40, a=0.8, b=2.4)


@pytest.mark.parametrize("seed", range(24 * THOROUGH))
def test_actual_orders_are_the_oracles_in_a_shop_full_of_nastiness(seed):
    """Of those who had ordered; by order days, as known at the end."""
    made = next(each for each in map(nasty, range(seed, seed + 99)) if each.oracle().days())
    dice = Random(seed)
    oracle, ledger = made.oracle(), made.ledger()
    start, end = sorted(dice.sample(interesting_days(made), 2))
    model = dice.choice((WEEKS, DAYS))
    found = holdout(model, ledger, as_of=start, until=end)
    before, after = summary_told(oracle, start), order_days_told(oracle, end)
    assert dict(zip(found.customers.tolist(), found.actual.tolist(), strict=True)) == {
        who: sum(day > start for day in after.get(who, ())) for who in before
    }
    summary = rfm_summary(ledger, as_of=start, unit=model.unit)
    time = (end - start).days / {"week": 7, "day": 1}[model.unit]
    assert (found.expected == model.expected_purchases(time, summary)).all()


def test_means_by_frequency_are_those_of_loops():
    _, ledger = told(cdnow, "USD")
    found = holdout(WEEKS, ledger, as_of="1997-09-30", until="1998-06-30")
    groups = {}
    for x, expected, actual in zip(
        *(each.tolist() for each in (found.frequency, found.expected, found.actual)), strict=True
    ):
        groups.setdefault(min(x, 7), []).append((expected, actual))
    table = found.by_frequency()
    assert table["customers"].tolist() == [len(groups[x]) for x in range(8)]
    for x, rows in groups.items():
        for name, each in zip(("expected", "actual"), zip(*rows, strict=True), strict=True):
            assert table[name][x] == pytest.approx(sum(each) / len(rows))
    errors = [abs(expected - actual) for rows in groups.values() for expected, actual in rows]
    assert found.mean_absolute_error == pytest.approx(sum(errors) / len(errors))
    assert found.bias == pytest.approx(found.expected.sum() / found.actual.sum() - 1)


def test_half_a_year_of_cdnow_is_what_the_published_formula_expects():
    """Of each customer by the Gaussian hypergeometric function (2005, equation 10), from rows."""
    rows = cdnow_sample()
    found = holdout(
        WEEKS,
        clm.Ledger.from_columns(**rows, currency="USD"),
        as_of="1997-09-30",
        until="1998-06-30",
    )
    days = defaultdict(set)
    for who, day in zip(rows["customer"], rows["when"], strict=True):
        days[who].add(day)
    split, end = date(1997, 9, 30), date(1998, 6, 30)
    expected = actual = 0
    for each in days.values():
        known = sorted(day for day in each if day <= split)
        x, last = len(known) - 1, (known[-1] - known[0]).days / 7
        expected += published(x, last, (split - known[0]).days / 7, (end - split).days / 7)
        actual += sum(split < day <= end for day in each)
    assert len(found) == len(days) == 2_357
    assert found.actual.sum() == actual
    assert found.expected.sum() == pytest.approx(expected, rel=1e-9)


def published(x, last, length, time):
    """Expect orders of one customer by the BG/NBD model with the parameters of the paper."""
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
    grown = ((alpha + length) / (alpha + length + time)) ** (r + x)
    series = hyp2f1(r + x, b + x, a + b + x - 1, time / (alpha + length + time))
    gone = 0 if x == 0 else a / (b + x - 1) * ((alpha + length) / (alpha + last)) ** (r + x)
    return (a + b + x - 1) / (a - 1) * (1 - grown * series) / (1 + gone)


def test_a_model_that_has_seen_the_holdout_is_refused():
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    model = fit_bg_nbd(rfm_summary(ledger, as_of="1998-01-31", unit="week"))
    with pytest.raises(ComparisonError, match="has seen what happened until 1998-01-31"):
        holdout(model, ledger, as_of="1997-09-30", until="1998-06-30")


def test_what_cannot_be_asked_is_refused_at_once():
    with pytest.raises(FitError) as error:
        holdout("model", "ledger", as_of="x", until=None)
    assert [fault.where for fault in error.value.faults] == ["ledger", "as_of", "until", "model"]
    with pytest.raises(FitError, match="2024-01-01 is not after 2024-01-01"):
        holdout(WEEKS, shop(("ann", "2024-01-01", 1)), as_of="2024-01-01", until="2024-01-01")


def test_it_shows_and_gives_columns():
    ledger = shop(("ann", "2024-01-01", 9), ("ann", "2024-02-02", 9), ("bob", "2024-01-05", 3))
    found = holdout(WEEKS, ledger, as_of="2024-01-31", until="2024-03-31")
    assert found.columns()["actual"].tolist() == [1, 0]
    assert found.to_frame("polars").shape == (2, 4)
    assert repr(found).startswith("<Holdout 2 customers · 2024-01-31 … 2024-03-31 · ")
    assert "1 came" in repr(found)
    assert "<table>" in found._repr_html_()
    for each in (found, pickle.loads(pickle.dumps(found))):
        for column in (*each.columns().values(), *each.by_frequency().values()):
            with pytest.raises(ValueError, match="read-only"):
                column[:] = column


def test_before_the_first_order_there_is_nobody():
    found = holdout(WEEKS, shop(("ann", "2024-01-01", 9)), as_of="2023-01-31", until="2024-03-31")
    assert (len(found), np.isnan(found.bias), np.isnan(found.mean_absolute_error)) == (
        0,
        True,
        True,
    )
    assert (
        repr(found)
        == "<Holdout 0 customers · 2023-01-31 … 2024-03-31 · 0.0 orders expected, 0 came>"
    )
