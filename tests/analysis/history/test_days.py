"""The days of a history are the ends of its periods, and the end of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import shop
from clm.analysis.history.days import history_days, history_faults
from clm.errors import SnapshotError
from clm.model.period import EVERY, WEEKDAYS

LEDGER = shop(("ann", "2024-01-10", 9))


def ends_a_period(day, every, week_ends):
    """Tell it by what comes after."""
    after = day + timedelta(days=1)
    return {
        "day": True,
        "week": WEEKDAYS[day.weekday()] == week_ends,
        "month": after.day == 1,
        "quarter": after.day == 1 and after.month in (1, 4, 7, 10),
        "year": (after.month, after.day) == (1, 1),
    }[every]


@given(
    st.dates(date(2000, 1, 1), date(2003, 1, 1)),
    st.integers(0, 900),
    st.sampled_from(EVERY),
    st.sampled_from(WEEKDAYS),
)
def test_every_end_of_a_period_is_a_day_and_so_is_the_end(start, length, every, week_ends):
    """Reckoned day by day."""
    span = [start + timedelta(days=at) for at in range(length + 1)]
    expected = [day for day in span if ends_a_period(day, every, week_ends)]
    partial = span[-1] not in expected
    days = (*expected, *([span[-1]] if partial else []))
    assert history_days(start, span[-1], every, week_ends) == (days, partial)


def test_all_faults_come_at_once():
    """Ledger, template, days, and kind of period."""
    with pytest.raises(SnapshotError) as caught:
        clm.history(None, 7, "tomorrow", "2024-02-30", every="monthly", week_ends="Sun", scale=3)
    wheres = [fault.where for fault in caught.value.faults]
    assert wheres == ["ledger", "template", "every", "week_ends", "start", "end", "scale"]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-03-01", "2024-02-01", "start: 2024-03-01 lies after the end, 2024-02-01"),
        ("2024-01-09", "2024-02-01", "lies before the first event, 2024-01-10"),
    ],
)
def test_days_that_make_no_history_are_refused(start, end, said):
    """The wrong way round, or before anything happened."""
    with pytest.raises(SnapshotError, match=said):
        clm.history(LEDGER, "five-stage", start, end)


def test_an_empty_ledger_has_no_history():
    """There is nothing to tell."""
    (fault,) = history_faults(shop(), "2024-01-01", "2024-02-01", "month", "sunday")
    assert "holds no event" in fault.what
