"""Two customers under one scale: found if there is one, by trying all of them."""

from itertools import combinations_with_replacement

from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.stage import Extra
from clm.lifecycle.witnesses.couple import couple
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase
from clm.lifecycle.witnesses.seeker import Seeker
from clm.scoring.score import Score

BINS = 3


def seeker(score, text, **more):
    words = Vocabulary(scores={"s": score}, **more)
    return Seeker.of(Grid.of([parse(text, words, "when")], words), words)


def bought(number):
    """Somebody with so many orders."""
    return History((Purchase((Line(5, 100),)),) * number)


NUMBERS = st.integers(1, 5)
SCORES = st.integers(1, BINS)


@examples(150)
@given(NUMBERS, NUMBERS, SCORES, SCORES, st.sampled_from(("high", "low")))
def test_there_is_a_scale_for_both_or_there_is_none(a, b, first, second, best):
    """All legal cut points, ascending and from 1 on, one by one."""

    def rank(value, cuts):
        under = sum(cut < value for cut in cuts)
        return 1 + under if best == "high" else BINS - under

    legal = combinations_with_replacement(range(1, 8), BINS - 1)
    possible = any((rank(a, cuts), rank(b, cuts)) == (first, second) for cuts in legal)
    find = seeker(Score("s", of="orders", bins=BINS, best=best), "s == 1 or s == 2 or s == 3")
    levels = [find.grid.axes[0].level(each) for each in (first, second)]
    found = couple(find, (bought(a), bought(b)), ([levels[0]], [levels[1]]))
    assert (found is not None) == possible
    if found is not None:
        assert found.before.cuts == found.after.cuts
        assert found.before.value("s") == first
        assert found.after.value("s") == second


def test_fixed_cuts_stay_as_they_are():
    find = seeker(Score("s", of="orders", bins=3, fixed=(1, 3)), "s == 2")
    low, mid = (find.grid.axes[0].level(each) for each in (1, 2))
    assert couple(find, (bought(1), bought(2)), ([low], [mid])) is not None
    assert couple(find, (bought(1), bought(1)), ([low], [mid])) is None


def test_whoever_has_no_score_has_no_say_in_the_scale():
    find = seeker(Score("s", of="orders", bins=3), "s == 2")
    mid = find.grid.axes[0].level(2)
    nobody = History(moments=(Moment("visit", 3),))
    assert couple(find, (nobody, bought(2)), ([0], [mid])) is not None
    assert couple(find, (nobody, bought(2)), ([mid], [mid])) is None


def test_extra_columns_are_the_same_for_both():
    find = seeker(Score("s", of="orders", bins=2), "nps >= 5", extra={"nps": Extra(min=0, max=10)})
    assert couple(find, (bought(1), bought(1)), ([1], [1])) is not None
    assert couple(find, (bought(1), bought(1)), ([1], [2])) is None
