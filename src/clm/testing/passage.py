"""The laws of what happens between two days, each a small function of its own."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Final

from clm.analysis.history.history import history
from clm.analysis.snapshot.taking import snapshot
from clm.analysis.transitions.standing import Standing
from clm.analysis.transitions.transitions import Transitions, transitions
from clm.errors import LawBrokenError
from clm.lifecycle.template import Template
from clm.testing.case import Case
from clm.testing.comparing import alike

if TYPE_CHECKING:
    from clm.analysis.history.measured import Measure

_STEPS: Final = (0, 1, 7, 30, 31, 90, 365)
_BRING: Final = ("late_data", "behaviour")
"""Causes by which newcomers come."""


def standing_still(template: Template, case: Case, _dice: Random) -> None:
    """A snapshot against itself has no moves, by no cause."""
    snap = case.snapshot(template)
    still = transitions(snap, snap)
    for seen in (still, *still.causes().values()):
        if seen.moved or seen.joined.any() or seen.left.any():
            raise LawBrokenError.of("", f"{seen.moved} moved against themselves")


def causes_compose(template: Template, case: Case, dice: Random) -> None:
    """Causes, one after the other, give the moves that are seen, and each what only it can do."""
    events = case.story.events
    early = case.told(case.story.told(each for each in events if dice.random() < 0.9))
    later = case.on(_later(case.day, dice))
    before, after = early.snapshot(template), later.snapshot(template)
    seen = transitions(before, after)
    steps: list[Transitions] = [*seen.causes().values()]
    ends = [(seen.before, steps[0].before), (steps[-1].after, seen.after)]
    ends += [(one.after, two.before) for one, two in pairwise(steps)]
    if any(not _same(one, two) for one, two in ends):
        raise LawBrokenError.of("", "the causes do not lead from one snapshot to the other")
    if sum(seen.causes().decided().values()) != len(seen.moves):
        raise LawBrokenError.of("", "a move has no cause")
    for cause, step in seen.causes().items():
        _check_powers(seen, cause, step)


def histories(template: Template, case: Case, dice: Random) -> None:
    """A snapshot of a history is the one that would have been made alone."""
    ledger = case.story.ledger()
    if ledger.first_day is None or case.day < ledger.first_day:
        return
    snap = case.snapshot(template)
    measured = all(snap.scale.cuts.values())
    chosen = snap.fitted if measured else template
    scale: Measure = "frozen" if measured else "refit"
    end, extra = _later(case.day, dice), snap.extra
    past = history(ledger, chosen, ledger.first_day, end, every="year", scale=scale, extra=extra)
    for each in past:
        alike(snapshot(ledger, chosen, as_of=each.as_of, extra=extra), each)


def _check_powers(seen: Transitions, cause: str, step: Transitions) -> None:
    """Refuse a cause that does what it cannot do."""
    idle = {"refit": not seen.refitted, "template": not seen.retemplated}
    if idle.get(cause) and step.moved:
        raise LawBrokenError.of("", f"{step.moved} moved by {cause}, of which there is none")
    if step.joined.any() and cause not in _BRING:
        raise LawBrokenError.of("", f"{step.joined.sum()} came by {cause}")
    if step.left.any() and cause != "late_data":
        raise LawBrokenError.of("", f"{step.left.sum()} left by {cause}")


def _later(day: date, dice: Random) -> date:
    """Choose a day that is not before another."""
    return min(day, date.max - timedelta(days=365)) + timedelta(days=dice.choice(_STEPS))


def _same(one: Standing, two: Standing) -> bool:
    """Tell whether everybody stands in one place."""
    return bool((one.places == two.places).all())
