"""Periods that are not over, or of which not all is known, are told in words."""

from datetime import date

from clm.analysis.activity.calendar import Calendar
from clm.analysis.activity.marks import doubtful_notes, open_notes


def test_a_period_that_goes_on_is_told():
    """And one that is over is not."""
    quarter = Calendar.of(date(2024, 1, 5), date(2024, 2, 5), "quarter")
    assert open_notes(quarter) == ["* the quarter 2024-Q1 goes on until 2024-03-31"]
    assert open_notes(Calendar.of(date(2024, 1, 5), date(2024, 3, 31), "quarter")) == []
    assert open_notes(Calendar((), date(2024, 1, 5), "quarter")) == []


def test_doubts_are_counted():
    """None is no note."""
    assert doubtful_notes(0, "month", "x", date(2024, 1, 1)) == []
    (note,) = doubtful_notes(1, "month", "may be old", date(2024, 1, 1))
    assert note == "? 1 month may be old: not all is known from before 2024-01-01"
