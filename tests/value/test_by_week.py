"""Tracking by week is what loops over customers and weeks say."""

import pickle
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

import clm
from asking import shop
from busy import TODAY, busy
from clm.errors import FitError
from clm.value import BgNbd, MbgNbd, fit_bg_nbd, rfm_summary, tracking
from value_oracle import cdnow_sample, order_days_told

WEEKS = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
DAYS = MbgNbd(unit="day", r=0.5, alpha=40, a=0.8, b=2.4)


def told(oracle, model, as_of, until):
    """Go through the weeks, and through the customers of each."""
    days = {who: line for who, line in order_days_told(oracle, until).items() if line[0] <= as_of}
    end, ends = as_of, []
    while end >= min((line[0] for line in days.values()), default=as_of):
        ends.insert(0, end)
        end -= timedelta(days=7)
    while ends[-1] + timedelta(days=7) <= until:
        ends.append(ends[-1] + timedelta(days=7))
    unit = {"week": 7, "day": 1}[model.unit]
    rows = []
    for end in ends:
        actual = sum(day <= end for line in days.values() for day in line[1:])
        expected = sum(
            model.expected_purchases_of_new((end - line[0]).days / unit)
            for line in days.values()
            if line[0] <= end
        )
        rows.append((end, expected, actual))
    return len(days), rows


@pytest.mark.parametrize("seed", range(20))
def test_every_week_is_the_sum_over_customers(seed):
    """In crowded shops, by weeks and by days."""
    made, dice = busy(seed), Random(seed)
    as_of = TODAY - timedelta(days=dice.randint(5, 45))
    until = as_of + timedelta(days=dice.randint(1, 40))
    model = dice.choice((WEEKS, DAYS))
    found = tracking(model, made.ledger(), as_of=as_of, until=until)
    people, rows = told(made.oracle(), model, as_of, until)
    assert found.customers == people
    assert found.day.tolist() == [day for day, *_ in rows]
    assert found.cumulative_actual.tolist() == [actual for *_, actual in rows]
    assert found.cumulative_expected == pytest.approx(
        [expected for _, expected, _ in rows], abs=1e-9
    )


def test_weeks_add_up_and_are_split_at_the_day():
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    model = fit_bg_nbd(rfm_summary(ledger, as_of="1997-09-30", unit="week"))
    found = tracking(model, ledger, as_of="1997-09-30", until="1998-06-30")
    assert (found.actual.cumsum() == found.cumulative_actual).all()
    assert found.expected.cumsum() == pytest.approx(found.cumulative_expected)
    assert found.held_out.sum() == 39
    assert found.day[~found.held_out][-1] == np.datetime64("1997-09-30", "D")
    # In sample, and nine months later: within a twentieth of what came.
    inside = int((~found.held_out).sum()) - 1
    assert found.cumulative_expected[inside] == pytest.approx(
        found.cumulative_actual[inside], rel=0.05
    )
    assert found.cumulative_expected[-1] == pytest.approx(found.cumulative_actual[-1], rel=0.05)


def test_it_shows_the_last_weeks_and_gives_columns():
    ledger = clm.Ledger.from_columns(**cdnow_sample(), currency="USD")
    found = tracking(WEEKS, ledger, as_of="1997-09-30", until="1998-06-30")
    lines = repr(found).splitlines()
    assert lines[0] == "<Tracking 2,357 customers · 78 weeks · held out after 1997-09-30>"
    assert lines[-1] == "  … 70 earlier weeks: print(….table())"
    assert len(found.table().splitlines()) == 79
    assert found.to_frame("polars").shape == (78, 6)
    assert "<table>" in found._repr_html_()
    for each in (found, pickle.loads(pickle.dumps(found))):
        for column in each.columns().values():
            with pytest.raises(ValueError, match="read-only"):
                column[:] = column


def test_what_cannot_be_asked_is_refused():
    ledger = shop(("ann", "2024-01-01", 9))
    with pytest.raises(FitError):
        tracking(WEEKS, ledger, as_of="2024-01-01", until="2023-01-01")
    nobody = tracking(WEEKS, ledger, as_of=date(2023, 1, 1), until=date(2023, 2, 1))
    assert (nobody.customers, nobody.cumulative_expected.sum()) == (0, 0.0)
