"""Every witness is in her own cell, by the meaning of the features."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import customers
from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.witnesses.history import History
from clm.lifecycle.witnesses.seeker import Seeker

SEEDS = st.integers(0, 2**32)


def rows(history: History):
    """A history in the form of the other tests' plain customers."""
    orders = [
        [(line.age, line.amount, line.channel, order.hour) for line in order.lines]
        for order in history.orders
    ]
    refunds = [
        (m.age, m.amount, m.channel, m.hour, m.of) for m in history.moments if m.kind == "refund"
    ]
    events = [
        (m.kind, m.age, m.amount, m.channel, m.hour) for m in history.moments if m.kind != "refund"
    ]
    return orders, refunds, events


def template(dice):
    words = customers.vocabulary(dice)
    texts = [customers.condition_text(dice, words, dice.randint(1, 4)) for _ in range(2)]
    return words, Grid.of([parse(text, words, "when") for text in texts], words)


@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_a_witness_is_in_her_own_cell(seed):
    """Counted by hand, with other code than finds her."""
    dice = Random(seed)
    words, grid = template(dice)
    if grid.cells > 20_000:
        return
    cells = np.argwhere(feasible(grid, words).reshape(grid.shape)).tolist()
    seeker = Seeker.of(grid, words)
    for cell in dice.sample(cells, min(len(cells), 8)):
        witness = seeker.find(cell)
        if witness is not None:
            person = customers.Person(dice, words)
            person.rows, person.extra = rows(witness.history), witness.extra
            person.cuts = witness.cuts
            assert person.cell(grid) == tuple(cell)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_nearly_every_feasible_cell_has_a_witness(seed):
    """What is called feasible is seldom so in name only."""
    dice = Random(seed)
    found = sought = 0
    for _ in range(6):
        words, grid = template(dice)
        cells = np.argwhere(feasible(grid, words).reshape(grid.shape)).tolist()
        seeker = Seeker.of(grid, words)
        picked = dice.sample(cells, min(len(cells), 10))
        found += sum(seeker.find(cell) is not None for cell in picked)
        sought += len(picked)
    assert found >= 0.5 * sought


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_histories_are_valued_as_the_features_say(seed):
    """The plain evaluation of a history agrees with counting by hand."""
    dice = Random(seed)
    words, grid = template(dice)
    cells = np.argwhere(feasible(grid, words).reshape(grid.shape)).tolist()
    witness = Seeker.of(grid, words).find(dice.choice(cells))
    if witness is not None:
        for _ in range(20):
            feature = Feature.parse(customers.feature_text(dice))
            by_hand = customers.value(rows(witness.history), feature)
            assert witness.value(feature) == by_hand


def test_whoever_did_nothing_made_a_contact():
    """The population is everybody with any event."""
    words = Vocabulary()
    grid = Grid.of([parse("orders == 0", words, "when")], words)
    witness = Seeker.of(grid, words).find((0,))
    assert [moment.kind for moment in witness.history.moments] == ["contact"]


def test_too_many_events_are_not_written_down():
    """A customer with a billion orders may exist, but is no example."""
    words = Vocabulary()
    grid = Grid.of([parse("orders >= 1000000000", words, "when")], words)
    assert Seeker.of(grid, words).find((1,)) is None
