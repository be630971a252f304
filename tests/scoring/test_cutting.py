"""Each way of cutting gives the cut points that the oracle gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from asking import examples
from clm.errors import ScaleError
from clm.scoring.cutting import column, divided, gap_faults, population
from clm.scoring.score import Score

GAPS = Score("r", of="recency", best="low", least=0, unit="days", quantiles_of="gaps")
EVERYONE = Score("f", of="orders", least=1, unit="count")
NUMBERS = st.lists(st.integers(1, 40) | st.integers(1, 10**6), max_size=60)


def array(values):
    return np.array(values, np.int64)


def people(values, cuts):
    """Count the values by the number of cut points strictly below."""
    below = [sum(cut < value for cut in cuts) for value in values]
    return tuple(below.count(at) for at in range(len(cuts) + 1))


@examples(200)
@given(NUMBERS, st.integers(2, 9))
def test_repeaters_are_cut_as_by_the_oracle(values, bins):
    """One order has no cut below it, and everybody is counted between the cuts."""
    score = Score("f", of="orders", bins=bins, population="repeaters")
    cuts, counted = divided(score, array(values))
    assert (list(cuts) or None) == oracle.cuts_of_repeaters(values, bins)
    assert counted == (people(values, cuts) if values else ())


@examples(200)
@given(NUMBERS, NUMBERS.filter(bool))
def test_gaps_are_cut_as_by_the_oracle(values, gaps):
    """At 50, 75, 90 and 95 % of the gaps, whoever the people are."""
    cuts, counted = divided(GAPS, array(values), array(gaps))
    assert cuts == (tuple(oracle.cuts_of_gaps(gaps)) if values else ())
    assert counted == (people(values, cuts) if values else ())


@given(NUMBERS.filter(bool), st.integers(2, 9))
def test_the_cuts_of_repeaters_are_those_of_everyone_who_repeats(values, bins):
    """Without the ones, of one bin less; the ones change nothing but their own number."""
    score = Score("f", of="orders", bins=bins, population="repeaters")
    more = [value + 1 for value in values]
    apart = Score("f", of="orders", bins=max(bins - 1, 2))
    rest = divided(apart, array(more))[0] if bins > 2 else ()
    assert divided(score, array([1] * 7 + more))[0] == (1, *rest)
    assert divided(score, array(more))[0] == (1, *rest)


def test_where_nobody_repeats_the_first_to_do_so_is_best():
    """All cut points are 1, as they would be of equal people in any population."""
    score = Score("f", of="orders", population="repeaters")
    assert divided(score, array([1] * 9)) == ((1, 1, 1, 1), (9, 0, 0, 0, 0))
    assert divided(EVERYONE, array([1] * 9)) == ((1, 1, 1, 1), (9, 0, 0, 0, 0))


def test_fixed_cut_points_are_kept():
    """Whatever the people."""
    score = Score("f", of="orders", bins=3, fixed=(1, 3))
    assert divided(score, array([9, 9])) == ((1, 3), (0, 0, 2))


@pytest.mark.parametrize("gaps", [None, array([])])
def test_without_gaps_there_is_a_fault_for_every_score_that_needs_them(gaps):
    """Unless nobody is scored."""
    other = Score("s", of="recency", best="low", quantiles_of="gaps")
    values = {"r": array([1]), "f": array([1]), "s": array([2])}
    faults = gap_faults([GAPS, EVERYONE, other], values, gaps)
    assert [fault.where for fault in faults] == ["scores.r.cuts", "scores.s.cuts"]
    assert all("cut points" in fault.mend for fault in faults)
    assert gap_faults([GAPS], {"r": array([])}, gaps) == []
    assert gap_faults([GAPS], {"r": array([1])}, array([3])) == []


@given(NUMBERS, st.sampled_from([list, tuple, np.array, np.int32, np.uint8, iter]))
def test_whole_numbers_in_a_row_are_read_whatever_holds_them(values, kind):
    values = [value % 200 for value in values]
    if kind is iter:
        with pytest.raises(ScaleError, match="no row of whole numbers"):
            column(iter(values))
        return
    held = np.array(values, kind) if kind in (np.int32, np.uint8) else kind(values)
    assert column(held).tolist() == values
    assert column(held).dtype.kind in "iu"


@pytest.mark.parametrize("held", [[1.5], ["1"], [None], [[1]], 3, None, [True], [10**30]])
def test_everything_else_is_refused(held):
    with pytest.raises(ScaleError, match="no row of whole numbers"):
        column(held)


def test_everything_that_is_wrong_with_a_population_is_told_at_once():
    f = Score("f", of="orders")
    with pytest.raises(ScaleError) as caught:
        population((EVERYONE, Score("g", of="tenure"), GAPS), {"f": [1.5], "r": [1]}, "gaps")
    assert [fault.where for fault in caught.value.faults] == ["values['f']", "values", "gaps"]
    with pytest.raises(ScaleError) as caught:
        population((f, f, None), [1], None)
    wheres = [fault.where for fault in caught.value.faults]
    assert wheres == ["scale.scores[2]", "values"]


def test_values_of_other_scores_are_left_out():
    found, gaps = population((EVERYONE,), {"f": [1, 2], "other": None}, [3])
    assert ([*found], gaps.tolist()) == (["f"], [3])
