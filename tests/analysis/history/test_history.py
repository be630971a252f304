"""A history is the snapshots that would have been made alone, and counts what they say."""

import pickle
from itertools import pairwise

import numpy as np
import pytest

import clm
from asking import DOCUMENTS, by_customer, cuts, shop, template
from clm.errors import ScaleError, SnapshotError, UnknownNameError
from histories import drawn, told
from oracle import Reading


@pytest.mark.parametrize("seed", range(100))
def test_each_snapshot_is_the_one_made_alone(seed):
    """Under a scale of each day, of the first day, or of any other."""
    story, ledger, key, every, start, end = drawn(seed)
    for snap in told(seed):
        assert snap == clm.snapshot(ledger, key, as_of=snap.as_of)
    first = told(seed).snapshots[0]
    if all(first.scale.cuts.values()):
        for snap in told(seed, "frozen"):
            assert snap == clm.snapshot(ledger, key, as_of=snap.as_of, scale=first.scale)
            reading = Reading(story.oracle(), DOCUMENTS[key], snap.as_of, cuts(first))
            segments = {who: segment for who, (segment, _) in reading.places().items()}
            assert by_customer(snap, "segment") == segments
    scale = clm.snapshot(ledger, key, as_of="9999-12-31").scale
    if all(scale.cuts.values()):
        past = clm.history(ledger, key, start, end, every=every, scale=scale)
        assert all(each.scale == scale for each in past)
        assert past.snapshots[0] == clm.snapshot(ledger, key, as_of=past.days[0], scale=scale)


def test_causes_of_all_periods_leave_nothing_in_the_history():
    """What they compute goes with them, so that many periods take no more memory than few."""
    past = told(3)
    size = len(pickle.dumps(past))
    assert all(len(each.moves) <= each.moved for each in past.transitions())
    past.flows(), past.money(), past.spells()
    assert len(pickle.dumps(past)) < size * 1.1


@pytest.fixture
def ledger():
    """Ann buys and comes back, Bob comes once, one visits before all."""
    return shop(
        ("ann", "2024-01-10", 9), ("ann", "2024-02-20", 5), ("bob", "2024-02-25", 7)
    ).with_events("visit", customer=["dee"], when=["2024-01-02"])


@pytest.fixture
def past(ledger):
    return clm.history(ledger, "five-stage", "2024-01-05", "2024-06-15", every="month")


def test_people_are_counted_by_day_segment_and_stage(past):
    """As each snapshot counts them."""
    assert past.counts().dtype == np.int64
    assert past.counts().tolist() == [[*snap.counts().values()] for snap in past.snapshots]
    assert past.stage_counts().tolist() == [[*snap.stage_counts().values()] for snap in past]
    assert len(past) == 6
    assert past.partial
    assert [day.isoformat() for day in past.days[-2:]] == ["2024-05-31", "2024-06-15"]


def test_neighbours_are_set_side_by_side(past):
    """Each from the snapshot before."""
    found = [*past.transitions()]
    assert len(found) == 5
    for (start, end), moved in zip(pairwise(past), found, strict=True):
        assert moved.matrix.tolist() == clm.transitions(start, end).matrix.tolist()


def test_a_customers_way_is_told(past):
    """Where she was first seen when, and since when she has been where she is."""
    assert [(day.isoformat(), key) for day, key in past.path("ann")] == [
        ("2024-01-31", "new_customer"),
        ("2024-02-29", "retained"),
    ]
    assert past.since("bob").isoformat() == "2024-03-31"
    assert past.since("dee").isoformat() == "2024-01-31"
    with pytest.raises(UnknownNameError, match="no customer 'anne'.*'ann'"):
        past.path("anne")


def test_it_shows_people_over_time(past):
    """A row of bars for each stage, in twelve lines at most."""
    lines = repr(past).splitlines()
    assert lines[0] == (
        "<History five-stage · 5 months and a part · 2024-01-31 … 2024-06-15 · 2 → 3 customers>"
    )
    assert lines[2] == "  acquisition  ██▁▁▁▁  1 → 0"
    assert len(lines) <= 12
    assert past._repr_html_().count("<tr>") == 1 + len(past)


def test_it_becomes_a_frame(past):
    """In long form; on the first day there is no period that money could be of."""
    frame = past.to_frame("polars")
    segments = len(past.template.segments)
    assert len(frame) == 6 * segments
    assert frame["money"].null_count() == segments
    bought = frame.filter((frame["segment"] == "new_customer") & (frame["people"] > 0))
    assert bought["people"].to_list() == [1, 1]


def test_progress_is_told(ledger):
    """After every snapshot, of how many."""
    said = []

    def progress(done, whole):
        said.append((done, whole))

    clm.history(ledger, "five-stage", "2024-01-05", "2024-03-31", progress=progress)
    assert said == [(1, 3), (2, 3), (3, 3)]


def test_a_fitted_template_has_its_scale_already(ledger):
    """It is used as it is; to refit it is refused."""
    fitted = clm.snapshot(ledger, "rfm-11", as_of="2024-03-01").fitted
    past = clm.history(ledger, fitted, "2024-01-31", "2024-02-29")
    assert all(snap.fitted == fitted for snap in past)
    with pytest.raises(clm.ClmError, match="the template is fitted already"):
        clm.history(ledger, fitted, "2024-01-31", "2024-02-29", scale="refit")


def test_nothing_can_be_frozen_while_nobody_has_bought(ledger):
    """The first day has visitors only."""
    with pytest.raises(ScaleError, match=r"nobody has one on 2024-01-08 → start later") as caught:
        clm.history(ledger, "rfm-11", "2024-01-08", "2024-02-29", every="day")
    assert len(caught.value.faults) == 3
    assert len(clm.history(ledger, "rfm-11", "2024-01-08", "2024-02-29", scale="refit")) == 2


def test_the_callers_columns_hold_on_all_days():
    """Those who are not there yet have none."""
    fans = template(("fan", "nps >= 9"), head="[extra]\nnps = { min = 0, max = 10 }")
    ledger = shop(("ann", "2024-01-10", 9), ("bob", "2024-02-25", 7))
    extra = {"nps": {"ann": 9, "bob": 10}}
    past = clm.history(ledger, fans, "2024-01-10", "2024-02-29", extra=extra)
    assert past.counts()[:, 0].tolist() == [1, 2]
    assert past.snapshots[0].extra == {"nps": {"ann": 9}}


def test_who_cannot_be_told_of_the_progress_is_refused_with_all_the_rest(ledger):
    """Before anything is computed."""
    with pytest.raises(SnapshotError) as caught:
        clm.history(ledger, "five-stage", "2024-01-31", "x", scale="fresh", progress=7)
    assert [fault.where for fault in caught.value.faults] == ["end", "scale", "progress"]
