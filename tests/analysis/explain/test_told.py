"""An explanation in words: what is alike is told together, what is long is cut."""

from datetime import date

import clm
from clm.analysis.explain import told
from clm.analysis.explain.moves import LeastChange, Move
from clm.analysis.explain.reasons import Verdict
from clm.analysis.explain.standing import ScoreStanding, Standing
from clm.scoring.score import Score

TODAY = date(2024, 5, 1)


def changes(reachable, unreachable):
    """Make so many least changes that orders can bring about, and so many that they cannot."""
    step = {"stage": "grow", "currency": "EUR"}
    able = {"orders": 1, "first": TODAY, "last": TODAY}
    some = [LeastChange(segment=f"segment_{at}", **step, **able) for at in range(reachable)]
    return some + [LeastChange(segment=f"far_{at}", **step) for at in range(unreachable)]


def test_a_scored_feature_is_told_with_its_scores():
    """With its own value where it has none of them."""
    recency, visits = (
        Standing.of(clm.Feature.parse(text), 20, (12, 34)) for text in ("recency", "count('visit')")
    )
    r = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
    scored, bare = ScoreStanding.at(r, (11, 33), 20), ScoreStanding.at(r, (), 20)
    names = [row[0] for row in told.rows([visits, recency], [scored], "EUR")]
    assert names == ["count('visit')", "recency (r 2)"]
    rows = told.rows([recency], [bare], "EUR")
    assert rows == [("recency (no r)", "20 days", "12 to 33 days", "down 9 days, up 14 days")]


def test_rules_with_one_reason_are_told_together_and_many_are_counted():
    verdicts = [Verdict(name, holds=False, why="rfm is missing") for name in ("a", "b")]
    verdicts += [Verdict(name, holds=False, why=f"orders is {name}") for name in "cdef"]
    assert told.because("", [], verdicts) == [
        "because no rule holds",
        "not a, b: rfm is missing",
        "not c: orders is c",
        "not d: orders is d",
        "… 2 more in .verdicts",
    ]
    also = [Verdict("a", holds=True, why="")]
    assert told.because("orders == 1", [("rfm", "111"), ("fm", "11")], also) == [
        "because orders == 1 (rfm 111, fm 11)",
        "though a would fit as well",
    ]


def test_a_long_rule_is_cut_and_keeps_its_digits():
    (line,) = told.because("rfm in (" + "111, " * 60 + "112)", [("rfm", "111")], ())
    assert len(line) < 120
    assert line.endswith("… (rfm 111)")


def test_silence_is_told_up_to_the_last_day_that_was_looked_at():
    moves = [Move(day=TODAY, segment=key, stage="") for key in ("a", "b")]
    assert told.silence(moves, TODAY) == "if nothing happens: 2024-05-01 a, then 2024-05-01 b"
    assert told.silence([], TODAY) == "if nothing happens: no move until 2024-05-01"


def test_what_orders_can_do_comes_first_and_what_they_cannot_in_few_lines():
    lines = [*told.lifts(changes(8, 20), TODAY)]
    assert lines[0] == "segment_0: one order of 0.00 by 2024-05-01"
    assert lines[6] == "… 2 more in .better"
    assert " ".join(line.strip() for line in lines[7:]).endswith("far_19: no order can")
    assert all(len(line) <= 88 for line in lines)
    assert [*told.lifts([], TODAY)] == []
