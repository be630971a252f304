"""Intervals against published figures, scipy, plain Python, and what they promise: coverage."""

from math import isnan, nan, sqrt
from statistics import NormalDist, fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from asking import examples
from clm.analysis.backtest.intervals import Estimate, Estimates, means, parts, ratio, sums, wilson

Z = NormalDist().inv_cdf(0.975)
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
"""Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3."""

GROUPS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-(10**12), 10**12)), min_size=1, max_size=40
)


def columns(rows):
    group, amounts = (np.array(each, np.int64) for each in zip(*rows, strict=True))
    return amounts, group


def lists(estimates):
    sides = (estimates.value, estimates.low, estimates.high)
    return list(zip(*(each.tolist() for each in sides), strict=True))


@pytest.mark.parametrize(("hits", "trials", "low", "high"), NEWCOMBE)
def test_wilson_gives_the_published_figures(hits, trials, low, high):
    found = wilson(np.array([hits]), np.array([trials]))
    assert (round(found.low.item(), 4), round(found.high.item(), 4)) == (low, high)


@examples(200)
@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_wilson_is_scipys(hits, misses):
    for some in (hits, misses):
        trials = hits + misses
        expected = stats.binomtest(some, trials).proportion_ci(method="wilson")
        ((value, low, high),) = lists(wilson(np.array([some]), np.array([trials])))
        assert value == some / trials
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-12)
        assert 0 <= low <= value <= high <= 1


def test_of_no_trials_there_is_no_share():
    assert all(isnan(each) for each in lists(wilson(np.array([0]), np.array([0])))[0])


def skewness(members):
    """The third moment over the second, and over the root of the people."""
    mean = fmean(members)
    second, third = (fmean((each - mean) ** power for each in members) for power in (2, 3))
    return third / second**1.5 / sqrt(len(members))


def bent_to(z, a):
    """Search for the T that Hall's transformation bends to z."""
    low, high = -1e3, 1e3
    for _ in range(100):
        middle = (low + high) / 2
        bent = middle + a / 3 * middle**2 + a**2 / 27 * middle**3 + a / 6
        low, high = (middle, high) if bent < z else (low, middle)
    return low


@examples(200)
@given(GROUPS)
def test_means_are_those_of_the_members(rows):
    for at, (value, low, high) in enumerate(lists(means(*columns(rows), 5))):
        members = [amount for group, amount in rows if group == at]
        if not members:
            assert isnan(value)
            continue
        assert value == pytest.approx(fmean(members), rel=1e-12)
        if len(set(members)) == 1:
            assert isnan(low)
            assert isnan(high)
        else:
            error, skewed = stdev(members) / sqrt(len(members)), skewness(members)
            expected = (value - error * bent_to(z, skewed) for z in (Z, -Z))
            assert (low, high) == pytest.approx(tuple(expected), rel=1e-5, abs=error * 1e-4)
            assert low < value < high


@examples(200)
@given(GROUPS)
def test_parts_are_those_of_the_members(rows):
    """The variance is the sum of each person's squared pull on the part, one by one."""
    found, whole = lists(parts(*columns(rows), 5)), sum(amount for _, amount in rows)
    for at, (value, low, high) in enumerate(found):
        mine = sum(amount for group, amount in rows if group == at)
        if whole <= 0:
            assert isnan(value)
            assert isnan(low)
            continue
        assert value == pytest.approx(mine / whole)
        part = mine / whole
        pulls = [amount / whole * ((group == at) - part) for group, amount in rows]
        size = len(rows)
        if size > 1 and any(group == at and amount for group, amount in rows):
            error = sqrt(sum(pull**2 for pull in pulls) * size / (size - 1))
            if error > 1e-9:
                assert high - low == pytest.approx(2 * Z * error, rel=1e-6, abs=1e-7)
        else:
            assert isnan(low)


def test_the_mean_of_skewed_amounts_is_held_oftener_than_by_the_usual_interval():
    """Half spend nothing, and the others' spending is lognormal: 60 people, 1,500 times."""
    dice, rounds, truth = np.random.default_rng(8), 1_500, 500 * np.exp(0.98)
    held = usual = 0
    for _ in range(rounds):
        spent = 1_000 * dice.lognormal(0, 1.4, 60) * (dice.random(60) < 0.5)
        amounts = spent.astype(np.int64)
        ((value, low, high),) = lists(means(amounts, np.zeros(60, np.int64), 1))
        half = Z * amounts.std(ddof=1) / sqrt(60)
        held += low <= truth <= high
        usual += value - half <= truth <= value + half
    assert held / rounds > 0.88
    assert usual / rounds < 0.83


def test_the_parts_of_all_groups_are_the_whole():
    amounts, group = np.arange(1, 50), np.arange(49) % 7
    assert parts(amounts, group, 7).value.sum() == pytest.approx(1.0)


def test_the_intervals_hold_the_truth_as_often_as_they_say():
    """Of 600 shops of 400 customers, about 570 intervals hold the truth of all shops."""
    dice, truth, rounds, size = np.random.default_rng(5), 0.4, 600, 400
    held = {"share": 0, "mean": 0, "part": 0}
    for _ in range(rounds):
        group = (dice.random(size) < truth).astype(np.int64)
        amounts = (dice.exponential(1_000, size) * (dice.random(size) < 0.5)).astype(np.int64)
        number = np.array([group.sum()])
        found = {
            "share": (wilson(number, np.array([size])), 0, truth),
            "mean": (means(amounts, group, 2), 1, 499.75),
            "part": (parts(amounts, group, 2), 1, truth),
        }
        for name, (each, at, true) in found.items():
            held[name] += bool(each.low[at] <= true <= each.high[at])
    assert all(0.925 <= each / rounds <= 0.97 for each in held.values()), held


@examples(100)
@given(GROUPS)
def test_sums_are_exact(rows):
    found = sums(*columns(rows), 4).tolist()
    assert found == [sum(amount for group, amount in rows if group == at) for at in range(4)]


def test_sums_of_amounts_beyond_a_double_are_exact():
    assert sums(np.array([2**53 - 1, 2**53 - 2]), np.array([0, 0]), 1).tolist() == [2**54 - 3]


def test_nothing_is_divided_by_nothing():
    assert ratio(np.array([3, 0]), np.array([2, 0])).tolist() == pytest.approx(
        [1.5, nan], nan_ok=True
    )


def test_the_sign_is_that_of_the_whole_interval():
    found = Estimates.from_errors(np.array([3.0, -3.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0, 0.0]))
    assert found.sign.tolist() == [1, -1, 0, 0]
    assert [Estimate(*each).sign for each in lists(found)] == [1, -1, 0, 0]


def test_an_estimate_shows_what_is_known_of_it():
    assert str(Estimate.from_variance(0.5, 0.01)) == "0.500 (0.304 … 0.696)"
    assert str(Estimate.from_variance(0.5, 0.0)) == "0.500"
    assert str(Estimate(nan, nan, nan)) == "-"


def test_estimates_are_read_only():
    found = wilson(np.array([1]), np.array([2]))
    assert not any(each.flags.writeable for each in (found.value, found.low, found.high))
