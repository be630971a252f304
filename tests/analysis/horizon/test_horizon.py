"""A horizon answers what comes next, for one customer and for all, or says why it cannot."""

import pickle
from datetime import date, timedelta

import numpy as np
import pytest

import clm
from asking import KEYS, shop, template
from busy import TODAY, busy
from clm.errors import ClmError, DayError, UnknownNameError
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
