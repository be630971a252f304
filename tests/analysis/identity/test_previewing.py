"""What a merge is foreseen to change is what the oracle says of a shop told so at once."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from as_one import as_another, some_merge
from asking import DOCUMENTS, KEYS, by_customer, cuts, examples
from clm.errors import LedgerError, ScaleError, SnapshotError, UnknownNameError
from clm.features.table import Features
from nasty import days, interesting_days, nasty, shops
from oracle import Reading
from real_shops import cdnow, online_retail

DAY = "2024-05-12"


def told_by(preview):
    """Give segment, orders and money that every merged customer would have."""
    return {
        who: (each.after, each.orders, each.monetary.minor)
        for who in preview
        for each in [preview[who]]
    }


def told_by_oracle(oracle, key, day, scale):
    """Give everybody's segment, orders and money, under the cut points of before."""
    places = Reading(oracle, DOCUMENTS[key], day, cuts=scale).places()
    orders, money = (oracle.features(name, day) for name in ("orders", "monetary"))
    return {who: (place[0], orders[who], money[who]) for who, place in places.items()}


def check(told, mapping, day, key):
    """Compare with the oracle, and with a snapshot of the merged ledger."""
    snap = clm.snapshot(told.ledger(), key, as_of=day)
    if None in cuts(snap).values() and len(snap):
        return
    preview = snap.merge_preview(mapping)
    expected = told_by_oracle(as_another(told, mapping).oracle(), key, day, cuts(snap))
    nowhere = ("", 0, 0)
    assert told_by(preview) == {who: expected.get(who, nowhere) for who in preview}
    assert {*preview} == {*mapping.values()}
    after = clm.snapshot(told.ledger().merge_customers(mapping), snap.fitted, as_of=day)
    assert preview.counts_after == after.counts()
    was, now = (by_customer(each, "segment") for each in (snap, after))
    moved = {who: (was.get(who, ""), now[who]) for who in now if was.get(who, "") != now[who]}
    assert preview.moves == moved
    rows = zip(
        *(preview.columns()[name].tolist() for name in ("id", "segment_before")), strict=True
    )
    assert dict(rows) == {who: was.get(who, "") for who in preview.ids.tolist()}


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_previews_are_those_of_the_oracle(start):
    """Every built-in template, on a day of each shop."""
    for seed in range(start, start + 20):
        told, dice = nasty(seed), Random(seed)
        mapping, day = some_merge(told.ledger(), dice), dice.choice(interesting_days(told))
        for key in KEYS:
            check(told, mapping, day, key)


@examples(25)
@given(st.data(), shops(), st.sampled_from(KEYS), st.randoms(use_true_random=False))
def test_previews_are_those_of_the_oracle_in_shops_that_shrink(data, told, key, dice):
    """The same, with the smallest shop in which they would differ."""
    check(told, some_merge(told.ledger(), dice), data.draw(days(told)), key)


def shop(*rows, **rest):
    """Make a ledger of (customer, day) orders of ten euros."""
    customer, when = zip(*rows, strict=True)
    amount = [10] * len(rows)
    return clm.Ledger.from_columns(
        customer=customer, when=when, amount=amount, currency="EUR", **rest
    )


APART = shop(("ann", "2024-05-01"), ("g", "2024-05-03"), ("bob", "2024-05-04"))


def test_features_of_silence_stay_silent():
    """What is not known on the snapshot's day does not come in by a merge."""
    ledger = shop(("ann", "2024-05-01"), ("g", "2024-05-02"), ("g", "2024-05-10"))
    fitted = clm.snapshot(ledger, "five-stage", as_of=DAY).fitted
    features = Features.of(ledger, as_of="2024-08-12", known_on="2024-05-05")
    snap = clm.Snapshot(features=features, fitted=fitted, places=fitted.segments(features))
    preview = snap.merge_preview({"g": "ann"})
    assert (preview["ann"].orders, preview["ann"].after) == (2, "retained")
    assert preview.as_of.isoformat() == "2024-08-12"
    assert preview["ann"].before == ("one_time", "one_time")


def test_extra_columns_come_along():
    """Her own value goes before, then that of whoever is named first."""
    text = """
schema = 1
key = "mood"
[extra]
nps = { min = -100, max = 100 }
[[stage]]
key = "glad"
when = "nps >= 50"
[[stage]]
key = "other"
when = "not nps >= 50"
"""
    template = clm.Template.from_toml(text)
    for nps, after in (
        ({"g": 60, "bob": 0}, "glad"),
        ({"g": 0, "bob": 60}, "other"),
        ({"bob": 60}, "glad"),
        ({"ann": 0, "g": 60}, "other"),
        ({}, "other"),
    ):
        snap = clm.snapshot(APART, template, as_of=DAY, extra={"nps": nps})
        assert snap.merge_preview({"g": "ann", "bob": "ann"})["ann"].after == after
        assert snap.extra["nps"] == nps


def test_those_who_come_later_are_told():
    """One of them, or all; and a day before everything."""
    early = clm.snapshot(APART, "five-stage", as_of="2024-05-02").merge_preview({"g": "ann"})
    assert early["g"].before == ("new_customer", "")
    assert early.moves == {}
    assert early.change == dict.fromkeys(early.change, 0)
    assert early.notes == ("nothing had happened up to 2024-05-02 under 'g'",)
    before = clm.snapshot(APART, "five-stage", as_of="2024-04-01").merge_preview({"g": "ann"})
    assert (before["ann"].before, before["ann"].after) == (("", ""), "")


def test_nobody_is_merged_by_an_empty_mapping():
    """Nothing changes, and nothing is wrong."""
    snap = clm.snapshot(APART, "five-stage", as_of=DAY)
    preview = snap.merge_preview({})
    assert (len(preview), preview.moves, preview.counts_after) == (0, {}, snap.counts())
    assert all(not len(column) for column in preview.columns().values())


def test_earlier_merges_are_kept():
    """An alias of the guest is one of ann after it."""
    ledger = shop(("g3", "2024-05-01"), ("g7", "2024-05-02"), ("ann", "2024-05-03"))
    snap = clm.snapshot(ledger.merge_customers({"g3": "g7"}), "five-stage", as_of=DAY)
    assert snap.merge_preview({"g7": "ann"})["ann"].orders == 3
    with pytest.raises(LedgerError, match="'g3' is an alias of 'g7' already"):
        snap.merge_preview({"g3": "ann"})


@pytest.mark.parametrize(
    "mapping",
    [
        *(None, 5, "g", ["g", "ann"], {"g": "g"}, {"g": "ann", "ann": "bob"}, {"g": None}),
        *({"g": ["ann"]}, {1.5: "ann"}, {"g": np.array(["ann"])}, {float("nan"): "ann"}),
    ],
    ids=repr,
)
def test_what_a_ledger_would_not_merge_is_not_foreseen(mapping):
    """The same faults as there."""
    snap = clm.snapshot(APART, "five-stage", as_of=DAY)
    with pytest.raises(LedgerError) as caught:
        APART.merge_customers(mapping)
    with pytest.raises(LedgerError) as again:
        snap.merge_preview(mapping)
    assert again.value.faults == caught.value.faults


def test_unknown_customers_are_told_with_the_nearest():
    """As everywhere."""
    with pytest.raises(UnknownNameError, match="did you mean 'ann'"):
        clm.snapshot(APART, "five-stage", as_of=DAY).merge_preview({"g": "anne"})


def test_a_loaded_snapshot_has_nothing_to_merge(tmp_path):
    """It says what would have."""
    clm.snapshot(APART, "five-stage", as_of=DAY).save(tmp_path / "snap")
    with pytest.raises(SnapshotError, match=r"no ledger → make it with clm.snapshot\(ledger, …\)"):
        clm.Snapshot.load(tmp_path / "snap").merge_preview({"g": "ann"})


def test_a_score_that_nobody_had_cannot_be_given():
    """Two who bought once have a gap together, and no cut points for it."""
    text = """
schema = 1
key = "gaps"
[scores]
g = { of = "last_gap", bins = 2, best = "low" }
[[stage]]
key = "quick"
when = "g == 2"
[[stage]]
key = "other"
when = "not g == 2"
"""
    snap = clm.snapshot(APART, clm.Template.from_toml(text), as_of=DAY)
    with pytest.raises(ScaleError, match="fitted on nobody"):
        snap.merge_preview({"g": "ann"})


REAL = {
    "cdnow": (cdnow, {"currency": "USD"}, "1998-03-31"),
    "online retail": (
        online_retail,
        {"currency": "GBP", "timezone": "Europe/London", "match_refunds": "exact"},
        "2011-08-31",
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_guests_of_real_shops_become_who_they_are(name):
    """Every fourth row comes under a guest's id; the preview and the merge find them all."""
    columns, terms, day = REAL[name]
    columns = columns()
    own = columns["customer"]
    kept = {who for at, who in enumerate(own) if at % 4 != 3}
    guest = (lambda at: f"guest {at}") if isinstance(own[0], str) else (lambda at: -1 - at)
    whose = {guest(at): who for at, who in enumerate(own) if at % 4 == 3 and who in kept}
    sent = [guest(at) if guest(at) in whose else who for at, who in enumerate(own)]
    split = clm.Ledger.from_columns(**{**columns, "customer": sent}, **terms)
    whole = clm.Ledger.from_columns(**columns, **terms)
    merged = split.merge_customers(whose)
    assert (len(merged), merged.report()) == (len(whole), whole.report())
    for key in ("exponea-14", "five-stage"):
        snap = clm.snapshot(split, key, as_of=day)
        after = clm.snapshot(whole, snap.fitted, as_of=day)
        assert clm.snapshot(merged, snap.fitted, as_of=day) == after
        preview, found = snap.merge_preview(whose), by_customer(after, "segment")
        assert preview.counts_after == after.counts()
        keys = dict(zip(preview.customers.tolist(), preview.after.keys(snap.template), strict=True))
        assert keys == {who: found.get(who, "") for who in keys}
