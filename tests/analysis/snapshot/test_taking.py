"""A snapshot is taken of a ledger, a template and a day, or says what is none."""

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


NPS = template(("fan", "nps >= 9"), head="[extra]\nnps = { min = 0, max = 10 }")


def test_the_callers_values_are_not_kept(ledger):
    """What she does with them later changes nothing."""
    extra = {"nps": {"ann": 9}}
    snap = clm.snapshot(ledger, NPS, as_of=AS_OF, extra=extra)
    extra["nps"]["ann"] = 1
    assert by_customer(snap, "nps")["ann"] == 9
    assert snap.customers("fan") == ["ann"]


def test_a_day_at_fault_is_told_with_what_is_no_ledger_or_template():
    with pytest.raises(SnapshotError) as refused:
        clm.snapshot(None, 5, as_of="bad")
    assert [each.where for each in refused.value.faults] == ["ledger", "template", "as_of"]
