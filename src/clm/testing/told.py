"""The customers whom a proof names, told to the library as a shop of one."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from clm.lifecycle.template import Template
from clm.lifecycle.witnesses.history import History, Line, Moment
from clm.lifecycle.witnesses.witness import Witness
from clm.model.event import CustomerId, Event
from clm.model.money import Money
from clm.scoring.scale import Scale
from clm.testing.case import Case
from clm.testing.story import Story

SHE = "she"
"""The id of the only customer."""

CURRENCY = "EUR"


def case_of(witness: Witness, template: Template, day: date) -> Case:
    """Make a case of a customer whom a proof names.

    Parameters
    ----------
    witness : Witness
        One of ``template.proof.witnesses``.
    template : Template
        Whose scores she has.
    day : date
        The as-of day, or a later one if her ages go back further than the calendar.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> template = templates["five-stage"]
    >>> case = case_of(template.proof.witnesses["retained"], template, date(2024, 5, 1))
    >>> case.snapshot(template)["she"].key
    'retained'
    """
    currency = template.currency or CURRENCY
    day = max(day, date.fromordinal(min(_oldest(witness.history) + 2, date.max.toordinal())))
    extra: Mapping[str, Mapping[CustomerId, int]] = {
        name: {SHE: witness.extra[name]} for name in template.extra if name in witness.extra
    }
    return Case(
        story=Story(events=_events(witness.history, day, currency), currency=currency),
        day=day,
        scale=_scale(template, witness.cuts, currency),
        extra=extra,
    )


def _oldest(history: History) -> int:
    """The age of the first thing that happened."""
    lines = (line.age for order in history.orders for line in order.lines)
    return max((*lines, *(each.age for each in history.moments)), default=0)


def _events(history: History, day: date, currency: str) -> tuple[Event, ...]:
    """Tell a history with days instead of ages."""

    def event(kind: str, row: Line | Moment, hour: int, order: int | None) -> Event:
        return Event(
            kind=kind,
            customer=SHE,
            when=datetime.combine(day - timedelta(days=row.age), time(hour)),
            amount=Money.from_minor(row.amount, currency),
            channel=row.channel,
            order=None if order is None else f"order {order}",
        )

    lines = [
        event("order", line, order.hour, place)
        for place, order in enumerate(history.orders)
        for line in order.lines
    ]
    return (*lines, *(event(each.kind, each, each.hour, each.of) for each in history.moments))


def _scale(template: Template, cuts: Mapping[str, tuple[int, ...]], currency: str) -> Scale | None:
    """Make a scale with given cut points, as if from a file."""
    if not template.scores:
        return None
    # A score that no condition asks for has no cut points of its own in the proof.
    least = {name: (score.least or 0,) for name, score in template.scores.items()}
    own = {
        name: cuts.get(name, score.fixed or least[name] * (score.bins - 1))
        for name, score in template.scores.items()
    }
    money = any(score.unit == "money" for score in template.scores.values())
    return Scale(
        tuple(template.scores.values()),
        own,
        {name: (1,) * (len(each) + 1) for name, each in own.items()},
        currency if money else None,
    )
