"""Progress is told to whatever can be called."""

import pytest

from clm.analysis.progress import progress_faults


@pytest.mark.parametrize("sound", [None, print, lambda done, whole: (done, whole)])
def test_functions_and_nobody_can_be_told(sound):
    """What they make of it is theirs."""
    assert progress_faults(sound) == []


@pytest.mark.parametrize("junk", [7, "loud", [print], {}, True])
def test_what_cannot_be_called_is_refused(junk):
    """Before anything is computed."""
    (fault,) = progress_faults(junk)
    assert (fault.where, fault.mend) == ("progress", "give a function of two numbers, or None")
