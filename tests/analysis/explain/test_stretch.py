"""The options of a stretch hold the least orders of every cell that can be reached."""

from itertools import product
from random import Random

import pytest

import clm
from asking import THOROUGH
from clm.analysis.explain.ruler import FeatureAxis
from clm.analysis.explain.stretch import Stretch
from clm.model.money import LARGEST

COUNT, SUM, AVERAGE = map(clm.Feature.parse, ("orders", "monetary", "average_order"))
MOST_ORDERS, MOST_MONEY = 9, 60


def stretch(dice):
    """Draw a stretch with small bounds: some counts, some sums, perhaps the average."""
    stride, parts = 1, {COUNT: [], SUM: [], AVERAGE: []}
    low = {COUNT: (0, 5), SUM: (-9, 20), AVERAGE: (-6, 9)}
    for feature, number in ((COUNT, dice.randint(0, 2)), (SUM, dice.randint(0, 2)), (AVERAGE, 1)):
        for _ in range(number):
            bounds = tuple(sorted({dice.randint(*low[feature]) for _ in range(2)}))
            parts[feature].append((FeatureAxis(feature, bounds, stride), dice.randint(-6, 4)))
            stride *= len(bounds) + 1
    counts = [(axis, max(value, 0)) for axis, value in parts[COUNT]]
    averages = [axis for axis, _ in parts[AVERAGE]]
    return Stretch(0, 0, 0, counts, parts[SUM], averages, dice.randint(0, 3), dice.randint(-30, 20))


def cell(of, orders, amount):
    """Reckon the cell of some orders by hand."""
    average = (of.net + amount) // (of.orders + orders)
    grown = [*((axis, value + orders) for axis, value in of.counts)]
    grown += [*((axis, value + amount) for axis, value in of.sums)]
    grown += [(axis, average) for axis in of.averages]
    return sum(axis.stride * sum(bound <= value for bound in axis.bounds) for axis, value in grown)


@pytest.mark.parametrize("seed", range(400 * THOROUGH))
def test_the_least_orders_of_every_cell_are_among_them(seed):
    """Tried against all numbers of orders and all amounts."""
    of = stretch(Random(seed))
    found, brute = {}, {}
    for orders, amount, reached in of.options():
        assert reached == cell(of, orders, amount)
        found[reached] = min(found.get(reached, (orders, amount)), (orders, amount))
    for orders, amount in product(range(1, MOST_ORDERS), range(MOST_MONEY)):
        brute.setdefault(cell(of, orders, amount), (orders, amount))
    for reached, least in brute.items():
        assert found[reached] <= least
        inside = found[reached][0] < MOST_ORDERS and found[reached][1] < MOST_MONEY
        assert not inside or found[reached] == least


def test_the_least_come_first_and_none_is_more_than_a_ledger_holds():
    axis = FeatureAxis(SUM, (LARGEST - 1, LARGEST + 5), 1)
    of = Stretch(0, 0, 0, [], [(axis, 0)], [], 0, 0)
    assert [each[:2] for each in of.options()] == [(1, 0), (1, LARGEST - 1)]
