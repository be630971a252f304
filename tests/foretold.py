"""What is foretold, and what every later day shows: levels and segments by brute force."""

from datetime import timedelta

import numpy as np

from clm.features.levels import levels_of
from clm.features.silence.course import course_of
from clm.features.table import Features


def table_ahead(ledger, day, days, known=None):
    """Make the tables of a day and of the days after it, all from what was known on it."""
    known = day if known is None else known
    return [
        Features.of(ledger, as_of=day + timedelta(days=ahead), known_on=known)
        for ahead in range(days + 1)
    ]


def levels_foretold(features, feature, bounds, days):
    """Add the steps of a course to the levels of today; (days + 1, n)."""
    today = levels_of(features.column(feature), bounds).astype(int)
    change = np.zeros((days + 1, len(today)), int)
    course = course_of(features, feature, bounds, days=days)
    for steps in course.steps(slice(0, len(today))) if course is not None and len(today) else ():
        assert ((steps.ahead >= 1) & (steps.ahead <= days)).all()
        np.add.at(change, (steps.ahead, steps.row), steps.step)
    return today + np.cumsum(change, axis=0)


def levels_met(tables, feature, bounds):
    """Find the levels of every day anew; (days + 1, n)."""
    return np.array([levels_of(each.column(feature), bounds) for each in tables]).astype(int)


def bounds_for(dice, feature, tables):
    """Choose bounds that the values of these days may pass."""
    values = np.concatenate([each.column(feature) for each in tables])
    pool = sorted({0, 1, 5, *values.tolist()})
    if feature.unit in {"days", "kind"}:
        return (0, *sorted({each for each in dice.choices(pool, k=3) if each > 0}))
    return tuple(sorted({*dice.choices(pool, k=dice.choice((1, 1, 3)))}))


def retaken(snap, ahead):
    """Find everybody's segment after so many days without any event; positions."""
    day = snap.as_of + timedelta(days=ahead)
    features = Features.of(snap.ledger, as_of=day, known_on=snap.as_of)
    return snap.fitted.segments(features, snap.extra)


def check_every_day(snap, days):
    """Compare a horizon with the snapshots of all its days; say how many moves there were."""
    horizon = snap.horizon(snap.as_of + timedelta(days=days))
    moves, places, at = horizon.moves, snap.places.copy(), 0
    order = np.argsort(moves.ahead, kind="stable")
    for ahead in range(1, days + 1):
        while at < len(order) and moves.ahead[order[at]] == ahead:
            row = moves.row[order[at]]
            assert places[row] == moves.before[order[at]] != moves.after[order[at]]
            places[row] = moves.after[order[at]]
            at += 1
        assert (ahead, places.tolist()) == (ahead, retaken(snap, ahead).tolist())
    assert at == len(moves)
    return len(moves)
