"""A span of days, and the days before it."""

from datetime import date, timedelta
from typing import Final

from attrs import evolve, frozen

from clm.model.period import Every, Period, Weekday, periods

_DAYS: Final = {1: "day", 7: "week"}
_MONTHS: Final[tuple[Every, ...]] = ("month", "quarter", "year")


@frozen(order=True)
class Span:
    """Days that figures are told of.

    Parameters
    ----------
    first, last : date
        Its days, both included.
    before : date
        The first day of the stretch before it: the calendar period before; of any other days, and
        of a period whose beginning is cut off, as many days.
    complete : bool
        Whether the whole calendar period lies in it.

    Examples
    --------
    >>> spring = Span.of(date(2024, 3, 1), date(2024, 5, 31))
    >>> print(spring, spring.days, spring.before)
    2024-03-01 … 2024-05-31 92 2023-11-30
    """

    first: date
    last: date
    before: date
    complete: bool = True

    @classmethod
    def of(cls, first: date, last: date) -> "Span":
        """Take any days; the stretch before them is as long."""
        ordinal = max(2 * first.toordinal() - last.toordinal() - 1, 1)
        return cls(first, last, date.fromordinal(ordinal))

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    @property
    def stretch(self) -> str:
        """How long it is: a day, week, month, quarter or year of the calendar, or so many days.

        Examples
        --------
        >>> Span.of(date(2024, 2, 1), date(2024, 2, 29)).stretch
        'month'
        >>> Span.of(date(2024, 2, 1), date(2024, 3, 1)).stretch
        '30 days'
        """
        if self.days in _DAYS:
            return _DAYS[self.days]
        for every in _MONTHS:
            whole = periods(self.first, self.first, every)[0]
            if (whole.first, whole.last) == (self.first, self.last):
                return every
        return f"{self.days} days"

    @property
    def eve(self) -> date:
        """The day before the first; on the first day of the calendar that day itself."""
        return self.first if self.first == date.min else self.first - timedelta(days=1)

    def __str__(self) -> str:
        """Both ends."""
        return f"{self.first} … {self.last}"


def spans(first: date, last: date, every: Every, week_starts: Weekday) -> tuple[Span, ...]:
    """Cut days into calendar periods; the first and the last may be a part of one.

    Examples
    --------
    >>> for each in spans(date(2024, 1, 1), date(2024, 2, 10), "month", "monday"):
    ...     print(each, each.before, each.complete)
    2024-01-01 … 2024-01-31 2023-12-01 True
    2024-02-01 … 2024-02-10 2024-01-01 False
    """
    found = periods(first, last, every, week_starts=week_starts)
    start = found[0].first
    eve = start if start == date.min else start - timedelta(days=1)
    earlier = periods(eve, eve, every, week_starts=week_starts)[0].first
    befores = [earlier, *(each.first for each in found)]
    return tuple(
        _cut(each, before, first, last) for each, before in zip(found, befores, strict=False)
    )


def _cut(period: Period, before: date, first: date, last: date) -> Span:
    """Cut a period at both ends; what is left of its beginning is compared with as many days."""
    span = Span.of(max(period.first, first), min(period.last, last))
    whole = (span.first, span.last) == (period.first, period.last)
    return evolve(span, complete=whole, before=before if period.first >= first else span.before)
