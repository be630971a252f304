"""Snapshots that cannot be set side by side are refused, with everything that stands against it."""

import pytest

import clm
from asking import shop, template
from clm.analysis.transitions.compared import comparison_faults
from clm.errors import ComparisonError

LEDGER = shop(("ann", "2024-01-01", 9))


def snap(day="2024-01-31", key="five-stage", **rest):
    return clm.snapshot(shop(("ann", "2024-01-01", 9), **rest), key, as_of=day)


def test_sound_pairs_have_no_fault():
    """Also of one day."""
    assert comparison_faults(snap(), snap()) == []


def test_all_faults_come_at_once():
    """Segments, days and currencies."""
    with pytest.raises(ComparisonError) as caught:
        clm.transitions(snap("2024-02-01"), snap(key="rfm-11", currency="USD"))
    assert [fault.where for fault in caught.value.faults] == ["segments", "before", "currency"]
    assert "'lead', 'advocate'" in caught.value.faults[0].what


def test_the_same_segments_in_another_order_are_others():
    """A matrix needs one order."""
    rules = [("one", "orders == 1"), ("two", "orders == 2")]
    before, after = (
        clm.snapshot(LEDGER, template(*each), as_of="2024-01-31") for each in (rules, rules[::-1])
    )
    with pytest.raises(ComparisonError, match="in another order"):
        clm.transitions(before, after)


@pytest.mark.parametrize("turned", [False, True])
def test_ids_of_two_types_do_not_meet(turned):
    """Nobody would be in both; in a snapshot of nobody there is no id."""
    pair = [snap(), clm.snapshot(shop((7, "2024-01-01", 9)), "five-stage", as_of="2024-01-31")]
    with pytest.raises(ComparisonError, match="ids are .* before and .* after") as caught:
        clm.transitions(*(pair[::-1] if turned else pair))
    assert [fault.where for fault in caught.value.faults] == ["customers"]
    nobody = clm.snapshot(shop(), "five-stage", as_of="2024-01-31")
    for each in pair:
        assert clm.transitions(nobody, each).joined.sum() == 1
        assert clm.transitions(each, nobody).left.sum() == 1


@pytest.mark.parametrize("junk", [None, "may", 7, LEDGER, [], {}])
def test_what_is_no_snapshot_is_refused(junk):
    """On either side."""
    with pytest.raises(ComparisonError, match=r"before: \w+ is no snapshot"):
        clm.transitions(junk, snap())
    with pytest.raises(ComparisonError, match=r"after: \w+ is no snapshot"):
        clm.transitions(snap(), junk)
