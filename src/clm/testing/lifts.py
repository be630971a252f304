"""The law of the least change: orders that an explanation names are placed, and lesser ones too."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from attrs import frozen

from clm.analysis.explain.explanation import Explanation
from clm.analysis.explain.moves import LeastChange
from clm.errors import LawBrokenError, ScaleError
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.model.event import Event
from clm.model.money import Money
from clm.testing.case import Case

Placed = tuple[int, int, date]
"""How many orders, what they come to, on which day."""

_MOST: Final = 20
"""More orders than this are not placed."""

_AHEAD: Final = 100
_AMOUNTS: Final = (0, 1, 500, 1000, 2500, 10_000)


def least_change(template: Template, case: Case, dice: Random) -> None:
    """The least change that an explanation names does what it says, and nothing less does."""
    told = case.told(case.story.until(case.day))
    snap = told.snapshot(template)
    if not len(snap):
        return
    who = dice.choice(list(snap))
    hers = snap.explain(who, until=case.day + timedelta(days=dice.randint(1, _AHEAD)))
    if not hers.better:
        return
    least, trial = dice.choice(hers.better), _Trial(_alone(told, hers), snap.fitted, hers)
    if least.orders <= _MOST:
        trial.demand(least, dice)
        trial.refuse(least, dice)


@frozen
class _Trial:
    """One customer by herself, who places orders."""

    case: Case
    fitted: FittedTemplate
    hers: Explanation

    def demand(self, least: LeastChange, dice: Random) -> None:
        """Place the orders on a day that is named, and on the day after, if there is an end."""
        if least.first is None or least.last is None:
            return
        days = (least.first, least.last, least.first + (least.last - least.first) // 2)
        placed = least.orders, least.amount, dice.choice(days)
        if self._segment(placed) != least.segment:
            raise _broken(least, placed, "does not bring her there")
        after = least.last + timedelta(days=1)
        if not least.open_ended and self._segment((*placed[:2], after)) == least.segment:
            raise _broken(least, (*placed[:2], after), "still brings her there")

    def refuse(self, least: LeastChange, dice: Random) -> None:
        """Place less than is named."""
        for placed in self._lesser(least, dice):
            if self._segment(placed) == least.segment:
                raise _broken(least, placed, "brings her there, too")

    def _lesser(self, least: LeastChange, dice: Random) -> Iterator[Placed]:
        """Choose fewer orders, less money, and a sooner day; anything where nothing should do."""
        # A refund of the day may be matched with an order of the day, which is open.
        first = self.hers.as_of + timedelta(days=self.case.story.match_refunds is not None)
        day = first + timedelta(days=dice.randint(0, (self.hers.until - first).days))
        if least.first is None:
            yield dice.choice((1, 2, 3)), dice.choice(_AMOUNTS), day
            return
        if least.orders > 1:
            yield dice.randint(1, least.orders - 1), dice.choice((*_AMOUNTS, least.amount)), day
        if least.amount:
            yield least.orders, dice.choice((0, least.amount - 1)), day
        if first < least.first:
            yield least.orders, least.amount, min(day, least.first - timedelta(days=1))

    def _segment(self, placed: Placed) -> str | None:
        """Tell where she is once she has placed orders; None where nobody can."""
        orders, amount, day = placed
        story = self.case.story
        new = [
            Event(
                kind="order",
                customer=self.hers.customer,
                when=day,
                amount=Money.from_minor(0 if at else amount, story.currency),
            )
            for at in range(orders)
        ]
        case = self.case.told(story.told((*story.events, *new))).on(day)
        try:
            return case.snapshot(self.fitted)[self.hers.customer].key
        except ScaleError:
            return None


def _alone(case: Case, hers: Explanation) -> Case:
    """Leave out all other customers."""
    own, aliases = hers.customer, case.story.aliases
    events = [
        each for each in case.story.events if aliases.get(each.customer, each.customer) == own
    ]
    return case.told(case.story.told(events))


def _broken(least: LeastChange, placed: Placed, what: str) -> LawBrokenError:
    """Say which orders disagree with what was named."""
    orders, amount, day = placed
    named = f"{least.orders} for {least.amount}, {least.first} to {least.last}"
    told = f"{orders} for {amount} on {day} {what}"
    return LawBrokenError.of("", f"to {least.segment!r} the least is {named}; {told}")
