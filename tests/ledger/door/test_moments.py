"""The column `when`: days of the shop and instants, of whatever holds a date."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ColumnError, DayError
from clm.ledger.door.moments import read_moments, zone_named
from nasty import DAYS, OFFSETS, TIMES, ZONES
from oracle import instant, local_time

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LOCAL = st.builds(datetime.combine, st.sampled_from(DAYS), st.sampled_from(TIMES))
ANYTHING = st.one_of(
    *(LOCAL, st.sampled_from(DAYS), st.sampled_from(DAYS).map(date.isoformat), LOCAL.map(str)),
    st.builds(
        lambda at, zone, fold: at.replace(tzinfo=zone, fold=fold),
        LOCAL,
        st.sampled_from([*OFFSETS, BERLIN, NEW_YORK]),
        st.integers(0, 1),
    ),
    st.builds(
        lambda at, zone: at.replace(tzinfo=zone).isoformat(), LOCAL, st.sampled_from(OFFSETS)
    ),
)


def read(column, zone="UTC", **options):
    """Give days and instants."""
    moments = read_moments(column, ZoneInfo(zone), **options)
    return [
        date(1970, 1, 1) + timedelta(days=day) for day in moments.day.tolist()
    ], moments.instant.tolist()


@given(st.lists(ANYTHING, max_size=20), st.sampled_from(ZONES))
def test_dates_datetimes_and_text_mixed_are_read_one_by_one(values, zone):
    """Aware instants move to the zone, naive ones are local, a date is its midnight."""
    local = [local_time(value, ZoneInfo(zone)) for value in values]
    assert read(values, zone) == (
        [each.date() for each in local],
        [instant(each) for each in local],
    )


@pytest.mark.parametrize("fold", [0, 1])
def test_a_clock_that_shows_an_hour_twice_is_read_by_the_fold(fold):
    """Half past two on the last Sunday of October is two instants in Berlin."""
    naive = datetime(2024, 10, 27, 2, 30, fold=fold)  # noqa: DTZ001
    expected = datetime(2024, 10, 27, fold, 30, tzinfo=UTC)
    assert read([naive, "2024-10-27"], "Europe/Berlin")[1][0] == int(expected.timestamp()) * 10**6


def test_an_hour_that_the_clock_skips_stays_on_its_day():
    """Whatever the fold says, the day is the one written."""
    for fold in (0, 1):
        skipped = datetime(2018, 11, 4, 0, 30, fold=fold)  # noqa: DTZ001
        assert read([skipped], "America/Sao_Paulo")[0] == [date(2018, 11, 4)]


INSTANTS = pd.Series(pd.to_datetime(["2024-03-31T00:30", "2024-03-31T22:30"])).dt.tz_localize("UTC")
THERE = INSTANTS.dt.tz_convert("America/New_York")


@pytest.mark.parametrize(
    "column",
    [
        *(INSTANTS, THERE, pd.DatetimeIndex(THERE), THERE.array, list(THERE), THERE.astype(object)),
        THERE.astype("timestamp[us, tz=America/New_York][pyarrow]"),
        pl.Series(INSTANTS.dt.tz_localize(None))
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("America/New_York"),
        *(
            pa.array(THERE),
            pa.chunked_array([pa.array(INSTANTS)]),
            [each.isoformat() for each in THERE],
        ),
    ],
    ids=lambda column: f"{type(column).__module__}.{type(column).__name__}",
)
def test_columns_that_know_their_zone_are_instants(column):
    """The shop's zone tells the day, not the column's."""
    instants = [int(each.timestamp()) * 10**6 for each in INSTANTS]
    assert read(column, "Europe/Berlin") == ([date(2024, 3, 31), date(2024, 4, 1)], instants)


NAIVE = ["2024-05-01T23:30", "2024-05-02T00:00"]


@pytest.mark.parametrize(
    "column",
    [
        *(np.array(NAIVE, f"datetime64[{unit}]") for unit in ("m", "s", "ms", "us", "ns")),
        *(np.array(NAIVE, f">M8[{unit}]") for unit in ("m", "us", "ns")),
        *(pd.Series(pd.to_datetime(NAIVE)), pl.Series(NAIVE).str.to_datetime(), pd.Series(NAIVE)),
        *(pd.Series(NAIVE, dtype="string"), pd.Series(NAIVE, dtype="category"), pl.Series(NAIVE)),
        *(
            pa.array(NAIVE),
            pa.array(NAIVE).dictionary_encode(),
            pl.Series(NAIVE, dtype=pl.Categorical),
        ),
        *(np.array(NAIVE, np.dtypes.StringDType(na_object=None)), iter(NAIVE)),
        pd.Series(pd.to_datetime(NAIVE)).astype("timestamp[us][pyarrow]"),
    ],
    ids=lambda column: f"{type(column).__name__} {getattr(column, 'dtype', '')}",
)
def test_columns_without_a_zone_are_local(column):
    """Every library's naive datetimes and text stand for the shop's own clock."""
    assert read(column, "America/New_York") == read(NAIVE, "America/New_York")


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        float("nan"),
        pd.NaT,
        pd.NA,
        np.datetime64("NaT", "us"),
        "",
        5,
        True,
        time(1),
        b"2024-05-01",
        [],
    ],
    ids=repr,
)
def test_what_is_no_date_is_named_by_its_row(nothing):
    """Among good rows only the wrong one is named."""
    with pytest.raises(ColumnError) as caught:
        read(["2024-05-01", nothing, date(2024, 5, 1)])
    assert [fault.where for fault in caught.value.faults] == ["when[1]"]


@pytest.mark.parametrize(
    "column",
    [
        *(np.array([20240501]), np.array([1.5]), np.array([True]), np.array([1], "m8[D]"), [2024]),
        *(np.array(["NaT"], "M8[D]"), np.array(["NaT"], "M8[ns]")),
        *(
            np.array(["10000-01-01"], "M8[D]"),
            np.array(["0000-12-31"], "M8[s]"),
            np.array([2**62], "M8[Y]"),
        ),
        *(pd.Series([pd.Timestamp("2024-05-01"), pd.NaT]), pl.Series(["2024-05-01", None])),
        *(pa.array([date(2024, 5, 1), None]), pd.Series(["2024-05-01", None], dtype="string")),
        np.ma.array(np.array(["2024-05-01"] * 2, "M8[D]"), mask=[False, True]),
        np.array(["2024-05-01", None], np.dtypes.StringDType(na_object=None)),
    ],
    ids=lambda column: f"{type(column).__name__} {getattr(column, 'dtype', '')}",
)
def test_numbers_nulls_and_other_calendars_are_refused(column):
    """Whatever library they come from."""
    with pytest.raises(ColumnError, match=r"^when"):
        read(column)


def test_the_calendar_ends_where_the_shop_stands():
    """An instant just out of the years 1 to 9999 in UTC may lie in them at the shop."""
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert read([early], "Asia/Kolkata")[0] == [date(1, 1, 1)]
    late = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))
    assert read([late, late.isoformat()], "America/New_York")[0] == [date(9999, 12, 31)] * 2
    with pytest.raises(ColumnError, match="calendar") as caught:
        read([late, "2024-05-01", late.isoformat()])
    assert [fault.where for fault in caught.value.faults] == ["when[0]", "when[2]"]


def test_a_format_serves_text_and_leaves_dates_alone():
    """Its own text is in the error."""
    days = [date(2024, 12, 1), date(2024, 1, 12)]
    assert read(["01.12.2024", days[1]], date_format="%d.%m.%Y")[0] == days
    with pytest.raises(ColumnError, match=r"'%d\.%m\.%Y'"):
        read(["2024-12-01"], date_format="%d.%m.%Y")


@pytest.mark.parametrize(
    "empty", [[], (), np.array([]), np.array([], str), pd.Series([]), pl.Series([])]
)
def test_a_column_of_nothing_has_no_moments(empty):
    """Of whatever type it is."""
    assert read(empty, "Europe/Berlin") == ([], [])


@pytest.mark.parametrize("name", ["Mars", "Europe", "", "../../etc/passwd", None, 5, "\0"])
def test_unknown_zones_are_refused(name):
    """The nearest IANA name is offered."""
    with pytest.raises(DayError, match="timezone"):
        zone_named(name)
    with pytest.raises(DayError, match="Europe/Berlin"):
        zone_named("europe/berlín")


def test_the_moments_never_keep_the_callers_memory():
    """Whoever writes into his array afterwards changes nothing here."""
    column = np.array(["2024-05-01"] * 2, "datetime64[us]")
    moments = read_moments(column, ZoneInfo("UTC"))
    column[:] = np.datetime64("1999-01-01")
    assert moments.instant.tolist() == read(["2024-05-01"] * 2)[1]


@given(st.lists(LOCAL, min_size=1), st.integers(1, 400))
def test_days_in_order_are_those_of_any_order(moments, repeated):
    """Days that are found by where they begin are those of every moment by itself."""
    column = np.repeat(np.array(sorted(moments), "datetime64[us]"), repeated)
    assert read(column)[0] == [each.date() for each in column.tolist()]
    assert read(column[::-1])[0] == read(column)[0][::-1]


@given(st.integers(-9, 9), st.lists(st.integers(0, 5 * 24 - 1), min_size=6))
def test_midnight_is_the_first_moment_of_its_day(start, hours):
    """Few days of many rows, before and after 1970, empty days among them."""
    moments = [datetime(1970, 1, 1) + timedelta(days=start, hours=each) for each in sorted(hours)]  # noqa: DTZ001
    assert read(np.array(moments, "datetime64[us]"))[0] == [each.date() for each in moments]
