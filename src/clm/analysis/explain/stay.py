"""Since when one customer has been where she is, and what brought her there."""

from typing import Final

from attrs import frozen

from clm.analysis.explain.ruler import Place, Ruler
from clm.analysis.explain.silence import silent_path
from clm.features.person.person import Person
from clm.features.person.turning import Silence

AGEING: Final = "ageing"
LINE: Final = "order line"


@frozen
class Stay:
    """The stay of a customer in the segment that she is in.

    Parameters
    ----------
    since : int
        Its first day.
    before : int or None
        Position of the segment that she was in before; None where nobody can tell, and of whoever
        was not there.
    new : bool
        Whether it is her first day of all.
    causes : tuple of str
        What brought her there: ``ageing``, or kinds of events of that day.
    """

    since: int
    before: Place
    new: bool
    causes: tuple[str, ...]


def stay_of(person: Person, ruler: Ruler, day: int, known: int) -> Stay:
    """Find the day from which on a customer has been in her segment without a break.

    Parameters
    ----------
    person : Person
        All that happened to her, something of it up to `known`.
    ruler : Ruler
        By which she is judged on all days.
    day : int
        The as-of day.
    known : int
        The last day whose events are seen; not after `day`.
    """
    place = ruler.place_on(person, day, known)
    stop = day
    for start in _event_days(person, ruler, known):
        path = silent_path(person, ruler, Silence(start, stop, start))
        if path[-1][1] != place:
            return _begun(person, ruler, stop + 1, path[-1][1], known)
        if len(path) > 1:
            return _begun(person, ruler, path[-1][0], path[-2][1], known)
        stop = start - 1
    causes = _named(person, stop + 1, [*person.events])
    return Stay(stop + 1, before=None, new=True, causes=causes)


def _event_days(person: Person, ruler: Ruler, known: int) -> list[int]:
    """List her first day of all, and those on which something that matters happened; last first."""
    rows = [row for kind in ruler.kinds for row in person.events.get(kind, ())]
    first = min(each[0].day for each in person.events.values())
    return sorted({first, *(row.day for row in rows if row.day <= known)}, reverse=True)


def _begun(person: Person, ruler: Ruler, since: int, before: Place, known: int) -> Stay:
    """Tell what brought her to a segment on a day."""
    causes = _causes(person, ruler, since) if since <= known else ()
    return Stay(since, before, new=False, causes=causes or (AGEING,))


def _causes(person: Person, ruler: Ruler, day: int) -> tuple[str, ...]:
    """Name the kinds of events that brought her to her segment; none of them if time did."""
    place = ruler.place_on(person, day, day)
    kinds = _happened(person, day, sorted(ruler.kinds))
    if not kinds or ruler.place_on(person, day, day - 1) == place:
        return ()
    alone = [kind for kind in kinds if ruler.place_on(_only(person, day, kind), day, day) == place]
    return _named(person, day, alone or kinds)


def _happened(person: Person, day: int, kinds: list[str]) -> list[str]:
    """Keep the kinds of which something happened on a day."""
    return [kind for kind in kinds if any(row.day == day for row in person.events.get(kind, ()))]


def _only(person: Person, day: int, kind: str) -> Person:
    """Leave out what else happened on a day."""
    events = {
        each: [row for row in rows if row.day < day or (row.day == day and each == kind)]
        for each, rows in person.events.items()
    }
    return Person(events, person.exact)


def _named(person: Person, day: int, kinds: list[str]) -> tuple[str, ...]:
    """Name what happened on a day; further lines of older orders are no orders."""
    found = _happened(person, day, kinds)
    rows = person.events.get("order", ())
    older = {row.order for row in rows if row.day < day and row.order is not None}
    added = all(row.order in older for row in rows if row.day == day)
    return tuple(LINE if kind == "order" and added else kind for kind in found)
