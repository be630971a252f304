"""Cut points are quantiles by the inverted distribution function, in integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import oracle
from asking import examples
from clm.scoring.quantile import cut_points, cut_points_of_repeaters, people_between, quantiles

SMALL = st.integers(-50, 50)
LARGE = st.integers(-(2**53), 2**53)
POPULATION = st.lists(SMALL, min_size=1, max_size=60) | st.lists(LARGE, min_size=1, max_size=60)


@examples(200)
@given(POPULATION, st.integers(2, 12))
def test_cut_points_are_the_oracles(values, bins):
    """The smallest value that at least k of b parts of the people do not exceed."""
    assert list(cut_points(np.array(values), bins)[0]) == oracle.cut_points(values, bins)


@examples(100)
@given(POPULATION, st.integers(2, 12))
def test_cut_points_are_quantiles_of_numpy(values, bins):
    """numpy's inverted_cdf, asked in exact fractions of the ranks."""
    ordered, size = np.sort(values), len(values)
    ranks = [int(np.ceil(np.float64(size * k) / bins)) - 1 for k in range(1, bins)]
    assert cut_points(np.array(values), bins)[0] == tuple(ordered[ranks].tolist())


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
def test_the_width_of_the_integers_does_not_matter(kind):
    """Also where the span of the values is more than the type holds."""
    low, high = np.iinfo(np.int8).min, np.iinfo(np.int8).max
    values = np.array([low, 0, high], kind)
    assert cut_points(values, 3) == ((low, 0), (1, 1, 1))


@given(arrays(np.int64, 30, elements=SMALL | LARGE), st.integers(2, 9), st.randoms())
def test_the_order_of_people_does_not_matter_and_nobody_is_changed(values, bins, order):
    """The array is only read."""
    values.flags.writeable = False
    line = np.array(order.sample(range(30), 30))
    assert cut_points(values[line], bins) == cut_points(values, bins)


@pytest.mark.parametrize("span", [(1 << 16) - 2, (1 << 16) - 1, 1 << 16, (1 << 16) + 1])
def test_both_ways_of_finding_them_agree_where_they_meet(span):
    """Values that span 65,536 are counted, wider ones partitioned."""
    values = np.r_[np.zeros(10, np.int64), np.full(10, span), np.arange(0, span, 997)]
    cuts, people = cut_points(values, 7)
    assert list(cuts) == oracle.cut_points(values.tolist(), 7)
    assert people == people_between(values, cuts)


def test_the_cuts_of_many_people_are_counted_piece_by_piece():
    """200,000 people, the smallest values at the end."""
    values = np.arange(200_000)[::-1] % 1_000
    assert cut_points(values, 5) == ((199, 399, 599, 799), (40_000,) * 5)


def test_of_nobody_there_are_no_cut_points():
    """Between fixed ones there is nobody."""
    assert cut_points(np.array([], np.int64), 5) == ((), ())
    assert people_between(np.array([], np.int64), (1, 2)) == (0, 0, 0)


@given(POPULATION, st.integers(2, 9))
def test_everybody_is_counted_once(values, bins):
    """By the number of cut points strictly below each value, whoever found the cut points."""
    cuts, people = cut_points(np.array(values), bins)
    below = [sum(cut < value for cut in cuts) for value in values]
    assert people == tuple(below.count(at) for at in range(bins))
    assert people_between(np.array(values), cuts) == people


@given(POPULATION, st.lists(st.fractions("1/100", 1), max_size=9).map(sorted))
def test_quantiles_lie_at_any_shares(values, shares):
    """The smallest value that so many of the values do not exceed."""
    found = quantiles(np.array(values), shares)
    for cut, share in zip(found, shares, strict=True):
        assert sum(value <= cut for value in values) >= share * len(values)
        assert sum(value < cut for value in values) < share * len(values)


@pytest.mark.parametrize("bins", [2, 3, 5, 9])
def test_of_no_repeaters_there_are_cut_points_only_if_there_is_somebody(bins):
    """All of them 1."""
    assert cut_points_of_repeaters(np.array([], np.int32), bins) == ((), ())
    cuts, people = cut_points_of_repeaters(np.array([1, 1], np.int32), bins)
    assert (cuts, people) == ((1,) * (bins - 1), (2, *(0,) * (bins - 1)))
