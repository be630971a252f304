"""A grid tells apart exactly what its conditions tell apart."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customers
from clm.errors import TemplateError
from clm.features.catalog import LONGEST_WINDOW, Feature
from clm.lifecycle.cells.grid import LIMIT, Axis, Grid
from clm.lifecycle.conditions.condition import Vocabulary, holds, parse
from clm.scoring.score import Score

SEEDS = st.integers(0, 2**32)


def grid(*texts, words=None):
    words = words or Vocabulary()
    return Grid.of([parse(text, words, "when") for text in texts], words)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_condition_holds_in_a_cell_as_it_does_for_a_customer_in_it(seed):
    """Evaluation over the grid is plain evaluation, whatever the condition."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    condition = parse(customers.condition_text(dice, words, dice.randint(1, 5)), words, "when")
    cells = Grid.of([condition], words)
    where = cells.where(condition)
    for _ in range(20):
        person = customers.Person(dice, words)
        assert where[person.cell(cells)] == holds(condition, person.value)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_some_cells_are_asked_as_all_of_them_are(seed):
    """In any order, and some of them twice."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    one, other = (
        parse(customers.condition_text(dice, words, dice.randint(1, 3)), words, "when")
        for _ in range(2)
    )
    both = Grid.of([one, other], words)
    cells = np.array([dice.randrange(both.cells) for _ in range(dice.randrange(50))], np.intp)
    asked = cells.copy()
    assert both.at(one, asked).tolist() == both.where(one).reshape(-1)[cells].tolist()
    assert asked.tolist() == cells.tolist()


@given(st.lists(st.integers(-5, 5), unique=True), st.booleans(), st.none() | st.integers(-7, 7))
def test_a_value_is_in_the_span_of_its_level(bounds, optional, value):
    """Levels and spans say the same."""
    axis = Axis("x", tuple(sorted(bounds)), optional, None, None)
    if value is None and not optional:
        return
    span = axis.spans()[axis.level(value)]
    if value is None:
        assert span is None
    else:
        low, high = span
        assert low is None or low <= value
        assert high is None or value <= high
    assert len(axis.spans()) == axis.size


def test_axes_come_in_order_of_first_use():
    """So that two readings of one template number their cells alike."""
    found = grid("tenure > 3 and orders == 1", "recency < 9 or orders == 2")
    assert [axis.name for axis in found.axes] == ["tenure", "orders", "recency"]


def test_cells_are_numbered_with_the_last_axis_fastest():
    """Strides are those of C order."""
    found = grid("orders == 1 and tenure <= 3 and recency > 5")
    assert found.strides == tuple(stride // 8 for stride in np.empty(found.shape).strides)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("orders >= 0", ((0, None),)),
        ("orders == -1", ((0, None),)),
        ("recency <= 3", (None, (0, 3), (4, LONGEST_WINDOW))),
        ("last('visit', days=30) <= 40", (None, (0, 29))),
        ("last('visit', days=30, ago=5) <= 4", (None, (5, 34))),
        ("order_days(days=2) >= 9", ((0, 2),)),
        ("last_gap >= 1", (None, (1, LONGEST_WINDOW))),
        ("monetary >= 0", ((None, -1), (0, None))),
        ("total('refund') >= 0", ((0, None),)),
        ("latest('a', 'b', 'c') == 'b'", (None, (0, 0), (1, 1), (2, 2))),
        ("s == 2", (None, (1, 1), (2, 2), (3, 3))),
        ("s <= 9", (None, (1, 3))),
    ],
)
def test_levels_end_where_values_end(text, spans):
    """A constant that no value reaches cuts nothing."""
    words = Vocabulary(scores={"s": Score("s", of="orders", bins=3)})
    assert grid(text, words=words).axes[0].spans() == spans


def test_a_grid_that_is_too_large_names_its_axes():
    """The error says where the cells come from."""
    many = " or ".join(
        f"orders == {2 * n} or recency == {2 * n} or tenure == {2 * n}" for n in range(1, 120)
    )
    with pytest.raises(
        TemplateError, match=f"are more than {LIMIT:,}: orders 239, recency 240, tenure 240"
    ):
        grid(many)


def test_a_template_without_comparisons_has_one_cell():
    """A constant condition needs no axis."""
    words = Vocabulary(parameters={"ever": None})
    condition = parse("orders > ever", words, "when")
    assert Grid.of([condition], words).where(condition).tolist() is False


def test_a_subject_is_found_by_its_place():
    """Whoever has a feature asks the grid where it stands."""
    found = grid("orders == 1 and tenure <= 3")
    assert found.place(Feature.parse("tenure")) == 1
    assert found.place("r") is None
