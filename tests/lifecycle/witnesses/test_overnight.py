"""Whoever is sought for two days is in her cell on both, and is found if there is one."""

from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
import walks
from asking import examples
from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.levels import meaning
from clm.lifecycle.witnesses.changes import later
from clm.lifecycle.witnesses.overnight import aged, overnight
from clm.lifecycle.witnesses.seeker import Seeker

SEEDS = st.integers(0, 2**32)
WORDS = Vocabulary()


def over(*texts):
    return Grid.of([parse(text, WORDS, "when") for text in texts], WORDS)


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("orders", "orders"),
        ("monetary", "monetary"),
        ("recency", "recency"),
        ("count('visit', days=14)", "count('visit', days=13)"),
        ("count('visit', ago=3)", "count('visit', ago=2)"),
        ("total('visit', ago=3, days=4)", "total('visit', ago=2, days=4)"),
        ("latest('visit', 'cart', ago=1)", "latest('visit', 'cart')"),
    ],
)
def test_a_window_is_a_day_younger_today(text, today):
    grid = over(f"{text} == {repr('visit') if 'latest' in text else 1}")
    assert aged(meaning(grid.axes[0], WORDS), 1).of == Feature.parse(today)


def test_of_a_window_of_one_day_nothing_is_known_the_day_before():
    grid = over("count('visit', days=1) >= 1")
    nights = overnight(Seeker.of(grid, WORDS))
    assert [nights.is_possible((today, 0)) for today in (0, 1)] == [True, True]
    assert [nights.is_possible((today, 1)) for today in (0, 1)] == [False, False]


@examples(60)
@given(SEEDS, st.integers(1, 3))
def test_whoever_is_found_is_in_her_cell_on_both_days(seed, days):
    dice = walks.seeded(seed)
    words = customers.vocabulary(dice)
    grid = Grid.of([parse(customers.condition_text(dice, words, 2), words, "when")], words)
    seeker = Seeker.of(grid, words)
    nights = overnight(seeker, days)
    for _ in range(5):
        person = customers.Person(dice, words)
        older = copy(person)
        older.rows = walks.older(person.rows, days)
        now, then = person.cell(grid), older.cell(grid)
        assert nights.is_possible(now + then)
        history = next(nights.histories(now + then, 1), None)
        if history is not None:
            assert seeker.may_be_in(history, now)
            assert seeker.may_be_in(later(history, days), then)


def test_events_of_different_kinds_are_told_together():
    """The visit leaves its window tomorrow, and the order is young enough on both days."""
    grid = over("recency < 10 and count('visit', days=14) >= 1")
    history = next(overnight(Seeker.of(grid, WORDS)).histories((1, 1, 1, 0), 1))
    assert [moment.age for moment in history.moments] == [13]
    assert [order.first.age for order in history.orders] == [0]
