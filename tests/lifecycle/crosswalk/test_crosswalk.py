"""Which segments of two templates go together: what people show, and what each example says."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import DOCUMENTS, examples
from clm.errors import TemplateError
from clm.lifecycle.conditions.condition import holds
from clm.lifecycle.crosswalk.joint import Joint
from nasty import interesting_days, nasty
from oracle import Reading
from random_templates import Maker
from test_random_templates import cuttable, proved

FIVE, EXPONEA = clm.templates["five-stage"], clm.templates["exponea-14"]


def segment_of(template, witness, names):
    """Her segment by the template's own conditions, one by one."""

    def value(subject):
        return witness.value(names.get(subject, subject))

    says = template.definition
    fits = (
        segment.key
        for segment, condition in zip(says.segments, says.conditions, strict=True)
        if holds(condition, value)
    )
    return next(fits, says.unclassified)


def checked(mine, theirs):
    """A crosswalk whose examples stand where they should."""
    found = mine.crosswalk(theirs)
    names = Joint.of(mine.definition, theirs.definition).names
    for pair, witness in found.witnesses.items():
        stands = (segment_of(mine, witness, names[0]), segment_of(theirs, witness, names[1]))
        assert stands == pair
    assert {*found.witnesses} | {*found.undecided} == {*found.pairs}
    return found


@pytest.mark.parametrize("mine", DOCUMENTS)
@pytest.mark.parametrize("theirs", DOCUMENTS)
def test_every_pair_of_built_in_templates_has_its_customers(mine, theirs):
    """In both directions the same pairs."""
    one, other = clm.templates[mine], clm.templates[theirs]
    found = checked(one, other)
    assert found.undecided == ()
    assert {(b, a) for a, b in other.crosswalk(one).pairs} == {*found.pairs}
    assert {a for a, _ in found.pairs} == {each.key for each in one.segments}
    assert found.matrix.dtype == "int64"
    assert not found.matrix.flags.writeable


@pytest.mark.parametrize("key", DOCUMENTS)
def test_a_template_over_itself_is_a_diagonal(key):
    """Also under other keys and titles."""
    template = clm.templates[key]
    assert all(a == b for a, b in template.crosswalk(template).pairs)
    twin = template.rename(key="twin", title="Twin")
    assert template.crosswalk(twin).pairs == template.crosswalk(template).pairs
    cells = template.crosswalk(template).matrix.diagonal().tolist()
    assert cells == [
        int((template.proof.lookup == at).sum()) for at in range(len(template.segments))
    ]


def test_the_two_published_tables_differ_in_three_scores():
    """231, 241 and 251: everything else is the same."""
    pairs = EXPONEA.crosswalk(clm.templates["exponea-14b"]).pairs
    assert [(a, b) for a, b in pairs if a != b] == [("hibernating", "about_to_sleep")]


@examples(60)
@given(st.integers(0, 10**6))
def test_whoever_is_met_is_in_a_pair_that_can_occur(seed):
    """Random templates over one shop, by the oracle."""
    shop, dice = nasty(seed), Random(seed)
    made = [proved(Maker(seed + at, shop.currency).document()) for at in (0, 1)]
    if any(template is None for template, _ in made):
        return
    try:
        found = checked(made[0][0], made[1][0])
    except TemplateError as error:
        found, told = None, str(error)
    if found is None:
        assert "cells are more than" in told
        return
    oracle = shop.oracle()
    for day in dice.sample(interesting_days(shop), 2):
        people = sorted(oracle.population(day), key=str)
        if not all(cuttable(oracle, says, day) for _, says in made):
            continue
        nps = {who: dice.randint(-2, 3) for who in people if dice.random() < 0.7}
        places = [
            Reading(oracle, says, day, extra={"nps": nps} if says["extra"] else {}).places()
            for _, says in made
        ]
        met = {(places[0][who][0], places[1][who][0]) for who in people}
        assert met <= {*found.pairs}


def test_a_finer_template_refines_the_pairs():
    """A split segment meets itself and its new half, and no other."""
    split = FIVE.split_stage(
        "awareness", into={"awareness": "count('visit') <= 1", "interest": "count('visit') >= 2"}
    )
    pairs = FIVE.crosswalk(split).pairs
    assert [b for a, b in pairs if a == "lead"] == ["lead", "lead_interest"]
    assert all(a == b for a, b in pairs if a != "lead")


def test_a_crosswalk_shows_itself():
    found = FIVE.crosswalk(EXPONEA)
    lines = repr(found).splitlines()
    assert lines[0] == "<Crosswalk five-stage → exponea-14 · 63 of 135 pairs can occur>"
    assert lines[1].split() == ["lead", "engaged_visitor,", "loyal_visitor,", "outside"]
    assert max(map(len, lines)) <= 110
    assert lines[2].endswith(" more")
    assert len(lines) <= 12
    assert len(repr(EXPONEA.crosswalk(FIVE)).splitlines()) == 12
    assert len(str(EXPONEA.crosswalk(FIVE)).splitlines()) == 16
    assert "lost" in str(found).splitlines()[2]
    page = found._repr_html_()
    assert page.count("<tr>") == 64
    assert "1 visit today" in page


def test_a_crosswalk_is_plain_data():
    found = FIVE.crosswalk(EXPONEA)
    facts = json.loads(json.dumps(found.to_dict()))
    assert (facts["template"], facts["other"]) == ("five-stage", "exponea-14")
    assert [(each["segment"], each["other"]) for each in facts["pairs"]] == [*found.pairs]
    assert sum(each["cells"] for each in facts["pairs"]) == found.matrix.sum()
    assert facts["pairs"][0]["witness"] == str(found.witnesses["lead", "engaged_visitor"])


@pytest.mark.parametrize("other", [None, 3, "exponea-14", FIVE.definition])
def test_what_is_no_template_is_refused(other):
    with pytest.raises(TemplateError, match="is no template → give a Template"):
        FIVE.crosswalk(other)


def test_a_fitted_template_stands_for_its_template():
    empty = clm.Ledger.from_columns(customer=[], when=[], amount=[], currency="EUR")
    fitted = EXPONEA.fit(clm.Features.of(empty, as_of="2024-01-01"))
    assert FIVE.crosswalk(fitted).pairs == FIVE.crosswalk(EXPONEA).pairs
