"""The likelihood of mean values is an integral over rates, and its derivatives are differences."""

from math import log
from random import Random

import numpy as np
import pytest

import clm
from clm.value.spend_likelihood import SpendLikelihood
from value_oracle import differences, spend_likelihood_told


@pytest.mark.parametrize("parameters", [(6.25, 3.74, 15.44), (0.8, 0.9, 400.0)])
@pytest.mark.parametrize(("x", "mean"), [(1, 22.35), (2, 0.5), (9, 310.0)])
def test_a_likelihood_is_an_integral_over_the_rates_of_values(parameters, x, mean):
    found = SpendLikelihood(np.array([float(x)]), np.array([mean]))(np.array(parameters))
    assert found.value == pytest.approx(log(spend_likelihood_told(*parameters, x, mean)), rel=1e-7)


@pytest.mark.parametrize("seed", range(12))
def test_derivatives_are_differences(seed):
    dice = Random(seed)
    x = np.array([float(dice.choice((1, 1, 2, 7, 90))) for _ in range(20)])
    score = SpendLikelihood(x, np.array([10 ** dice.uniform(-1, 3) for _ in range(20)]))
    point = np.array([10 ** dice.uniform(-1, 1) for _ in range(3)])
    found = score(point)
    assert found.gradient == pytest.approx(
        differences(lambda at: score(at).value, point), rel=1e-4, abs=1e-3
    )
    curves = differences(lambda at: score(at).gradient, point)
    assert found.hessian == pytest.approx(curves, rel=1e-4, abs=1e-5 * np.abs(curves).max())


def test_only_those_who_came_again_are_taken():
    some = clm.value.RfmSummary.from_columns(
        unit="day", frequency=[0, 2], recency=[0, 5], T=[9, 9], monetary_value=[0, 7]
    )
    found = SpendLikelihood.of(some)
    assert (found.x.tolist(), found.m.tolist()) == ([2.0], [7.0])
