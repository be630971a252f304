"""Looking ahead sees what is known on the day, and nothing else; what it cannot see it refuses."""

from datetime import date, timedelta

import numpy as np
import pytest

import clm
from asking import KEYS, shop, template
from busy import TODAY, busy
from clm.analysis.horizon.looking import horizon_of
from clm.errors import DayError, ScaleError, SnapshotError
from foretold import retaken


@pytest.fixture(scope="module")
def snap():
    """One who bought long ago, one twice and lately, one who only looked in."""
    ledger = shop(
        ("ann", "2024-01-01", 10), ("bob", "2024-04-01", 5), ("bob", "2024-05-10", 7)
    ).with_events("visit", customer=["dee"], when=["2024-05-01"])
    return clm.snapshot(ledger, "five-stage", as_of="2024-05-12")


def test_a_year_is_looked_at_unless_a_day_is_named(snap):
    """365 days, or as many as the calendar has left."""
    assert snap.horizon().until == date(2025, 5, 12)
    assert snap.horizon(np.datetime64("2024-05-13")).days == 1
    late = clm.snapshot(shop(("ann", "9999-12-01", 1)), "five-stage", as_of="9999-12-30")
    assert late.horizon().until == date.max
    last = clm.snapshot(shop(("ann", "9999-12-01", 1)), "five-stage", as_of="9999-12-31")
    with pytest.raises(DayError, match="until: 9999-12-31 is not after 9999-12-31"):
        last.horizon()


def test_extra_columns_stay_as_they_are():
    """Of those who have a value, and those who have none."""
    head = "[extra]\nnps = { min = 0, max = 9 }"
    mine = template(("fan", "nps >= 5 and recency <= 9"), head=head)
    ledger = shop(*((who, "2024-05-10", 1) for who in ("ann", "bob", "cem")))
    snap = clm.snapshot(ledger, mine, as_of="2024-05-12", extra={"nps": {"bob": 7, "cem": 1}})
    assert snap.horizon().next_segment.tolist() == ["", "rest", ""]


def test_events_after_the_day_are_not_seen():
    """What the ledger knows of later days has not happened yet."""
    early = shop(("ann", "2024-05-01", 1))
    late = shop(("ann", "2024-05-01", 1), ("ann", "2024-05-20", 1), ("bob", "2024-05-13", 1))
    paths = [
        clm.snapshot(each, "growth-accounting", as_of="2024-05-12").horizon().path("ann")
        for each in (early, late)
    ]
    assert paths[0] == paths[1] == [(date(2024, 5, 31), "dormant"), (date(2024, 6, 30), "inactive")]


def test_a_snapshot_without_its_ledger_cannot_look_ahead(snap, tmp_path):
    """It names the way out, and whatever else is wrong."""
    snap.save(tmp_path / "snap")
    loaded = clm.Snapshot.load(tmp_path / "snap")
    with pytest.raises(SnapshotError) as caught:
        loaded.horizon("soon")
    assert [fault.where for fault in caught.value.faults] == ["snapshot", "until"]
    with pytest.raises(SnapshotError, match=r"has no ledger → make it with clm\.snapshot\(ledger"):
        loaded.horizon()


def test_a_score_that_was_fitted_on_nobody_is_refused_if_somebody_will_have_it():
    """As a snapshot of that day would refuse it."""
    head = """[scores]
s = { of = "last('order', ago=9)", bins = 2, best = "low" }
g = { of = "last_gap", bins = 2 }"""
    mine = template(("scored", "s == 1 or g == 1"), head=head)
    snap = clm.snapshot(shop(("ann", "2024-05-10", 1)), mine, as_of="2024-05-12")
    assert snap.horizon("2024-05-18").moving == 0
    with pytest.raises(ScaleError, match="fitted on nobody"):
        retaken(snap, 7)
    with pytest.raises(ScaleError, match=r"scale\.s: was fitted on nobody"):
        snap.horizon("2024-05-19")


def test_it_is_made_of_features_and_places_alone(snap):
    """Whoever has both needs no snapshot."""
    found = horizon_of(snap.features, snap.fitted, snap.places, snap.extra, "2024-12-31")
    assert found.columns().keys() == snap.horizon("2024-12-31").columns().keys()
    assert found.path("bob") == snap.horizon("2024-12-31").path("bob")


@pytest.mark.parametrize("key", KEYS)
def test_the_horizon_of_a_silent_day_is_the_rest_of_the_horizon(key):
    """Ten days without any event change nothing of what comes after them."""
    snap = clm.snapshot(busy(3).ledger(), key, as_of=TODAY)
    later = TODAY + timedelta(days=10)
    features = clm.Features.of(snap.ledger, as_of=later, known_on=TODAY)
    places = snap.fitted.segments(features)
    until = TODAY + timedelta(days=90)
    rest = horizon_of(features, snap.fitted, places, {}, until)
    whole = snap.horizon(until)
    for who in snap:
        assert rest.path(who) == [move for move in whole.path(who) if move[0] > later]


def test_an_impossible_cell_is_a_fault_of_clm(snap, monkeypatch):
    """It is not passed over."""
    wrong = np.full_like(snap.fitted.grid.lookup, len(snap.template.segments))
    monkeypatch.setattr(
        "clm.lifecycle.lookup.FittedGrid.lookup", property(lambda _: wrong), raising=False
    )
    with pytest.raises(SnapshotError, match="fault of clm"):
        snap.horizon()
