"""A coarser grid puts everybody where the finer one does, only less exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import customers
import walks
from asking import examples
from clm.lifecycle.cells.coarse import Coarse, refines
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse

SEEDS = st.integers(0, 2**32)
WORDS = Vocabulary()


def grid(*texts, words=WORDS):
    return Grid.of([parse(text, words, "when") for text in texts], words)


def numbered(person, over):
    return sum(
        level * stride for level, stride in zip(person.cell(over), over.strides, strict=True)
    )


@examples(60)
@given(SEEDS)
def test_whoever_is_in_a_cell_is_in_the_cell_that_it_is_part_of(seed):
    dice = walks.seeded(seed)
    words = customers.vocabulary(dice)
    texts = [customers.condition_text(dice, words, 1) for _ in range(3)]
    fine, coarse = grid(*texts, words=words), grid(texts[1], words=words)
    both = Coarse(fine, coarse)
    assert refines(fine, coarse.axes)
    people = [customers.Person(dice, words) for _ in range(10)]
    cells = np.array([numbered(each, fine) for each in people], np.intp)
    assert both.numbers(cells).tolist() == [numbered(each, coarse) for each in people]
    assert np.flatnonzero(both.table(cells)).tolist() == sorted(set(both.numbers(cells).tolist()))


def test_only_some_axes_tell_cells_apart():
    fine = grid("orders == 1 and recency <= 30")
    both = Coarse(fine, fine)
    every = np.arange(fine.cells)
    orders = [fine.axes[0].subject]
    assert both.numbers(every).tolist() == every.tolist()
    assert both.numbers(every, orders).tolist() == [0, 0, 0, 3, 3, 3, 6, 6, 6]


def test_a_cut_or_an_axis_more_is_not_told_by_a_grid_without_it():
    fine = grid("orders == 1 and recency <= 30")
    assert not refines(fine, grid("orders >= 3").axes)
    assert not refines(fine, grid("tenure <= 30").axes)
    assert refines(fine, grid("orders >= 2 and recency > 30").axes)
