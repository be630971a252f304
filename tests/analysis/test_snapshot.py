"""A snapshot says who is where, refuses what it cannot answer, and is a value."""

import copy
import pickle
from datetime import date, datetime

import numpy as np
import pytest

import clm
from asking import KEYS, by_customer, shop, template
from clm.errors import (
    ClmError,
    DayError,
    ScaleError,
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


@pytest.mark.parametrize(
    "as_of",
    [date(2024, 6, 30), AS_OF, np.datetime64(AS_OF), datetime(2024, 6, 30)],  # noqa: DTZ001
)
def test_a_day_may_be_told_in_several_ways(ledger, snap, as_of):
    """A date, ISO text, a numpy day, or a datetime at midnight."""
    assert clm.snapshot(ledger, "five-stage", as_of=as_of) == snap


@pytest.mark.parametrize("as_of", [datetime(2024, 6, 30, 5), None, "June", 20240630, float("nan")])  # noqa: DTZ001
def test_what_is_no_day_is_refused(ledger, as_of):
    """A moment is not cut down to a day."""
    with pytest.raises(DayError):
        clm.snapshot(ledger, "five-stage", as_of=as_of)


def test_a_template_may_be_a_key_itself_or_fitted(ledger, snap):
    """Anything else is refused."""
    assert clm.snapshot(ledger, clm.templates["five-stage"], as_of=AS_OF) == snap
    assert clm.snapshot(ledger, snap.fitted, as_of=AS_OF) == snap
    for strange in (5, None, {"key": "five-stage"}):
        with pytest.raises(SnapshotError, match="template"):
            clm.snapshot(ledger, strange, as_of=AS_OF)


def test_a_fitted_template_has_its_scale_already(ledger):
    """The same scale may be repeated, another one is refused."""
    fitted = clm.snapshot(ledger, "rfm-11", as_of=AS_OF).fitted
    other = clm.snapshot(ledger, "rfm-11", as_of="2024-03-31").scale
    assert clm.snapshot(ledger, fitted, as_of=AS_OF, scale=fitted.scale).scale == fitted.scale
    with pytest.raises(ClmError, match="fitted already"):
        clm.snapshot(ledger, fitted, as_of=AS_OF, scale=other)


def test_a_scale_of_another_day_is_used_as_it_is(ledger):
    """And one of other definitions is refused."""
    then = clm.snapshot(ledger, "rfm-11", as_of="2024-03-31").scale
    assert clm.snapshot(ledger, "rfm-11", as_of=AS_OF, scale=then).scale == then
    with pytest.raises(ScaleError, match=r"scores\.f"):
        clm.snapshot(ledger, "clm-14", as_of=AS_OF, scale=then)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("day", ["0001-01-01", "2024-01-04"])
def test_before_the_first_event_nobody_is_there(ledger, key, day):
    """The snapshot is empty and says so."""
    snap = clm.snapshot(ledger, key, as_of=day)
    assert len(snap) == sum(snap.counts().values()) == 0
    assert snap.notes == ("nobody yet: the first event is on 2024-01-05",)
    assert snap.customers() == []
    assert len(snap.summary()) == len(snap.template.segments)


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_ledger_has_nobody_on_any_day(key):
    """And says so."""
    snap = clm.snapshot(shop(), key, as_of=AS_OF)
    assert snap.notes == ("nobody: no events",)
    assert set(snap.counts().values()) == {0}
    assert all(len(column) == 0 for column in snap.columns().values())
    assert len(snap.to_frame("polars")) == 0


@pytest.mark.parametrize("key", KEYS)
def test_long_after_the_last_event_everybody_sleeps(ledger, key):
    """On the last day of the calendar too."""
    snap = clm.snapshot(ledger, key, as_of="9999-12-31")
    assert len(snap) == 4
    assert snap["ann"] == snap["guest"]


@pytest.mark.parametrize("key", KEYS)
def test_one_customer_is_a_shop(key):
    """She is all of its quantiles."""
    snap = clm.snapshot(shop(("ann", "2024-06-01", 10)), key, as_of=AS_OF)
    assert snap.customers() == ["ann"]
    if snap.template.scores:
        assert {name: by_customer(snap, name)["ann"] for name in "rfm"} == {"r": 5, "f": 1, "m": 1}


@pytest.mark.parametrize("key", ["exponea-14", "rfm-11"])
def test_customers_all_alike_have_one_segment(key):
    """The scores between are dead, and that is said."""
    snap = clm.snapshot(shop(*((n, "2024-01-01", 10) for n in range(30))), key, as_of=AS_OF)
    assert sorted(snap.counts().values())[-2:] == [0, 30]
    assert snap.scale.dead == dict.fromkeys("rfm", (2, 3, 4))
    assert any("nobody can get r 2 3 4 · f 2 3 4 · m 2 3 4" in note for note in snap.notes)


@pytest.mark.parametrize("key", KEYS)
def test_a_shop_of_visitors_only_scores_nobody(key):
    """They are leads, or outside."""
    visitors = shop().with_events("visit", customer=["ann", "bob"], when=["2024-06-01"] * 2)
    snap = clm.snapshot(visitors, key, as_of=AS_OF)
    assert len(snap) == 2
    assert all(cut in {(), (1, 2, 3, 5)} for cut in snap.scale.cuts.values())


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


NPS = template(("fan", "nps >= 9"), head="[extra]\nnps = { min = 0, max = 10 }")


def test_the_callers_values_are_not_kept(ledger):
    """What she does with them later changes nothing."""
    extra = {"nps": {"ann": 9}}
    snap = clm.snapshot(ledger, NPS, as_of=AS_OF, extra=extra)
    extra["nps"]["ann"] = 1
    assert by_customer(snap, "nps")["ann"] == 9
    assert snap.customers("fan") == ["ann"]


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


def test_a_day_at_fault_is_told_with_what_is_no_ledger_or_template():
    with pytest.raises(SnapshotError) as refused:
        clm.snapshot(None, 5, as_of="bad")
    assert [each.where for each in refused.value.faults] == ["ledger", "template", "as_of"]
