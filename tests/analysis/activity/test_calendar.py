"""Calendars: periods as columns, and which of them are over."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from calendar_told import is_over, start_of, starts_between
from clm.analysis.activity.calendar import MOST, Calendar
from clm.errors import SnapshotError
from clm.model.day import to_number
from clm.model.period import EVERY, WEEKDAYS

DAYS = st.dates(date(1960, 1, 1), date(2040, 1, 1))


@examples(60)
@given(DAYS, st.integers(0, 800), st.sampled_from(EVERY), st.sampled_from(WEEKDAYS))
def test_periods_are_those_of_a_walk_day_by_day(first, more, every, week_start):
    """Their first days, and whether the last of them is over."""
    as_of = first + timedelta(days=more)
    calendar = Calendar.of(first, as_of, every, week_start=week_start)
    starts = starts_between(first, as_of, every, week_start)
    assert [each.first for each in calendar.periods] == starts
    assert calendar.starts.tolist() == [*map(to_number, starts)]
    assert calendar.first_days().astype(object).tolist() == starts
    over = [is_over(each, as_of, every, week_start) for each in starts]
    assert calendar.complete.tolist() == over
    assert calendar.whole == sum(over)


@examples(40)
@given(st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(EVERY), st.integers(0, 400))
def test_edges_put_every_day_into_its_period(days, every, skipped):
    """And days before the first period into none."""
    days.sort()
    first = min(days[0] + timedelta(days=skipped), days[-1])
    if (days[-1] - first).days > MOST:
        return
    calendar = Calendar.of(first, days[-1], every)
    edges = calendar.edges(np.array([*map(to_number, days)], np.int32)).tolist()
    for at, period in enumerate(calendar.periods):
        inside = days[edges[at] : edges[at + 1]]
        assert {start_of(day, every) for day in inside} <= {period.first}
    assert edges[0] == sum(day < calendar.periods[0].first for day in days)
    assert edges[-1] == len(days)


def test_periods_before_a_day_are_those_that_start_before_it():
    """On the first day itself a period does not."""
    calendar = Calendar.of(date(2024, 1, 5), date(2024, 3, 5), "month")
    for day, number in ((date(2024, 2, 1), 1), (date(2024, 2, 2), 2), (date(1, 1, 1), 0)):
        assert calendar.before(day).sum() == number
    assert calendar.before(None).tolist() == [False] * 3


def test_a_calendar_may_be_empty():
    """Where nothing has happened."""
    calendar = Calendar((), date(2024, 1, 5), "month")
    assert (len(calendar), calendar.whole) == (0, 0)
    assert calendar.complete.shape == calendar.before(date(2024, 1, 1)).shape == (0,)
    assert calendar.edges(np.zeros(0, np.int32)).tolist() == [0]


def test_too_many_periods_are_a_date_gone_wrong():
    """The error says from when to when."""
    Calendar.of(date(1970, 1, 1), date(2024, 1, 1), "day")
    with pytest.raises(SnapshotError) as caught:
        Calendar.of(date(1, 1, 2), date(2024, 1, 1), "day")
    assert str(caught.value) == (
        "every: some 738,885 periods of a day, from 0001-01-02 to 2024-01-01"
        " → take longer ones; 20,000 are the most"
    )


def test_the_ends_of_the_calendar_are_periods_too():
    """Years 1 and 9999."""
    calendar = Calendar.of(date(9999, 12, 30), date(9999, 12, 31), "week")
    assert calendar.complete.tolist() == [True]
    assert Calendar.of(date(1, 1, 1), date(1, 1, 2), "month").starts.tolist() == [-719162]
