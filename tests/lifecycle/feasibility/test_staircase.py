"""Systems of differences: closed, they show at once what they allow."""

from itertools import product
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.lifecycle.feasibility.levels import FREE
from clm.lifecycle.feasibility.staircase import Front, climbing, close, loose, tighten

SEEDS = st.integers(0, 2**32)


def closed(at, bounds):
    """A closed climbing system with some bounds, and whether it can be solved."""
    system = climbing(np.array(at)[:, None])
    for i, j, weight in bounds:
        system[i, j] = np.minimum(system[i, j], weight)
    return system, bool(close(system)[0])


def solutions(at, bounds, top=4):
    """Every staircase from 0 to `top` that keeps the bounds, by trying all."""
    for rest in product(range(top + 1), repeat=len(at) - 1):
        values = (0, *rest)
        climbs = all(
            values[i] <= values[j] for i in range(len(at)) for j in range(len(at)) if at[i] <= at[j]
        )
        if climbs and all(values[j] - values[i] <= weight for i, j, weight in bounds):
            yield values


def bounds(dice, size, count):
    return [(*dice.sample(range(size), 2), dice.choice((-2, -1, 0, 1, 2))) for _ in range(count)]


@given(SEEDS)
def test_a_system_is_solvable_exactly_if_some_staircase_keeps_it(seed):
    """No circle of bounds below zero, no contradiction."""
    dice = Random(seed)
    at = [0, *sorted(dice.choices(range(1, 6), k=3))]
    some = bounds(dice, 4, dice.randint(1, 4))
    everything = [*some, *((0, j, 4) for j in range(1, 4))]
    _, solvable = closed(at, everything)
    assert solvable == any(True for _ in solutions(at, everything))


@given(SEEDS)
def test_tightening_a_closed_system_leaves_it_closed(seed):
    """One bound at a time is as good as all at once."""
    dice = Random(seed)
    at = [0, *sorted(dice.choices(range(1, 6), k=3))]
    some = bounds(dice, 4, 4)
    step = climbing(np.array(at)[:, None])
    solvable = True
    for i, j, weight in some:
        solvable = solvable and bool(tighten(step, i, j, weight)[0])
    at_once, possible = closed(at, some)
    assert solvable == possible
    if possible:
        assert (np.minimum(step, FREE // 2) == np.minimum(at_once, FREE // 2)).all()


@given(SEEDS)
def test_a_node_may_come_later(seed):
    """A node put in afterwards is as good as one that was there from the start."""
    dice = Random(seed)
    at = [0, *sorted(dice.choices(range(1, 6), k=3))]
    age = dice.randint(0, 6)
    some = bounds(dice, 4, 3)
    before, solvable = closed(at, some)
    if solvable:
        key = ("visit", None)
        front = Front(np.array(at)[:, None], {key: before}, {}, np.zeros((0, 1), np.int32))
        after, _ = closed([*at, age], some)
        grown = front.insert(np.array([age])).counts[key]
        assert (np.minimum(grown, FREE // 2) == np.minimum(after, FREE // 2)).all()


def test_what_does_not_climb_is_free_but_at_one_age():
    """Sums of any sign are bound only where two nodes are one."""
    system = loose(np.array([[0], [3], [3]]))[:, :, 0]
    assert system[1, 2] == system[2, 1] == 0
    assert system[0, 1] == system[1, 0] == FREE


def test_columns_are_taken_together():
    """Ages, bounds and choices stay beside each other."""
    at = np.array([[0, 0, 0], [1, 2, 3]])
    front = Front(at, {("a", None): climbing(at)}, {}, np.array([[7, 8, 9]], np.int32))
    some = front.take(np.array([2, 0]))
    assert some.size == 2
    assert some.at[1].tolist() == [3, 1]
    assert some.chosen.tolist() == [[9, 7]]
