"""Which scales there can be, and which of them measure the scores that are needed."""

import pytest
from attrs import evolve

from clm.scoring.legal import MOST, MOST_BINS, cut_faults, listed, misfits, scale_faults
from clm.scoring.score import Score

F = Score("f", of="orders", bins=3, least=1, unit="count")
REPEATERS = evolve(F, population="repeaters")
WHOLE = "scale.scores[0]"


def test_a_whole_scale_has_no_faults():
    """Cut points for every score, people between them."""
    assert scale_faults([F], {"f": (1, 2)}, {"f": (5, 0, 1)}, None) == []
    assert scale_faults([], {}, {}, None) == []
    assert scale_faults([F], {"f": ()}, {"f": ()}, None) == []


@pytest.mark.parametrize(
    ("scores", "cuts", "people", "where"),
    [
        ([F, F], {"f": (1, 2)}, {"f": (5, 0, 1)}, "scale.scores[1]"),
        ([F], {}, {"f": (5, 0, 1)}, "scale.cuts"),
        ([F], {"f": (1, 2)}, {"f": (5, 0, 1), "g": ()}, "scale.people"),
        ([F], {"f": (1, 2)}, {"f": (5, 0)}, "scale.people['f']"),
        ([F], {"f": ()}, {"f": (5,)}, "scale.people['f']"),
        ([F], {"f": (0, 2)}, {"f": (5, 0, 1)}, "scale.cuts['f']"),
        ([Score("f", of="orders", bins=3, population="some")], {"f": ()}, {"f": ()}, WHOLE),
        ([Score("f", of="orders", bins=3, quantiles_of="days")], {"f": ()}, {"f": ()}, WHOLE),
        ([Score("f", of="recency", bins=3, quantiles_of="gaps")], {"f": ()}, {"f": ()}, WHOLE),
        ([Score("f", of="recency", quantiles_of="gaps")], {"f": ()}, {"f": ()}, WHOLE),
        ([evolve(F, population="repeaters", fixed=(1, 2))], {"f": ()}, {"f": ()}, WHOLE),
        ([REPEATERS], {"f": (2, 3)}, {"f": (5, 0, 1)}, "scale.cuts['f']"),
        ([F], {"f": (1, 2)}, {"f": ()}, "scale.people['f']"),
        ([Score("f", of="orders", bins=MOST_BINS + 1)], {"f": ()}, {"f": ()}, "scale.scores[0]"),
    ],
)
def test_each_fault_is_found_where_it_stands(scores, cuts, people, where):
    """One fault a mistake."""
    assert [fault.where for fault in scale_faults(scores, cuts, people, None)] == [where]


def test_cut_points_lie_where_values_can():
    """Not below the least value, nor beyond all money."""
    assert cut_faults(F, (1, 1)) == []
    assert "below 1" in str(cut_faults(F, (0, 1))[0])
    assert len(cut_faults(F, (1, MOST))) == 1


def test_a_misfit_says_what_is_needed():
    """A score that is missing, one that is cut otherwise, and one cut below its least value."""
    other = Score("f", of="order_days", bins=3)
    needed = {"f": F, "g": Score("g", of="recency"), "n": Score("n", of="nps", bins=2, least=0)}
    held = [other, Score("n", of="nps", bins=2)]
    found = misfits(needed, held, {"f": (1, 2), "n": (-5,)})
    assert [fault.where for fault in found] == ["scores.f", "scores.g", "scale.cuts['n']"]
    assert other.toml in found[0].what
    assert F.toml in found[0].mend
    assert needed["g"].toml in found[1].mend
    assert "-5 lies below 0" in found[2].what
    assert misfits({"f": F}, [F], {"f": (1, 2)}) == []


def test_fixed_cut_points_need_no_people():
    """Nobody was counted when they were given."""
    hand = evolve(F, fixed=(1, 2))
    assert scale_faults([hand], {"f": (1, 2)}, {"f": ()}, None) == []
    assert scale_faults([hand], {"f": (1, 2)}, {"f": (5, 0, 1)}, None) == []
    assert len(scale_faults([hand], {"f": (1, 2)}, {"f": (5,)}, None)) == 1


@pytest.mark.parametrize("gaps", [-1, 1.5, True, None, "3"])
def test_gaps_are_counted_in_whole_numbers(gaps):
    """From 0 on."""
    found = scale_faults([F], {"f": (1, 2)}, {"f": (5, 0, 1)}, None, gaps)
    assert [fault.where for fault in found] == ["scale.gaps"]


def test_cut_points_by_hand_must_suit_the_score_that_is_needed():
    """Among repeaters they start at 1."""
    hand = evolve(F, fixed=(2, 3))
    assert misfits({"f": F}, [hand], {"f": (2, 3)}) == []
    (fault,) = misfits({"f": REPEATERS}, [hand], {"f": (2, 3)})
    assert "starts at 2" in fault.what


@pytest.mark.parametrize(
    ("scores", "cuts", "people", "wheres"),
    [
        (5, 6, 7, ["scale.scores", "scale.cuts", "scale.people"]),
        ("f", {}, {}, ["scale.scores"]),
        ([F, None], {"f": 3}, {5: (1,)}, [WHOLE[:-2] + "1]", "scale.cuts['f']", "scale.people[5]"]),
        ([F], {"f": [1, 2]}, {"f": (5, 0, 1)}, ["scale.cuts['f']"]),
    ],
)
def test_what_is_no_score_and_no_row_is_told_at_once(scores, cuts, people, wheres):
    found = scale_faults(scores, cuts, people, None)
    assert [fault.where for fault in found] == wheres


@pytest.mark.parametrize("currency", ["EURO", "eur", 5, ["EUR"]])
def test_what_is_no_currency_is_refused(currency):
    (fault,) = scale_faults([F], {"f": (1, 2)}, {"f": (5, 0, 1)}, currency)
    assert fault.where == "scale.currency"


def test_whatever_has_an_order_can_be_listed_and_no_more_than_is_wanted():
    assert listed(iter(lambda: 1, 0), 3) == (1, 1, 1)
    assert listed([1, "a"]) == listed((1, "a")) == (1, "a")
    for other in (None, 5, "12", b"12", {1, 2}, frozenset({1}), {1: 2}):
        assert listed(other) is None
