"""Reading the column `when`: shop days and instants of dates, datetimes and written moments."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from attrs import frozen

from clm.errors import ColumnError, DayError, Fault, unknown
from clm.ledger.column import (
    AnyArray,
    Bools,
    Days,
    Ints,
    as_array,
    ascending,
    faults_at,
    is_missing,
    kept,
)
from clm.ledger.door.text import microseconds, parse_moments
from clm.ledger.door.zone import DAY, instants_of, is_utc, local_of
from clm.model.day import FIRST_DAY, LAST_DAY

MEND: Final = "give dates, or ISO text such as '2011-12-09 08:26', or say date_format="
_NONE: Final = timedelta()
_NAT: Final = -(1 << 63)
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
    if isinstance(name, str):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    mend = unknown("time zone", name, available_timezones()).mend
    fallback = "give an IANA name such as 'Europe/Berlin'"
    raise DayError.of("timezone", f"{name!r:.60} is no time zone", mend or fallback)


def read_moments(
    column: object, zone: ZoneInfo, name: str = "when", date_format: str | None = None
) -> Moments:
    """Read when things happened.

    Parameters
    ----------
    column : array_like
        Dates, datetimes (naive ones are local to the shop; where the clock shows a time twice,
        their `fold` tells which), datetime64, ISO text, or text in `date_format`.
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
        instant, faults = _to_microseconds(_in_utc(column, name), name)
        fixed = np.ones(len(instant), bool)
        moment = instant
    else:
        values = as_array(column, name)
        moment, fixed, faults = _read(values, zone, name, date_format)
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
    """Count whole days; of times in order, days are found by where they begin."""
    ends = local[[0, -1]] // DAY if len(local) else np.zeros(2, np.int64)
    first, last = ends.tolist()
    if not 0 <= last - first < len(local) or not ascending(local):
        return (local // DAY).astype(np.int32)
    days = np.arange(first, last + 1)
    begins = np.searchsorted(local, days * DAY)
    return np.repeat(days.astype(np.int32), np.diff(begins, append=len(local)))


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


def _in_utc(column: Any, name: str) -> AnyArray:
    """Take the instants out of a zone-aware column as datetime64 in UTC."""
    if hasattr(column, "dt") and hasattr(column.dt, "tz_convert"):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    elif hasattr(column, "tz_convert"):
        column = column.tz_convert("UTC").tz_localize(None)
    return as_array(column, name)


def _read(
    values: AnyArray, zone: ZoneInfo, name: str, date_format: str | None
) -> tuple[Ints, Bools, list[Fault]]:
    """Read moments by the kind of array: microseconds, which are instants, faults."""
    if values.dtype.kind == "M":
        moment, faults = _to_microseconds(values, name)
        return moment, np.zeros(len(values), bool), faults
    if values.dtype.kind in "USTO":
        return _from_text_and_objects(values, zone, name, date_format)
    faults = [Fault(name, f"{values.dtype} is no kind of date", MEND)] if len(values) else []
    return np.zeros(0, np.int64), np.zeros(0, bool), faults


def _to_microseconds(values: AnyArray, name: str) -> tuple[Ints, list[Fault]]:
    """Count the microseconds of datetime64 values of any unit."""
    if values.dtype.kind != "M":
        return np.zeros(0, np.int64), [Fault(name, f"{values.dtype} is no kind of date", MEND)]
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    faults = _without_date(values, name)
    if not faults and np.datetime_data(values.dtype)[0] not in _FINE:
        first, last = _CALENDAR.astype(values.dtype).view(np.int64).tolist()
        faults = _outside(values.view(np.int64), first, last, name)
    if faults:
        return np.zeros(len(values), np.int64), faults
    return kept(values, "datetime64[us]").view(np.int64), []


def _without_date(values: AnyArray, name: str) -> list[Fault]:
    """Name the rows of datetime64 that are missing; NaT is the least number that there is."""
    if len(values) and int(values.view(np.int64).min()) != _NAT:
        return []
    return faults_at(np.isnat(values), values, name, "has no date", MEND)


def _from_text_and_objects(
    values: AnyArray, zone: ZoneInfo, name: str, date_format: str | None
) -> tuple[Ints, Bools, list[Fault]]:
    """Read text, and among objects also dates, datetimes and datetime64, mixed as they may be."""
    if hasattr(values.dtype, "na_object"):
        values = values.astype(object)
    if values.dtype.kind != "O" or set(map(type, values)) <= {str}:
        moment, fixed, wrong = parse_moments(values, date_format)
    else:
        moment, fixed, wrong = _from_objects(values, zone, date_format)
    mend = MEND if date_format is None else f"give dates, or text as {date_format!r}"
    return moment, fixed, faults_at(wrong, values, name, "{} is no date", mend)


def _from_objects(
    values: AnyArray, zone: ZoneInfo, date_format: str | None
) -> tuple[Ints, Bools, Bools]:
    """Read objects of several types, the text among them together."""
    text = np.fromiter((isinstance(value, str) for value in values), bool, len(values))
    moment, fixed = np.zeros(len(values), np.int64), np.zeros(len(values), bool)
    wrong = is_missing(values)
    for row in np.flatnonzero(~text & ~wrong).tolist():
        read = _one(values[row], zone)
        if read is None:
            wrong[row] = True
        else:
            moment[row], fixed[row] = read
    moment[text], fixed[text], wrong[text] = parse_moments(values[text], date_format)
    return moment, fixed, wrong


def _one(value: object, zone: ZoneInfo) -> tuple[int, bool] | None:
    """Read one date or datetime; the flag tells an instant from local time."""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, datetime):
        return microseconds(value.replace(tzinfo=zone) if _second_of_two(value, zone) else value)
    if isinstance(value, date):
        return microseconds(datetime.combine(value, time.min))
    return None


def _second_of_two(value: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a local time that occurs twice says by its fold that it is the second."""
    if value.tzinfo is not None or not value.fold:
        return False
    second = value.replace(tzinfo=zone).utcoffset() or _NONE
    first = value.replace(tzinfo=zone, fold=0).utcoffset() or _NONE
    return second < first
