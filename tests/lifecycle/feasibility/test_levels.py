"""A level of a score is a range of its feature, under some legal scale."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Axis, Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.levels import FREE, meaning, shares
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

SEEDS = st.integers(0, 2**32)


def told(score, *extra):
    """What the levels of a score say, from missing to best."""
    words = Vocabulary(scores={"s": score}, extra=dict(extra))
    axis = Axis("s", tuple(range(2, score.bins + 1)), optional=True, least=1, most=score.bins)
    return [(level.low, level.high) for level in meaning(axis, words).levels[1:]]


def test_the_least_value_has_no_cut_below_it():
    """Cuts of a free score are never below the least value of its population."""
    assert told(Score("s", of="orders", bins=3)) == [(-FREE, FREE), (2, FREE), (2, FREE)]
    low = Score("s", of="last('visit', ago=5)", bins=2, best="low")
    assert told(low) == [(6, FREE), (-FREE, FREE)]


def test_among_repeaters_one_order_and_nothing_else_scores_lowest():
    """Their first cut point is 1."""
    score = Score("s", of="orders", bins=3, population="repeaters")
    assert told(score) == [(-FREE, 1), (2, FREE), (2, FREE)]


def test_money_has_no_least_value():
    """Whatever the amount, any score may be given to it."""
    assert told(Score("s", of="monetary", bins=2)) == [(-FREE, FREE)] * 2


def test_fixed_cuts_are_ranges():
    """And a cut given twice leaves a score that nobody has."""
    assert told(Score("s", of="orders", bins=4, fixed=(1, 2, 2))) == [
        (-FREE, 1),
        (2, 2),
        (3, 2),
        (3, FREE),
    ]


def test_a_score_of_an_extra_column_stays_in_its_range():
    """The least value of the column scores 1."""
    score = Score("s", of="nps", bins=2)
    assert told(score, ("nps", Extra(-5, 5))) == [(-5, 5), (-4, 5)]


@given(SEEDS)
def test_scores_that_are_met_are_in_the_range_of_their_level(seed):
    """Whatever the scale, the value lies where the level says."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    person = customers.Person(dice, words)
    for name, score in words.scores.items():
        text = " or ".join(f"{name} == {value}" for value in range(1, score.bins + 1))
        grid = Grid.of([parse(text, words, "when")], words)
        level = meaning(grid.axes[0], words).levels[person.cell(grid)[0]]
        found = person.value(name)
        assert level.missing == (found is None)
        if found is not None:
            of = score.of if score.of == "nps" else Feature.parse(score.of)
            assert level.low <= person.value(of) <= level.high


@given(st.integers(2, 6), st.integers(2, 6), SEEDS)
def test_scores_of_one_population_interleave_by_share(one, other, seed):
    """Two scores of one feature, cut on the same people, never contradict each other."""
    words = Vocabulary(
        scores={
            "a": Score("a", of="orders", bins=one),
            "b": Score("b", of="orders", bins=other, best="low"),
        }
    )
    dice = Random(seed)
    cuts = customers.scale(dice, words)
    found = dice.randint(1, 12)
    pair = tuple(
        score.rank(sum(cut < found for cut in cuts[name])) for name, score in words.scores.items()
    )
    assert pair in shares(tuple(words.scores.values()))


def test_repeaters_and_gaps_interleave_by_their_own_shares():
    """The first cut of repeaters is at no share; all gaps are cut alike."""
    one, other = (Score("s", of="orders", bins=b, population="repeaters") for b in (2, 3))
    assert shares((one, other)) == ((1, 1), (2, 2), (2, 3))
    gaps = Score("s", of="recency", best="low", quantiles_of="gaps")
    assert shares((gaps, gaps)) == tuple((n, n) for n in (5, 4, 3, 2, 1))


@pytest.mark.parametrize("bins", [2, 3, 5, 9])
def test_two_scores_alike_are_always_equal(bins):
    """The same shares give the same cuts."""
    score = Score("a", of="orders", bins=bins)
    assert shares((score, score)) == tuple((n, n) for n in range(1, bins + 1))
