"""The columns of traffic, read and checked: every fault at once."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from attrs import field, frozen

from clm.errors import ClmError, ColumnError, Fault
from clm.ledger.column import Days, Ints, as_array, faults_at
from clm.ledger.door.amounts import read_amounts, read_minor_amounts
from clm.ledger.door.moments import read_moments
from clm.ledger.door.zone import DAY
from clm.metrics.traffic.counts import read_counts, sum_faults
from clm.metrics.traffic.names import Names
from clm.metrics.traffic.overlaps import overlap_faults, places_of, repeats
from clm.model.money import digits_of

COUNTS: Final = ("impressions", "clicks", "visits")
MEASURES: Final = (*COUNTS, "cost")

_SPENT: Final = "give what was spent; take a credit off the days it is for"


@frozen(kw_only=True)
class TrafficColumns:
    """Raw columns of one call, as they were handed in.

    Parameters
    ----------
    day, channel : array_like
        When, and by which way.
    campaign, impressions, clicks, visits, cost, cost_minor : array_like or None
        What else is known.
    currency : str
        ISO 4217 code of the cost; "" where there is none.
    date_format : str or None
        How `day` is written, if not as ISO text.
    """

    day: object
    channel: object
    campaign: object = None
    impressions: object = None
    clicks: object = None
    visits: object = None
    cost: object = None
    cost_minor: object = None
    currency: str = ""
    date_format: str | None = None


@frozen
class _Readings:
    """What could be read, by name, and what is wrong with the rest."""

    columns: dict[str, Any] = field(factory=dict[str, Any])
    errors: list[ClmError] = field(factory=list[ClmError])

    def read(self, name: str, reading: Callable[[], object]) -> None:
        """Keep what was read, or the error."""
        try:
            self.columns[name] = reading()
        except ClmError as error:
            self.errors.append(error)

    def refuse(self, faults: list[Fault]) -> None:
        """Keep further faults."""
        if faults:
            self.errors.append(ColumnError(faults))

    def check(self) -> None:
        """Raise all errors as one; a wrong currency alone as what it is."""
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise ColumnError([fault for error in self.errors for fault in error.faults])


def read_traffic(given: TrafficColumns) -> dict[str, Any]:
    """Read columns; give them by name, in the order of day, channel and campaign.

    Returns
    -------
    dict
        ``day`` (n,) int32, ``channel`` and ``campaign`` (`Names`; the latter may be missing),
        and those of the measures that were given, (n,) int64.

    Raises
    ------
    ColumnError
        All faults of all columns at once.
    CurrencyError
        No such currency, and nothing else is wrong.
    """
    found = _Readings()
    found.read("day", lambda: read_days(given.day, given.date_format))
    found.read("channel", lambda: Names.read(given.channel, "channel"))
    if given.campaign is not None:
        found.read("campaign", lambda: Names.read(given.campaign, "campaign"))
    for name in COUNTS:
        column = getattr(given, name)
        if column is not None:
            found.read(name, partial(_counts, column, name))
    _read_cost(given, found)
    found.refuse([*_nothing_told(given), *_unequal(found.columns)])
    found.refuse(_overlaps(found.columns))
    found.check()
    return in_order(found.columns)


def in_order(columns: dict[str, Any]) -> dict[str, Any]:
    """Sort read columns by day, channel and campaign."""
    keys = [columns["day"], *(each.codes for each in _named(columns).values())]
    line = np.lexsort(keys[::-1])
    return {
        name: Names(each.names, each.codes[line]) if isinstance(each, Names) else each[line]
        for name, each in columns.items()
    }


def read_days(column: object, date_format: str | None) -> Days:
    """Read days; moments are refused, for whose day they are on depends on the time zone.

    Raises
    ------
    ColumnError
        No day, or a time of day other than midnight; all rows at once.

    Examples
    --------
    >>> read_days(["1970-01-01", "1970-01-03"], None)
    array([0, 2], dtype=int32)
    """
    if not isinstance(date_format, str | None):  # pyright: ignore[reportUnnecessaryIsInstance]
        what = f"{date_format!r:.60} is no format"
        raise ColumnError.of("date_format", what, "write one such as '%d.%m.%Y'")
    moments = read_moments(column, ZoneInfo("UTC"), "day", date_format)
    late = moments.instant % DAY != 0
    if late.any():
        written = np.datetime_as_string(moments.instant.view("datetime64[us]"), unit="s")
        mend = "give the shop's day, one row for all of it"
        raise ColumnError(faults_at(late, written, "day", "{} is a moment", mend))
    return moments.day


def _counts(column: object, name: str) -> Ints:
    """Read counts that stay exact when they are summed up."""
    counts = read_counts(column, name)
    if faults := sum_faults(counts, name):
        raise ColumnError(faults)
    return counts


def _read_cost(given: TrafficColumns, found: _Readings) -> None:
    """Read the one of the two columns of cost that is there."""
    told = [name for name in ("cost", "cost_minor") if getattr(given, name) is not None]
    if len(told) > 1:
        found.refuse([Fault("cost", "cost_minor is given too", "give one of them")])
    if isinstance(given.currency, str) and not given.currency:  # pyright: ignore[reportUnnecessaryIsInstance]
        mend = "say currency='EUR'"
        found.refuse([Fault("currency", "is missing, and there is a cost", mend)] if told else [])
        return
    found.read("currency", lambda: digits_of(given.currency))
    if found.columns.pop("currency", None) is not None and len(told) == 1:
        found.read("cost", lambda: _cost(given, told[0]))


def _cost(given: TrafficColumns, name: str) -> Ints:
    """Read what was spent."""
    told = as_array(getattr(given, name), name)
    if name == "cost":
        cost = read_amounts(told, given.currency, name)
    else:
        cost = read_minor_amounts(told, name)
    below = faults_at(cost < 0, told, name, "{} is below zero", _SPENT)
    if faults := below or sum_faults(cost, name):
        raise ColumnError(faults)
    return cost


def _nothing_told(given: TrafficColumns) -> list[Fault]:
    """Name traffic of which nothing is measured."""
    if any(getattr(given, name) is not None for name in (*MEASURES, "cost_minor")):
        return []
    mend = "give impressions=, clicks=, visits= or cost="
    return [Fault("traffic", "nothing is measured", mend)]


def _unequal(columns: dict[str, Any]) -> list[Fault]:
    """Name the columns that are longer or shorter than the first."""
    lengths = {name: _length(each) for name, each in columns.items()}
    first, expected = next(iter(lengths.items()), ("", 0))
    return [
        Fault(name, f"has {length} rows, {first} has {expected}", "give columns of one length")
        for name, length in lengths.items()
        if length != expected
    ]


def _overlaps(columns: dict[str, Any]) -> list[Fault]:
    """Name what is told twice, if days and names can be compared."""
    keys = ("day", "channel", *(["campaign"] if "campaign" in columns else []))
    if any(name not in columns for name in keys):
        return []
    day, named = columns["day"], _named(columns).values()
    if any(len(each.codes) != len(day) for each in named):
        return []
    rows, firsts = repeats((day, *(each.codes for each in named)))
    return overlap_faults(rows, firsts, places_of(rows, day, *((e.names, e.codes) for e in named)))


def _named(columns: dict[str, Any]) -> dict[str, Names]:
    """Give the columns of names."""
    return {name: each for name, each in columns.items() if isinstance(each, Names)}


def _length(column: Any) -> int:
    """Count the rows of a column."""
    return len(column.codes) if isinstance(column, Names) else len(column)
