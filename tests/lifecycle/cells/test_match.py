"""Every feasible cell goes to the first segment that fits; what others would take is noted."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import customers
from asking import examples
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.cells.match import matched
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import parse
from clm.lifecycle.feasibility.feasible import feasible


@examples(40)
@given(st.integers(0, 2**32))
def test_the_first_that_fits_takes_a_cell(seed):
    dice = Random(seed)
    words = customers.vocabulary(dice)
    rules = [
        Rule(f"s{at}", parse(customers.condition_text(dice, words, 1), words, "when"), at % 2 == 0)
        for at in range(3)
    ]
    grid = Grid.of([rule.condition for rule in rules], words)
    if grid.cells > 5_000:
        return
    possible = feasible(grid, words)
    match = matched(rules, grid, possible)
    fits = np.array([grid.where(rule.condition).reshape(-1) for rule in rules])
    for cell in range(grid.cells):
        takers = np.flatnonzero(fits[:, cell]).tolist()
        expected = takers[0] if takers else len(rules)
        assert match.lookup[cell] == (expected if possible[cell] else len(rules) + 1)
        for later in takers[1:] if possible[cell] else ():
            noted = match.yielded if rules[takers[0]].takes_precedence else match.clashes
            assert cell in noted[takers[0], later]
