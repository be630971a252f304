"""Reading the column `when`: shop days and instants of dates, datetimes and written moments."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from attrs import frozen

from clm.errors import ColumnError, DayError, Fault
from clm.ledger.column import AnyArray, Bools, Days, Ints, as_array, faults_at, is_missing
from clm.ledger.text import parse_moments
from clm.ledger.zone import DAY, instants_of, is_utc, local_of
from clm.model.day import FIRST_DAY, LAST_DAY

MEND: Final = "give dates, datetimes or ISO text such as '2011-12-09 08:26'"
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # arithmetic on naive times
_MICROSECOND: Final = timedelta(microseconds=1)
_FINE: Final = ("ns", "ps", "fs", "as")
"""Units of which 64 bits do not reach the ends of the calendar."""
# Two days more at either end: which shop day it is depends on the zone.
_CALENDAR: Final = np.array([FIRST_DAY - 2, LAST_DAY + 2], "datetime64[D]")


@frozen(eq=False)
class Moments:
    """When things happened.

    Parameters
    ----------
    day : (n,) int32
        Shop days since 1970-01-01.
    instant : (n,) int64
        Microseconds since 1970 in UTC.
    """

    day: Days
    instant: Ints


def zone_named(name: object) -> ZoneInfo:
    """Find a time zone.

    Raises
    ------
    DayError
        No zone of the IANA database has that name.

    Examples
    --------
    >>> zone_named("Europe/Berlin").key
    'Europe/Berlin'
    """
    mend = "give an IANA name such as 'Europe/Berlin'"
    if not isinstance(name, str):
        raise DayError.of("timezone", f"{name!r} is no time zone", mend)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise DayError.of("timezone", f"{name!r} is no time zone", mend) from None


def read_moments(
    column: object, zone: ZoneInfo, name: str = "when", date_format: str | None = None
) -> Moments:
    """Read when things happened.

    Parameters
    ----------
    column : array_like
        Dates, datetimes (naive ones are local to the shop), datetime64, ISO text, or text in
        `date_format`.
    zone : ZoneInfo
        The shop's time zone.
    name : str
        What an error calls the column.
    date_format : str or None
        A format of `datetime.strptime` for text that is not ISO.

    Returns
    -------
    Moments

    Raises
    ------
    ColumnError
        Missing, unreadable or out of the years 1 to 9999; all rows at once.

    Examples
    --------
    >>> read_moments(["2024-03-31 23:30"], zone_named("Europe/Berlin")).instant
    array([1711920600000000])
    """
    if _aware(column):
        instant, faults = _to_microseconds(_in_utc(column), name)
        fixed = np.ones(len(instant), bool)
        moment = instant
    else:
        values = as_array(column, name)
        moment, fixed, faults = _read(values, name, date_format)
    if not faults:
        result = _placed(moment, fixed, zone)
        faults = _outside(result.day, FIRST_DAY, LAST_DAY, name)
        if not faults:
            return result
    raise ColumnError(faults)


def _outside(values: AnyArray, first: int, last: int, name: str) -> list[Fault]:
    """Name the rows that lie out of the calendar."""
    if not len(values) or (int(values.min()) >= first and int(values.max()) <= last):
        return []
    wrong = (values < first) | (values > last)
    return faults_at(wrong, values, name, "lies out of the calendar", "use years 1 to 9999")


def _placed(moment: Ints, fixed: Bools, zone: ZoneInfo) -> Moments:
    """Find shop day and instant of moments, of which the fixed ones are instants, others local."""
    if is_utc(zone):
        return Moments(_days(moment), moment)
    if fixed.all():
        return Moments(_days(local_of(moment, zone)), moment)
    if not fixed.any():
        return Moments(_days(moment), instants_of(moment, zone))
    instant, local = moment.copy(), moment.copy()
    instant[~fixed] = instants_of(moment[~fixed], zone)
    local[fixed] = local_of(moment[fixed], zone)
    return Moments(_days(local), instant)


def _days(local: Ints) -> Days:
    """Count whole days."""
    return (local // DAY).astype(np.int32)


def _aware(column: object) -> bool:
    """Tell whether a Series or array of another library knows its time zone."""
    kinds = (getattr(column, "dtype", None), getattr(column, "type", None))
    inner = (getattr(kinds[0], "pyarrow_dtype", None),)
    return any(
        isinstance(getattr(kind, field, None), str)
        or hasattr(getattr(kind, field, None), "utcoffset")
        for kind in (*kinds, *inner)
        for field in ("tz", "time_zone")
    )


def _in_utc(column: Any) -> AnyArray:
    """Take the instants out of a zone-aware column as datetime64 in UTC."""
    if hasattr(column, "dt") and hasattr(column.dt, "tz_convert"):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    elif hasattr(column, "tz_convert"):
        column = column.tz_convert("UTC").tz_localize(None)
    return np.asarray(column)


def _read(values: AnyArray, name: str, date_format: str | None) -> tuple[Ints, Bools, list[Fault]]:
    """Read moments by the kind of array: microseconds, which are instants, faults."""
    if values.dtype.kind == "M":
        moment, faults = _to_microseconds(values, name)
        return moment, np.zeros(len(values), bool), faults
    if values.dtype.kind in "UST":
        return parse_moments(values, name, date_format)
    if values.dtype.kind == "O":
        return _from_objects(values, name, date_format)
    if not len(values):
        return np.zeros(0, np.int64), np.zeros(0, bool), []
    fault = Fault(name, f"{values.dtype} is no kind of date", MEND)
    return np.zeros(0, np.int64), np.zeros(0, bool), [fault]


def _to_microseconds(values: AnyArray, name: str) -> tuple[Ints, list[Fault]]:
    """Count the microseconds of datetime64 values of any unit."""
    if values.dtype.kind != "M":
        return np.zeros(0, np.int64), [Fault(name, f"{values.dtype} is no kind of date", MEND)]
    faults = faults_at(np.isnat(values), values, name, "has no date", MEND)
    if not faults and np.datetime_data(values.dtype)[0] not in _FINE:
        first, last = _CALENDAR.astype(values.dtype).view(np.int64).tolist()
        faults = _outside(values.view(np.int64), first, last, name)
    return values.astype("datetime64[us]").view(np.int64), faults


def _from_objects(
    values: AnyArray, name: str, date_format: str | None
) -> tuple[Ints, Bools, list[Fault]]:
    """Read dates, datetimes, datetime64 and text, mixed as they may be."""
    text = np.fromiter((isinstance(value, str) for value in values), bool, len(values))
    moment = np.zeros(len(values), np.int64)
    fixed = np.zeros(len(values), bool)
    wrong = is_missing(values)
    for row in np.flatnonzero(~text & ~wrong).tolist():
        read = _microseconds(values[row])
        if read is None:
            wrong[row] = True
        else:
            moment[row], fixed[row] = read
    faults = faults_at(wrong, values, name, "{} is no date", MEND)
    if text.any():
        written = values[text].astype(np.dtypes.StringDType())
        rows = np.flatnonzero(text)
        moment[text], fixed[text], more = parse_moments(written, name, date_format, rows)
        faults += more
    return moment, fixed, faults


def _microseconds(value: object) -> tuple[int, bool] | None:
    """Count the microseconds of one date or datetime; the flag tells an instant from local time."""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return (value - _EPOCH) // _MICROSECOND, False
        return (value.astimezone(UTC).replace(tzinfo=None) - _EPOCH) // _MICROSECOND, True
    if isinstance(value, date):
        return (value - _EPOCH.date()).days * DAY, False
    return None
