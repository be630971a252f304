"""Days since something grow by one a day, until the event leaves its window."""

from random import Random

import numpy as np
import pytest

from clm.features.silence.ageing import Ageing


def level(value, bounds):
    return sum(value >= bound for bound in bounds)


@pytest.mark.parametrize("seed", range(200))
def test_steps_add_up_to_the_level_of_every_later_day(seed):
    """Bounds beyond the window are never reached; whoever is missing stays missing."""
    dice = Random(seed)
    end, days = dice.choice((None, 1, 2, 8, 30)), dice.choice((1, 2, 10, 40))
    now = [dice.choice((-1, dice.randrange(min(end or 12, 12)))) for _ in range(9)]
    bounds = (0, *sorted(dice.sample((1, 2, 3, 7, 8, 9, 30, 10**15), dice.randint(0, 4))))
    ageing = Ageing(np.array(now, np.int32), bounds, end, days)
    change = np.zeros((days + 1, len(now)), int)
    for start in (0, 4):
        piece = slice(start, (4, 9)[start > 0])
        for steps in ageing.steps(piece):
            np.add.at(change, (steps.ahead, steps.row + start), steps.step)
    today = [level(each, bounds) for each in now]
    for ahead, found in enumerate((today + np.cumsum(change, axis=0)).tolist()):
        later = [-1 if each < 0 or (end and each + ahead >= end) else each + ahead for each in now]
        assert (ahead, found) == (ahead, [level(each, bounds) for each in later])


def test_the_calendars_ends_are_far_enough_apart():
    """From the first day of the calendar to the last."""
    most = 3_652_058
    now = np.array([0, most, -1], np.int32)
    (steps,) = Ageing(now, (0, most), None, most).steps(slice(0, 3))
    assert (steps.row.tolist(), steps.ahead.tolist()) == ([0], [most])
