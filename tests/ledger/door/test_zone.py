"""Columns of instants and local times agree with zoneinfo, one value at a time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.door.zone import instants_of, is_utc, local_of

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "Asia/Tehran"),
    *("America/Caracas", "Antarctica/Troll", "Africa/Monrovia", "Asia/Gaza"),
)
CHANGES = (
    *("2024-03-31T01:00", "2024-10-27T01:00", "2024-03-10T07:00", "2024-11-03T06:00"),
    *("2011-12-30T10:00", "2018-11-04T03:00", "2018-02-18T02:00", "2023-10-01T15:30"),
    *("1916-04-30T22:00", "1893-03-31T23:06:32", "1972-01-07T00:44:30", "2016-05-01T07:00"),
)
NEAR = [
    datetime.fromisoformat(change) + timedelta(minutes=minutes, microseconds=micro)
    for change in CHANGES
    for minutes in range(-180, 181, 15)
    for micro in (-1, 0)
]
MOMENTS = st.one_of(
    st.sampled_from(NEAR),
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001
)


def microseconds(moments):
    """Count since 1970."""
    return np.array([(each - EPOCH) // timedelta(microseconds=1) for each in moments], np.int64)


@given(st.lists(MOMENTS, max_size=30), st.sampled_from(ZONES))
def test_a_column_of_instants_shows_what_every_clock_shows(moments, name):
    """The shop's clock at each instant is zoneinfo's."""
    zone = ZoneInfo(name)
    clocks = [each.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) for each in moments]
    assert local_of(microseconds(moments), zone).tolist() == microseconds(clocks).tolist()


@given(st.lists(MOMENTS, max_size=30), st.sampled_from(ZONES))
def test_a_column_of_local_times_is_the_instants_of_fold_zero(moments, name):
    """In the hour that occurs twice it is the first; a skipped one is read by the old offset."""
    zone = ZoneInfo(name)
    offsets = [each.replace(tzinfo=zone, fold=0).utcoffset() for each in moments]
    instants = [each - offset for each, offset in zip(moments, offsets, strict=True)]
    assert instants_of(microseconds(moments), zone).tolist() == microseconds(instants).tolist()


@pytest.mark.parametrize("name", ZONES)
def test_the_moments_round_every_change_agree(name):
    """All changes in one column, so that many days are looked up together."""
    zone, moments = ZoneInfo(name), sorted(NEAR)
    clocks = [each.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) for each in moments]
    assert local_of(microseconds(moments), zone).tolist() == microseconds(clocks).tolist()


def test_the_ends_of_the_calendar_have_offsets():
    """Where Python's own conversion overflows the nearest offset holds."""
    ends = microseconds([datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)])  # noqa: DTZ001
    zone = ZoneInfo("Asia/Kolkata")
    ahead = [timedelta(hours=5, minutes=53, seconds=28), timedelta(hours=5, minutes=30)]
    assert (ends - instants_of(ends, zone)).tolist() == [
        each // timedelta(microseconds=1) for each in ahead
    ]


def test_utc_is_known_by_its_names():
    """Then local times are the instants."""
    assert is_utc(ZoneInfo("UTC"))
    assert is_utc(ZoneInfo("Etc/UTC"))
    assert not is_utc(ZoneInfo("Europe/London"))
