"""Discounted sums are those of small steps."""

from math import exp, log

import numpy as np
import pytest

from clm.value.discounting import discount_weights
from clm.value.unit import years


@pytest.mark.parametrize("unit", ["day", "week"])
@pytest.mark.parametrize("discount", [0.05, 0.1, 1.0, 20.0])
@pytest.mark.parametrize("bend", [2.0, 10.0, 500.0])
def test_purchases_are_discounted_as_in_small_steps(unit, discount, bend):
    """Of a number of orders that rises fast and then flattens."""
    horizon = 156.0

    def orders(t):
        return 3 * (1 - (1 + t / bend) ** -0.7)

    times, weights = discount_weights(horizon, discount, unit, bend)
    rate = log(1 + discount) * years(1, unit)
    edges = np.linspace(0, horizon, 200_001)
    middle = (edges[1:] + edges[:-1]) / 2
    steps = np.exp(-rate * middle) @ np.diff(orders(edges))
    assert weights @ orders(times) == pytest.approx(steps, rel=1e-7)


def test_without_a_discount_all_that_comes_counts():
    times, weights = discount_weights(52.0, 0.0, "week", 4.0)
    assert (times.tolist(), weights.tolist()) == ([52.0], [1.0])


def test_a_year_costs_the_discount():
    """One order after exactly a year is worth 1 / 1.1."""
    rate = log(1.1) * years(365.25, "day")
    assert exp(-rate) == pytest.approx(1 / 1.1)
