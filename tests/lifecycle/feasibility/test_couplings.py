"""Rules between staircases: what one says of another."""

import pytest

from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.feasible import feasible

WORDS = Vocabulary()


def possible(text):
    """Whether somebody can fit a condition."""
    condition = parse(text, WORDS, "when")
    grid = Grid.of([condition], WORDS)
    fits = feasible(grid, WORDS).reshape(grid.shape) & grid.where(condition)
    return bool(fits.any())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            (
                "count('visit', channel='a') == 2 and count('visit', channel='b') == 1"
                " and count('visit') == {}"
            ),
            3,
        ),
        ("order_days(days=4) == 4 and orders == {}", 4),
        ("count('refund') == 4 and total('refund') == {}", 4),
        ("total('order') == 9 and total('refund') == 5 and monetary == {}", 4),
        ("orders == 0 and total('order') == 4 and total('refund') == {}", 4),
        ("average_order == 2 and monetary == 9 and orders == {}", 4),
        ("average_order == -2 and monetary == -8 and orders == {}", 4),
        ("last_gap == 4 and recency == 3 and order_days == 2 and tenure == {}", 7),
    ],
)
def test_the_least_that_is_possible(text, answer):
    """One less contradicts, the answer does not."""
    assert not possible(text.format(answer - 1))
    assert possible(text.format(answer))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("order_days(days=5, ago=2) >= {}", 5),
        ("last('visit') == 4 and latest('visit', 'cart') == 'cart' and last('cart') == {}", 4),
        ("tenure == 9 and recency == 3 and last_gap == {}", 6),
        ("count('visit') == 3 and count('visit', channel='a') == {}", 3),
        ("total('order') == 5 and total('order', channel='a') == {}", 5),
        ("orders == 0 and monetary == {}", 0),
        ("orders == 0 and count('refund', days=3) == 0 and monetary(ago=3) == {}", 0),
    ],
)
def test_the_most_that_is_possible(text, answer):
    """One more contradicts, the answer does not."""
    assert possible(text.format(answer))
    assert not possible(text.format(answer + 1))


def test_amounts_need_events():
    """Of any sign, in their own window and channel."""
    assert not possible("total('visit', days=3, channel='a') < 0 and count('visit', days=3) == 0")
    assert possible("total('visit') == 0 and count('visit') == 2")
