"""Maxima are found and judged: those of known distributions, and those that are none."""

import numpy as np
import pytest
from scipy import stats

from clm.errors import FitError
from clm.value.maximising import FAR, Scored, maximum
from clm.value.special import digamma, log_gamma, trigamma


def meaning(runs, point):
    """Say what ran where."""
    return f"{dict(runs)} of {sorted(point)}"


def waiting(times):
    """Score an exponential distribution by its rate."""

    def score(point):
        rate = point[0]
        value = len(times) * np.log(rate) - rate * times.sum()
        return Scored(
            value, np.array([len(times) / rate - times.sum()]), np.array([[-len(times) / rate**2]])
        )

    return score


def gamma_of(values):
    """Score a gamma distribution by shape and rate."""
    n, total, logs = len(values), values.sum(), np.log(values).sum()

    def score(point):
        k, rate = point.tolist()
        at = np.array([k])
        value = n * (k * np.log(rate) - log_gamma(at)[0]) + (k - 1) * logs - rate * total
        slope = np.array([n * (np.log(rate) - digamma(at)[0]) + logs, n * k / rate - total])
        curve = np.array([[-n * trigamma(at)[0], n / rate], [n / rate, -n * k / rate**2]])
        return Scored(value, slope, curve)

    return score


@pytest.mark.parametrize("mean", [1e-6, 0.3, 40.0, 1e8])
def test_a_rate_is_one_over_the_mean_and_its_error_goes_with_the_root_of_the_number(mean):
    times = mean * np.random.default_rng(1).exponential(1, 400)
    found = maximum(waiting(times), {"rate": 1 / mean * 50}, 400, meaning)
    assert found.point[0] == pytest.approx(1 / times.mean(), rel=1e-12)
    assert found.covariance[0, 0] == pytest.approx(1 / 400, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_a_gamma_distribution_is_the_one_that_scipy_fits(seed):
    values = stats.gamma.rvs(2.5, scale=4, size=300, random_state=seed)
    found = maximum(gamma_of(values), {"k": 1.0, "rate": 1.0}, 300, meaning)
    k, _, scale = stats.gamma.fit(values, floc=0)
    assert found.point == pytest.approx([k, 1 / scale], rel=1e-6)
    assert found.value == pytest.approx(stats.gamma.logpdf(values, k, scale=scale).sum())


def test_the_gradient_at_a_maximum_is_nothing():
    values = stats.gamma.rvs(0.2, scale=4, size=300, random_state=9)
    found = maximum(gamma_of(values), {"k": 1.0, "rate": 1.0}, 300, meaning)
    assert np.abs(gamma_of(values)(found.point).gradient * found.point).max() < 1e-8 * 300


def towards(sign):
    """Score what only rises towards a limit: 0 or infinity."""

    def score(point):
        height = point[0] ** -sign
        slope = sign * height / point[0]
        return Scored(-height, np.array([slope]), np.array([[-(1 + sign) * slope / point[0]]]))

    return score


@pytest.mark.parametrize(("sign", "limit"), [(1, "infinity"), (-1, "0")])
def test_a_likelihood_that_rises_for_ever_has_no_maximum(sign, limit):
    with pytest.raises(FitError, match=f"no maximum: x runs to {limit}, as if {{'x': {sign}}}"):
        maximum(towards(sign), {"x": 1.0}, 10, meaning)


def test_nor_has_one_that_is_flat():
    """Two parameters of which only the product tells."""
    values = np.array([1.0, 2.0, 3.0])

    def score(point):
        inner = waiting(values)(np.array([point[0] * point[1]]))
        slope = inner.gradient[0] * point[::-1]
        mixed = inner.hessian[0, 0] * np.outer(point[::-1], point[::-1])
        return Scored(inner.value, slope, mixed + inner.gradient[0] * np.array([[0, 1], [1, 0]]))

    with pytest.raises(FitError, match="no maximum"):
        maximum(score, {"x": 1.0, "y": 3.0}, 3, meaning)


def test_a_maximum_that_is_very_far_is_none():
    """More than 25 powers of e."""
    assert np.exp(FAR) > 1e10
    times = np.full(4, 1e13)
    with pytest.raises(FitError, match="rate runs to 0"):
        maximum(waiting(times), {"rate": 1.0}, 4, meaning)
