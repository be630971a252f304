"""Customers are split by an attribute, or by their segment on a day."""

import numpy as np
import pytest

import clm
from asking import shop
from calendar_told import cohorts_told
from clm.analysis.cohorts.groups import Groups, by_faults, groups_by
from clm.errors import SnapshotError
from nasty import nasty
from test_laws import picked


@pytest.fixture
def ledger():
    """Four customers; two with a country, one of whom is known by an old id."""
    rows = [(who, f"2024-0{month}-10", 10) for month, who in enumerate("abcd", start=1)]
    told = shop(*rows, ("a", "2024-04-01", 5), aliases={"old": "a"})
    return told.with_attributes(country={"old": "DE", "b": "FR", "c": None, "d": float("nan")})


def test_values_are_groups_in_order_and_none_is_a_group_of_its_own(ledger):
    """Null in whatever dress is no value; customers are found by any id."""
    groups = Groups.of_attribute(ledger, "country")
    assert groups.names == ("", "DE", "FR")
    assert groups.of.tolist() == [1, 2, 0, 0]


def test_any_value_has_a_text():
    """Numbers, booleans, lists; equal texts are one group."""
    told = shop(*((who, "2024-01-10", 1) for who in "abcde"))
    told = told.with_attributes(size={"a": 3, "b": "3", "c": True, "d": [1, 2], "e": ""})
    groups = Groups.of_attribute(told, "size")
    assert groups.names == ("", "3", "True", "[1, 2]")
    assert groups.of.tolist() == [1, 1, 2, 3, 0]


def test_groups_of_an_attribute_are_cohorts_over_the_same_periods(ledger):
    """They add up to the whole, and each can be had by its name."""
    found = clm.cohorts(ledger, by="country")
    assert [*found.groups] == ["", "DE", "FR"]
    assert found.groups["DE"].counts.tolist() == [[1, 0, 0, 1], [0] * 4, [0] * 4, [0] * 4]
    assert found.groups[""].sizes.tolist() == [0, 0, 1, 1]
    assert all(each.periods is found.periods for each in found.groups.values())
    assert found.by == "country"
    assert not found.groups["DE"].groups


def test_segments_are_groups_in_template_order():
    """As of any day; who is not there on that day is in the last group."""
    ledger = clm.demo.simulate(200)
    snap = clm.snapshot(ledger, "five-stage", as_of="2025-03-31")
    found = clm.cohorts(ledger, by=snap)
    assert [*found.groups] == [*(each.key for each in snap.template.segments), ""]
    where = {who: snap[who].key for who in snap}
    for key, group in found.groups.items():
        people = [who for who in ledger.customers.tolist() if where.get(who, "") == key]
        alone = clm.cohorts(ledger.only(people), as_of=found.as_of) if people else None
        assert group.sizes.sum() == (alone.sizes.sum() if alone else 0)
        assert group.counts.sum() == (alone.counts.sum() if alone else 0)
    assert found.by == "segment on 2025-03-31"


@pytest.mark.parametrize("retention", ["first_time", "recurring", "rolling"])
@pytest.mark.parametrize("measure", ["customers", "orders", "revenue"])
def test_groups_add_up_to_the_whole(measure, retention):
    """Of every measure and kind of retention."""
    ledger = clm.demo.simulate(200)
    snap = clm.snapshot(ledger, "rfm-11", as_of="2025-03-31")
    asked = {"measure": measure, "retention": retention, "every": "quarter"}
    found, whole = clm.cohorts(ledger, by=snap, **asked), clm.cohorts(ledger, **asked)
    parts = found.groups.values()
    assert (sum(each.counts for each in parts) == whole.counts).all()
    assert (sum(each.sizes for each in parts) == whole.sizes).all()
    assert sum(each.outside for each in parts) == whole.outside == found.outside
    assert (found.counts == whole.counts).all()


@pytest.mark.parametrize("seed", range(12))
def test_a_group_is_what_the_oracle_says_of_its_people_alone(seed):
    """Money and people, recurring, in shops full of nastiness."""
    made = nasty(seed)
    ledger = made.ledger()
    if not ledger.first_day or (ledger.last_day - ledger.first_day).days > 70_000:
        return
    people = {who: "odd" if at % 2 else "even" for at, who in enumerate(ledger.customers.tolist())}
    found = clm.cohorts(
        ledger.with_attributes(side=people), by="side", every="year", measure="revenue"
    )
    for side in {*people.values()}:
        aliases = {
            new: old for _, each in made.calls for old, new in (each.get("aliases") or {}).items()
        }
        own = {who for who, where in people.items() if where == side}
        own |= {aliases[who] for who in own & aliases.keys()}
        alone = picked(made, lambda _, columns, at, own=own: columns["customer"][at] in own)
        _, cells, outside = cohorts_told(
            alone.oracle(), ledger.last_day, "year", "revenue", "first_time"
        )
        assert found.groups[side].counts.sum() == sum(cells.values())
        assert found.groups[side].outside == outside


def test_a_snapshot_of_an_earlier_ledger_or_from_a_file_splits_as_well(tmp_path):
    """People are found by their ids."""
    ledger = clm.demo.simulate(100)
    snap = clm.snapshot(ledger, "five-stage", as_of="2025-06-30")
    expected = clm.cohorts(ledger, by=snap)
    snap.save(tmp_path / "snap")
    more = ledger.with_events("visit", customer=[ledger.customers[0]], when=["2025-12-31"])
    for by, shop_ in ((clm.Snapshot.load(tmp_path / "snap"), ledger), (snap, more)):
        found = clm.cohorts(shop_, by=by, as_of=expected.as_of)
        assert {key: each.counts.tolist() for key, each in found.groups.items()} == {
            key: each.counts.tolist() for key, each in expected.groups.items()
        }


def test_a_snapshot_of_another_shop_is_refused(ledger):
    """It would put everybody into the group of those who were not there."""
    other = clm.snapshot(shop((7, "2024-01-10", 1)), "five-stage", as_of="2024-01-10")
    with pytest.raises(SnapshotError, match="by: the snapshot knows nobody of the ledger"):
        clm.cohorts(ledger, by=other)
    empty = clm.snapshot(ledger, "five-stage", as_of="2023-01-01")
    assert clm.cohorts(ledger, by=empty).groups[""].sizes.sum() == 4


def test_too_many_groups_are_refused():
    """An attribute with a value for everybody makes no table that anybody reads."""
    people = [f"c{at}" for at in range(3_000)]
    told = shop(
        *((who, "2020-01-10", 1) for who in people), ("c1", "2026-12-01", 1), ("x", "2026-12-01", 1)
    )
    told = told.with_attributes(mail={who: f"{who}@example.org" for who in people})
    with pytest.raises(SnapshotError, match=r"of 3,001 groups, 84 cohorts, 84 periods"):
        clm.cohorts(told, by="mail")


def test_without_a_wish_there_is_one_group(ledger):
    """And no fault."""
    groups = groups_by(ledger, None)
    assert (groups.names, groups.by) == (("",), "")
    assert groups.places(np.array([0, 3], np.int32)).tolist() == [0, 0]
    assert by_faults(ledger, None) == []
    assert by_faults(None, "country") == []
