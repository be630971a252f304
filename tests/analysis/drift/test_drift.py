"""A snapshot says how far its people have moved away from those whom a scale was fitted on."""

import ast

import numpy as np
import pytest

import clm
from asking import DOCUMENTS, shop, template
from clm.analysis.drift.drift import Drift
from clm.errors import CurrencyError, ScaleError, SnapshotError, UnknownNameError
from nasty import interesting_days, nasty
from oracle import Reading
from real_shops import cdnow, told

RFM = "rfm-11"
BY_HAND = {"r": [30, 90, 180, 360], "f": [1, 2, 3, 5], "m": [1500, 3000, 6000, 12000]}


def counted(reading, name, bins=5):
    """Count people by score, by the oracle."""
    scores = [*reading.column(ast.Name(name)).values()]
    return tuple(scores.count(value) for value in range(1, bins + 1))


@pytest.fixture(scope="module")
def snaps():
    """CDNOW at the end of its first spring, and a year later by the same scale."""
    _, ledger = told(cdnow, "USD")
    spring = clm.snapshot(ledger, RFM, as_of="1997-06-30")
    return spring, clm.snapshot(ledger, spring.fitted, as_of="1998-06-30")


def test_people_are_the_oracles_on_both_sides(snaps):
    """CDNOW, a year after its scale was fitted."""
    oracle, _ = told(cdnow, "USD")
    spring = Reading(oracle, DOCUMENTS[RFM], snaps[0].as_of)
    later = Reading(oracle, DOCUMENTS[RFM], snaps[1].as_of, cuts=spring.cuts)
    drift = snaps[1].drift()
    for name in "rfm":
        assert drift[name].people == counted(later, name)
        assert drift[name].fitted == counted(spring, name)


@pytest.mark.parametrize("seed", range(20))
def test_people_are_the_oracles_in_a_shop_full_of_nastiness(seed):
    """By a scale of an earlier day, as long as somebody was there to fit it on."""
    made = nasty(seed)
    first, *_, last = interesting_days(made)
    oracle, ledger = made.oracle(), made.ledger()
    then = clm.snapshot(ledger, RFM, as_of=first)
    earlier = Reading(oracle, DOCUMENTS[RFM], first)
    if None in earlier.cuts.values():
        return
    drift = clm.snapshot(ledger, RFM, as_of=last).drift(then.scale)
    later = Reading(oracle, DOCUMENTS[RFM], last, cuts=earlier.cuts)
    for name in "rfm":
        assert drift[name].people == counted(later, name)
        assert drift[name].fitted == counted(earlier, name)


def test_nothing_has_drifted_from_itself(snaps):
    """Whatever the shares."""
    assert snaps[0].drift().psi == {"r": 0, "f": 0, "m": 0}
    assert snaps[0].drift() == snaps[0].drift(snaps[0].scale)


def test_a_year_of_silence_is_noticed(snaps):
    """Recency has drifted; most are in its last score."""
    drift = snaps[1].drift()
    assert drift.psi["r"] > 0.25
    assert any(note.startswith("r 1 has ") for note in drift.notes)
    assert any(note.startswith("r has drifted") for note in drift.notes)


def test_a_drift_shows_itself(snaps):
    """In a few lines, as a table, and in a notebook."""
    drift = snaps[1].drift()
    lines = repr(drift).splitlines()
    assert lines[0].startswith("<Drift rfm-11 · as of 1998-06-30 · PSI r ")
    assert len(lines) <= 12
    assert all(line.startswith("  note: ") for line in lines[1:])
    assert [line.split()[:2] for line in drift.table().splitlines()[1:6]] == [
        ["r", str(value)] for value in (5, 4, 3, 2, 1)
    ]
    assert "days" in drift.table()
    assert drift._repr_html_().startswith("<table><caption>Drift rfm-11")


def test_many_notes_are_cut_short():
    """A REPL shows no more than twelve lines."""
    scores = "".join(f's{at} = {{ of = "orders", bins = 9 }}\n' for at in range(9))
    mine = template(("some", "s0 >= 2"), head=f"[scores]\n{scores}")
    ledger = shop(*((f"c{at}", "2024-01-01", 1) for at in range(3)))
    drift = clm.snapshot(ledger, mine, as_of="2024-01-31").drift()
    assert len(repr(drift).splitlines()) <= 12
    many = clm.snapshot(ledger, mine, as_of="2024-01-31").drift(
        clm.Scale.fixed({f"s{at}": range(2, 10) for at in range(9)}, scores=mine.scores)
    )
    assert len(many.notes) == 18
    assert repr(many).splitlines()[-1] == "  note: 8 more in .notes"


def test_columns_hold_the_whole_comparison(snaps):
    """A row for each value, read-only."""
    drift = snaps[1].drift()
    columns = drift.columns()
    assert list(columns["score"]) == [name for name in "rfm" for _ in range(5)]
    assert columns["value"].tolist() == [1, 2, 3, 4, 5] * 3
    for at, name in enumerate("rfm"):
        rows = slice(5 * at, 5 * at + 5)
        assert columns["people"][rows].tolist() == list(drift[name].people)
        assert columns["people_fitted"][rows].tolist() == list(drift[name].fitted)
        assert np.isclose(columns["share"][rows].sum(), 1)
        assert np.isclose(columns["share_fitted"][rows].sum(), 1)
        assert np.isclose(columns["psi"][rows].sum(), drift.psi[name])
    assert not any(column.flags.writeable for column in columns.values())


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_a_frame_has_nulls_where_nothing_is_known(snaps, backend):
    """Of cut points by hand."""
    hand = clm.Scale.fixed(BY_HAND, currency="USD")
    drift = snaps[1].drift(hand)
    assert drift.psi == {}
    assert repr(drift).startswith("<Drift rfm-11 · as of 1998-06-30 · nothing to compare with>")
    oracle, _ = told(cdnow, "USD")
    reading = Reading(oracle, DOCUMENTS[RFM], snaps[1].as_of, cuts=BY_HAND)
    for name in "rfm":
        assert drift[name].people == counted(reading, name)
    assert "-" in drift.table()
    frame = drift.to_frame(backend)
    for name in ("people_fitted", "share_fitted", "psi"):
        null = frame[name].is_null() if backend == "polars" else frame[name].isna()
        assert null.all()
    assert len(frame) == 15


def test_a_template_without_scores_has_nothing_that_could_drift():
    """The error names one that has."""
    snap = clm.snapshot(shop(("ann", "2024-01-01", 1)), "five-stage", as_of="2024-01-31")
    with pytest.raises(SnapshotError, match=r"'five-stage': has no scores.*rfm-11"):
        snap.drift()


@pytest.mark.parametrize("scale", ["rfm-11", 5, clm.Scale.fixed({"r": [1, 2, 3, 4]})])
def test_what_is_no_scale_of_the_scores_is_refused(snaps, scale):
    """Every score must be in it."""
    with pytest.raises(ScaleError):
        snaps[0].drift(scale)


def test_a_scale_in_another_currency_is_refused(snaps):
    """As by a snapshot."""
    with pytest.raises(CurrencyError):
        snaps[0].drift(clm.Scale.fixed(BY_HAND, currency="EUR"))


def test_a_scale_fitted_on_nobody_is_refused(snaps):
    """There is somebody to score."""
    empty = clm.templates[RFM].fit(clm.Features.of(shop(currency="USD"), as_of="1997-01-01"))
    with pytest.raises(ScaleError, match="fitted on nobody"):
        snaps[0].drift(empty.scale)


def test_an_empty_shop_says_that_nobody_is_there(snaps):
    """By a scale that has people."""
    nobody = clm.snapshot(shop(currency="USD"), snaps[0].fitted, as_of="1997-01-01")
    drift = nobody.drift()
    assert drift.psi == {}
    assert drift.notes == ("nobody has r", "nobody has f", "nobody has m")
    assert np.isnan(drift.columns()["share"]).all()


def test_an_unknown_score_is_refused_with_the_nearest(snaps):
    """There are r, f and m."""
    with pytest.raises(UnknownNameError, match="r, f, m"):
        snaps[0].drift()["q"]


def test_a_loaded_snapshot_drifts_as_well(snaps, tmp_path):
    """It has the columns, and needs no ledger."""
    snaps[1].save(tmp_path / "later.clm")
    loaded = clm.Snapshot.load(tmp_path / "later.clm")
    assert loaded.drift() == snaps[1].drift()
    assert isinstance(loaded.drift(), Drift)


def test_extra_columns_drift_too():
    """By the values that the caller gave."""
    head = "[scores]\nn = { of = 'nps', bins = 2 }\n[extra]\nnps = { min = -9, max = 9 }"
    mine = template(("some", "n >= 2"), head=head)
    ledger = shop(*((f"c{at}", "2024-01-01", 1) for at in range(4)))

    def snap(values, **rest):
        extra = {"nps": {f"c{at}": value for at, value in enumerate(values)}}
        return clm.snapshot(ledger, mine, as_of="2024-01-31", extra=extra, **rest)

    first = snap([1, 1, 2, 2])
    later = snap([1, 2, 2], scale=first.scale).drift()
    assert (later["n"].people, later["n"].fitted) == ((1, 2), (2, 2))
