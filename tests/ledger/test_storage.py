"""A ledger is written whole or not at all, and read back the same or refused."""

import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import numpy as np
import pytest

from clm.errors import ClmError, FileError, FormatError
from clm.ledger.archive import write_arrays
from clm.ledger.ledger import Ledger
from nasty import nasty

LEDGER = Ledger.from_columns(
    customer=["ann", "Жанна", "guest", "a\0b"],
    when=["2024-05-01", "2024-05-02", "2024-05-03", "0001-01-01"],
    amount=[12, "30.50", -12, 0],
    order=["A", "B", "A", ""],
    currency="EUR",
    timezone="Europe/Berlin",
    match_refunds="exact",
    aliases={"guest": "ann"},
).with_events("feedback", customer=["ann"], when=["2024-05-04"], value=[9.5], campaign=["x"])


@pytest.fixture
def path(tmp_path):
    """Where the ledger is saved."""
    LEDGER.save(tmp_path / "ledger")
    return tmp_path / "ledger"


def told(ledger):
    """Give all that a ledger says."""
    customers = [ledger.customer(each) for each in ledger.customers.tolist()]
    return repr(ledger), repr(ledger.report()), customers, ledger.terms


def test_what_is_saved_is_what_is_loaded(path):
    """Text with NULs and every script, aliases, terms and scores."""
    loaded = Ledger.load(path)
    assert told(loaded) == told(LEDGER)
    assert loaded.customer("guest") == LEDGER.customer("ann")
    with pytest.raises(ValueError, match="read-only"):
        loaded.rows("order").amount[0] = 1


def test_nasty_ledgers_survive_the_round_trip(tmp_path):
    """Whatever they hold."""
    for seed in range(20):
        ledger = nasty(seed).ledger()
        ledger.save(str(tmp_path / "nasty"))
        assert told(Ledger.load(tmp_path / "nasty")) == told(ledger)


@pytest.mark.parametrize(
    "kind", ["a/b", "a\0b", "..", "/x", "facts", "file", " ", "\ud800", "касса"]
)
def test_kinds_of_any_name_are_kept(tmp_path, kind):
    """Names of kinds are no names of files."""
    ledger = LEDGER.with_events(kind, customer=["ann"], when=["2024-05-05"])
    ledger.save(tmp_path / "kinds")
    assert len(Ledger.load(tmp_path / "kinds").rows(kind)) == 1


def test_attributes_are_kept_with_their_types(tmp_path):
    """Days, instants, exact numbers; what cannot be kept is refused before a file is touched."""
    values = [date(2000, 2, 29), datetime(2000, 1, 1, 5, tzinfo=UTC), Decimal("1.10"), np.int64(5)]
    values += ["DE", None, True, 1.5, [1, "a"], {"a": 1, "date": 2}, {}, {"date": "2024-01-01"}]
    values += [("a", 1)]
    known = LEDGER.with_attributes(**{f"a{at}": {"ann": value} for at, value in enumerate(values)})
    known.save(tmp_path / "known")
    assert list(Ledger.load(tmp_path / "known").customer("ann").attributes.values()) == values
    numpy = LEDGER.with_attributes(seen={"ann": np.datetime64("2024-01-01T05", "ns")})
    numpy.save(tmp_path / "numpy")
    loaded = Ledger.load(tmp_path / "numpy").customer("ann").attributes
    assert loaded == {"seen": datetime(2024, 1, 1, 5)}  # noqa: DTZ001  # as numpy has it: naive
    (tmp_path / "numpy").unlink()
    with pytest.raises(FormatError, match="object"):
        known.with_attributes(a0={"ann": object()}).save(tmp_path / "known")
    assert len(Ledger.load(tmp_path / "known").attributes) == len(values)
    assert [each.name for each in tmp_path.iterdir()] == ["known"]


def test_a_truncated_file_is_refused(path):
    """Wherever it breaks off."""
    whole = path.read_bytes()
    for size in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(FormatError, match="ledger"):
            Ledger.load(path)


def test_a_damaged_file_is_refused_or_reads_the_same(path):
    """One wrong bit never gives another ledger, and never another error."""
    whole, dice = path.read_bytes(), Random(7)
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        try:
            loaded = Ledger.load(path)
        except FormatError:
            continue
        assert repr(loaded) == repr(LEDGER)


def test_other_files_are_no_ledgers(tmp_path):
    """Text, pickles, arrays, archives, folders and nothing at all."""
    (tmp_path / "text").write_text("customer,when")
    (tmp_path / "pickle").write_bytes(pickle.dumps({"a": 1}))
    np.save(tmp_path / "array.npy", np.arange(3))
    np.savez(tmp_path / "archive.npz", a=np.arange(3))
    np.savez(tmp_path / "object.npz", facts=np.array([object()]))
    for name in ("text", "pickle", "array.npy", "archive.npz", "object.npz"):
        with pytest.raises(FormatError):
            Ledger.load(tmp_path / name)
    with pytest.raises(ClmError, match="is a directory"):
        Ledger.load(tmp_path)
    with pytest.raises(FileNotFoundError, match="nowhere: no such file"):
        Ledger.load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("facts", "match"),
    [
        *(
            ({"version": 2}, "version 2 → this clm reads version 1"),
            ({"format": "clm snapshot"}, "holds a 'clm snapshot'"),
        ),
        *(
            ({"terms": None}, "damaged"),
            ({"terms": {"currency": "EUR"}}, "damaged"),
            ({"terms": {"currency": "EURO", "timezone": "UTC", "match_refunds": None}}, "damaged"),
            ({"aliases": [1]}, "damaged"),
        ),
        *(
            ({"kinds": []}, "damaged"),
            ({"intake": {"x": 1}}, "damaged"),
            ({"attributes": 5}, "damaged"),
        ),
    ],
)
def test_facts_that_do_not_fit_are_refused(path, facts, match):
    """Another version and another format say so."""
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    known = json.loads(arrays.pop("facts").tobytes())
    write_arrays(path, arrays, {**known, **facts})
    with pytest.raises(FormatError, match=match):
        Ledger.load(path)


def test_saving_is_whole_or_nothing(path, monkeypatch):
    """Whatever goes wrong, the old file stays and no other is left behind."""
    whole = path.read_bytes()
    for target in (path, path.parent / "new"):
        with monkeypatch.context() as patch:
            patch.setattr(np, "savez", _interrupted)
            with pytest.raises(KeyboardInterrupt):
                LEDGER.save(target)
    with pytest.raises(FileError, match="check the path"):
        LEDGER.save(path.parent)
    with pytest.raises(FileNotFoundError, match="ledger: no such file or directory"):
        LEDGER.save(path.parent / "no" / "ledger")
    assert [each.name for each in path.parent.iterdir()] == ["ledger"]
    assert path.read_bytes() == whole


def _interrupted(file, **_arrays):
    """Write a little and stop."""
    file.write(b"half")
    raise KeyboardInterrupt
