"""Ranks that the people of a segment contradict."""

from itertools import permutations
from math import sqrt
from statistics import NormalDist

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.analysis.backtest.contradictions import Contradiction, contradictions

SEGMENTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 400), st.floats(0, 1)), min_size=1, max_size=8
).map(lambda rows: [(rank, people, int(people * share)) for rank, people, share in rows])


def found_of(rows):
    return contradictions(*(np.array(each, np.int64) for each in zip(*rows, strict=True)))


def strength(one, other):
    """By how many standard errors the other did more; 0 where the people are too few."""
    (_, n, x), (_, m, y) = one, other
    pooled = (x + y) / (n + m)
    if min(n, m) * min(pooled, 1 - pooled) < 5:
        return 0.0
    return (y / m - x / n) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def expected(rows):
    """All pairs, one by one."""
    pairs = [
        (one, other)
        for one, other in permutations(range(len(rows)), 2)
        if rows[one][0] > rows[other][0] > 0 and rows[one][1] and rows[other][1]
    ]
    worst = {}
    for one, other in pairs:
        z = strength(rows[one], rows[other])
        if (
            z > NormalDist().inv_cdf(1 - 0.025 / len(pairs))
            and z > worst.get(one, (0, 0))[0] + 1e-9
        ):
            worst[one] = z, other
    return worst


@examples(300)
@given(SEGMENTS)
def test_a_higher_segment_is_named_if_a_lower_one_did_clearly_more(rows):
    found, worst = found_of(rows), expected(rows)
    assert [each.higher for each in found] == sorted(worst)
    for each in found:
        assert strength(rows[each.higher], rows[each.lower]) >= worst[each.higher][0] - 1e-6


def test_ranks_that_people_bear_out_are_not_contradicted():
    assert found_of([(1, 500, 10), (2, 500, 100), (3, 500, 300)]) == []


def test_the_unclassified_promise_nothing():
    assert found_of([(0, 500, 400), (1, 500, 100)]) == []


def test_two_of_one_rank_do_not_contradict_each_other():
    assert found_of([(2, 500, 400), (2, 500, 100)]) == []


def test_the_clearest_contradiction_is_named():
    rows = [(1, 300, 60), (2, 300, 200), (3, 300, 30)]
    assert found_of(rows) == [Contradiction(2, 1)]


def test_a_few_people_contradict_nothing():
    assert found_of([(1, 4, 4), (2, 4, 0)]) == []


def test_chance_is_seldom_taken_for_a_contradiction():
    """Fourteen segments whose people are all alike: in at most one shop of twenty."""
    dice, rounds = np.random.default_rng(2), 400
    ranks, people = np.arange(1, 15), np.full(14, 300)
    wrong = sum(
        bool(contradictions(ranks, people, dice.binomial(people, 0.2))) for _ in range(rounds)
    )
    assert wrong / rounds <= 0.05
