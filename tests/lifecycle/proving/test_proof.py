"""The proof finds gaps, overlaps and unreachable segments, each with somebody in it."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customers
from clm.errors import TemplateError
from clm.lifecycle.conditions.condition import Vocabulary, holds, parse
from clm.lifecycle.proving.proof import Rule, prove
from clm.scoring.score import Score

SEEDS = st.integers(0, 2**32)
RFM = Vocabulary(
    scores={
        "r": Score("r", of="recency", best="low"),
        "f": Score("f", of="orders"),
        "m": Score("m", of="monetary"),
    },
    codes={"rfm": ("r", "f", "m")},
    parameters={"new_days": 60, "ever": None},
)


def rules(words, *segments):
    """Rules from (key, condition) or (key, condition, precedence)."""
    return [
        Rule(key, parse(text, words, key), *more, where=f"segment[{at}].when")
        for at, (key, text, *more) in enumerate(segments)
    ]


def whats(proof):
    return [fault.what for fault in proof.faults]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_lookup_says_what_the_conditions_say(seed):
    """Whoever is met gets the first segment whose condition holds, or the unclassified."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    texts = [
        (f"s{n}", customers.condition_text(dice, words, dice.randint(1, 2)), True) for n in range(3)
    ]
    made = rules(words, *texts)
    proof = prove(made, words, "rest", None)
    if proof.grid.cells > 20_000:
        return
    lookup = proof.lookup.reshape(proof.grid.shape)
    for _ in range(30):
        person = customers.Person(dice, words)
        fits = [at for at, rule in enumerate(made) if holds(rule.condition, person.value)]
        assert lookup[person.cell(proof.grid)] == (fits[0] if fits else len(made))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_proof_without_faults_leaves_nobody_out_and_nobody_twice(seed):
    """Faults are complete: what random customers show, the proof knows."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    text = customers.comparison(dice, words)
    other = dice.choice((f"not ({text})", customers.comparison(dice, words)))
    made = rules(words, ("one", text), ("other", other))
    proof = prove(made, words, None, None)
    for _ in range(60):
        person = customers.Person(dice, words)
        fits = sum(holds(rule.condition, person.value) for rule in made)
        if not proof.faults and not proof.undecided:
            assert fits == 1
        if fits == 0:
            assert any("gap" in what for what in whats(proof)) or proof.undecided
        if fits == 2:
            assert any("overlap" in what for what in whats(proof)) or proof.undecided


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_witnesses_are_in_their_segments(seed):
    """Plain evaluation of the condition puts each one there."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    made = rules(
        words, *((f"s{n}", customers.condition_text(dice, words, 2), True) for n in range(3))
    )
    proof = prove(made, words, "rest", None)
    for at, rule in enumerate(made):
        if rule.key in proof.witnesses:
            value = proof.witnesses[rule.key].value
            fits = [holds(each.condition, value) for each in made]
            assert fits.index(True) == at


def test_a_gap_is_told_in_few_boxes_with_somebody_in_it():
    """What is missing, who is there, and what would mend it."""
    made = rules(
        RFM,
        ("lead", "orders == 0"),
        ("new", "orders == 1 and tenure <= 30"),
        ("loyal", "orders >= 2 and recency <= 90"),
    )
    proof = prove(made, RFM, None, "EUR")
    assert [fault.where for fault in proof.faults] == ["segment[1].when", "segment[2].when"]
    assert whats(proof) == [
        "a gap: orders 1, tenure ≥ 31 fits no segment, e.g. 1 order, last 31 days ago",
        "a gap: recency ≥ 91 fits no segment, e.g. 2 orders, last 91 days ago",
    ]
    mend = "widen 'new' or add a segment, or name an unclassified"
    assert proof.faults[0].mend == mend


def test_a_gap_is_no_fault_where_an_unclassified_is_named():
    """Whoever is left has a place."""
    made = rules(RFM, ("lead", "orders == 0"), ("loyal", "orders >= 2"))
    proof = prove(made, RFM, "rest", None)
    assert not proof.faults
    assert sorted(np.unique(proof.lookup)) == [0, 1, 2]


def test_an_overlap_is_no_fault_where_the_earlier_takes_precedence():
    """The same two segments, with and without."""
    segments = [("any", "orders >= 1"), ("many", "orders >= 3")]
    assert whats(prove(rules(RFM, *segments), RFM, "rest", None))[0] == (
        "an overlap of 'any' and 'many': orders ≥ 3, e.g. 3 orders, last today"
    )
    segments = [("many", "orders >= 3", True), ("any", "orders >= 1")]
    proof = prove(rules(RFM, *segments), RFM, "rest", None)
    assert not proof.faults
    assert proof.precedences == {("many", "any"): 1}


def test_an_unreachable_segment_says_who_takes_its_customers():
    """Behind a broader one, or impossible altogether."""
    made = rules(
        RFM,
        ("any", "orders >= 1", True),
        ("many", "orders >= 3"),
        ("never", "orders == 0 and r == 5"),
    )
    behind, never = whats(prove(made, RFM, "rest", None))
    assert behind.startswith("'many' is unreachable: whoever fits is in 'any' before, e.g. 3 orde")
    assert never == "'never' is unreachable: nobody fits orders == 0 and r == 5"


def test_a_code_listed_twice_is_named():
    """The overlapping cells of a table by their codes."""
    made = rules(
        RFM,
        ("hibernating", "rfm in (251, 241, 231, 233)", False),
        ("about_to_sleep", "rfm in (231, 251, 241, 331)", False),
    )
    what = whats(prove(made, RFM, "rest", None))
    assert len(what) == 1
    assert what[0].startswith(
        "an overlap of 'hibernating' and 'about_to_sleep': rfm 251, 241, 231, e.g."
    )


def test_codes_that_are_left_out_are_named():
    """The missing cells of a table by their codes; who has no code is told apart."""
    every = [f"{r}{f}{m}" for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)]
    kept = ", ".join(code for code in every if code not in ("555", "321"))
    proof = prove(
        rules(RFM, ("some", f"rfm in ({kept})"), ("none", "orders == 0")), RFM, None, None
    )
    assert [what.split(" fits")[0] for what in whats(proof)] == ["a gap: rfm 555, 321"]


def test_a_parameter_without_limit_makes_a_segment_unreachable():
    """New for ever: nobody is left for those who bought once and long ago."""
    segments = [
        ("new", "orders == 1 and tenure <= {}", True),
        ("once", "orders == 1"),
        ("rest", "orders != 1"),
    ]
    for days, faults in (("new_days", 0), ("ever", 1)):
        made = rules(RFM, *((key, text.format(days), *more) for key, text, *more in segments))
        assert len(prove(made, RFM, None, None).faults) == faults


def test_the_lookup_knows_cells_that_nobody_can_be_in():
    """They have a code of their own, and so has an undecided gap."""
    proof = prove(
        rules(RFM, ("new", "orders == 1 and tenure <= 3"), ("lead", "orders == 0")),
        RFM,
        "rest",
        None,
    )
    assert set(proof.lookup[~proof.feasible]) == {3}
    assert proof.covers == {"new": 1, "lead": 1}


def test_a_proof_cannot_be_changed():
    """Its arrays are read-only."""
    proof = prove(rules(RFM, ("lead", "orders == 0")), RFM, "rest", None)
    with pytest.raises(ValueError, match="read-only"):
        proof.lookup[0] = 1


def test_a_grid_that_is_too_large_is_an_error():
    """The only fault that is raised at once, for there is nothing to look up."""
    many = " or ".join(
        f"orders == {2 * n} or recency == {2 * n} or tenure == {2 * n}" for n in range(1, 120)
    )
    with pytest.raises(TemplateError):
        prove(rules(RFM, ("many", many)), RFM, "rest", None)


def test_the_verdict_fits_on_twelve_lines():
    """However many faults there are."""
    made = rules(RFM, *((f"s{n}", f"orders >= {n}") for n in range(1, 12)))
    proof = prove(made, RFM, None, None)
    assert len(proof.faults) > 11
    assert len(repr(proof).splitlines()) == 12


def test_more_segments_than_a_byte_can_name():
    """The lookup widens."""
    made = rules(RFM, *((f"s{n}", f"orders == {n}") for n in range(300)))
    proof = prove(made, RFM, "rest", None)
    assert proof.lookup.dtype == np.uint16
    assert not proof.faults
