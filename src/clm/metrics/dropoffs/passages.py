"""Passages: what became of every stay in a stage, counted."""

from typing import Final

import numpy as np
from attrs import field, frozen

from clm.analysis.history.runs import Runs
from clm.ledger.column import Bools, Ints, locked, stays_locked

OUTCOMES: Final = ("advance", "stalled", "lost", "begun_before", "too_late", "not_looked_at")
"""What becomes of a stay; of the last three nobody can say."""


@stays_locked
@frozen(eq=False)
class Passages:
    """Stays by stage and by what became of them.

    Parameters
    ----------
    counts : (t, 6) int64, read-only
        By stage (rows) and outcome (columns, in the order of `OUTCOMES`); a row sums to all stays
        in the stage.
    """

    counts: Ints = field(converter=locked)

    def of(self, stage: int) -> dict[str, int]:
        """Give the counts of a stage by outcome."""
        return dict(zip(OUTCOMES, self.counts[stage].tolist(), strict=True))


def passages(days: Ints, runs: Runs, within: Ints, onward: Bools) -> Passages:
    """Find out what became of every stay.

    A stay was counted if it was seen to begin, was watched for more days than its stage has
    patience, and was looked at within them. None of it depends on what became of the stay: if who
    leaves early counted sooner, going on would look more likely than it is.

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

    Returns
    -------
    Passages

    Examples
    --------
    >>> one = np.array([0, 0]), np.array([0, 1]), np.array([1, 2]), np.array([2, 4])
    >>> runs = Runs(*one, np.array([1, 2]))
    >>> on = np.array([[False, True, False], [False, False, False]])
    >>> passages(np.array([0, 7, 14, 21]), runs, np.array([7, 3]), on).counts.tolist()
    [[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]]
    """
    stages, last = len(within), len(days) - 1
    runs = runs.of(runs.stage < stages)
    entered, patience = days[runs.start], within[runs.stage]
    watched = days[last] - entered > patience
    looked_at = days[np.minimum(runs.start + 1, last)] - entered <= patience
    in_time = (runs.stop <= last) & (days[np.minimum(runs.stop, last)] - entered <= patience)
    gone_on = onward[runs.stage, runs.then]
    # The first that holds, in the order of OUTCOMES from the back.
    tests = (runs.start == 0, ~watched, ~looked_at, ~in_time, gone_on)
    outcome = np.select(tests, (3, 4, 5, 1, 0), 2)
    kinds = len(OUTCOMES)
    cells = np.bincount(runs.stage.astype(np.int64) * kinds + outcome, minlength=stages * kinds)
    return Passages(cells.reshape(stages, kinds).astype(np.int64))
