"""What is asked about the time of a ledger: which periods, as of which day; checked."""

from collections.abc import Iterable
from datetime import date
from typing import Self, cast

from attrs import frozen

from clm.analysis.activity.calendar import Calendar
from clm.analysis.snapshot.taking import ledger_faults
from clm.errors import Fault, SnapshotError, unknown
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, day_faults, from_number
from clm.model.period import Every, Weekday, every_faults, weekday_faults


@frozen
class Asked:
    """Periods as of a day.

    Parameters
    ----------
    every : str
        What a period is.
    week_start : str
        The first day of a week.
    as_of : date
        The day, inclusive.
    complete_from : date or None
        The first day from which all events are known.
    """

    every: Every
    week_start: Weekday
    as_of: date
    complete_from: date | None

    @classmethod
    def of(
        cls,
        ledger: Ledger,
        *,
        every: object,
        week_start: object,
        as_of: object,
        complete_from: object,
        further: Iterable[Fault] = (),
    ) -> Self:
        """Check arguments, together with the faults of others.

        Raises
        ------
        SnapshotError
            All that is wrong with them; a ledger without events, or a day before all of them.
        """
        faults = [
            *happening_faults(ledger),
            *further,
            *every_faults(every),
            *weekday_faults(week_start, "week_start"),
            *(() if complete_from is None else day_faults(complete_from, "complete_from")),
            *_as_of_faults(ledger, as_of),
        ]
        if faults:
            raise SnapshotError(faults)
        day = ledger.last_day if as_of is None else as_day(as_of)
        since = None if complete_from is None else as_day(complete_from)
        return cls(cast("Every", every), cast("Weekday", week_start), cast("date", day), since)

    def calendar(self, first: int | None) -> Calendar:
        """List the periods from a day since 1970-01-01; none from no day.

        Raises
        ------
        SnapshotError
            There are too many.
        """
        if first is None:
            return Calendar((), self.as_of, self.every)
        start = from_number(first)
        return Calendar.of(start, self.as_of, self.every, week_start=self.week_start)


def happening_faults(ledger: object) -> list[Fault]:
    """Name what is no ledger, and one to which nothing has happened.

    Examples
    --------
    >>> print(*happening_faults([]))
    ledger: list is no ledger → make one with clm.Ledger.from_columns or clm.read_orders
    """
    if isinstance(ledger, Ledger) and ledger.first_day is None:
        return [Fault("ledger", "has no events", "add orders first")]
    return ledger_faults(ledger)


def choice_faults(where: str, value: object, choices: Iterable[str]) -> list[Fault]:
    """Name what is none of a few words.

    Examples
    --------
    >>> print(*choice_faults("measure", "revenu", ("customers", "orders", "revenue")))
    measure: no measure 'revenu' → did you mean 'revenue'?
    """
    known = tuple(choices)
    if isinstance(value, str) and value in known:
        return []
    return [unknown(where, value, known, where)]


def _as_of_faults(ledger: object, as_of: object) -> list[Fault]:
    """Name what is no day, and a day on which nobody was there."""
    if as_of is None:
        return []
    faults = list(day_faults(as_of))
    if faults or not isinstance(ledger, Ledger) or ledger.first_day is None:
        return faults
    day = as_day(as_of)
    if day >= ledger.first_day:
        return []
    return [Fault("as_of", f"nobody is there on {day}", f"give a day from {ledger.first_day} on")]
