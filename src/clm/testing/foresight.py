"""The law of what comes next: foretold is what a snapshot of that day will find."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

import numpy as np

from clm.analysis.horizon.horizon import Horizon
from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import LawBrokenError, ScaleError
from clm.features.table import Features
from clm.lifecycle.lookup import Cells
from clm.lifecycle.template import Template
from clm.testing.case import Case

_SPANS: Final = (3, 30, 400)
_LOOKS: Final = 12


def silent_horizon(template: Template, case: Case, dice: Random) -> None:
    """The horizon tells who is where on every later day on which nothing happens."""
    snap = case.snapshot(template)
    until = case.day + timedelta(days=dice.choice(_SPANS))
    try:
        horizon = snap.horizon(until)
    except ScaleError:
        _not_scorable(snap, until)
        return
    for day in sorted({*_days(horizon, dice)}):
        expected, found = _retaken(snap, day), horizon.places_on(day)
        wrong = np.flatnonzero(expected != found)
        if len(wrong):
            row, keys = int(wrong[0]), [each.key for each in template.segments]
            who, was, told = list(snap)[row], keys[int(expected[row])], keys[int(found[row])]
            raise LawBrokenError.of("", f"{who!r} is in {was!r} on {day}, foretold was {told!r}")


def _retaken(snap: Snapshot, day: date) -> Cells:
    """Find everybody's segment on a later day, from what was known on the snapshot's."""
    features = Features.of(snap.ledger, as_of=day, known_on=snap.as_of)
    return snap.fitted.segments(features, snap.extra)


def _days(horizon: Horizon, dice: Random) -> Iterator[date]:
    """Choose the days on which somebody moves, the days before them, and some others."""
    for day in horizon.calendar():
        yield from (day - timedelta(days=1), day)
    yield horizon.until
    for _ in range(_LOOKS):
        yield horizon.as_of + timedelta(days=dice.randint(0, horizon.days))


def _not_scorable(snap: Snapshot, until: date) -> None:
    """Refuse a refusal where every day's snapshot could be taken."""
    for ahead in range(1, (until - snap.as_of).days + 1):
        try:
            _retaken(snap, snap.as_of + timedelta(days=ahead))
        except ScaleError:
            return
    raise LawBrokenError.of("", f"somebody will be to score until {until}, it is said; nobody is")
