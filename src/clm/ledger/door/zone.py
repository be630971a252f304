"""Instants and local times of a time zone, by columns.

A zone's offset is a step function of time. It is looked up at both ends of each day that occurs;
where the ends differ the step is found by bisection, so the cost is per day, not per row. Naive
local times are read as PEP 495 says for ``fold=0``: in an hour that occurs twice, the first; in
one that the clock skips, as if it had not been put forward yet.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from clm.ledger.column import Ints

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # arithmetic on naive times
_LEAST: Final = (datetime(1, 1, 3) - _EPOCH) // timedelta(seconds=1)  # noqa: DTZ001
_MOST: Final = (datetime(9999, 12, 29) - _EPOCH) // timedelta(seconds=1)  # noqa: DTZ001

OffsetAt = Callable[[int], int]


def local_of(instants: Ints, zone: ZoneInfo) -> Ints:
    """Turn instants into local times.

    Parameters
    ----------
    instants : (n,) int64
        Microseconds since 1970 in UTC.
    zone : ZoneInfo
        The shop's time zone.

    Returns
    -------
    (n,) int64
        Microseconds since 1970 as the shop's clock shows them.
    """

    def offset(second: int) -> int:
        moment = (_EPOCH + timedelta(seconds=second)).replace(tzinfo=UTC).astimezone(zone)
        return _seconds(moment.utcoffset())

    return instants + _offsets(instants, offset)


def instants_of(local: Ints, zone: ZoneInfo) -> Ints:
    """Turn local times into instants.

    Parameters
    ----------
    local : (n,) int64
        Microseconds since 1970 as the shop's clock shows them.
    zone : ZoneInfo
        The shop's time zone.

    Returns
    -------
    (n,) int64
        Microseconds since 1970 in UTC.
    """

    def offset(second: int) -> int:
        moment = (_EPOCH + timedelta(seconds=second)).replace(tzinfo=zone)
        return _seconds(moment.utcoffset())

    return local - _offsets(local, offset)


def is_utc(zone: ZoneInfo) -> bool:
    """Tell whether local times are the instants."""
    return zone.key in {"UTC", "Etc/UTC"}


def _offsets(times: Ints, offset_at: OffsetAt) -> Ints:
    """Look up the offset of every time, in microseconds."""
    if not len(times):
        return np.zeros(0, np.int64)
    starts, offsets = _steps(times // DAY, offset_at)
    return offsets[np.searchsorted(starts, times, side="right") - 1]


def _steps(days: Ints, offset_at: OffsetAt) -> tuple[Ints, Ints]:
    """Find where the offset changes within the days that occur: starts and offsets, ascending."""
    starts: list[int] = []
    offsets: list[int] = []
    for day in _distinct(days).tolist():
        first, last = day * 86_400, (day + 1) * 86_400 - 1
        for second, offset in _changes(first, last, offset_at):
            starts.append(second * SECOND)
            offsets.append(offset * SECOND)
    return np.array(starts, np.int64), np.array(offsets, np.int64)


def _distinct(days: Ints) -> Ints:
    """Sort and reduce the days, by a table where they lie close together."""
    low, high = int(days.min()), int(days.max())
    if high - low < 4 * len(days) + 1000:
        return np.flatnonzero(np.bincount(days - low)) + low
    return np.unique(days)


def _changes(first: int, last: int, offset_at: OffsetAt) -> list[tuple[int, int]]:
    """Give the offset at `first` and, if the last differs, the second at which it changes."""
    before, after = (offset_at(min(max(each, _LEAST), _MOST)) for each in (first, last))
    if before == after:
        return [(first, before)]
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_at(middle) == before else (low, middle)
    return [(first, before), (high, after)]


def _seconds(offset: timedelta | None) -> int:
    """Count the seconds of an offset."""
    return 0 if offset is None else round(offset.total_seconds())
