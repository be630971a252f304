"""Periods of the calendar lie side by side, whole, and are named as people name them."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.model.period import (
    EVERY,
    WEEKDAYS,
    day_after,
    every_faults,
    periods,
    weekday_faults,
)

DAY = timedelta(days=1)
SPANS = st.tuples(
    st.dates(date(1999, 1, 1), date(2003, 1, 1)), st.integers(0, 800).map(lambda days: days * DAY)
)


def key(day, every, week_starts):
    """Tell the period of a day in another way: by its numbers."""
    week = (day.toordinal() - 1 - WEEKDAYS.index(week_starts)) // 7
    quarter = (day.year, (day.month - 1) // 3)
    return {
        "day": day,
        "week": week,
        "month": (day.year, day.month),
        "quarter": quarter,
        "year": day.year,
    }[every]


@given(SPANS, st.sampled_from(EVERY), st.sampled_from(WEEKDAYS))
def test_periods_lie_side_by_side_and_are_whole(span, every, week_starts):
    """No day is left out or in two; the days just outside belong to others."""
    first, last = span[0], span[0] + span[1]
    found = periods(first, last, every, week_starts=week_starts)
    assert found[0].first <= first <= found[0].last
    assert found[-1].first <= last <= found[-1].last
    assert all(before.last + DAY == after.first for before, after in pairwise(found))
    for each in found:
        days = [each.first + n * DAY for n in range((each.last - each.first).days + 1)]
        assert len({key(day, every, week_starts) for day in days}) == 1
        outside = {key(day, every, week_starts) for day in (each.first - DAY, each.last + DAY)}
        assert key(each.first, every, week_starts) not in outside


@pytest.mark.parametrize(
    ("every", "names"),
    [
        ("year", ["2023", "2024"]),
        ("quarter", ["2023-Q4", "2024-Q1"]),
        ("month", ["2023-12", "2024-01"]),
        ("week", ["2023-12-25", "2024-01-01"]),
        ("day", ["2023-12-31", "2024-01-01"]),
    ],
)
def test_a_period_has_a_short_name(every, names):
    """Days and weeks are called by their first day."""
    found = periods(date(2023, 12, 31), date(2024, 1, 1), every)
    assert [each.name for each in found] == names


@pytest.mark.parametrize("every", EVERY)
def test_the_calendar_ends(every):
    """Its first and last days are in a period as well."""
    (first,) = periods(date.min, date.min, every)
    assert first.first == date.min
    *_, last = periods(date.max, date.max, every)
    assert last.last == date.max
    assert last.first <= last.last


def test_weeks_that_end_on_one_day_start_on_the_next():
    """All seven of them."""
    after = [day_after(day) for day in WEEKDAYS]
    assert after == [*WEEKDAYS[1:], WEEKDAYS[0]]


def test_unknown_periods_and_weekdays_are_told():
    """With the nearest name."""
    assert every_faults("month") == weekday_faults("friday", "week_ends") == ()
    (fault,) = every_faults("monthly")
    assert "'month'" in fault.mend
    (fault,) = weekday_faults("fri", "week_ends")
    assert fault.where == "week_ends"
    assert "'friday'" in fault.mend
    assert every_faults(["month"])


@pytest.mark.parametrize(
    "junk", [["month"], np.array(["month"]), np.array(["day", "week"]), {}, None]
)
def test_what_cannot_be_compared_or_hashed_is_no_period(junk):
    """Nor a day of the week; an array of one word is not that word."""
    assert len(every_faults(junk)) == 1
    assert len(weekday_faults(junk, "week_starts")) == 1
