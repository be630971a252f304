"""Spans of days, and the days before them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clm.metrics.span import Span, spans
from clm.model.period import EVERY, WEEKDAYS, periods

DAYS = st.dates(date(1, 3, 1), date(9998, 12, 31))


@given(DAYS, st.integers(0, 800), st.sampled_from(EVERY), st.sampled_from(WEEKDAYS))
def test_spans_hold_every_day_once(first, length, every, weekday):
    last = min(date.fromordinal(first.toordinal() + length), date(9999, 1, 1))
    found = spans(first, last, every, weekday)
    days = [
        day for each in found for day in range(each.first.toordinal(), each.last.toordinal() + 1)
    ]
    assert days == [*range(first.toordinal(), last.toordinal() + 1)]
    assert all(each.complete for each in found[1:-1])


@given(DAYS, st.sampled_from(EVERY))
def test_the_period_before_ends_on_the_eve(day, every):
    (whole,) = periods(day, day, every)
    (one,) = spans(whole.first, whole.last, every, "monday")
    (earlier,) = periods(one.before, one.before, every)
    assert one.complete
    assert (earlier.first, earlier.last) == (one.before, one.eve)


@given(DAYS, st.integers(0, 40))
def test_the_stretch_before_any_days_is_as_long(first, length):
    last = date.fromordinal(first.toordinal() + length)
    span = Span.of(first, last)
    assert (span.first - span.before).days == min(span.days, first.toordinal() - 1)
    assert (first - span.eve).days == 1


@given(DAYS, st.sampled_from(("month", "quarter", "year")))
def test_a_whole_period_is_called_by_its_name(day, every):
    (whole,) = periods(day, day, every)
    assert Span.of(whole.first, whole.last).stretch == every


def test_other_days_are_counted():
    first = date(2024, 5, 1)
    told = [Span.of(first, date(2024, 5, day)).stretch for day in (1, 7, 8, 31)]
    assert told == ["day", "week", "8 days", "month"]


def test_what_is_left_of_a_first_period_is_compared_with_as_many_days():
    first, second = spans(date(2024, 3, 20), date(2024, 4, 30), "month", "monday")
    assert (first.before, second.before) == (date(2024, 3, 8), date(2024, 3, 1))


def test_the_calendar_has_a_first_day():
    span = Span.of(date.min, date(1, 1, 31))
    assert (span.eve, span.before) == (date.min, date.min)
