"""Expected purchases of those who are there are integrals over what is unknown of them."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function

from clm.value.expectation import COUNTS, PIECE, Living


def told(s, rate, a, b, t):
    """Integrate over the chance to leave; the mean over rates of ordering is known."""

    def given(p):
        y = p * t / rate
        return s * t / rate if y < 1e-12 else -np.expm1(-s * np.log1p(y)) / p

    edges = [0, *(edge for edge in (rate / t * share for share in (0.01, 1, 30)) if edge < 0.9), 1]
    parts = 0.0
    for low, high in pairwise(edges):
        wvar = (a - 1 if low == 0 else 0, b - 1 if high == 1 else 0)

        def rest(p, low=low, high=high):
            left = 1.0 if low == 0 else p ** (a - 1)
            return given(p) * left * (1.0 if high == 1 else (1 - p) ** (b - 1))

        parts += quad(rest, low, high, weight="alg", wvar=wvar, epsabs=0, epsrel=1e-12, limit=400)[
            0
        ]
    return parts / beta_function(a, b)


@pytest.mark.parametrize("seed", range(60))
def test_purchases_are_integrals_over_the_chance_to_leave(seed):
    """From horizons of a day to a thousand times somebody's age."""
    dice = Random(seed)
    a = dice.choice((0.05, 0.5, 0.79, 1.0, 2.5, 20.0))
    b = dice.choice((0.3, 1.0, 2.4, 9.0, 80.0))
    shape = dice.choice((0.2, 0.5, 3.2, 30.4))
    rate, t = dice.uniform(1, 60), 10 ** dice.uniform(-2, 3.5)
    one = Living(
        kind=np.array([0]), rate=np.array([rate]), shape=np.array([shape]), a=a, b=np.array([b])
    )
    found = one.purchases(np.array([t]), np.ones(1))
    assert found[0] == pytest.approx(told(shape, rate, a, b, t), rel=1e-8)


def test_kinds_that_share_nodes_are_the_same_as_each_alone():
    """A hundred and twenty numbers of orders, of long and short horizons."""
    x = np.arange(120.0)
    for rate in (0.5, 20.0, 300.0):
        several = Living(
            kind=np.arange(120), rate=np.full(120, rate), shape=0.3 + x, a=0.7, b=2.2 + x
        )
        found = several.purchases(np.array([52.0]), np.ones(1))
        for row in range(0, 120, 7):
            alone = Living(
                kind=np.zeros(1, int),
                rate=np.full(1, rate),
                shape=0.3 + x[row : row + 1],
                a=0.7,
                b=2.2 + x[row : row + 1],
            )
            expected = alone.purchases(np.array([52.0]), np.ones(1))[0]
            assert found[row] == pytest.approx(expected, rel=1e-8)


def test_weights_add_up():
    """Two times, each with a weight, are two calls."""
    some = Living(
        kind=np.array([0, 1, 0]),
        rate=np.array([4.0, 30.0, 9.0]),
        shape=np.array([0.3, 7.3]),
        a=0.8,
        b=np.array([2.0, 9.0]),
    )
    both = some.purchases(np.array([3.0, 50.0]), np.array([0.25, -2.0]))
    near, far = (some.purchases(np.array([t]), np.ones(1)) for t in (3.0, 50.0))
    assert np.abs(both - (0.25 * near - 2 * far)).max() < 1e-12


def test_many_customers_are_the_same_as_each_alone():
    """In pieces, by several threads, young and old together."""
    dice = np.random.default_rng(3)
    size = 2**18 + PIECE // 2
    kind, rate = dice.integers(0, 3, size), dice.uniform(1, 90, size)
    shape, b = np.array([0.3, 2.3, 25.3]), np.array([2.0, 4.0, 27.0])
    found = Living(kind=kind, rate=rate, shape=shape, a=0.7, b=b).purchases(
        np.array([52.0]), np.ones(1)
    )
    for row in dice.integers(0, size, 40).tolist():
        alone = Living(kind=kind[row : row + 1], rate=rate[row : row + 1], shape=shape, a=0.7, b=b)
        expected = alone.purchases(np.array([52.0]), np.ones(1))[0]
        assert found[row] == pytest.approx(expected, rel=1e-9)


def test_nothing_comes_in_no_time_and_of_nobody():
    some = Living(
        kind=np.array([0]), rate=np.array([4.0]), shape=np.array([0.3]), a=0.8, b=np.array([2.0])
    )
    assert some.purchases(np.zeros(1), np.ones(1)).tolist() == [0.0]
    nobody = Living(
        kind=np.zeros(0, int), rate=np.zeros(0), shape=np.zeros(0), a=0.8, b=np.zeros(0)
    )
    assert nobody.purchases(np.ones(1), np.ones(1)).tolist() == []


def test_the_longest_horizons_get_the_most_nodes():
    """And those beyond them no more."""
    some = Living(
        kind=np.zeros(3, int),
        rate=np.array([1e9, 10.0, 1e-9]),
        shape=np.array([0.3]),
        a=0.8,
        b=np.array([2.0]),
    )
    assert COUNTS[some._bands(100.0)].tolist() == [12, 24, 1024]
