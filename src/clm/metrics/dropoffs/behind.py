"""Who stands behind a drop-off on the last day: those who stalled, and those who fell out."""

import numpy as np
from attrs import frozen

from clm.analysis.history.runs import Runs
from clm.ledger.column import Bools, Codes, Ints, locked, stays_locked


@stays_locked
@frozen(eq=False)
class Behind:
    """Rows of the last snapshot, by the stage at which people dropped off.

    Parameters
    ----------
    stalled : tuple of (n,) int64, read-only
        Who is in the stage for more days than it has patience, as `History.stalled` has it.
    lost : tuple of (m,) int64, read-only
        Whose last change of stage led out of this one, and not ahead.
    """

    stalled: tuple[Ints, ...]
    lost: tuple[Ints, ...]


def behind(days: Ints, runs: Runs, within: Ints, onward: Bools, codes: Codes) -> Behind:
    """Find who stands behind the drop-offs.

    Everybody is behind one stage at most as stalled, and one at most as lost. Both look at how
    things stand, not at what was counted: those who were there from the first day on belong to it,
    and so does who left late.

    Parameters
    ----------
    days : (p,) int64
        Days of the snapshots, since 1970-01-01.
    runs : Runs
        The stays, by position of the snapshots.
    within : (t,) int64
        Days in which people of a stage should go on; 0 where nobody says.
    onward : (t, u) bool
        Whether a stage (columns; also the unclassified, and none) lies ahead of another (rows).
        Where nothing does, nobody stalls.
    codes : (n,) int32
        Customers of the last snapshot, ascending.

    Returns
    -------
    Behind
    """
    stages, positions = len(within), len(days)
    now = runs.stop == positions
    since = np.full(int(runs.customer.max(initial=-1)) + 1, -1, np.int64)
    since[runs.customer[now]] = runs.start[now]
    runs = runs.of(runs.stage < stages)
    # Where nobody says how long, or nothing lies ahead, no stay is as long as the calendar.
    short = (within > 0) & np.logical_or.reduce(onward, axis=1)
    most = np.where(short, within, np.iinfo(np.int64).max)
    late = days[-1] - days[runs.start] > most[runs.stage]
    stalled = (runs.stop == positions) & late
    lost = (runs.stop == since[runs.customer]) & ~onward[runs.stage, runs.then]
    told = (_by_stage(runs.of(each), codes, stages) for each in (stalled, lost))
    return Behind(*told)


def _by_stage(runs: Runs, codes: Codes, stages: int) -> tuple[Ints, ...]:
    """Give the rows of customers, ascending, stage by stage."""
    rows = np.searchsorted(codes, runs.customer).astype(np.int64)
    order = np.lexsort((rows, runs.stage))
    ends = np.searchsorted(runs.stage[order], np.arange(1, stages))
    return tuple(locked(each) for each in np.split(rows[order], ends))
