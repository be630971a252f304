"""The days of a history: the ends of its periods."""

from datetime import date
from itertools import chain

from clm.errors import Fault
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, day_faults
from clm.model.period import Every, Weekday, day_after, every_faults, periods, weekday_faults


def history_days(
    start: date, end: date, every: Every, week_ends: Weekday
) -> tuple[tuple[date, ...], bool]:
    """List the last day of every period that ends in a span of days, and the end of the span.

    Returns
    -------
    days : tuple of date
        In ascending order.
    partial : bool
        Whether the last one is no end of a period.

    Examples
    --------
    >>> history_days(date(2024, 1, 15), date(2024, 3, 10), "month", "sunday")
    ((datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2024, 3, 10)), True)
    """
    found = periods(start, end, every, week_starts=day_after(week_ends))
    ends = tuple(each.last for each in found if each.last <= end)
    partial = not ends or ends[-1] != end
    return (*ends, *([end] if partial else [])), partial


def history_faults(
    ledger: object, start: object, end: object, every: object, week_ends: object
) -> list[Fault]:
    """Say what is wrong with the days of a history, all at once.

    Examples
    --------
    >>> shop = Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    >>> for fault in history_faults(shop, "2024-04-01", "2024-03-01", "months", "sunday"):
    ...     print(fault)
    every: no period 'months' → did you mean 'month'?
    start: 2024-04-01 lies after the end, 2024-03-01 → give the earlier day first
    start: 2024-04-01 lies before the first event, 2024-05-01 → start on that day or later
    """
    told = chain(
        every_faults(every),
        weekday_faults(week_ends, "week_ends"),
        day_faults(start, "start"),
        day_faults(end, "end"),
    )
    faults = [*told]
    if day_faults(start) or day_faults(end):
        return faults
    first, last = as_day(start), as_day(end)
    if first > last:
        what = f"{first} lies after the end, {last}"
        faults.append(Fault("start", what, "give the earlier day first"))
    if isinstance(ledger, Ledger):
        faults += _before_the_ledger(ledger, first)
    return faults


def _before_the_ledger(ledger: Ledger, start: date) -> list[Fault]:
    """Refuse a start before anything happened."""
    if ledger.first_day is None:
        return [Fault("ledger", "holds no event", "give one in which something happened")]
    if start >= ledger.first_day:
        return []
    what = f"{start} lies before the first event, {ledger.first_day}"
    return [Fault("start", what, "start on that day or later")]
