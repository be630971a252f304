"""Orders and refunds are written so that the money comes out."""

import pytest

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, holds, parse
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.witnesses.seeker import Seeker

WORDS = Vocabulary()


def somebody(text):
    """A customer who fits a condition."""
    condition = parse(text, WORDS, "when")
    grid = Grid.of([condition], WORDS)
    fits = feasible(grid, WORDS).reshape(grid.shape) & grid.where(condition)
    seeker = Seeker.of(grid, WORDS)
    for cell in zip(*(axis.tolist() for axis in fits.nonzero()), strict=True):
        witness = seeker.find(cell)
        if witness is not None:
            assert holds(condition, witness.value)
            return witness
    return None


@pytest.mark.parametrize(
    "text",
    [
        "orders == 2 and monetary == 4000",
        "orders == 1 and monetary == -70",
        "orders == 0 and monetary(days=30) == 5 and count('refund', days=30) == 0",
        "orders == 0 and monetary(days=30) == -5 and monetary(ago=30) == 5",
        "orders == 1 and tenure < 3 and monetary(ago=30) == 50 and count('refund') == 1",
        "orders == 1 and tenure == 40 and monetary(days=30) == 9 and count('refund') == 0",
        "count('refund', days=9) == 2 and count('refund') == 3 and total('refund') == 3",
        "total('order', channel='ads') == 5 and orders == 1 and count('order', channel='ads') == 0",
        "total('order', channel='ads') == 5 and total('order', channel='c') == 6 and monetary == 3",
        "total('refund', channel='ads') == 5 and count('refund', channel='ads') == 2",
        "average_order == 333 and orders == 3 and monetary(days=7) == 1",
        "average_order == -4 and orders == 7",
        "order_days == 3 and orders == 5 and tenure == 6 and recency == 4",
        "last_gap == 17 and recency == 3 and orders(days=30) == 2 and tenure == 99",
    ],
)
def test_the_money_and_days_come_out(text):
    """Somebody of that kind is found and counts as she should."""
    assert somebody(text) is not None


def test_money_older_than_every_order_belongs_to_one_given_back():
    """Her refunds all go to it."""
    witness = somebody("orders == 0 and monetary(ago=30) == 5 and monetary == -1")
    (order,) = witness.history.orders
    assert {moment.of for moment in witness.history.moments} == {0}
    assert order.amount <= witness.value(Feature.parse("total('refund')"))


def test_an_order_comes_to_something_usual_where_nothing_is_asked():
    """Examples should look like customers."""
    assert somebody("orders == 2").value(Feature.parse("monetary")) == 4000
