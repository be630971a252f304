"""Calendar periods: days, weeks, months, quarters and years, by their first and last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, get_args

from attrs import frozen

from clm.errors import Fault, unknown

Every = Literal["day", "week", "month", "quarter", "year"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

EVERY: Final[tuple[str, ...]] = get_args(Every)
WEEKDAYS: Final[tuple[str, ...]] = get_args(Weekday)

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DAY: Final = timedelta(days=1)


@frozen(order=True)
class Period:
    """A stretch of days on the calendar.

    Parameters
    ----------
    first, last : date
        Its days, both included.
    every : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.

    Examples
    --------
    >>> Period(date(2024, 4, 1), date(2024, 6, 30), "quarter").name
    '2024-Q2'
    """

    first: date
    last: date
    every: Every

    @property
    def name(self) -> str:
        """A short name: 2024, 2024-Q2, 2024-06; of days and weeks the first day."""
        match self.every:
            case "year":
                return f"{self.first.year:04}"
            case "quarter":
                return f"{self.first.year:04}-Q{(self.first.month + 2) // 3}"
            case "month":
                return f"{self.first.year:04}-{self.first.month:02}"
            case _:
                return self.first.isoformat()


def periods(
    first: date, last: date, every: Every, *, week_starts: Weekday = "monday"
) -> tuple[Period, ...]:
    """List the whole periods that some days lie in.

    Parameters
    ----------
    first, last : date
        The days, both included.
    every : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    week_starts : str
        The first day of a week.

    Returns
    -------
    tuple of Period
        Without gaps; the first contains `first`, the last contains `last`. At the ends of the
        calendar (years 1 and 9999) a period may be cut short.

    Examples
    --------
    >>> [each.name for each in periods(date(2023, 12, 31), date(2024, 2, 1), "month")]
    ['2023-12', '2024-01', '2024-02']
    """
    starts = _month_starts if every in _MONTHS else _day_starts
    days = starts(first, last, every, week_starts)
    return tuple(Period(start, _before(stop), every) for start, stop in pairwise(days))


def every_faults(every: object, where: str = "every") -> tuple[Fault, ...]:
    """Name what is no kind of period.

    Examples
    --------
    >>> print(*every_faults("months"))
    every: no period 'months' → did you mean 'month'?
    """
    return (
        ()
        if isinstance(every, str) and every in EVERY
        else (unknown("period", every, EVERY, where),)
    )


def weekday_faults(weekday: object, where: str) -> tuple[Fault, ...]:
    """Name what is no day of the week.

    Examples
    --------
    >>> print(*weekday_faults("Sunday", "week_ends"))
    week_ends: no day of the week 'Sunday' → did you mean 'sunday' or 'saturday' or 'monday'?
    """
    return (
        ()
        if isinstance(weekday, str) and weekday in WEEKDAYS
        else (unknown("day of the week", weekday, WEEKDAYS, where),)
    )


def day_after(weekday: Weekday) -> Weekday:
    """Give the next day of the week: weeks that end on one start on the next.

    Examples
    --------
    >>> day_after("sunday")
    'monday'
    """
    days: tuple[Weekday, ...] = get_args(Weekday)
    return days[(days.index(weekday) + 1) % len(days)]


def _month_starts(first: date, last: date, every: Every, _weekday: Weekday) -> Iterator[date]:
    """Go through the first days of periods of whole months, and the one after the last."""
    step = _MONTHS[every]
    month = 12 * first.year + (first.month - 1) // step * step
    end = 12 * last.year + last.month - 1
    while month <= end:
        yield date(month // 12, month % 12 + 1, 1)
        month += step
    yield date(month // 12, month % 12 + 1, 1) if month < 12 * 10_000 else date.max


def _day_starts(first: date, last: date, every: Every, week_starts: Weekday) -> Iterator[date]:
    """Go through the first days of days or weeks, and the one after the last."""
    step = 7 if every == "week" else 1
    back = (first.weekday() - WEEKDAYS.index(week_starts)) % step
    number = max(first.toordinal() - back, 1)
    yield date.fromordinal(number)
    number = first.toordinal() - back + step
    while number <= last.toordinal():
        yield date.fromordinal(number)
        number += step
    yield date.fromordinal(number) if number <= date.max.toordinal() else date.max


def _before(day: date) -> date:
    """Give the day before; the last day of the calendar stays."""
    return day if day == date.max else day - _DAY
