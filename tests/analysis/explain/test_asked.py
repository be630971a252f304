"""Whom an explanation is asked of: what cannot be answered is refused in words."""

from datetime import date, datetime

import numpy as np
import pytest

import clm
from asking import shop
from clm.errors import ClmError, DayError, SnapshotError, UnknownNameError


@pytest.fixture
def snap():
    """Ann bought, bob comes later, a guest is ann by another name."""
    ledger = shop(
        ("ann", "2024-01-01", 10), ("bob", "2024-03-01", 10), aliases={"guest": "ann"}
    ).append(shop(("anna", "2024-01-01", 10), ("guest", "2024-01-10", 5)))
    return clm.snapshot(ledger, "five-stage", as_of="2024-02-01")


def test_somebody_is_known_by_any_of_her_ids(snap):
    hers = snap.explain("guest")
    assert hers == snap.explain("ann") == snap.explain(np.str_("ann"))
    assert (hers.customer, hers["orders"].value) == ("ann", 2)


def test_numbers_are_ids_too():
    numbered = shop((7, "2024-01-01", 10))
    snap = clm.snapshot(numbered, "five-stage", as_of="2024-02-01")
    assert snap.explain(np.int64(7)).customer == 7
    assert type(snap.explain(np.int64(7)).to_dict()["customer"]) is int


def test_whoever_is_not_there_is_refused_with_the_nearest(snap):
    """Also who comes later, for she is not in the snapshot."""
    with pytest.raises(UnknownNameError, match="no customer 'amn' → did you mean 'ann'") as caught:
        snap.explain("amn")
    assert caught.value.known == ("ann", "anna")
    with pytest.raises(UnknownNameError, match="no customer 'bob'"):
        snap.explain("bob")


@pytest.mark.parametrize(
    "junk",
    [None, True, [], {}, float("nan"), 5, 2**80, b"ann", np.array(["ann"]), date.min, object()],
)
def test_what_is_no_id_is_nobodys(snap, junk):
    with pytest.raises(UnknownNameError, match="no customer"):
        snap.explain(junk)


@pytest.mark.parametrize(
    "junk",
    ["x", 5, [], float("nan"), np.array([1]), np.datetime64("NaT", "D"), datetime(2025, 1, 1, 3)],  # noqa: DTZ001
)
def test_what_is_no_day_is_refused(snap, junk):
    with pytest.raises(DayError, match="until: "):
        snap.explain("ann", until=junk)


def test_a_day_before_that_of_the_snapshot_is_refused(snap):
    with pytest.raises(DayError, match="until: 2024-01-31 lies before 2024-02-01"):
        snap.explain("ann", until="2024-01-31")
    assert snap.explain("ann", until="2024-02-01").until == date(2024, 2, 1)


def test_two_faults_are_told_at_once(snap):
    with pytest.raises(SnapshotError) as caught:
        snap.explain("amn", until="never")
    assert [fault.what for fault in caught.value.faults] == [
        "no customer 'amn'",
        "'never' is no day",
    ]
    assert isinstance(caught.value, ClmError)


def test_a_year_is_looked_ahead_to_unless_the_calendar_ends(snap):
    assert snap.explain("ann").until == date(2025, 1, 31)
    late = clm.snapshot(snap.ledger, "five-stage", as_of="9999-12-01").explain("ann")
    assert late.until == date.max
    assert clm.snapshot(snap.ledger, "five-stage", as_of=date.max).explain("ann").until == date.max


def test_a_snapshot_without_a_ledger_names_the_way_out(snap, tmp_path):
    snap.save(tmp_path / "snap")
    with pytest.raises(SnapshotError, match=r"make it with clm\.snapshot\(ledger"):
        clm.Snapshot.load(tmp_path / "snap").explain("ann")
