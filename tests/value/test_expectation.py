"""Expected purchases of those who are there are integrals over what is unknown of them."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function

from clm.value.expectation import COUNTS, FEW, PIECE, Living


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
    """From horizons of a day to a million times somebody's age, and thousands of orders."""
    dice = Random(seed)
    a = dice.choice((0.05, 0.5, 0.79, 1.0, 2.5, 20.0))
    b = dice.choice((0.3, 1.0, 2.4, 9.0, 80.0))
    shape = dice.choice((0.2, 0.5, 3.2, 30.4, 900.3, 3_000.2))
    rate, t = dice.uniform(1, 60), 10 ** dice.uniform(-2, 7)
    one = Living(
        kind=np.array([0]), rate=np.array([rate]), shape=np.array([shape]), a=a, b=np.array([b])
    )
    many = Living(kind=np.zeros(FEW, int), rate=np.full(FEW, rate), shape=one.shape, a=a, b=one.b)
    found = one.purchases(np.array([t]), np.ones(1))
    assert many.purchases(np.array([t]), np.ones(1)) == pytest.approx(found[0], rel=1e-9)
    assert found[0] == pytest.approx(told(shape, rate, a, b, t), rel=2e-8)


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
        assert found[row] == pytest.approx(expected, rel=1e-10)


def test_nothing_comes_in_no_time_and_of_nobody():
    some = Living(
        kind=np.array([0]), rate=np.array([4.0]), shape=np.array([0.3]), a=0.8, b=np.array([2.0])
    )
    assert some.purchases(np.zeros(1), np.ones(1)).tolist() == [0.0]
    nobody = Living(
        kind=np.zeros(0, int), rate=np.zeros(0), shape=np.zeros(0), a=0.8, b=np.zeros(0)
    )
    assert nobody.purchases(np.ones(1), np.ones(1)).tolist() == []


def test_long_horizons_get_more_nodes_and_the_longest_even_steps():
    """Those stand beyond the end of the numbers of nodes."""
    some = Living(
        kind=np.zeros(3, int),
        rate=np.array([1e9, 10.0, 1e-9]),
        shape=np.array([0.3]),
        a=0.8,
        b=np.array([2.0]),
    )
    assert some._bands(100.0).tolist() == [0, 2, len(COUNTS)]
    assert COUNTS[2] == 32


def test_the_change_from_nodes_to_even_steps_is_not_seen():
    """The last who is asked by nodes, and the first who is not, for many orders and few."""
    for shape in (0.3, 20.3, 2_000.3):
        times = np.geomspace(1e-3, 1e3, 4_001)
        some = Living(
            kind=np.zeros(4_001, int), rate=1 / times, shape=np.array([shape]), a=0.8,
            b=np.array([0.4]),
        )  # fmt: skip
        found = some.purchases(np.ones(1), np.ones(1))
        first = int(np.argmax(some._bands(1.0) == len(COUNTS)))
        assert 0 < first < 4_000
        slopes = np.diff(np.log(found))[first - 3 : first + 3]
        assert np.abs(np.diff(slopes, 2)).max() < 1e-8
