"""A day is a date, its ISO text, a datetime64, or a datetime at midnight, and nothing else."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import DayError
from clm.model.day import FIRST_DAY, LAST_DAY, as_day, day_faults, from_number, to_number


@given(st.dates())
def test_every_way_of_writing_a_day_is_that_day(day):
    """Text, midnight and numpy agree from year 1 to year 9999."""
    midnight = datetime.combine(day, time())
    ways = [day, day.isoformat(), np.str_(day.isoformat()), midnight, midnight.isoformat()]
    ways += [np.datetime64(day), np.datetime64(midnight), np.array(day, "datetime64[D]")]
    assert {as_day(each) for each in ways} == {day}
    assert type(as_day(midnight)) is date


@given(st.dates())
def test_days_are_counted_from_1970(day):
    """Numbers and days are one to one."""
    assert to_number(day) == (day - date(1970, 1, 1)).days
    assert from_number(to_number(day)) == day
    assert FIRST_DAY <= to_number(day) <= LAST_DAY


@given(st.datetimes().filter(lambda moment: moment.time() != time()))
def test_a_time_of_day_is_refused_and_the_day_is_offered(moment):
    """A lifecycle is told in days; which day is meant is for the caller to say."""
    for each in (moment, moment.isoformat(), np.datetime64(moment)):
        with pytest.raises(DayError, match=str(moment.date())):
            as_day(each)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "now",
            "today",
            "NaT",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "",
            " 2024-05-01",
            "0000-01-01",
        ),
        *(5, 5.0, True, None, float("nan"), pd.NaT, np.datetime64("NaT", "us"), b"2024-05-01"),
        *(np.datetime64(10**15, "D"), np.array(["2024-05-01"]), np.array("x"), [], timedelta(1)),
        *(datetime(2024, 5, 1, tzinfo=UTC), pd.Timestamp("2024-05-01", tz="UTC"), time()),
    ],
    ids=repr,
)
def test_what_is_no_day_is_refused(value):
    """No clock is read, nothing is guessed, and an instant is no day."""
    with pytest.raises(DayError, match=r"^day: "):
        as_day(value, "day")


def test_a_timestamp_at_midnight_is_a_day():
    """Pandas' own type is a datetime."""
    assert as_day(pd.Timestamp("2024-05-01")) == date(2024, 5, 1)


@pytest.mark.parametrize(("value", "wrong"), [("2024-02-29", 0), ("2023-02-29", 1), (None, 1)])
def test_faults_of_a_day_can_be_told_with_others(value, wrong):
    """They are those that reading it raises."""
    faults = day_faults(value, "until")
    assert len(faults) == wrong
    if wrong:
        with pytest.raises(DayError) as caught:
            as_day(value, "until")
        assert caught.value.faults == faults


def test_what_is_long_is_cut_short_in_the_error():
    """Whatever was handed in."""
    for value in ("x" * 10_000, ["x"] * 10_000, np.arange(1000)):
        with pytest.raises(DayError) as raised:
            as_day(value)
        assert len(str(raised.value)) < 150
