"""Whether a template sorts better than recency: by all pairs, and in words."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.analysis.backtest.sorting import Sorting
from oracle import cut_points

PEOPLE = st.lists(
    st.tuples(st.integers(0, 14), st.integers(0, 300), st.integers(1, 9), st.booleans()),
    min_size=1,
    max_size=40,
)


def found_of(people):
    ranks, recency, orders, returned = (np.array(each) for each in zip(*people, strict=True))
    return Sorting.of(ranks, recency.astype(np.int32), orders.astype(np.int32), returned)


def area(people, height):
    """The share of pairs that a height puts right, ties as one half."""
    yes, no = ([height(each) for each in people if each[3] == kind] for kind in (True, False))
    if not yes or not no:
        return float("nan")
    right = sum((mine > other) + (mine == other) / 2 for mine in yes for other in no)
    return right / len(yes) / len(no)


@examples(200)
@given(PEOPLE)
def test_each_figure_is_that_of_all_pairs(people):
    found = found_of(people)
    number = len({rank for rank, *_ in people})
    cuts = cut_points([days for _, days, *_ in people], number)
    figures = {
        "template": area(people, lambda each: each[0]),
        "recency": area(people, lambda each: -each[1]),
        "orders": area(people, lambda each: each[2]),
        "banded": area(people, lambda each: -sum(cut < each[1] for cut in cuts)),
    }
    for name, figure in figures.items():
        assert getattr(found, name).value == pytest.approx(figure, nan_ok=True)
    for name in ("recency", "orders", "banded"):
        less = figures["template"] - figures[name]
        assert getattr(found, f"over_{name}").value == pytest.approx(less, nan_ok=True, abs=1e-12)
    assert (found.people, found.returned) == (len(people), sum(each[3] for each in people))
    assert found.bands == number


@pytest.mark.parametrize(
    ("weigh", "verdict"),
    [
        (lambda back, noise: back * 2 + noise > 2, "better than recency alone"),
        (lambda _, noise: noise > 1, "worse than recency alone"),
    ],
)
def test_the_verdict_is_the_sign_of_the_interval(weigh, verdict):
    dice = np.random.default_rng(1)
    back = dice.random(2_000) < 0.3
    recency = (dice.exponential(100, 2_000) * np.where(back, 0.5, 1.0)).astype(np.int32)
    ranks = weigh(back, dice.random(2_000) * 2).astype(np.int64)
    found = Sorting.of(ranks, recency, np.ones(2_000, np.int32), back)
    assert found.verdict == verdict


def test_a_template_that_is_recency_is_not_told_apart_from_it():
    recency = np.arange(100, dtype=np.int32)
    back = np.arange(100) % 7 < 3
    found = Sorting.of(100 - recency, recency, recency, back)
    assert found.verdict == "not told apart from recency alone"
    assert found.over_recency.value == 0
    assert found.banded == found.template


@pytest.mark.parametrize("back", [True, False])
def test_where_all_or_nobody_came_back_there_is_nothing_to_sort(back):
    found = found_of([(1, 5, 1, back), (2, 9, 1, back)])
    assert found.verdict == "nothing to sort: all of them ordered again, or nobody"
    assert repr(found) == "<Sorting of 2 buyers · template - · recency - · orders ->"
    assert isnan(found.over_recency.value)


def test_nobody_can_be_sorted_neither():
    nobody = np.zeros(0, np.int32)
    found = Sorting.of(nobody, nobody, nobody, nobody.astype(bool))
    assert (found.people, found.bands) == (0, 0)
    assert "nothing to sort" in found.verdict


def test_the_table_has_a_line_for_every_figure():
    found = found_of([(1, 50, 1, False), (2, 40, 2, False), (2, 9, 1, True), (3, 9, 5, True)])
    lines = found.table().splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "sorted by",
        "template",
        "recency",
        "recency in 3 bands",
        "orders",
        "template less recency",
        "template less recency in bands",
        "template less orders",
    ]
    assert "<td>0.875</td>" in found._repr_html_()
