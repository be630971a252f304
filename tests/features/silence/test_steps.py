"""Steps are columns."""

import numpy as np

from clm.features.silence.steps import Steps


def test_steps_are_counted_by_whom_they_concern():
    """One step for all, or one for each."""
    row, ahead = np.array([0, 0, 7]), np.array([3, 4, 3], np.int32)
    assert len(Steps(row, ahead, 1)) == len(Steps(row, ahead, np.array([1, -1, 2]))) == 3
