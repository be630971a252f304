"""The index of one score, reckoned by its definition."""

from fractions import Fraction
from math import isclose, isnan, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.analysis.drift.score_drift import ScoreDrift
from clm.scoring.score import Score

PAIRS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=9)


def compared(pairs, name="s"):
    """Compare (now, when fitted) by value."""
    now, then = zip(*pairs, strict=True)
    return ScoreDrift(Score(name, of="orders", bins=len(pairs)), now, then)


def index(pairs):
    """Reckon the index by its definition, in exact shares."""
    now, then = (sum(each) for each in zip(*pairs, strict=True))
    total = 0.0
    for one, other in pairs:
        if one or other:
            a = Fraction(max(one, Fraction(1, 2))) / now
            e = Fraction(max(other, Fraction(1, 2))) / then
            total += float(a - e) * log(a / e)
    return total


@examples(200)
@given(PAIRS)
def test_the_index_is_the_sum_over_all_values(pairs):
    """(a - e) ln(a / e); nobody counts as half a person."""
    drift = compared(pairs)
    if all(map(sum, zip(*pairs, strict=True))):
        assert isclose(drift.psi, index(pairs), abs_tol=1e-12)
        assert isclose(drift.psi, sum(drift.parts))
        assert all(part >= 0 for part in drift.parts)
    else:
        assert not drift.comparable
        assert isnan(drift.psi)
        assert drift.parts == ()


@given(PAIRS.filter(lambda pairs: all(map(sum, zip(*pairs, strict=True)))))
def test_the_index_is_the_same_in_both_directions(pairs):
    """And nought of two equal populations."""
    turned = compared([pair[::-1] for pair in pairs])
    assert isclose(compared(pairs).psi, turned.psi, abs_tol=1e-12)
    assert compared([(now, now) for now, _ in pairs]).psi == 0


def test_a_textbook_example():
    """Ten and twenty per cent changing places: 2 · 0.1 · ln 2."""
    assert isclose(compared([(100, 200), (200, 100), (700, 700)]).psi, 0.2 * log(2))


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ((31, 17, 17, 17, 18), ["s 1 has 31.0 % of the people (20.0 % when fitted)"]),
        ((30, 17, 17, 18, 18), []),
        ((31, 38, 31), []),
        ((51, 24, 25), ["s 1 has 51.0 % of the people (33.3 % when fitted)"]),
        ((75, 25), []),
        ((76, 24), ["s 1 has 76.0 % of the people (50.0 % when fitted)"]),
    ],
)
def test_a_value_of_many_people_is_noted(people, told):
    """More than 30 %, and more than one and a half times its equal share."""
    equal = [1000] * len(people)
    drift = compared([*zip([each * 60 for each in people], equal, strict=True)])
    assert [note for note in drift.notes() if "drifted" not in note] == told


def test_a_large_index_is_noted():
    """Above 0.25."""
    assert [*compared([(4000, 5000), (6000, 5000)]).notes()] == []
    found = compared([(2000, 5000), (2000, 5000), (4000, 5000), (2000, 5000)])
    assert not [note for note in found.notes() if "drifted" in note]
    changed = compared([(7300, 5000), (2700, 5000)])
    assert [*changed.notes()] == []
    changed = compared([(2500, 5000), (7500, 5000)])
    assert [*changed.notes()] == ["s has drifted: index 0.275, above 0.25"]


def test_few_people_drift_by_chance():
    """The note says what chance alone would give: about (bins - 1) (1/n + 1/m)."""
    drift = compared([(2, 8), (8, 2)])
    assert isclose(drift.chance, 0.2)
    assert [*drift.notes()][-1].endswith("above 0.25, but chance alone gives about 0.20")


def test_nobody_on_one_side_is_said():
    """There is nothing to compare with, but a value of many people is noted all the same."""
    assert [*compared([(0, 1), (0, 9)]).notes()] == ["nobody has s"]
    alone = ScoreDrift(Score("s", of="orders", bins=2), (9, 1), ())
    assert [*alone.notes()] == [
        "s 1 has 90.0 % of the people",
        "s was fitted on nobody, so there is nothing to compare it with",
    ]
