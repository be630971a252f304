"""Axes are gathered by kinds of events, and levels that say the same are one class."""

from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.levels import END
from clm.lifecycle.feasibility.system import systems
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

WORDS = Vocabulary(
    scores={"m": Score("m", of="monetary"), "f": Score("f", of="orders")},
    extra={"nps": Extra(-100, 100)},
)


def found(text):
    return systems(Grid.of([parse(text, WORDS, "when")], WORDS), WORDS)


def kinds(text):
    return sorted(sorted({key[0] for key in each.counts}) for each in found(text)[0])


def test_kinds_are_told_apart():
    """What visits say binds no cart."""
    assert kinds("count('visit') == 1 and last('cart') < 3") == [["cart"], ["visit"]]


def test_orders_and_refunds_are_told_together():
    """For net money is of both."""
    assert kinds("orders == 1 and count('refund') == 0") == [["order", "refund"]]


def test_latest_brings_its_kinds_together():
    """Even those that were told apart before."""
    text = "count('visit') == 1 and last('cart') < 3 and latest('cart', 'visit') == 'cart'"
    assert kinds(text) == [["cart", "visit"]]


def test_extra_columns_stand_alone():
    """A column of the caller binds nothing else."""
    assert found("nps > 3 and orders == 1")[1] == [[0]]


def test_all_scores_of_money_are_one_class():
    """Under some scale every amount has any score, so only missing is told apart."""
    (system,), _ = found(" or ".join(f"m == {n}" for n in range(1, 6)))
    (line,) = system.lines
    assert line.of_level == (0, 1, 1, 1, 1, 1)


def test_the_lowest_score_of_a_count_is_a_class_of_its_own():
    """Whoever bought once has f 1, whatever the scale."""
    (system,), _ = found(" or ".join(f"f == {n}" for n in range(1, 6)))
    assert system.lines[0].of_level == (0, 1, 2, 2, 2, 2)


def test_windows_end_where_no_event_is_older():
    """The last node is the age that nothing has."""
    (system,), _ = found("orders(days=30) == 1 and orders(ago=7) == 1")
    assert system.ages == (0, 7, 30, END)


def test_refunds_that_no_axis_looks_at_are_left_out():
    """They can make up for any amount."""
    (system,), _ = found("monetary > 3 and orders == 1")
    assert [key[0] for key in system.lean().money] == ["net"]
    (system,), _ = found("monetary > 3 and count('refund') == 1")
    assert system.lean() is system
