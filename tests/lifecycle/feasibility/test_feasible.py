"""Whoever can exist is in a feasible cell; many cells are shown to be empty."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customers
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

SEEDS = st.integers(0, 2**32)
RFM = Vocabulary(
    scores={
        "r": Score("r", of="recency", best="low"),
        "f": Score("f", of="orders"),
        "m": Score("m", of="monetary"),
        "r3": Score("r3", of="recency", bins=3, best="low"),
        "ff": Score("ff", of="orders", bins=4, fixed=(1, 2, 2)),
        "n": Score("n", of="nps", bins=2),
    },
    codes={"rfm": ("r", "f", "m")},
    extra={"nps": Extra(-100, 100)},
)


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_nobody_is_met_in_a_cell_called_infeasible(seed):
    """Random templates against random histories, scales and extra columns."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    texts = [customers.condition_text(dice, words, dice.randint(1, 5)) for _ in range(2)]
    grid = Grid.of([parse(text, words, "when") for text in texts], words)
    if grid.cells > 20_000:
        return
    possible = feasible(grid, words).reshape(grid.shape)
    for _ in range(60):
        person = customers.Person(dice, words)
        assert possible[person.cell(grid)], (texts, person.rows, person.cuts)


def possible(*texts):
    """Whether somebody can fit all conditions at once."""
    conditions = [parse(text, RFM, "when") for text in texts]
    grid = Grid.of(conditions, RFM)
    fits = feasible(grid, RFM).reshape(grid.shape)
    for condition in conditions:
        fits = fits & grid.where(condition)
    return bool(fits.any())


@pytest.mark.parametrize(
    "texts",
    [
        ["orders == 0", "recency >= 0"],
        ["orders == 1", "tenure >= 30", "recency <= 20"],
        ["orders == 2", "orders(days=30) == 2", "orders(days=30, ago=30) >= 1"],
        ["recency >= 40", "orders(days=30) >= 1"],
        ["first('visit') < 3", "last('visit') > 3"],
        ["count('visit', channel='ads') >= 2", "count('visit') <= 1"],
        [
            "count('visit', channel='ads') >= 1",
            "count('visit', channel='mail') >= 1",
            "count('visit') <= 1",
        ],
        ["order_days >= 2", "orders <= 1"],
        ["order_days == 0", "orders >= 1"],
        ["order_days(days=3) >= 1", "orders(days=3) == 0"],
        ["order_days >= 2", "tenure == 5", "recency == 5"],
        ["orders >= 2", "order_days == 1", "last_gap >= 1"],
        ["last_gap >= 10", "tenure < 10"],
        ["last_gap >= 10", "recency >= 10", "tenure < 20"],
        ["last_gap >= 10", "recency == 0", "orders(days=5, ago=2) >= 1"],
        ["latest('visit', 'cart') == 'cart'", "count('cart') == 0"],
        ["latest('visit', 'cart') == 'cart'", "last('cart') > 5", "last('visit') < 5"],
        ["latest('visit', 'cart') == 'cart'", "last('visit') < 5", "count('cart', days=5) == 0"],
        ["orders == 0", "monetary >= 1"],
        ["orders == 0", "count('refund') == 0", "monetary < 0"],
        ["orders == 0", "count('refund') == 0", "total('order') > 0"],
        ["count('refund') == 0", "monetary < 0"],
        ["count('refund') >= 3", "total('refund') <= 2"],
        ["count('refund') == 0", "total('refund') >= 1"],
        ["count('refund', days=30) == 0", "monetary(days=30) < 0"],
        ["total('order') == 5", "total('refund') == 2", "monetary != 3"],
        ["total('order', days=30) > 5", "total('order') <= 5"],
        ["total('order', channel='ads') > 5", "total('order') <= 5"],
        ["average_order >= 10", "orders >= 3", "monetary <= 20"],
        ["average_order <= -1", "monetary >= 0"],
        ["average_order >= 0", "orders == 0"],
        ["count('visit') == 0", "total('visit') != 0"],
        ["count('visit', days=9) == 0", "total('visit', days=9) != 0"],
        ["orders == 1", "f >= 2"],
        ["recency == 0", "r <= 4"],
        ["orders == 0", "m >= 1"],
        ["orders == 2", "ff <= 1"],
        ["ff == 3"],
        ["orders == 2", "ff == 4"],
        ["r == 5", "r3 == 1"],
        ["r == 1", "r3 == 3"],
        ["r >= 1", "not r3 >= 1"],
        ["nps > 100"],
        ["n >= 1", "not nps >= -100"],
        ["nps == -100", "n == 2"],
    ],
    ids=" and ".join,
)
def test_contradictions_are_seen(texts):
    """Nobody can be so."""
    assert not possible(*texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["orders == 0", "monetary(days=30) >= 1"],
        ["orders == 0", "monetary(days=30) < 0", "monetary(ago=30) > 0"],
        ["orders == 1", "tenure == 40", "monetary(days=30) > 0", "count('refund') == 0"],
        ["count('refund') >= 1", "first('refund') > 9", "orders == 1", "tenure < 3"],
        ["orders == 1", "tenure < 3", "monetary(ago=30) > 0", "count('refund') == 1"],
        ["orders >= 1", "monetary < 0"],
        ["orders == 1", "monetary == 0"],
        ["orders == 0", "count('refund') == 0", "m != 1 or orders == 0"],
        ["last_gap == 10", "recency == 5", "tenure == 15"],
        ["last_gap == 1", "order_days == 2", "recency == 0", "orders == 9"],
        ["latest('visit', 'cart') == 'cart'", "last('cart') == 5", "last('visit') == 5"],
        ["latest('visit', 'cart') == 'visit'", "last('cart') == 5", "last('visit') == 5"],
        ["latest('order', 'refund') == 'refund'", "orders == 1", "monetary > 0"],
        ["r == 1", "r3 == 1"],
        ["r == 2", "r3 == 1"],
        ["r == 2", "r3 == 2"],
        ["recency == 0", "r == 5"],
        ["orders == 1", "f == 1"],
        ["average_order == -3", "orders == 7"],
        ["total('visit') < 0", "count('visit') == 1"],
        ["n == 2", "nps == -99"],
    ],
    ids=" and ".join,
)
def test_strange_customers_are_possible(texts):
    """Rows of real shops lead there."""
    assert possible(*texts)


def test_windows_of_one_width_split_the_days():
    """Returning, resurrected, dormant and inactive customers are all there is."""
    assert not possible(
        "orders >= 1", "tenure < 60", "orders(days=30) == 0", "orders(days=30, ago=30) == 0"
    )


def test_levels_that_say_the_same_are_solved_once():
    """Half a million cells of fine levels take no noticeable time, and come out right."""
    cuts = " or ".join(f"recency == {7 * n} or tenure == {9 * n}" for n in range(1, 90))
    grid = Grid.of([parse(f"({cuts}) and monetary > 0 and orders == 1", RFM, "when")], RFM)
    found = feasible(grid, RFM).reshape(grid.shape)
    recency, tenure = (
        np.array([s[0] if s else -1 for s in axis.spans()]) for axis in grid.axes[:2]
    )
    youngest = found.any(axis=(2, 3)) & (recency[:, None] >= 0) & (tenure[None, :] >= 0)
    newest = np.array([s[1] if s else -1 for s in grid.axes[1].spans()])
    assert (
        youngest
        == (recency[:, None] <= newest[None, :]) & (recency[:, None] >= 0) & (tenure[None, :] >= 0)
    ).all()
