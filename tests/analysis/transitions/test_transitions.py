"""Two snapshots side by side say who moved from where to where."""

from random import Random
from weakref import ref

import numpy as np
import pytest

import clm
from asking import KEYS, by_customer, shop
from causes_oracle import pair, segments
from clm.errors import SnapshotError, UnknownNameError
from nasty import interesting_days, nasty


@pytest.mark.parametrize("seed", range(260, 320))
def test_the_matrix_counts_everybody_by_segment_before_and_after(seed):
    """Newcomers and those who are gone stand beside it."""
    dice = Random(seed)
    first, later, day, next_day = pair(seed, dice)
    key = dice.choice(KEYS)
    before = clm.snapshot(first.ledger(), key, as_of=day)
    after = clm.snapshot(later.ledger(), key, as_of=next_day)
    moved = clm.transitions(before, after)
    was, now = segments(before), segments(after)
    keys = [each.key for each in after.template.segments]
    expected = np.zeros((len(keys) + 1,) * 2, int)
    for who in was.keys() | now.keys():
        row = keys.index(was[who]) if who in was else -1
        expected[row, keys.index(now[who]) if who in now else -1] += 1
    assert moved.matrix.tolist() == expected[:-1, :-1].tolist()
    assert moved.joined.tolist() == expected[-1, :-1].tolist()
    assert moved.left.tolist() == expected[:-1, -1].tolist()
    assert moved.matrix.dtype == moved.joined.dtype == np.int64
    assert moved.stage_matrix.sum() == moved.matrix.sum()
    assert (moved.matrix.sum(axis=1) + moved.left).tolist() == [*before.counts().values()]
    assert (moved.matrix.sum(axis=0) + moved.joined).tolist() == [*after.counts().values()]


@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_a_snapshot_against_itself_does_not_move(seed):
    """By no cause whatever."""
    story, dice = nasty(seed), Random(seed)
    snap = clm.snapshot(
        story.ledger(), dice.choice(KEYS), as_of=dice.choice(interesting_days(story))
    )
    still = clm.transitions(snap, snap)
    assert still.moved == still.joined.sum() == still.left.sum() == len(still.moves) == 0
    assert still.matrix.trace() == len(snap)
    assert all(step.moved == step.joined.sum() == 0 for step in still.causes().values())


@pytest.fixture
def ledger():
    """One buys again, one sleeps in, one comes, one only looks."""
    return shop(
        ("ann", "2024-01-20", 9),
        ("ann", "2024-02-20", 5),
        ("bob", "2024-01-10", 7),
        ("cem", "2024-02-10", 7),
    ).with_events("visit", customer=["dee"], when=["2024-01-02"])


@pytest.fixture
def moved(ledger):
    days = ("2024-01-31", "2024-02-29")
    return clm.transitions(*(clm.snapshot(ledger, "five-stage", as_of=day) for day in days))


def test_it_says_what_happened_in_one_line(moved):
    """New, risen, slipped, and all others."""
    assert repr(moved) == (
        "<Transitions five-stage · 2024-01-31 → 2024-02-29 · 1 new · 1 rose by buying"
        " · 1 slipped · 0 other>"
    )
    assert "<caption>five-stage · 2024-01-31" in moved._repr_html_()


def test_people_are_listed_by_where_they_were_and_are(moved):
    """An empty key is not there."""
    assert moved.customers("new_customer", "retained") == ["ann"]
    assert moved.customers(before="") == ["cem"]
    assert moved.customers(after="lead") == ["dee"]
    assert sorted(moved.customers()) == ["ann", "bob", "cem", "dee"]
    with pytest.raises(UnknownNameError, match="did you mean 'retained'"):
        moved.customers("retain")


def test_stages_that_were_skipped_are_counted(moved):
    """A new customer who buys again has not been developed."""
    assert moved.skipped == {("acquisition", "retention"): 1}
    assert moved.returned == {}


STAGED = """
[[stage]]
key = "{first}"
title = "First"
next = ["{then}"]
[[stage]]
key = "{then}"
title = "Then"
next = ["{last}"]
{more}
[[segment]]
key = "none"
stage = "{first}"
when = "orders == 0"
[[segment]]
key = "one"
stage = "{then}"
when = "orders == 1"
[[segment]]
key = "more"
stage = "{last}"
when = "orders >= 2"
"""
LAST = '[[stage]]\nkey = "c"\ntitle = "Last"'


@pytest.mark.parametrize("turned", [False, True])
def test_steps_between_other_stages_are_told_by_the_later_template(turned):
    """The segments are the same, so everybody has a stage there on both days."""
    head = 'schema = 1\nkey = "t"\ntitle = "T"\n'
    stages = (
        STAGED.format(first="a", then="b", last="c", more=LAST),
        STAGED.format(first="b", then="a", last="a", more=""),
    )
    three, two = (clm.Template.from_toml(head + each) for each in stages)
    rows = [("ann", "2024-01-01", 9), ("ann", "2024-02-02", 9)]
    ledger = shop(*rows, *[("bob", "2024-02-03", 9)] * 2).with_events(
        "visit", customer=["bob"], when=["2024-01-03"]
    )
    order = (two, three) if turned else (three, two)
    moved = clm.transitions(
        *(
            clm.snapshot(ledger, each, as_of=day)
            for each, day in zip(order, ("2024-01-31", "2024-02-29"), strict=True)
        )
    )
    assert moved.stage_matrix.shape == ((2, 3) if turned else (3, 2))
    assert moved.skipped == ({("a", "c"): 1} if turned else {})
    assert moved.returned == {}
    assert sum(cause.moved for cause in moved.causes().values()) == 2


def test_the_matrix_becomes_a_frame(moved):
    """In long form, with nulls for who was not there."""
    frame = moved.to_frame("polars")
    assert set(frame.rows()) == {
        ("lead", "lead", 1),
        ("new_customer", "one_time", 1),
        ("new_customer", "retained", 1),
        (None, "new_customer", 1),
    }


def test_another_scale_or_template_is_marked(ledger):
    """And is a cause of moves."""
    days = ("2024-01-31", "2024-02-29")
    before, after = (clm.snapshot(ledger, "rfm-11", as_of=day) for day in days)
    refitted = clm.transitions(before, after)
    assert refitted.refitted
    assert not refitted.retemplated
    assert repr(refitted).endswith("· refitted>")
    longer = clm.templates["five-stage"].with_parameters(new_customer_days=60)
    five = clm.snapshot(ledger, "five-stage", as_of=days[1])
    switched = clm.transitions(five, clm.snapshot(ledger, longer, as_of=days[1]))
    assert switched.retemplated
    assert repr(switched).endswith("· another template>")
    assert [(each.customer, each.cause) for each in switched.moves] == [("bob", "template")]


def test_merged_customers_are_gone_and_named(ledger):
    """Late data is the only cause by which anybody leaves."""
    merged = shop(("ann", "2024-01-20", 9), ("bob", "2024-01-10", 7), aliases={"bob": "ann"})
    before = clm.snapshot(ledger, "five-stage", as_of="2024-01-31")
    moved = clm.transitions(before, clm.snapshot(merged, "five-stage", as_of="2024-01-31"))
    assert moved.merged == {"bob": "ann"}
    assert int(moved.left.sum()) == 2
    assert "2 gone" in repr(moved)
    assert moved.causes()["late_data"].left.sum() == 2
    assert moved.causes()["late_data"].moved == 1


def test_without_the_later_ledger_moves_are_counted_and_not_explained(ledger, tmp_path):
    """The first snapshot needs none."""
    days = ("2024-01-31", "2024-02-29")
    before, after = (clm.snapshot(ledger, "five-stage", as_of=day) for day in days)
    before.save(tmp_path / "before")
    after.save(tmp_path / "after")
    saved = clm.Snapshot.load(tmp_path / "before"), clm.Snapshot.load(tmp_path / "after")
    alone = clm.transitions(*saved)
    assert alone.moved == 2
    assert "2 moved · no ledger to tell why" in repr(alone)
    with pytest.raises(SnapshotError, match="has no ledger"):
        alone.causes()
    with pytest.raises(SnapshotError, match="has no ledger"):
        _ = alone.moves
    with_ledger = clm.transitions(saved[0], after)
    assert with_ledger.causes().decided()["behaviour"] == 1
    assert by_customer(after, "segment")["ann"] == "retained"


def test_causes_go_with_the_transitions_they_are_of(moved):
    """Neither holds on to the other when nobody asks any more, which would fill the memory."""
    causes = moved.causes()
    assert causes["ageing"] is moved.causes()["ageing"]
    whole = ref(causes)
    del causes
    assert whole() is None


def test_results_that_are_mappings_are_the_callers_own(moved):
    """Who writes into one changes nothing."""
    for name in ("skipped", "returned", "merged"):
        getattr(moved, name)["x", "y"] = 1
        assert ("x", "y") not in getattr(moved, name)
    with pytest.raises(TypeError):
        moved.causes().steps["ageing"] = moved


def test_results_are_read_only(moved):
    """Matrices, columns and places."""
    arrays = [moved.matrix, moved.stage_matrix, moved.joined, moved.left, *moved.columns().values()]
    assert not any(each.flags.writeable for each in arrays)
