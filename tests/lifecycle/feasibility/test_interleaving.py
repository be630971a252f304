"""Scores of one feature interleave by share, and cut points by hand must do so, too."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples, shop, template
from clm.errors import ScaleError
from clm.lifecycle.feasibility.interleaving import contradictions, interleaved

WAYS = ('"orders", bins = 3', '"orders", bins = 4', '"orders", bins = 4, population = "repeaters"')


def made(one, other):
    """A template of two scores of orders, every level of which is told apart."""
    pairs = product(range(1, 4), range(1, 5))
    cells = " or ".join(f"a == {a} and b == {b}" for a, b in pairs)
    head = f"[scores]\na = {{ of = {WAYS[one]} }}\nb = {{ of = {WAYS[other]} }}"
    return template(("some", cells), head=head)


BOTH = made(0, 1)
APART = made(0, 2)


def levels(mine):
    """Which levels two axes can have together."""
    return [*interleaved(mine.proof.grid, mine.definition.vocabulary)]


def test_scores_cut_in_one_way_go_together_and_others_do_not():
    """Everyone and repeaters are two populations."""
    ((places, table),) = levels(BOTH)
    assert len(places) == 2
    # Missing together, and at the shares 0, 1/4, 1/3, 1/2, 2/3, 3/4.
    cells = {tuple(each) for each in np.argwhere(table).tolist()}
    assert cells == {(0, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (3, 4)}
    assert levels(APART) == []


@pytest.mark.parametrize(
    ("a", "b", "whole"),
    [
        ([1, 2], [1, 2, 3], True),
        ([2, 4], [1, 3, 5], True),
        ([5, 6], [1, 2, 3], False),
        ([1, 9], [2, 3, 4], False),
        ([3, 4], [3, 4, 5], True),
    ],
)
def test_cut_points_by_hand_that_contradict_each_other_are_refused(a, b, whole):
    """1/4, 1/3, 1/2, 2/3, 3/4: a larger share has no lower cut point."""
    scale = clm.Scale.fixed({"a": a, "b": b}, scores=BOTH.scores)
    marks = sorted([*zip((4, 8), a, strict=True), *zip((3, 6, 9), b, strict=True)])
    assert whole is ([cut for _, cut in marks] == sorted(cut for _, cut in marks))
    if whole:
        assert BOTH.with_scale(scale).scale == scale
    else:
        with pytest.raises(ScaleError, match=r"scale\.cuts of a and b: give .* no population does"):
            BOTH.with_scale(scale)
    apart = clm.Scale.fixed({"a": a, "b": [1, *b[1:]]}, scores=APART.scores)
    assert APART.with_scale(apart).scale == apart


@examples(200)
@given(st.integers(0, 2**32))
def test_what_is_not_refused_never_meets_an_impossible_customer(seed):
    """Whoever comes, with any number of orders."""
    dice = Random(seed)
    mine = dice.choice((BOTH, APART, made(1, 2)))
    size = {name: score.bins - 1 for name, score in mine.scores.items()}
    cuts = {name: sorted(dice.sample(range(1, 9), number)) for name, number in size.items()}
    cuts["b"][0] = 1
    try:
        fitted = mine.with_scale(clm.Scale.fixed(cuts, scores=mine.scores))
    except ScaleError:
        assert contradictions(mine.proof.grid, mine.definition.vocabulary, cuts)
        return
    rows = [(f"c{n}", "2024-01-01", 1) for n in range(1, 10) for _ in range(n)]
    snap = clm.snapshot(shop(*rows), fitted, as_of="2024-01-31")
    assert len(snap) == 9


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_what_is_fitted_is_never_refused(numbers):
    """On any population."""
    rows = [(f"c{at}", "2024-01-01", 1) for at, number in enumerate(numbers) for _ in range(number)]
    for mine in (BOTH, APART):
        snap = clm.snapshot(shop(*rows), mine, as_of="2024-01-31")
        assert mine.with_scale(snap.scale).scale == snap.scale
