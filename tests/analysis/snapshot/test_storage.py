"""A snapshot is saved without its ledger, and read back the same or refused."""

import json

import numpy as np
import pytest

import clm
from asking import KEYS, shop, template
from clm.errors import FormatError
from clm.ledger.archive import read_arrays, write_arrays

AS_OF = "2024-03-01"
NPS = template(
    ("fan", "n == 2 and nps >= 5"),
    ("seen", "latest('order', 'visit') == 'visit' and nps < 5"),
    head='[scores]\nn = { of = "nps", bins = 2 }\n[extra]\nnps = { min = 0, max = 10 }',
)


@pytest.fixture
def ledger():
    return shop(
        ("ann", "2024-01-01", 10),
        ("Жанна", "2024-02-01", 20),
        ("cat", "2024-05-01", 30),
        aliases={"guest": "ann"},
    ).with_events("visit", customer=["dan"], when=["2024-02-02"])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "snap"


def back(snap, path):
    snap.save(path)
    return clm.Snapshot.load(path)


@pytest.mark.parametrize("key", KEYS)
def test_what_was_saved_is_read_back(ledger, path, key):
    """Places, columns, scale and sums."""
    snap = clm.snapshot(ledger, key, as_of=AS_OF)
    loaded = back(snap, path)
    assert loaded == snap
    assert loaded.counts() == snap.counts()
    assert loaded.scale == snap.scale
    assert loaded.as_of == snap.as_of
    assert str(loaded.summary()) == str(snap.summary())
    assert loaded.to_frame("polars").equals(snap.to_frame("polars"))
    assert [loaded[each].key for each in loaded] == [snap[each].key for each in loaded]


@pytest.mark.parametrize(
    "extra",
    [
        {"nps": {"ann": 9, "dan": 0}},
        {"nps": {"guest": 9}},
        {"nps": {"cat": 9, "ann": 3}},
        {"nps": {"ann": np.int64(9)}},
        {},
        None,
    ],
)
def test_the_callers_values_are_read_back(ledger, path, extra):
    """By whatever id they were given, also of those who come later."""
    snap = clm.snapshot(ledger, NPS, as_of=AS_OF, extra=extra)
    loaded = back(snap, path)
    assert loaded == snap
    assert loaded.columns()["nps"].tolist() == snap.columns()["nps"].tolist()
    assert back(loaded, path) == snap


def test_a_snapshot_of_nobody_is_read_back(path):
    """An empty one is one too."""
    snap = clm.snapshot(shop(), "exponea-14", as_of=AS_OF)
    assert back(snap, path) == snap


def test_customers_called_by_numbers_are_read_back(path):
    """As numbers."""
    snap = clm.snapshot(shop((2**40, AS_OF, 1), (-7, AS_OF, 1)), "rfm-11", as_of=AS_OF)
    assert set(back(snap, path)) == {2**40, -7}


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", None])
def test_what_is_no_snapshot_is_refused(ledger, path, content):
    """None stands for a snapshot cut short."""
    clm.snapshot(ledger, "rfm-11", as_of=AS_OF).save(path)
    path.write_bytes(path.read_bytes()[:700] if content is None else content)
    with pytest.raises(FormatError):
        clm.Snapshot.load(path)


def test_a_ledger_is_no_snapshot(ledger, path):
    """The error names both."""
    ledger.save(path)
    with pytest.raises(FormatError, match=r"'clm ledger'.*clm snapshot"):
        clm.Snapshot.load(path)


@pytest.mark.parametrize("lost", ["template", "scale", "as_of", "currency", "extra", "places"])
def test_a_snapshot_that_lost_a_part_is_refused(ledger, path, lost):
    """By its path."""
    clm.snapshot(ledger, "rfm-11", as_of=AS_OF).save(path)
    arrays, facts = read_arrays(path, "clm snapshot", 1)
    write_arrays(
        path,
        {name: each for name, each in arrays.items() if name != lost},
        {name: each for name, each in facts.items() if name != lost},
    )
    with pytest.raises(FormatError, match=r"snap.*damaged"):
        clm.Snapshot.load(path)


@pytest.mark.parametrize(
    "changes", [{"template": "schema = 2"}, {"scale": "{}"}, {"as_of": "June"}, {"extra": 5}]
)
def test_a_garbled_snapshot_is_refused(ledger, path, changes):
    """Whatever is garbled."""
    clm.snapshot(ledger, "rfm-11", as_of=AS_OF).save(path)
    arrays, facts = read_arrays(path, "clm snapshot", 1)
    write_arrays(path, arrays, json.loads(json.dumps({**facts, **changes})))
    with pytest.raises(FormatError, match="damaged"):
        clm.Snapshot.load(path)


def test_saving_again_replaces_the_file_whole(ledger, path):
    """And leaves nothing beside it."""
    for day in ("2024-02-01", AS_OF):
        clm.snapshot(ledger, "rfm-11", as_of=day).save(path)
    assert clm.Snapshot.load(path).as_of.isoformat() == AS_OF
    assert [each.name for each in path.parent.iterdir()] == ["snap"]


def test_ways_of_cutting_and_cut_points_by_hand_come_back(tmp_path):
    """A template cut by gaps and among repeaters, by its own scale and by one given."""
    head = (
        '[scores]\nr = { of = "recency", cuts = "gaps", best = "low" }\n'
        'f = { of = "orders", bins = 3, population = "repeaters" }'
    )
    mine = template(("often", "r >= 3 and f >= 2"), head=head)
    ledger = shop(("ann", "2024-01-01", 1), ("ann", "2024-01-08", 1), ("bob", "2024-01-09", 1))
    by_hand = clm.Scale.fixed({"r": [1, 2, 3, 30], "f": [1, 4]}, scores=mine.scores)
    for scale in (None, by_hand):
        snap = clm.snapshot(ledger, mine, as_of="2024-01-10", scale=scale)
        snap.save(tmp_path / "snap.clm")
        loaded = clm.Snapshot.load(tmp_path / "snap.clm")
        assert loaded == snap
        assert loaded.scale == snap.scale
        assert [each.options for each in loaded.template.scores.values()] == [
            ("gaps",),
            ("repeaters",),
        ]
