"""Values and scores stand between the bounds of their level, and know the way to the next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from clm.analysis.explain.standing import ScoreStanding, Standing, said
from clm.scoring.score import Score

CUTS = st.lists(st.integers(0, 9), min_size=1, max_size=4).map(lambda cuts: tuple(sorted(cuts)))


@given(st.integers(-2, 12), st.lists(st.integers(0, 9), max_size=4, unique=True).map(sorted))
def test_a_level_is_as_far_as_its_bounds(value, bounds):
    """One step beyond either end is another level, and inside there is none."""

    def level(at):
        return sum(bound <= at for bound in bounds)

    hers = Standing.of("nps", value, bounds)
    ends = [hers.low, hers.high]
    assert all(level(end) == level(value) for end in ends if end is not None)
    if hers.to_higher is None:
        assert level(99) == level(value)
    else:
        assert level(value + hers.to_higher) == level(value) + 1 == level(hers.high + 1)
        assert level(value + hers.to_higher - 1) == level(value)
    if hers.to_lower is None:
        assert level(-99) == level(value)
    else:
        assert level(value - hers.to_lower) == level(value) - 1


@given(st.integers(0, 12), CUTS, st.sampled_from(["high", "low"]))
def test_a_score_knows_its_values_and_its_neighbours(value, cuts, best):
    """Better and worse are the next scores that anybody can have; dead ones are passed over."""
    score = Score("s", of="orders", bins=len(cuts) + 1, best=best, least=0, unit="count")

    def rank(at):
        return score.rank(sum(cut < at for cut in cuts))

    hers = ScoreStanding.at(score, cuts, value)
    every = {rank(at) for at in range(14)}
    assert hers.value == rank(value)
    same = [at for at in range(14) if rank(at) == hers.value]
    assert (0 if hers.low is None else hers.low) == same[0]
    assert hers.high == (None if same[-1] == 13 else same[-1])
    better, worse = (
        [each for each in every if each > hers.value],
        [each for each in every if each < hers.value],
    )
    assert (hers.better and hers.better[0]) == min(better, default=None)
    assert (hers.worse and hers.worse[0]) == max(worse, default=None)
    up = 1 if best == "high" else -1
    for step, sign in ((hers.better, up), (hers.worse, -up)):
        if step is not None:
            assert rank(value + sign * step[1]) == step[0]
            assert rank(value + sign * (step[1] - 1)) == hers.value


def test_what_is_missing_has_no_level():
    hers = Standing.of(clm.Feature.parse("recency"), None, (12, 34))
    assert (hers.value, hers.low, hers.high, hers.to_lower, hers.to_higher) == (None,) * 5
    assert hers.row("EUR") == ("recency", "none", "", "")
    r = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
    none = ScoreStanding.at(r, (11, 33), None)
    assert (none.value, none.low, none.high, none.better, none.worse) == (None,) * 5
    assert ScoreStanding.at(r, (), 5).value is None


def test_kinds_have_names_and_no_levels():
    hers = Standing.of(clm.Feature.parse("latest('visit', 'order')"), 1, (0, 1))
    assert (hers.value, hers.low, hers.to_higher) == ("order", None, None)
    assert hers.row("EUR") == ("latest('visit', 'order')", "order", "", "")


@pytest.mark.parametrize(
    ("text", "value", "bounds", "row"),
    [
        ("recency", 20, (12, 34), ("20 days", "12 to 33 days", "down 9 days, up 14 days")),
        ("tenure", 1, (61,), ("1 day", "0 to 60 days", "up 60 days")),
        ("orders", 0, (1,), ("0", "0", "up 1")),
        ("orders", 5, (5,), ("5", "5 and more", "down 1")),
        ("monetary", 12345, (0, 50000), ("123.45", "0.00 to 499.99", "down 123.46, up 376.55")),
        ("monetary", -5, (0,), ("-0.05", "up to -0.01", "up 0.05")),
    ],
)
def test_values_are_written_with_their_units(text, value, bounds, row):
    assert Standing.of(clm.Feature.parse(text), value, bounds).row("EUR")[1:] == row


def test_scores_are_written_with_the_values_that_get_them():
    r = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
    assert ScoreStanding.at(r, (11, 33), 20).row("EUR") == (
        *("recency (r 2)", "20 days", "12 to 33 days"),
        "r 3: down 9 days, r 1: up 14 days",
    )
    f = Score("f", of="orders", bins=4, least=1, unit="count")
    assert ScoreStanding.at(f, (1, 1, 2), 1).row("EUR") == ("orders (f 1)", "1", "1", "f 3: up 1")
    assert ScoreStanding.at(f, (1, 1, 2), 9).row("EUR")[2:] == ("3 and more", "f 3: down 7")


def test_large_numbers_are_grouped():
    assert said(1234, "count", "EUR") == "1,234"
    assert said(1234, "days", "EUR") == "1,234 days"
