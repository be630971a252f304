"""Days since an event that stays the one that counts: they grow by one a day."""

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from clm.features.catalog import LONGEST_WINDOW
from clm.features.levels import levels_of
from clm.features.silence.steps import Steps
from clm.ledger.column import Days, Ints


@frozen(eq=False)
class Ageing:
    """Days since the last event of a window that begins today, or the first of all.

    Parameters
    ----------
    now : (n,) int32
        Days since, today; -1 is missing.
    bounds : tuple of int
        The least value of every level, ascending from 0.
    end : int or None
        The age at which the event leaves the window; None is never.
    days : int
        The last day ahead.

    Examples
    --------
    >>> ageing = Ageing(np.array([-1, 3, 5], np.int32), (0, 5), end=7, days=2)
    >>> for steps in ageing.steps(slice(0, 3)):
    ...     print(steps.row.tolist(), steps.ahead.tolist(), steps.step)
    [1] [2] 1
    [2] [2] -2
    """

    now: Days
    bounds: tuple[int, ...]
    end: int | None
    days: int

    def steps(self, piece: slice) -> Iterator[Steps]:
        """Give a step for every bound that is reached, and the fall out of the window."""
        now = self.now[piece]
        for bound in self.bounds[1:]:
            if self.end is None or bound < self.end:
                yield self._reaching(now, bound, 1)
        if self.end is not None:
            highest = int(levels_of(np.array([self.end - 1]), self.bounds)[0])
            yield self._reaching(now, self.end, -highest)

    def _reaching(self, now: Days, age: int, step: int) -> Steps:
        """Make a step of everybody who reaches an age within the days."""
        least = max(age - self.days, 0)
        if least > LONGEST_WINDOW:
            return Steps(np.zeros(0, np.int64), np.zeros(0, np.int32), step)
        # Missing days, below all others, wrap round to the largest numbers.
        above = (now - np.int32(least)).view(np.uint32)
        row: Ints = np.flatnonzero(above < age - least)
        return Steps(row, np.int32(age) - now[row], step)
