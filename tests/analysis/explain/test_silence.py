"""Where silence brings a customer is what the days bring one after the other."""

from datetime import timedelta

import pytest

from asking import THOROUGH
from carrying import days_between, looking_ahead, places, random_snapshot
from clm.errors import ScaleError

SEEDS = range(40 * THOROUGH)
BATCH = 10


def walked(snap, until):
    """List everybody's moves by taking a silent snapshot of every day; stop where one cannot."""
    at, moves = places(snap.ledger, snap, snap.as_of), {who: [] for who in snap}
    for day in days_between(snap.as_of + timedelta(days=1), until) if until > snap.as_of else ():
        now = places(snap.ledger, snap, day, known_on=snap.as_of)
        if now is None:
            return None
        for who in snap:
            if now[who] != at[who]:
                moves[who].append((day, now[who]))
        at = now
    return moves


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_the_next_moves_are_those_of_the_days_to_come(start):
    """Day by day, for everybody in shops in which everything goes wrong."""
    for seed in range(start, start + BATCH):
        snap = random_snapshot(seed)
        if snap is None or not len(snap):
            continue
        hers = looking_ahead(snap, seed)
        found = walked(snap, next(iter(hers.values())).until)
        for who, each in hers.items() if found is not None else ():
            assert (seed, who, found[who][:2]) == (
                seed,
                who,
                [(move.day, move.segment) for move in each.next],
            )


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_the_horizon_of_everybody_says_the_same(start):
    """Reckoned for all at once, and for one after the other."""
    for seed in range(start, start + BATCH):
        snap = random_snapshot(seed)
        if snap is None or not len(snap):
            continue
        hers = looking_ahead(snap, seed)
        until = next(iter(hers.values())).until
        if until == snap.as_of:
            continue  # the calendar ends
        try:
            horizon = snap.horizon(until=until)
        except ScaleError:
            continue  # somebody would need a score that has no cut points
        rows = zip(snap, horizon.next_day.tolist(), horizon.next_segment.tolist(), strict=True)
        for who, day, segment in rows:
            move = hers[who].next[0] if hers[who].next else None
            told = (None, "") if move is None else (move.day, move.segment)
            assert (seed, who, told) == (seed, who, (day, segment))
