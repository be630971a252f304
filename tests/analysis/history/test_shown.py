"""People over time are drawn as bars."""

import numpy as np

from clm.analysis.history.shown import BARS, bars, lines


def test_the_highest_number_is_the_highest_bar():
    """And nobody the lowest, also where there is nobody at all."""
    assert bars([0, 7]) == BARS[0] + BARS[-1]
    assert bars([0, 0, 0]) == BARS[0] * 3
    assert bars([5]) == BARS[-1]


def test_of_many_numbers_evenly_spread_ones_are_shown():
    """The first and the last among them."""
    drawn = bars([*range(1000), 0], width=20)
    assert len(drawn) == 20
    assert drawn[0] == drawn[-1] == BARS[0]
    assert drawn[-2] == BARS[-1]


def test_of_many_stages_the_first_are_shown():
    """With where each began and ended."""
    drawn = lines([f"s{n}" for n in range(12)], np.arange(24).reshape(2, 12))
    assert drawn[0] == "  s0   ▁█  0 → 12"
    assert len(drawn) == 9
    assert drawn[-1] == "  … 4 more stages"
