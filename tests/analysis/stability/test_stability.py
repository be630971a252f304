"""Labels under samples are those of a slow count by the same dice, in every shop."""

import pickle
import tomllib
from random import Random

import numpy as np
import pytest

import clm
from asking import shop, template
from clm.errors import ScaleError, SnapshotError
from nasty import interesting_days, nasty
from real_shops import cdnow, told
from sampled import Sampled

RFM = clm.templates["rfm-11"].to_toml()
REPEATERS = RFM.replace('"orders", bins = 5 }', '"orders", bins = 5, population = "repeaters" }')
GAPS = REPEATERS.replace('bins = 5, best = "low"', 'cuts = "gaps", best = "low"')
VISITS = """
schema = 1
key = "visits"
unclassified = "rest"
[scores]
v = { of = "count('visit')", bins = 3 }
m = { of = "monetary", bins = 3 }
n = { of = "nps", bins = 2 }
[extra]
nps = { min = -9, max = 9 }
[[stage]]
key = "all"
[[segment]]
key = "dear"
stage = "all"
when = "v >= 2 and m >= 2"
[[segment]]
key = "near"
stage = "all"
when = "v >= 2 and m < 2 and n == 2"
[[segment]]
key = "far"
stage = "all"
when = "v == 1"
"""
TEXTS = {
    "rfm-11": RFM,
    "repeaters": REPEATERS,
    "gaps": GAPS,
    "given": clm.templates["clm-14"].to_toml(),
    "visits": VISITS,
}
SAMPLES = 6


def extra_of(names, text, seed):
    """Give some customers a value, if the template asks for one."""
    dice = Random(seed)
    if text != VISITS:
        return None
    return {"nps": {who: dice.randint(-9, 9) for who in names if dice.random() < 0.7}}


def same(stability, expected, samples):
    """Compare everything that a stability tells."""
    keys = [each.key for each in stability.fitted.template.segments]
    done = [each for each in samples if each is not None]
    matrix = np.zeros((len(keys), len(keys)), np.int64)
    kept = np.zeros((len(done), len(keys)), np.int64)
    for row, (cuts, labels) in enumerate(done):
        for who, (label, _) in expected.labels.items():
            at, now = keys.index(label), keys.index(labels[who][0])
            matrix[at, now] += 1
            kept[row, at] += at == now
        for name, drawn in stability.samples.cuts.items():
            assert drawn[row].tolist() == [*cuts[name]]
    assert stability.samples.failed == len(samples) - len(done)
    assert stability.matrix.tolist() == matrix.tolist()
    assert stability.samples.kept.tolist() == kept.tolist()
    people = len(expected.labels)
    assert stability.share == pytest.approx(kept.sum() / people / len(done))
    worst = sorted(kept.sum(axis=1).tolist())[: -(-len(done) // 20)]
    assert stability.worst == pytest.approx(sum(worst) / people / len(worst))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("seed", range(12))
def test_samples_are_those_of_a_slow_count(seed, name):
    """Of every way to cut scores; a sample that has nobody to cut at is left out."""
    made, text = nasty(seed), TEXTS[name]
    ledger, oracle = made.ledger(), made.oracle()
    for day in Random(seed).sample(interesting_days(made), 2):
        extra = extra_of(sorted(oracle.population(day)), text, seed)
        try:
            snap = clm.snapshot(ledger, clm.Template.from_toml(text), as_of=day, extra=extra)
        except ScaleError:
            assert name == "gaps"
            continue
        expected = Sampled(oracle, tomllib.loads(text), day, extra)
        samples = expected.samples(SAMPLES, seed)
        if not samples:
            assert not len(snap) or snap.stability(SAMPLES, seed).share == 1
        elif any(samples):
            same(snap.stability(SAMPLES, seed), expected, samples)
        else:
            with pytest.raises(SnapshotError, match="none of 6 samples"):
                snap.stability(SAMPLES, seed)


ROWS = [
    (f"c{who}", f"2024-{month:02}-{day:02}", amount)
    for dice in [Random(5)]
    for who in range(120)
    for _ in range(dice.choice((1, 1, 2, 3, 8)))
    for month, day, amount in [(dice.randint(1, 9), dice.randint(1, 28), dice.randint(1, 99))]
]
DAY = "2024-09-30"


def snap_of(rows=ROWS, text=RFM, **rest):
    return clm.snapshot(shop(*rows), clm.Template.from_toml(text), as_of=DAY, **rest)


def numbers(stability):
    """Give everything that a stability tells, but names of customers, which it does not."""
    cuts = {name: drawn.tolist() for name, drawn in stability.samples.cuts.items()}
    return stability.matrix.tolist(), stability.samples.kept.tolist(), cuts, stability.notes


@pytest.mark.parametrize("name", ["rfm-11", "repeaters", "gaps", "given"])
def test_rows_in_another_order_and_other_names_change_nothing(name):
    """Equal people can take each other's places."""
    dice, text = Random(6), TEXTS[name]
    expected = numbers(snap_of(text=text).stability(9, 4))
    shuffled = dice.sample(ROWS, len(ROWS))
    names = dice.sample(range(1000), 120)
    renamed = [(names[int(who[1:])], *row) for who, *row in shuffled]
    assert numbers(snap_of(shuffled, text).stability(9, 4)) == expected
    assert numbers(snap_of(renamed, text).stability(9, 4)) == expected
    assert numbers(snap_of(text=text).stability(9, 5)) != expected


def test_visitors_change_nothing():
    """Nobody cuts a score at those who do not have it."""
    days = ["2024-05-01"] * 50
    ledger = shop(*ROWS).with_events("visit", customer=[f"v{at}" for at in range(50)], when=days)
    expected = numbers(snap_of().stability(9))
    visited = clm.snapshot(ledger, clm.Template.from_toml(RFM), as_of=DAY).stability(9)
    assert numbers(visited)[2:] == expected[2:]
    keys = [each.key for each in visited.fitted.template.segments]
    buyers = [keys.index(key) for key in keys if key != "no_order"]
    assert visited.matrix[np.ix_(buyers, buyers)].tolist() == [row[:-1] for row in expected[0][:-1]]
    assert visited.size == 120


def test_what_happens_later_changes_nothing():
    """Of the gaps neither."""
    later = [*ROWS, *((f"c{who}", "2024-10-01", 5) for who in range(120))]
    for text in (RFM, GAPS):
        assert numbers(snap_of(later, text).stability(9)) == numbers(
            snap_of(text=text).stability(9)
        )


def test_a_scale_of_other_people_is_set_aside_and_that_is_said():
    """Labels are compared under cut points of one and the same population."""
    other = [(who, day, 3 * amount) for who, day, amount in ROWS[::2]]
    scale = snap_of(other).scale
    frozen = snap_of(scale=scale).stability(9)
    fresh = snap_of().stability(9)
    assert (frozen.own, fresh.own) == (False, True)
    assert frozen.fitted.scale == fresh.fitted.scale
    assert frozen.matrix.tolist() == fresh.matrix.tolist()
    assert frozen.notes == (
        *fresh.notes,
        "the snapshot's scores were cut on other people; labels here are by those of the day",
    )


def test_cut_points_that_are_given_do_not_move():
    """Neither those of the template nor those of a scale by hand."""
    hand = clm.Scale.fixed(
        {"r": [30, 90, 180, 200], "f": [1, 2, 3, 5], "m": [1500, 3000, 6000, 12000]},
        currency="EUR",
    )
    by_hand = snap_of(scale=hand).stability()
    assert by_hand.share == by_hand.worst == 1
    assert by_hand.notes == (
        "all cut points are given, so nobody's label depends on who else is there",
    )
    assert by_hand.cuts.interval("r") == ((30, 30), (90, 90), (180, 180), (200, 200))
    partly = snap_of(text=TEXTS["given"]).stability(9)
    assert {*partly.samples.cuts} == {"r", "m"}
    assert partly.cuts.interval("f") == ((1, 1), (2, 2), (3, 3), (5, 5))
    assert partly.cuts.columns()["moved"][4:8].tolist() == [0, 0, 0, 0]


def test_a_template_without_scores_says_so():
    """At once, however many samples are asked for."""
    told_so = clm.snapshot(shop(*ROWS), "five-stage", as_of=DAY).stability(10**12)
    assert told_so.share == 1
    assert told_so.notes == ("there are no scores, so nobody's label depends on who else is there",)
    assert (
        repr(told_so).splitlines()[0]
        == "<Stability five-stage · as of 2024-09-30 · nothing to fit>"
    )
    assert told_so.matrix.diagonal().tolist() == told_so.people.tolist()
    assert len(told_so.cuts) == 0
    assert repr(told_so.cuts) == "score  cut  at  95 % of samples  moved"


def test_nobody_has_no_label_to_keep():
    """Before the first day, and where there are visitors alone."""
    nobody = clm.snapshot(shop(*ROWS), "rfm-11", as_of="2023-01-01").stability()
    assert np.isnan([nobody.share, nobody.worst]).all()
    assert "keep their label  -, at worst -" in repr(nobody)
    visits = shop().with_events("visit", customer=["ann"], when=["2024-01-01"])
    alone = clm.snapshot(visits, "rfm-11", as_of=DAY).stability()
    assert alone.share == 1
    assert alone.notes == ("nobody has a score that could be cut",)


def test_a_loaded_snapshot_is_as_stable(tmp_path):
    """Its columns are enough, but for gaps."""
    snap_of().save(tmp_path / "snap.clm")
    loaded = clm.Snapshot.load(tmp_path / "snap.clm")
    assert numbers(loaded.stability(9)) == numbers(snap_of().stability(9))
    snap_of(text=GAPS).save(tmp_path / "gaps.clm")
    with pytest.raises(SnapshotError, match=r"has no ledger to find the gaps.*clm\.snapshot"):
        clm.Snapshot.load(tmp_path / "gaps.clm").stability()


def test_gaps_that_are_not_there_yet_are_refused():
    """By a scale of another day there is a snapshot, but there are no samples."""
    scale = snap_of(text=GAPS).scale
    once = snap_of([("ann", "2024-01-01", 1), ("bob", "2024-01-02", 1)], GAPS, scale=scale)
    with pytest.raises(SnapshotError, match="nobody ordered on two days"):
        once.stability()


@pytest.mark.parametrize("size", [120, 499, 500])
def test_few_people_are_told(size):
    """Rule and number are those of the scale."""
    rows = [(f"c{who}", "2024-01-01", who + 1) for who in range(size)]
    notes = snap_of(rows).stability(2).notes
    assert (f"r, f, m fitted on {size} people, fewer than 500" in notes) == (size < 500)


def test_progress_is_told_after_every_sample():
    """Also after those that are left out."""
    seen = []
    snap_of().stability(7, progress=lambda done, number: seen.append((done, number)))
    assert seen == [(done, 7) for done in range(1, 8)]


def test_a_sample_without_anybody_to_cut_at_is_left_out():
    """Of two people one has a visit, so a quarter of the samples have none."""
    ledger = shop(("ann", DAY, 1), ("bob", DAY, 1))
    ledger = ledger.with_events("visit", customer=["ann"], when=[DAY])
    snap = clm.snapshot(ledger, clm.Template.from_toml(VISITS), as_of=DAY)
    found = snap.stability(40)
    assert 0 < found.samples.failed < 40
    assert len(found) == 40 - found.samples.failed
    out = f"{found.samples.failed} of 40 samples had nobody to cut a score on, and are left out"
    assert out in found.notes
    unlucky = next(
        seed for seed in range(99) if np.random.default_rng(seed).integers(2, size=2).all()
    )
    lucky = next(
        seed for seed in range(99) if not np.random.default_rng(seed).integers(2, size=2).any()
    )
    outcomes = []
    for seed in (unlucky, lucky):
        try:
            outcomes.append(snap.stability(1, seed).samples.failed)
        except SnapshotError as error:
            outcomes.append(str(error))
    assert sorted(map(str, outcomes)) == [
        "0",
        "samples: none of 1 sample had anybody to cut a score on → draw more, or take a later day",
    ]


def test_a_stability_shows_itself():
    """In twelve lines, as a table, as columns, and in a notebook."""
    found = snap_of().stability(20)
    lines = repr(found).splitlines()
    assert lines[0] == "<Stability rfm-11 · as of 2024-09-30 · 20 samples of 120 customers>"
    assert lines[1].startswith("  keep their label  ")
    assert lines[2].startswith("  least sure        ")
    assert [line[2] for line in lines[3:6]] == ["r", "f", "m"]
    assert len(lines) <= 12
    table = found.table().splitlines()
    assert len(table) == 1 + len(found.people) + 1
    assert table[-1].startswith("(all)")
    assert found._repr_html_().startswith("<table><caption>Stability rfm-11")
    columns = found.columns()
    for at, kept in enumerate(found.samples.kept.T):
        people, moved = found.people[at], found.matrix[at].copy()
        moved[at] = 0
        instead = columns["segment"][moved.argmax()] if moved.any() else ""
        assert columns["instead"][at] == instead
        if people:
            assert columns["share"][at] == kept.sum() / (people * 20)
            assert columns["worst"][at] == kept.min() / people
            assert columns["instead_share"][at] == moved.max() / (people * 20)
        else:
            assert np.isnan(columns["share"][at])
    assert not any(column.flags.writeable for column in columns.values())
    frame = found.to_frame("polars")
    assert frame["share"].null_count() == int((found.people == 0).sum())
    assert numbers(pickle.loads(pickle.dumps(found))) == numbers(found)


def test_many_scores_and_notes_are_cut_short():
    """Never more than twelve lines."""
    scores = "".join(f's{at} = {{ of = "orders", bins = {at + 4} }}\n' for at in range(9))
    mine = template(("some", "s0 >= 2"), head=f"[scores]\n{scores}")
    scale = clm.snapshot(shop(*ROWS[:60]), mine, as_of=DAY).scale
    found = clm.snapshot(shop(*ROWS), mine, as_of=DAY, scale=scale).stability(3)
    assert len(repr(found).splitlines()) <= 12
    assert "  … 5 more scores in .cuts" in repr(found).splitlines()
    other = snap_of(ROWS[:200], GAPS).scale
    noted = snap_of(text=GAPS, scale=other).stability(3)
    assert len(noted.notes) == 5
    assert repr(noted).splitlines()[-1] == "  note: 3 more in .notes"


@pytest.mark.parametrize("samples", [0, -1, 1.5, "9", None, True, float("nan"), np.array([9]), [9]])
@pytest.mark.parametrize("seed", [-1, 0.5, "0", None, False, np.array([0]), np.timedelta64(1, "D")])
def test_what_is_no_number_is_refused_all_at_once(samples, seed):
    """With a progress that cannot be called."""
    with pytest.raises(SnapshotError, match="3 faults") as error:
        snap_of().stability(samples, seed, progress="bar")
    assert [fault.where for fault in error.value.faults] == ["samples", "seed", "progress"]


def test_numbers_of_numpy_are_numbers():
    """And seeds may be large."""
    snap = snap_of()
    assert numbers(snap.stability(np.int32(3), np.uint8(4))) == numbers(snap.stability(3, 4))
    assert len(snap.stability(2, 10**40)) == 2


def test_samples_of_cdnow_are_those_of_a_plain_count():
    """Cut points by sorting lists; labels by snapshots with those."""
    number = 7
    _, ledger = told(cdnow, "USD")
    snap = clm.snapshot(ledger, "rfm-11", as_of="1998-03-31")
    columns = snap.columns()
    rows = zip(*(columns[name].tolist() for name in ("monetary", "orders", "recency")), strict=True)
    line, dice = sorted(rows), np.random.default_rng(11)
    found = snap.stability(number, 11)
    before = columns["segment"].tolist()
    for at in range(number):
        drawn = [line[place] for place in dice.integers(len(line), size=len(line)).tolist()]
        values = dict(zip("mfr", zip(*drawn, strict=True), strict=True))
        cuts = {
            name: [sorted(values[name])[-(-len(drawn) * k // 5) - 1] for k in range(1, 5)]
            for name in "rfm"
        }
        assert {name: found.samples.cuts[name][at].tolist() for name in "rfm"} == cuts
        scale = clm.Scale(snap.scale.scores, cuts, snap.scale.people, "USD")
        after = clm.snapshot(ledger, "rfm-11", as_of="1998-03-31", scale=scale).columns()["segment"]
        kept = sum(one == other for one, other in zip(before, after.tolist(), strict=True))
        assert found.samples.kept[at].sum() == kept
