"""Written moments are read by columns exactly as Python reads them one by one."""

from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.door.text import microseconds, parse_moments

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
LENGTHS = (10, 13, 16, 19, 21, 23, 26)
ARRAYS = {
    "U": np.array,
    "S": lambda texts: np.array([each.encode() for each in texts]),
    "T": lambda texts: np.array(texts, np.dtypes.StringDType()),
    "O": lambda texts: np.array(texts, object),
}
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
WRITTEN = st.one_of(
    st.builds(lambda moment, sep: moment.isoformat(sep), st.datetimes(), st.sampled_from(" T_")),
    st.datetimes(timezones=OFFSETS).map(datetime.isoformat),
    st.dates().map(date.isoformat),
)
SOUP = st.text("0123456789-: T.+Z\0é", max_size=28)
BROKEN = st.tuples(WRITTEN, st.integers(0, 30), st.sampled_from("09-:. Tx\0é")).map(
    lambda each: each[0][: each[1]] + each[2] + each[0][each[1] + 1 :]
)


def read(text):
    """Read one text by the standard library."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    local = (moment.replace(tzinfo=None) - EPOCH) // timedelta(microseconds=1)
    offset = moment.utcoffset()
    return local - (offset or timedelta()) // timedelta(microseconds=1), offset is not None


def parsed(values, date_format=None):
    """Give what the column says of every row, None for what cannot be read."""
    moment, fixed, wrong = parse_moments(values, date_format)
    rows = zip(moment.tolist(), fixed.tolist(), wrong.tolist(), strict=True)
    return [None if wrong else (moment, fixed) for moment, fixed, wrong in rows]


@given(st.lists(st.one_of(WRITTEN, BROKEN, SOUP), max_size=20))
def test_a_column_says_what_the_standard_library_says_of_each_text(texts):
    """Whatever is near a date is read or refused alike, however the text is held."""
    texts = [each.rstrip("\0") for each in texts]  # numpy takes these off itself
    expected = [read(each) for each in texts]
    assert parsed(ARRAYS["O"](texts)) == expected
    assert parsed(ARRAYS["T"](texts)) == expected
    assert not texts or parsed(ARRAYS["U"](texts)) == expected


@pytest.mark.parametrize("kind", ARRAYS)
@pytest.mark.parametrize("length", LENGTHS)
def test_every_day_of_the_calendar_is_read_to_any_precision(kind, length):
    """Leap years, ends of months, and both ends of the calendar."""
    days = [
        date(1, 1, 1),
        date(1, 12, 31),
        date(9999, 12, 31),
        date(1900, 2, 28),
        date(2000, 2, 29),
    ]
    days += [date(2023, 12, 1) + timedelta(days=each) for each in range(500)]
    clock = timedelta(hours=23, minutes=59, seconds=58, microseconds=7)
    moments = [datetime(day.year, day.month, day.day) + clock for day in days]  # noqa: DTZ001
    texts = [each.isoformat(" ")[:length] for each in moments]
    assert parsed(ARRAYS[kind](texts)) == [read(each) for each in texts]
    assert None not in parsed(ARRAYS[kind](texts))


@pytest.mark.parametrize(
    "text",
    [
        *("2023-02-29", "1900-02-29", "2024-00-01", "2024-13-01", "2024-01-00", "2024-04-31"),
        *("2024-05-01 24:00", "2024-05-01 23:60", "2024-05-01 23:59:60", "0000-01-01", "now", ""),
        *(
            "today",
            "NaT",
            "2024",
            "20240",
            "2024/05/01",
            "\uff12\uff10\uff12\uff14-05-01",
            "2024-05-01\x00x",
            "\ud800",
        ),
    ],
    ids=ascii,
)
def test_what_is_no_date_is_wrong_and_spoils_no_other(text):
    """One wrong row leaves its neighbours as they are."""
    rows = ARRAYS["O"](["2024-05-01", text, "2024-05-02"])
    assert parsed(rows) == [read("2024-05-01"), None, read("2024-05-02")]


def test_a_format_is_read_as_strptime_does():
    """Offsets make instants; a format that is none reads nothing."""
    values = np.array(
        ["31.12.2023 01:30 +0100", "32.12.2023 01:30 +0100", "31.12.2023 01:30 +0100"]
    )
    answer = (datetime(2023, 12, 31, 0, 30) - EPOCH) // timedelta(microseconds=1)  # noqa: DTZ001
    assert parsed(values, "%d.%m.%Y %H:%M %z") == [(answer, True), None, (answer, True)]
    for nonsense in ("%Q", "%Y %d%d", "%", ""):
        assert parsed(values, nonsense) == [None] * 3


def test_an_offset_may_carry_an_instant_out_of_the_calendar():
    """Which day it is depends on the shop's zone, so the text itself is no fault."""
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
    late = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))
    day = 86_400_000_000
    assert microseconds(early) == ((date.min - date(1970, 1, 1)).days * day - 5 * day // 24, True)
    assert microseconds(late) == ((date.max - date(1970, 1, 1)).days * day + 28 * day // 24, True)
