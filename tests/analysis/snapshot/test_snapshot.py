"""A snapshot says who is where, refuses what it cannot answer, and is a value."""

import copy
import pickle

import numpy as np
import pytest

import clm
from asking import KEYS, by_customer, shop
from clm.errors import (
    SnapshotError,
    UnknownNameError,
)

AS_OF = "2024-06-30"


@pytest.fixture
def ledger():
    """A newcomer, a regular, one who gave all back, one who only looks."""
    regular = [("ann", f"2024-0{month}-15", 50) for month in (1, 2, 3, 4, 5, 6)]
    return shop(
        *regular, ("bob", "2024-06-20", 20), ("cat", "2024-01-05", -5), aliases={"guest": "ann"}
    ).with_events("visit", customer=["dan"], when=["2024-06-29"])


@pytest.fixture
def snap(ledger):
    return clm.snapshot(ledger, "five-stage", as_of=AS_OF)


def test_everybody_has_one_segment_and_its_stage(snap):
    """Found by any of her ids."""
    assert by_customer(snap, "segment") == {
        "ann": "retained",
        "bob": "new_customer",
        "cat": "outside",
        "dan": "lead",
    }
    assert snap["guest"].key == "retained"
    assert snap["guest"].stage == "retention"
    assert snap["cat"] == clm.Segment("outside", stage="", rank=0)


def test_counts_are_in_template_order_and_hold_every_segment(snap):
    """Stages likewise, and "" for whoever is outside."""
    assert [*snap.counts()] == [each.key for each in snap.template.segments]
    assert {key: number for key, number in snap.counts().items() if number} == {
        "lead": 1,
        "new_customer": 1,
        "retained": 1,
        "outside": 1,
    }
    assert snap.stage_counts() == {
        "awareness": 1,
        "acquisition": 1,
        "development": 0,
        "retention": 1,
        "advocacy": 0,
        "": 1,
    }


def test_customers_are_selected_by_segment(snap):
    """All of them if none is named."""
    assert snap.customers("lead", "outside") == ["cat", "dan"]
    assert sorted(snap.customers()) == ["ann", "bob", "cat", "dan"]
    assert snap.customers("advocate") == []
    assert len(snap) == 4
    assert sorted(snap) == sorted(snap.customers())


@pytest.mark.parametrize(
    ("customer", "there"),
    [("ann", True), ("guest", True), ("eve", False), (5, False), (None, False), (1.5, False)],
)
def test_anything_may_be_asked_whether_it_is_a_customer(snap, customer, there):
    """What is no id is nobody's."""
    assert (customer in snap) is there


def test_whole_numbers_are_ids_whatever_their_width():
    """Those of numpy too, but True is not customer 1."""
    snap = clm.snapshot(shop((1, "2024-06-01", 5)), "five-stage", as_of=AS_OF)
    assert all(each in snap for each in snap.columns()["customer"])
    assert snap[np.int64(1)].key == "new_customer"
    assert True not in snap


def test_unknown_names_are_refused_with_the_nearest(ledger, snap):
    """Templates, segments, customers, scores and attributes."""
    with pytest.raises(UnknownNameError, match="'exponea-14'"):
        clm.snapshot(ledger, "exponea14", as_of=AS_OF)
    with pytest.raises(UnknownNameError, match="'retained'"):
        snap.customers("retaind")
    with pytest.raises(UnknownNameError, match="'ann'"):
        snap["anne"]
    for strange in (5, None, 1.5, [1]):
        with pytest.raises(UnknownNameError):
            snap[strange]
    with pytest.raises(UnknownNameError, match="score 'r'"):
        snap.grid("r", "f")
    with pytest.raises(UnknownNameError, match="r, f, m"):
        clm.snapshot(ledger, "rfm-11", as_of=AS_OF).grid("r", "q")
    with pytest.raises(UnknownNameError, match="segment, stage"):
        snap.summary("cuntry")


def test_equality_is_by_customer(ledger, snap):
    """Not by row order, and not with another day, template, scale or value."""
    turned = shop(("bob", "2024-06-20", 20)).with_events(
        "visit", customer=["dan"], when=["2024-06-29"]
    )
    rest = [("ann", f"2024-0{month}-15", 50) for month in (1, 2, 3, 4, 5, 6)]
    same = turned.append(shop(("cat", "2024-01-05", -5), *rest))
    assert clm.snapshot(same, "five-stage", as_of=AS_OF) == snap
    assert clm.snapshot(ledger, "five-stage", as_of="2024-06-29") != snap
    assert clm.snapshot(ledger, "growth-accounting", as_of=AS_OF) != snap
    assert clm.snapshot(same.append(shop(("bob", AS_OF, 0))), "five-stage", as_of=AS_OF) != snap
    assert clm.snapshot(shop(), "five-stage", as_of=AS_OF) != snap
    assert snap != "five-stage"
    with pytest.raises(TypeError):
        hash(snap)


def test_customers_called_by_numbers_and_by_text_are_different(ledger):
    """Even where everything else is the same."""
    one = clm.snapshot(shop((1, "2024-06-01", 5)), "five-stage", as_of=AS_OF)
    assert one != clm.snapshot(shop(("1", "2024-06-01", 5)), "five-stage", as_of=AS_OF)
    assert one != clm.snapshot(ledger.only(["bob"]), "five-stage", as_of=AS_OF)


def test_fifty_thousand_customers_are_compared_without_looking_each_up():
    """Equality sorts once."""
    customer = np.arange(50_000)
    ledger = clm.Ledger.from_columns(
        customer=customer,
        when=np.full(50_000, "2024-06-01", "M8[D]"),
        amount_minor=customer,
        currency="EUR",
    )
    one, other = (clm.snapshot(ledger, "rfm-11", as_of=AS_OF) for _ in range(2))
    assert one == other


def test_results_are_read_only(ledger):
    """Columns, places, grids and summaries."""
    snap = clm.snapshot(ledger, "exponea-14", as_of=AS_OF)
    arrays = [
        *snap.columns().values(),
        *snap.summary().columns().values(),
        *snap.summary("stage").columns().values(),
        snap.grid("r", "f").counts,
        snap.places,
    ]
    assert not any(array.flags.writeable for array in arrays)
    with pytest.raises(AttributeError):
        snap.places = None


@pytest.mark.parametrize("how", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_a_snapshot_travels_to_other_processes(snap, tmp_path, how):
    """With its ledger, or as it was loaded without one."""
    snap.save(tmp_path / "snap")
    assert how(snap) == snap
    assert how(snap).ledger.report().net == snap.ledger.report().net
    assert how(clm.Snapshot.load(tmp_path / "snap")) == snap


def test_without_a_ledger_the_way_out_is_named(snap, tmp_path):
    """A loaded snapshot cannot tell what needs events."""
    snap.save(tmp_path / "snap")
    loaded = clm.Snapshot.load(tmp_path / "snap")
    for ask in (lambda: loaded.ledger, lambda: loaded.summary("country")):
        with pytest.raises(SnapshotError, match=r"no ledger.*clm\.snapshot"):
            ask()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("people", [0, 1, 30])
def test_a_snapshot_shows_itself_in_twelve_lines_at_most(key, people):
    """However much there is to note."""
    snap = clm.snapshot(shop(*((n, "2024-06-01", n) for n in range(people))), key, as_of=AS_OF)
    text = repr(snap)
    assert text.startswith(f"<Snapshot {key} · as of 2024-06-30 · {people} customer")
    assert 1 <= len(text.splitlines()) <= 12
    assert len(repr(snap.summary()).splitlines()) <= 12
    assert "\n" not in repr(snap.fitted)


def test_what_finds_no_room_is_counted(ledger):
    """The notes that are not shown can be asked for."""
    rows = "".join(f'[[stage]]\nkey = "s{at}"\nwhen = "orders == {at}"\n' for at in range(20))
    head = "schema = 1\nkey = 'many'\nunclassified = 'rest'\n"
    scores = '[scores]\nr = { of = "recency" }\nv = { of = "count(\'visit\')" }\n'
    many = clm.Template.from_toml(f"{head}{scores}{rows}")
    lines = repr(clm.snapshot(ledger, many, as_of=AS_OF)).splitlines()
    assert len(lines) == 12
    assert lines[9] == "  …"
    assert lines[-1].startswith("  note: ")
    assert lines[-1].endswith(" more in .notes")


def test_a_notebook_shows_every_segment(snap):
    """With its stage, its people and their share."""
    html = snap._repr_html_()
    assert html.startswith("<table><caption>Snapshot five-stage · as of 2024-06-30 · 4 customers")
    assert html.count("<tr>") == 1 + len(snap.template.segments)
    assert "<td>retention</td><td>retained</td><td>1</td><td>25.0 %</td>" in html
