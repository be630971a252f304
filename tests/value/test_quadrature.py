"""Means over a beta distribution are exact for polynomials."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import roots_sh_legendre

from clm.value.quadrature import beta_nodes, logit_nodes, stretch_nodes


def moment(a, b, power):
    """Give the mean of a power, as a product of fractions."""
    result = Fraction(1)
    for k in range(power):
        result *= Fraction(a + k) / Fraction(a + b + k)
    return float(result)


@pytest.mark.parametrize("a", [0.01, 0.5, 1.0, 2.25, 40.0])
@pytest.mark.parametrize("b", [0.02, 1.0, 3.5, 700.0])
@pytest.mark.parametrize("count", [1, 2, 3, 16, 128])
def test_polynomials_below_twice_the_count_are_exact(a, b, count):
    """Powers one by one, with fractions to compare with."""
    nodes, weights = beta_nodes(count, a, b)
    assert abs(weights.sum() - 1) < 1e-12
    assert (nodes > 0).all()
    assert (nodes <= 1).all()
    for power in range(min(2 * count, 40)):
        assert weights @ nodes**power == pytest.approx(moment(a, b, power), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_a_mean_over_a_stretch_is_that_of_legendre(count):
    nodes, weights = stretch_nodes(count)
    expected, shares = roots_sh_legendre(count)
    assert np.abs(nodes - expected).max() < 1e-14
    assert np.abs(weights - shares).max() < 1e-14


@pytest.mark.parametrize("a", [0.01, 0.5, 1.0, 2.25, 40.0])
def test_even_steps_are_as_good_as_exact(a):
    """For powers, for the mean of 1 / (1 + 1e6 p), and for several distributions at once."""
    b = np.array([0.02, 1.0, 3.5, 700.0])
    nodes, weights = logit_nodes(1e6, a, b)
    assert (nodes > 0).all()
    assert np.abs(weights.sum(axis=0) - 1).max() < 1e-12
    for place, each in enumerate(b.tolist()):
        for power in (1, 2, 9):
            expected = moment(a, each, power)
            assert nodes**power @ weights[:, place] == pytest.approx(expected, rel=1e-9)
    bent = 1 / (1 + 1e6 * nodes) @ weights[:, 1]  # b = 1: a p^(a-1), one part at a time
    edges = [0.0, 1e-9, *(10.0**power for power in range(-8, 1))]
    expected = sum(
        quad(lambda p: 1 / (1 + 1e6 * p), low, high, weight="alg", wvar=(a - 1, 0), epsabs=0)[0]
        if low == 0
        else quad(lambda p: p ** (a - 1) / (1 + 1e6 * p), low, high, epsabs=0, epsrel=1e-11)[0]
        for low, high in pairwise(edges)
    )
    assert bent == pytest.approx(a * expected, rel=1e-8)


def test_nobody_can_write_to_nodes():
    for each in (*beta_nodes(4, 0.5, 2.0), *logit_nodes(9.0, 0.5, np.ones(1))):
        with pytest.raises(ValueError, match="read-only"):
            each[:] = 0
