"""The area under the curve, against all pairs one by one, scipy, and published figures."""

from math import isnan, sqrt
from statistics import covariance, fmean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from asking import examples
from clm.analysis.backtest.concordance import Concordance

PEOPLE = st.lists(
    st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 50)), min_size=1, max_size=40
)
HANLEY = {"normal": (33, 6, 6, 11, 2), "abnormal": (3, 2, 2, 11, 33)}
"""Ratings of CT images, from definitely normal to definitely abnormal (Hanley, McNeil 1982)."""


def pairs(yes, no):
    """Who of those with it outranks whom without: 1, one half, or 0."""
    return [[(mine > other) + (mine == other) / 2 for other in no] for mine in yes]


def delong(yes, no):
    """Means of the pairs by either side, one by one."""
    table = pairs(yes, no)
    return [fmean(row) for row in table], [fmean(row) for row in zip(*table, strict=True)]


def split(people, at):
    """Numbers of those with it, and of those without."""
    return [row[at] for row in people if row[0]], [row[at] for row in people if not row[0]]


def found_of(people):
    happened, *numbers = zip(*people, strict=True)
    return Concordance.of([np.array(each) for each in numbers], np.array(happened))


@examples(200)
@given(PEOPLE)
def test_areas_and_their_covariance_are_those_of_all_pairs(people):
    found, sides = found_of(people), [split(people, 1), split(people, 2)]
    yes, no = map(len, sides[0])
    if not yes or not no:
        assert np.isnan(found.areas).all()
        return
    for at, side in enumerate(sides):
        assert found.areas[at] == pytest.approx(fmean(map(fmean, pairs(*side))))
    if min(yes, no) < 2:
        assert np.isnan(found.covariance).all()
        return
    parts = [delong(*side) for side in sides]
    for one in range(2):
        for other in range(2):
            by_yes, by_no = (covariance(parts[one][k], parts[other][k]) for k in (0, 1))
            expected = by_yes / yes + by_no / no
            assert found.covariance[one, other] == pytest.approx(expected, abs=1e-12)


@examples(100)
@given(PEOPLE)
def test_a_difference_is_that_of_each_persons_two_places(people):
    """The variance of differences taken person by person."""
    if min(map(len, split(people, 1))) < 2:
        return
    places = [delong(*split(people, at)) for at in (1, 2)]
    sides = [
        [one - other for one, other in zip(places[0][k], places[1][k], strict=True)] for k in (0, 1)
    ]
    expected = sqrt(sum(variance(side) / len(side) for side in sides))
    found = found_of(people).difference(0, 1)
    if expected > 1e-6:
        assert found.high - found.low == pytest.approx(2 * 1.959964 * expected, rel=1e-5)


@examples(50)
@given(PEOPLE)
def test_the_area_is_mann_and_whitneys(people):
    yes, no = split(people, 2)
    if yes and no:
        expected = stats.mannwhitneyu(yes, no).statistic / len(yes) / len(no)
        assert found_of(people).areas[1] == pytest.approx(expected)


def test_the_published_area_error_and_interval_come_out():
    """0.893 (Hanley and McNeil 1982); the error by DeLong's sums, pair by pair."""
    ratings = [
        rating for counts in HANLEY.values() for rating, n in enumerate(counts) for _ in range(n)
    ]
    happened = np.repeat([False, True], [sum(counts) for counts in HANLEY.values()])
    found = Concordance.of([np.array(ratings)], happened)
    area = found.area(0)
    no, yes = ([at for at, n in enumerate(counts) for _ in range(n)] for counts in HANLEY.values())
    above = [fmean((a > b) + (a == b) / 2 for b in no) for a in yes]
    below = [fmean((a > b) + (a == b) / 2 for a in yes) for b in no]
    error = sqrt(variance(above) / len(yes) + variance(below) / len(no))
    assert area.value == pytest.approx(fmean(above))
    assert sqrt(found.covariance[0, 0]) == pytest.approx(error)
    assert area.high - area.low == pytest.approx(2 * 1.959964 * error, rel=1e-6)
    assert round(area.value, 4) == 0.8932
    assert round(sqrt(found.covariance[0, 0]), 4) == 0.0307
    assert (round(area.low, 5), round(area.high, 5)) == (0.83295, 0.95339)


def test_turning_the_order_turns_the_area():
    happened, number = np.arange(30) % 3 == 0, np.arange(30) % 7
    up, down = Concordance.of([number, 6 - number], happened).areas
    assert up + down == pytest.approx(1)


def test_perfect_order_has_no_interval():
    """Nothing varied, so nothing is known of how it would."""
    area = Concordance.of([np.array([0, 0, 1, 1])], np.array([False, False, True, True])).area(0)
    assert area.value == 1
    assert isnan(area.low)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Exponential numbers of means 1 and 3: the area is 3/4."""
    dice, rounds, held = np.random.default_rng(3), 600, 0
    for _ in range(rounds):
        happened = dice.random(300) < 0.3
        number = (dice.exponential(np.where(happened, 3.0, 1.0)) * 1_000).astype(np.int64)
        area = Concordance.of([number], happened).area(0)
        held += area.low <= 0.75 <= area.high
    assert 0.92 <= held / rounds <= 0.975
