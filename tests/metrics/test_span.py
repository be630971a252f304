"""Spans of days, and the days before them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clm.metrics.span import Span, spans
from clm.model.period import EVERY, WEEKDAYS

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
    (one,) = spans(day, day, every, "monday")
    (earlier,) = spans(one.before, one.before, every, "monday")
    whole = spans(one.before, day, every, "monday")
    assert (earlier.first, whole[-1].last) == (one.before, day)
    assert len(whole) == 2


@given(DAYS, st.integers(0, 40))
def test_the_stretch_before_any_days_is_as_long(first, length):
    last = date.fromordinal(first.toordinal() + length)
    span = Span.of(first, last)
    assert (span.first - span.before).days == min(span.days, first.toordinal() - 1)
    assert (first - span.eve).days == 1


def test_the_calendar_has_a_first_day():
    span = Span.of(date.min, date(1, 1, 31))
    assert (span.eve, span.before) == (date.min, date.min)
