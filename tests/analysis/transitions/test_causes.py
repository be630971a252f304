"""Causes compose exactly to what is seen, and tell what was undone on the way."""

from itertools import pairwise
from random import Random

import numpy as np
import pandas as pd
import pytest

import clm
from asking import KEYS, shop
from causes_oracle import CAUSES, pair
from clm.errors import UnknownNameError
from real_shops import cdnow, told


@pytest.mark.parametrize("seed", range(200, 260))
def test_causes_compose_exactly_customer_by_customer(seed):
    """Each begins where the last one ended, and what segments win by them adds up."""
    dice = Random(seed)
    first, later, day, next_day = pair(seed, dice)
    key = dice.choice(KEYS)
    before = clm.snapshot(first.ledger(), key, as_of=day)
    after = clm.snapshot(later.ledger(), key, as_of=next_day)
    seen = clm.transitions(before, after)
    steps = [*seen.causes().values()]
    assert np.array_equal(steps[0].before.places, seen.before.places)
    for one, two in pairwise(steps):
        assert np.array_equal(one.after.places, two.before.places)
    assert np.array_equal(steps[-1].after.places, seen.after.places)
    net = sum(seen.causes().net().values())
    change = np.array([*after.counts().values()]) - [*before.counts().values()]
    assert net.tolist() == change.tolist()
    assert sum(seen.causes().decided().values()) == seen.moved
    assert sum(int(step.left.sum()) for step in steps[1:]) == 0
    assert sum(int(steps[at].joined.sum()) for at in (1, 3, 4)) == 0


@pytest.fixture
def causes():
    """Ann ages out of the new ones and buys again; Bob ages; Cem comes; late data moves Dan."""
    rows = [("ann", "2024-01-10", 9), ("bob", "2024-01-11", 9), ("dan", "2024-01-12", 9)]
    early = shop(*rows)
    late = shop(*rows, ("dan", "2024-01-13", 4), ("ann", "2024-02-25", 5), ("cem", "2024-02-26", 7))
    before = clm.snapshot(early, "five-stage", as_of="2024-01-31")
    return clm.transitions(before, clm.snapshot(late, "five-stage", as_of="2024-02-29")).causes()


def test_decisive_is_the_last_cause_that_moved_somebody(causes):
    """Ann was moved by time as well, but her order decided."""
    people = causes.observed.people.customers.tolist()
    decisive = dict(zip(people, causes.decisive.tolist(), strict=True))
    named = {who: CAUSES[place] for who, place in decisive.items()}
    assert named == {"ann": "behaviour", "bob": "ageing", "cem": "behaviour", "dan": "late_data"}
    assert causes.decided() == {
        "late_data": 1,
        "ageing": 1,
        "behaviour": 1,
        "refit": 0,
        "template": 0,
    }
    assert causes["ageing"].moved == 2
    assert not causes.undone.any()


def test_one_table_holds_all_steps(causes):
    """People and money by cause and pair; whoever was not there is null in a frame."""
    columns = {name: column.tolist() for name, column in causes.columns().items()}
    assert [*zip(*columns.values(), strict=True)] == [
        ("late_data", "new_customer", "retained", 1, 1300),
        ("ageing", "new_customer", "one_time", 2, 1800),
        ("behaviour", "one_time", "retained", 1, 1400),
        ("behaviour", "", "new_customer", 1, 700),
    ]
    assert causes.to_frame("polars")["before"].null_count() == 1
    assert "late_data  new_customer  retained" in str(causes)


def test_each_cause_shows_how_many_it_moved(causes):
    """In a REPL in a few lines, in a notebook with the whole table."""
    lines = repr(causes).splitlines()
    assert lines[0] == "<Causes five-stage · 2024-01-31 → 2024-02-29 · 3 customers moved>"
    assert lines[3].split() == ["ageing", "2", "1", "1", "0", "0"]
    assert causes._repr_html_().count("<table>") == 2


def test_a_step_has_one_cause_only(causes):
    """It is a Transitions like any other."""
    ageing = causes["ageing"]
    assert isinstance(ageing, clm.Transitions)
    assert ageing.causes().decided() == dict.fromkeys(CAUSES, 0) | {"ageing": 2}
    assert [each.cause for each in ageing.moves] == ["ageing", "ageing"]


def test_what_is_no_cause_is_told(causes):
    """With the nearest."""
    assert [*causes] == [*CAUSES]
    assert len(causes) == len(CAUSES)
    with pytest.raises(UnknownNameError, match="did you mean 'ageing'"):
        causes["aging"]
    with pytest.raises(UnknownNameError):
        causes[3]


def test_refitting_moves_back_most_of_those_whom_time_had_moved():
    """On CDNOW in January 1998: seen moves are a seventh of those that ageing and refit made."""
    _, ledger = told(cdnow, "USD")
    days = ("1997-12-31", "1998-01-31")
    seen = clm.transitions(*(clm.snapshot(ledger, "exponea-14", as_of=day) for day in days))
    causes = seen.causes()
    steps = causes["ageing"].moved + causes["refit"].moved
    assert seen.moved * 7 < steps
    assert causes.undone.sum() * 2 > steps * 0.9
    assert causes["late_data"].moved == causes["template"].moved == 0


@pytest.mark.parametrize("junk", [None, 7, pd.NA, np.array(["ageing"]), np.array("ageing"), [], {}])
def test_what_is_no_name_is_no_cause(junk):
    """Also what cannot be compared with one, or hashed; the same of segments."""
    snap = clm.snapshot(shop(("ann", "2024-01-10", 9)), "five-stage", as_of="2024-01-31")
    still = clm.transitions(snap, snap)
    with pytest.raises(UnknownNameError, match="no cause"):
        still.causes()[junk]
    assert junk not in still.causes()
    assert still.causes().get(junk) is None
    if junk is not None:
        with pytest.raises(UnknownNameError, match="no segment"):
            still.customers(junk)
