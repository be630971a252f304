"""A history is measured by the first scale, by one of each day, or by one that is given."""

import numpy as np
import pytest

import clm
from asking import shop, template
from clm.analysis.history.measured import measure_faults
from clm.errors import ScaleError

LEDGER = shop(*[(f"c{n}", f"2024-0{1 + n % 6}-01", 5 + n) for n in range(30)])


def test_sound_ways_have_no_fault():
    """Words, a scale, and a template that has one."""
    snap = clm.snapshot(LEDGER, "rfm-11", as_of="2024-03-01")
    for scale in ("frozen", "refit", snap.scale):
        assert measure_faults("rfm-11", scale) == []
    assert measure_faults(snap.fitted, "frozen") == measure_faults(snap.fitted, snap.scale) == []


@pytest.mark.parametrize("junk", [None, 3, "Frozen", [], {}, np.arange(3), float("nan")])
def test_other_ways_are_refused(junk):
    """Whatever they are, also of a template that is fitted."""
    fitted = clm.snapshot(LEDGER, "rfm-11", as_of="2024-03-01").fitted
    for chosen in ("rfm-11", fitted):
        (fault,) = measure_faults(chosen, junk)
        assert fault.where == "scale"


def test_a_scale_of_other_scores_is_refused():
    """As for a snapshot."""
    halves = template(("often", "f == 2"), head="[scores]\nf = { of = 'orders', bins = 2 }")
    other = clm.snapshot(LEDGER, halves, as_of="2024-03-01").scale
    with pytest.raises(ScaleError, match="scores"):
        clm.history(LEDGER, "rfm-11", "2024-01-31", "2024-03-31", scale=other)
