"""Cells by number, by levels, and by some axes only."""

import pickle

import numpy as np
import pytest

from clm.lifecycle.registry import templates


@pytest.mark.parametrize("key", ["five-stage", "growth-accounting"])
def test_levels_number_a_cell(key):
    case = templates[key].proof.case
    for cell in range(case.grid.cells):
        levels = case.levels(cell)
        assert sum(a * b for a, b in zip(levels, case.grid.strides, strict=True)) == cell


def test_conditions_name_their_axes():
    case = templates["exponea-14"].proof.case
    by_key = {rule.key: rule.condition for rule in case.rules}
    names = [axis.name for axis in case.grid.axes]
    assert [names[at] for at in case.places(by_key["new_customer"])] == ["orders", "tenure"]
    assert [names[at] for at in case.places(by_key["lost"])] == ["r", "f", "m"]
    both = case.places(by_key["lost"], by_key["new_customer"])
    assert [names[at] for at in both] == ["orders", "tenure", "r", "f", "m"]


def test_cells_alike_along_some_axes_get_one_number():
    case = templates["five-stage"].proof.case
    cells = np.arange(case.grid.cells)
    for places in ((), (0,), (1, 3), tuple(range(len(case.grid.axes)))):
        numbers = case.projected(cells, places)
        seen = {}
        for cell, number in zip(cells.tolist(), numbers.tolist(), strict=True):
            levels = case.levels(cell)
            told = tuple(levels[at] for at in places)
            assert seen.setdefault(number, told) == told
        assert len(seen) == np.prod([case.grid.shape[at] for at in places], dtype=int)


def test_a_pickled_case_is_the_same_and_nobody_writes_to_it():
    case = templates["five-stage"].proof.case
    back = pickle.loads(pickle.dumps(case))
    assert (back.rules, back.vocabulary, back.grid) == (case.rules, case.vocabulary, case.grid)
    assert (back.unclassified, back.currency, back.taken) == ("outside", None, case.taken)
    for mine, theirs in ((case.lookup, back.lookup), (case.feasible, back.feasible)):
        assert mine.tolist() == theirs.tolist()
        with pytest.raises(ValueError, match="read-only"):
            theirs[0] = 0
