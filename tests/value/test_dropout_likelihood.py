"""The likelihood is an integral over what is unknown, and its derivatives are differences."""

from math import log
from random import Random

import numpy as np
import pytest

import clm
from clm.value.dropout_likelihood import DropoutLikelihood
from value_oracle import differences, likelihood_told

HISTORIES = ((0, 0.0, 0.3), (0, 0.0, 38.9), (1, 0.14, 27.0), (2, 30.43, 38.86), (9, 36.0, 39.0))


def summary(rows):
    """Make a summary of (frequency, recency, T) rows."""
    x, recency, length = zip(*rows, strict=True)
    return clm.value.RfmSummary.from_columns(unit="week", frequency=x, recency=recency, T=length)


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("parameters", [(0.243, 4.414, 0.793, 2.426), (1.6, 9.0, 1.4, 1.2)])
def test_a_likelihood_is_an_integral_over_rates_and_chances_to_leave(extra, parameters):
    """Of one history alone, and of several together."""
    told = [log(likelihood_told(extra, parameters, history)) for history in HISTORIES]
    for history, expected in zip(HISTORIES, told, strict=True):
        one = DropoutLikelihood.of(summary([history]), extra)
        assert one(np.array(parameters)).value == pytest.approx(expected, rel=1e-7)
    together = DropoutLikelihood.of(summary([*HISTORIES, *HISTORIES[1:3]]), extra)
    assert together(np.array(parameters)).value == pytest.approx(
        sum(told) + sum(told[1:3]), rel=1e-7
    )


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("seed", range(20))
def test_derivatives_are_differences(extra, seed):
    """At any parameters, of any histories."""
    dice = Random(seed)
    rows = []
    for _ in range(dice.choice((1, 5, 40))):
        x, length = dice.choice((0, 0, 1, 2, 7, 300)), dice.uniform(0.1, 90)
        rows.append((x, length * dice.uniform(0.01, 1) if x else 0.0, length))
    point = np.array([10 ** dice.uniform(-1, 1) for _ in range(4)])
    score = DropoutLikelihood.of(summary(rows), extra)
    found = score(point)
    slopes = differences(lambda at: score(at).value, point)
    assert found.gradient == pytest.approx(slopes, rel=2e-4, abs=1e-4 * np.abs(slopes).max() + 1e-6)
    curves = differences(lambda at: score(at).gradient, point)
    size = np.abs(curves).max()
    assert found.hessian == pytest.approx(curves, rel=1e-4, abs=1e-5 * size)
    assert found.hessian == pytest.approx(found.hessian.T)


def test_nothing_overflows():
    """Hundreds of orders, days as unit, and parameters far away."""
    some = summary([(900, 3600.0, 3650.0), (0, 0.0, 0.0), (3, 1e-4, 3650.0)])
    for extra in (0, 1):
        for point in ([1e-8, 1e8, 1e-8, 1e8], [1e8, 1e-8, 1e8, 1e-8], [50.0, 1e4, 1e-9, 900.0]):
            found = DropoutLikelihood.of(some, extra)(np.array(point))
            assert np.isfinite(found.value)
            assert np.isfinite(found.gradient).all()
            assert np.isfinite(found.hessian).all()
