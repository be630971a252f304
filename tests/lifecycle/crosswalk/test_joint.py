"""Two templates over one grid: no name means two things, and everybody has her place in both."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples
from clm.errors import ClmError, CurrencyError, TemplateError
from clm.lifecycle.crosswalk.joint import NOWHERE, Joint
from random_templates import Maker
from test_random_templates import proved


def definition(head="", *segments, unclassified="rest"):
    """A definition of one stage from pairs of key and condition."""
    rows = "".join(
        f'[[segment]]\nkey = "{key}"\nstage = "all"\nwhen = "{when}"\n' for key, when in segments
    )
    text = f'schema = 1\nkey = "mine"\nunclassified = "{unclassified}"\n{head}\n'
    return clm.Template.from_toml(f'{text}[[stage]]\nkey = "all"\n{rows}').definition


@examples(60)
@given(st.integers(0, 10**6))
def test_the_joint_grid_refines_both(seed):
    """Every cell of it lies in the segment that each template's own grid gives."""
    pairs = [proved(Maker(seed + at, "EUR").document())[0] for at in (0, 1)]
    if None in pairs:
        return
    try:
        joint = Joint.of(*(each.definition for each in pairs))
    except TemplateError as error:
        joint, told = None, str(error)
    if joint is None:
        assert "cells are more than" in told
        return
    levels = np.unravel_index(np.arange(joint.grid.cells), joint.grid.shape)
    for side, places in enumerate((joint.mine, joint.theirs)):
        template = pairs[side]
        grid, lookup = template.proof.grid, template.proof.lookup
        own = np.zeros(joint.grid.cells, np.int64)
        for axis in grid.axes:
            samples, present = axis_of(joint, axis, side).samples()
            to = [
                axis.level(value if there else None)
                for value, there in zip(samples, present, strict=True)
            ]
            at = joint.grid.axes.index(axis_of(joint, axis, side))
            own = own * axis.size + np.array(to)[levels[at]]
        there = places != NOWHERE
        assert np.array_equal(lookup[own][there], places[there])


def axis_of(joint, axis, side):
    """Find the joint axis of a template's own."""
    subject = joint.names[side].get(axis.subject, axis.subject)
    return next(each for each in joint.grid.axes if each.subject == subject)


def test_scores_of_one_name_are_told_apart_and_scores_of_one_meaning_are_one():
    five = definition('[scores]\nf = { of = "orders" }', ("a", "f == 5"))
    three = definition(
        '[scores]\nf = { of = "orders", bins = 3 }\ng = { of = "orders" }',
        ("b", "f == 3 or g == 1"),
    )
    joint = Joint.of(five, three)
    assert {name: score.bins for name, score in joint.vocabulary.scores.items()} == {
        "f": 5,
        "f of mine": 3,
    }
    assert [axis.name for axis in joint.grid.axes] == ["f", "f of mine"]
    again = Joint.of(three, five)
    assert {name: each.bins for name, each in again.vocabulary.scores.items()} == {"f": 3, "g": 5}


def test_two_scores_of_one_template_stay_two():
    """A code may hold both."""
    head = '[scores]\nf = { of = "orders" }\ng = { of = "orders" }\n[codes]\nfg = ["f", "g"]'
    twins = definition(head, ("a", "fg in (11, 55)"))
    joint = Joint.of(twins, twins)
    assert joint.names == ({"f": "f", "g": "g"}, {"f": "f", "g": "g"})
    single = definition('[scores]\nh = { of = "orders" }', ("b", "h == 5"))
    assert Joint.of(single, twins).names == ({"h": "h"}, {"f": "h", "g": "g"})
    assert np.array_equal(joint.mine, joint.theirs)


def test_a_score_never_takes_the_name_of_an_extra_column():
    one = definition('[scores]\nnps = { of = "orders" }', ("a", "nps == 5"))
    other = definition("[extra]\nnps = { min = 0, max = 10 }", ("b", "nps >= 9"))
    for joint in (Joint.of(one, other), Joint.of(other, one)):
        assert len(joint.grid.axes) == 2
        assert [*joint.vocabulary.extra] == ["nps"]
        assert "nps" not in joint.vocabulary.scores


def test_an_extra_column_of_both_has_the_values_that_both_allow():
    one = definition("[extra]\nnps = { min = -100, max = 10 }", ("a", "nps >= 9"))
    other = definition("[extra]\nnps = { min = 0, max = 100 }", ("b", "nps >= 5"))
    (axis,) = Joint.of(one, other).grid.axes
    assert (axis.least, axis.most) == (0, 10)
    apart = definition("[extra]\nnps = { min = 11, max = 12 }", ("b", "nps >= 12"))
    with pytest.raises(TemplateError, match=r"extra\.nps: -100 to 10 in 'mine', 11 to 12 in"):
        Joint.of(one, apart)


def test_money_in_two_currencies_is_refused():
    one, other = (
        definition(f'currency = "{each}"', ("a", "monetary > 5")) for each in ("EUR", "USD")
    )
    with pytest.raises(CurrencyError, match="is in EUR, 'mine' in USD"):
        Joint.of(one, other)
    assert Joint.of(one, definition("", ("a", "orders > 5"))).grid.cells


def test_too_many_cells_are_told_with_their_axes():
    def many(*subjects):
        text = " and ".join(
            f"{each} in ({', '.join(str(2 * at) for at in range(45))})" for each in subjects
        )
        return definition("", ("a", text))

    one, other = many("orders", "recency"), many("count('visit')", "last('visit')")
    with pytest.raises(ClmError, match=r"cells are more than 8,000,000: orders 9\d, recency 9\d"):
        Joint.of(one, other)


def test_places_are_counted_as_in_the_templates():
    texts = [("few", "orders <= 2"), ("many", "orders >= 5")]
    joint = Joint.of(definition("", *texts), definition("", ("some", "orders >= 1")))
    assert {*joint.mine.tolist()} == {0, 1, 2}
    assert {*joint.theirs.tolist()} == {0, 1}
