"""A score is a feature cut into bins, one end of which is best."""

import pytest

from asking import template
from clm.scoring.score import Score


@pytest.mark.parametrize(("best", "ranks"), [("high", [1, 2, 3, 4, 5]), ("low", [5, 4, 3, 2, 1])])
def test_the_more_cut_points_below_the_better_or_the_worse(best, ranks):
    """From 1 (worst) to the number of bins (best)."""
    score = Score("r", of="recency", best=best)
    assert [score.rank(below) for below in range(5)] == ranks


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
    ):
        (score,) = template(("some", "s >= 2"), head=f"[scores]\ns = {text}").scores.values()
        assert score.toml == text
