"""Means over a beta distribution are exact for polynomials."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.special import roots_sh_legendre

from clm.value.quadrature import beta_nodes, stretch_nodes


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


def test_nobody_can_write_to_nodes():
    for each in beta_nodes(4, 0.5, 2.0):
        with pytest.raises(ValueError, match="read-only"):
            each[:] = 0
