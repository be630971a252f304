"""A horizon answers what comes next, for one customer and for all, or says why it cannot."""

import pickle
from datetime import date, timedelta

import numpy as np
import pytest

import clm
from asking import KEYS, shop, template
from busy import TODAY, busy
from clm.analysis.horizon.horizon import horizon_of
from clm.errors import ClmError, DayError, ScaleError, SnapshotError, UnknownNameError
from foretold import retaken

DAYS = 60
JUNK = (None, True, 5.5, [], {}, np.arange(3), float("nan"), object(), b"ann")


@pytest.fixture(scope="module")
def snap():
    """One who bought long ago, one twice and lately, one who only looked in."""
    ledger = shop(
        ("ann", "2024-01-01", 10), ("bob", "2024-04-01", 5), ("bob", "2024-05-10", 7)
    ).with_events("visit", customer=["dee"], when=["2024-05-01"])
    return clm.snapshot(ledger, "five-stage", as_of="2024-05-12")


def by_brute_force(snap, days):
    """List everybody's moves: (days ahead, segment) pairs, by snapshots of every day."""
    keys = [each.key for each in snap.template.segments]
    was, moves = snap.places, [[] for _ in snap]
    for ahead in range(1, days + 1):
        now = retaken(snap, ahead)
        for row in np.flatnonzero(now != was).tolist():
            moves[row].append((snap.as_of + timedelta(days=ahead), keys[now[row]]))
        was = now
    return moves


@pytest.mark.parametrize("key", KEYS)
def test_paths_next_moves_and_counts_are_those_of_every_day(key):
    """In the snapshot's order of customers."""
    for seed in range(5):
        snap = clm.snapshot(busy(seed).ledger(), key, as_of=TODAY)
        horizon = snap.horizon(TODAY + timedelta(days=DAYS))
        moves = by_brute_force(snap, DAYS)
        assert [horizon.path(who) for who in snap] == moves
        assert horizon.next_day.tolist() == [each[0][0] if each else None for each in moves]
        assert horizon.next_segment.tolist() == [each[0][1] if each else "" for each in moves]
        assert horizon.moving == sum(map(bool, moves))
        told = [(who, *move) for who, hers in zip(snap, moves, strict=True) for move in hers]
        columns = {name: each.tolist() for name, each in horizon.columns().items()}
        names = ("customer", "day", "after")
        assert [*zip(*(columns[name] for name in names), strict=True)] == told
        before = [
            key
            for who, hers in zip(snap, moves, strict=True)
            for key in [snap[who].key, *(key for _, key in hers)][:-1]
        ]
        assert columns["before"] == before
        for ahead in (0, 1, 7, DAYS):
            day = TODAY + timedelta(days=ahead)
            later = horizon.counts(day)
            places = retaken(snap, ahead)
            assert [*later.values()] == np.bincount(places, minlength=len(later)).tolist()
            assert [*later] == [each.key for each in snap.template.segments]
            assert horizon.places_on(day).tolist() == places.tolist()


def test_attributes_have_their_types(snap):
    """NaT and "" stand for never; nobody can write to any of it."""
    horizon = snap.horizon("2024-12-31")
    assert horizon.next_day.dtype == np.dtype("M8[D]")
    assert horizon.next_day.astype(str).tolist() == ["2024-06-30", "2024-11-07", "NaT"]
    assert horizon.next_segment.dtype == np.dtypes.StringDType()
    assert horizon.next_segment.tolist() == ["one_time_lapsed", "retained_lapsed", ""]
    arrays = [
        horizon.next_day,
        horizon.next_segment,
        horizon.places,
        horizon.places_on("2024-08-01"),
    ]
    for array in [*arrays, *horizon.columns().values(), horizon.moves.row]:
        with pytest.raises(ValueError, match="read-only"):
            array[:] = array[:]
    with pytest.raises(AttributeError):
        horizon.until = date(2025, 1, 1)
    assert (horizon.as_of, horizon.until, horizon.days) == (snap.as_of, date(2024, 12, 31), 233)
    assert (horizon.template, len(horizon), horizon.moving) == (snap.template, 3, 2)


def test_a_year_is_looked_at_unless_a_day_is_named(snap):
    """365 days, or as many as the calendar has left."""
    assert snap.horizon().until == date(2025, 5, 12)
    assert snap.horizon(np.datetime64("2024-05-13")).days == 1
    late = clm.snapshot(shop(("ann", "9999-12-01", 1)), "five-stage", as_of="9999-12-30")
    assert late.horizon().until == date.max
    last = clm.snapshot(shop(("ann", "9999-12-01", 1)), "five-stage", as_of="9999-12-31")
    with pytest.raises(DayError, match="until: 9999-12-31 is not after 9999-12-31"):
        last.horizon()


def test_it_shows_how_many_move_how_soon_and_where_to(snap):
    """In a few lines; of a short horizon in fewer."""
    assert repr(snap.horizon()) == (
        "<Horizon five-stage · 2024-05-12 … 2025-05-12 · 2 of 3 will move if nothing happens>\n"
        "  within 7 days   0 customers, 0 of them down\n"
        "  within 30 days  0 customers, 0 of them down\n"
        "  within 90 days  1 customer, 1 of them down\n"
        "  most often      one_time → one_time_lapsed (1), retained → retained_lapsed (1)"
    )
    assert repr(snap.horizon("2024-05-13")) == (
        "<Horizon five-stage · 2024-05-12 … 2024-05-13 · 0 of 3 will move if nothing happens>"
    )
    assert snap.horizon()._repr_html_() == (
        "<table><caption>Horizon five-stage · 2024-05-12 … 2025-05-12 · "
        "2 of 3 will move if nothing happens</caption>"
        "<tr><th>from</th><th>to</th><th>moves</th><th>first</th><th>last</th></tr>"
        "<tr><td>one_time</td><td>one_time_lapsed</td><td>1</td>"
        "<td>2024-06-30</td><td>2024-06-30</td></tr>"
        "<tr><td>retained</td><td>retained_lapsed</td><td>1</td>"
        "<td>2024-11-07</td><td>2024-11-07</td></tr></table>"
    )


def test_a_template_without_time_has_an_empty_horizon_that_says_so():
    """Orders, money and extra columns stay as they are."""
    head = '[scores]\nf = { of = "orders", bins = 2 }\n[extra]\nnps = { min = 0, max = 9 }'
    mine = template(("some", "f == 2 or nps >= 5 or last_gap >= 3"), head=head)
    snap = clm.snapshot(
        shop(("ann", "2024-01-01", 1)), mine, as_of="2024-05-12", extra={"nps": {"ann": 7}}
    )
    horizon = snap.horizon()
    assert horizon.timeless
    assert repr(horizon) == (
        "<Horizon mine · 2024-05-12 … 2025-05-12 · "
        "nobody will move: nothing that the template looks at changes with time>"
    )
    assert (horizon.moving, horizon.path("ann"), len(horizon.calendar())) == (0, [], 0)
    assert horizon.counts("2025-01-01") == snap.counts()
    assert len(horizon.slipping()) == 0


def test_nobody_has_an_empty_horizon():
    """It is not the template's fault."""
    horizon = clm.snapshot(shop(), "exponea-14", as_of="2024-05-12").horizon()
    assert repr(horizon).endswith("0 of 0 will move if nothing happens>")
    assert not horizon.timeless
    assert (len(horizon.next_day), len(horizon.columns()["day"])) == (0, 0)
    assert horizon.columns()["before"].dtype == np.dtypes.StringDType()


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


def test_a_day_that_is_none_or_not_after_is_refused(snap):
    """As until, and as the day of counts."""
    for until in ("2024-05-12", date(2024, 1, 1), "soon", 5, *JUNK[1:]):
        with pytest.raises(DayError, match="until: "):
            snap.horizon(until)
    horizon = snap.horizon("2024-06-01")
    assert horizon.counts("2024-05-12") == snap.counts()
    for day in ("2024-05-11", "2024-06-02", "soon", *JUNK):
        with pytest.raises(DayError, match="day: "):
            horizon.counts(day)
        with pytest.raises(DayError, match="day: "):
            horizon.places_on(day)


def test_a_customer_who_is_not_there_is_refused_with_the_nearest(snap):
    """Whatever is asked for."""
    with pytest.raises(UnknownNameError, match="no customer 'anna' → did you mean 'ann'"):
        snap.horizon().path("anna")
    for junk in JUNK:
        with pytest.raises(UnknownNameError, match="no customer"):
            snap.horizon().path(junk)


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


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_all_moves_become_a_frame(snap, backend):
    """Days stay days."""
    frame = snap.horizon().to_frame(backend)
    assert next(str(each) for each in frame["after"]) == "one_time_lapsed"
    assert str(frame["day"][0]).startswith("2024-06-30")


def test_it_can_be_pickled(snap):
    """With all it knows."""
    horizon = pickle.loads(pickle.dumps(snap.horizon()))
    assert horizon.path("ann") == snap.horizon().path("ann")


def test_every_error_is_clms(snap):
    """Whatever is handed in."""
    for junk in JUNK[1:]:
        with pytest.raises(ClmError):
            snap.horizon(junk)
        with pytest.raises(ClmError):
            snap.horizon().slipping(junk)
