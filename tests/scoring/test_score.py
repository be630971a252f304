"""A score is a feature cut into bins, one end of which is best."""

import pytest

from asking import template
from clm.errors import ScaleError
from clm.scoring.score import Score


@pytest.mark.parametrize(("best", "ranks"), [("high", [1, 2, 3, 4, 5]), ("low", [5, 4, 3, 2, 1])])
def test_the_more_cut_points_below_the_better_or_the_worse(best, ranks):
    """From 1 (worst) to the number of bins (best)."""
    score = Score("r", of="recency", best=best)
    assert [score.rank(below) for below in range(5)] == ranks
    assert [score.below(rank) for rank in ranks] == [*range(5)]


def test_scores_are_the_same_where_they_are_cut_alike():
    """Unit and least value follow from the feature, and tell no scores apart."""
    one = Score("f", of="orders", bins=3, least=1, unit="count")
    assert one == Score("f", of="orders", bins=3)
    assert one != Score("f", of="orders", bins=3, best="low")
    assert one != Score("f", of="orders", bins=3, fixed=(1, 2))
    assert one != Score("f", of="order_days", bins=3)


def test_a_score_says_how_it_is_cut():
    """As a template's file does."""
    for text in (
        '{ of = "recency", bins = 5, best = "low" }',
        '{ of = "orders", cuts = [1, 2] }',
        """{ of = "total('visit', days=30)", bins = 3 }""",
        '{ of = "orders", bins = 4, population = "repeaters" }',
        '{ of = "recency", cuts = "gaps", best = "low" }',
    ):
        (score,) = template(("some", "s >= 2"), head=f"[scores]\ns = {text}").scores.values()
        assert score.toml == text


def test_the_way_of_cutting_tells_scores_apart():
    """The usual one is no option."""
    usual = Score("f", of="orders")
    repeaters = Score("f", of="orders", population="repeaters")
    gaps = Score("r", of="recency", best="low", quantiles_of="gaps")
    assert usual != repeaters
    assert (usual.options, repeaters.options, gaps.options) == ((), ("repeaters",), ("gaps",))


def test_cut_points_by_hand_serve_any_fit_of_the_same_feature():
    """But no fit serves where cut points are fixed, and no other feature, number or end does."""
    free = Score("f", of="orders", bins=3)
    hand = Score("f", of="orders", bins=3, fixed=(1, 2))
    repeaters = Score("f", of="orders", bins=3, population="repeaters")
    for needed in (free, repeaters, hand):
        assert hand.serves(needed)
        assert needed.serves(needed)
    for held, needed in (
        (free, hand),
        (free, repeaters),
        (repeaters, free),
        (hand, Score("f", of="orders", bins=3, fixed=(1, 3))),
        (hand, Score("f", of="orders", bins=4)),
        (hand, Score("f", of="orders", bins=3, best="low")),
        (hand, Score("f", of="order_days", bins=3)),
        (hand, Score("g", of="orders", bins=3)),
    ):
        assert not held.serves(needed)


def test_shares_are_where_the_cuts_lie():
    """Equal ones of people; of repeaters after the first; fixed ones of gaps."""

    def written(score):
        return [str(share) for share in score.shares]

    assert written(Score("f", of="orders", bins=3)) == ["1/3", "2/3"]
    assert written(Score("f", of="orders", bins=3, population="repeaters")) == ["0", "1/2"]
    assert written(Score("f", of="orders", bins=2, population="repeaters")) == ["0"]
    gaps = Score("r", of="recency", best="low", quantiles_of="gaps")
    assert written(gaps) == ["1/2", "3/4", "9/10", "19/20"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        *(({name: None}, name) for name in ("name", "of", "best", "unit", "population")),
        ({"quantiles_of": ["gaps"]}, "quantiles_of"),
        *(({"bins": bins}, "bins") for bins in ("5", 5.0, True, None)),
        *(({"least": least}, "least") for least in ("0", 0.0, False)),
        *(({"fixed": fixed}, "fixed") for fixed in (5, "12", [1, 2], {1: 2})),
        ({"fixed": (1, 2.0)}, "fixed[1]"),
        ({"fixed": (True, 2)}, "fixed[0]"),
        ({"population": ["repeaters"]}, "population"),
    ],
)
def test_values_of_other_types_are_refused(change, where):
    with pytest.raises(ScaleError) as caught:
        Score(**{"name": "f", "of": "orders", **change})
    assert [fault.where for fault in caught.value.faults] == [where]


def test_all_that_is_no_score_is_told_at_once():
    with pytest.raises(ScaleError) as caught:
        Score(1, of=2, bins="3", fixed=(4, "5"))
    wheres = [fault.where for fault in caught.value.faults]
    assert wheres == ["name", "of", "bins", "fixed[1]"]
