"""Runs of one stage: who entered which stage on which day, and left it on which."""

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen

from clm.analysis.history.money import places_of_ledger
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.transitions.matrix import stage_keys, stage_places
from clm.ledger.column import AnyArray, Bools, Codes, Ints, locked, looked_up


@frozen(eq=False)
class Runs:
    """Stretches of snapshots in which somebody stood in one stage; one row each, read-only.

    Parameters
    ----------
    customer : (n,) int32
        Codes in the ledger.
    stage : (n,) integer
        Positions of stages.
    start, stop : (n,) integer
        Positions of the first snapshot in the stage, and of the first in another; the number of
        snapshots where she is there to the last.
    then : (n,) integer
        Positions of the stages in which she was seen next; the number of stages where in none.
    """

    customer: Codes = field(converter=locked)
    stage: AnyArray = field(converter=locked)
    start: Ints = field(converter=locked)
    stop: Ints = field(converter=locked)
    then: AnyArray = field(converter=locked)

    def of(self, chosen: Bools) -> "Runs":
        """Keep some of them."""
        columns = (self.customer, self.stage, self.start, self.stop, self.then)
        return Runs(*(each[chosen] for each in columns))


def stages_of_ledger(snap: Snapshot) -> AnyArray:
    """Give everybody's stage by customer code.

    Returns
    -------
    (k,) uint8 or uint16
        Positions of stages; the number of stages is who is not there.
    """
    absent = len(stage_keys(snap.template))
    of_segment = np.array([*stage_places(snap.template), absent], np.min_scalar_type(absent))
    return looked_up(of_segment, places_of_ledger(snap, len(snap.template.segments)))


def runs_of(snapshots: Sequence[Snapshot]) -> Runs:
    """Find everybody's runs, in the order in which they end."""
    absent = len(stage_keys(snapshots[0].template))
    stages = map(stages_of_ledger, snapshots)
    now = next(stages)
    since = np.zeros(len(now), np.int64)
    found: list[tuple[Codes, AnyArray, Ints, AnyArray]] = []
    stops: list[int] = []
    for at, following in enumerate(stages, start=1):
        moved = np.flatnonzero(now != following)
        ended = moved[now[moved] != absent]
        found.append((ended.astype(np.int32), now[ended], since[ended], following[ended]))
        stops.append(at)
        since[moved] = at
        now = following
    last = np.flatnonzero(now != absent)
    nowhere = np.full(len(last), absent, now.dtype)
    found.append((last.astype(np.int32), now[last], since[last], nowhere))
    customer, stage, start, then = map(np.concatenate, zip(*found, strict=True))
    sizes = [len(part[0]) for part in found]
    return Runs(customer, stage, start, np.repeat([*stops, len(snapshots)], sizes), then)
