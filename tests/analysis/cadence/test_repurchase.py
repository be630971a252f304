"""Curves of repurchase are those of a plain count, in every shop and on every day."""

import pickle
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

import clm
from asking import shop
from clm.errors import DayError, SnapshotError, UnknownNameError
from nasty import interesting_days, nasty
from real_shops import cdnow, told

SEEDS = range(40)
CURVES = ("first", "later")


def waits_of(pasts, day):
    """List every wait of the first and of later order days, and whether it ended."""
    waits = {"first": [], "later": []}
    for past in pasts:
        days = sorted({event.day for event in past.happened.get("order", ())})
        for at, (start, end) in enumerate(pairwise([*days, day])):
            waits["first" if at == 0 else "later"].append(((end - start).days, at + 1 < len(days)))
    return waits


def product_limit(waits):
    """Rows of day, still waiting, ordered again, and the exact share that has by then."""
    seen, left = Counter(waits), Fraction(1)
    at_risk, rows = len(waits), []
    for day in sorted({days for days, _ in waits}):
        left *= 1 - Fraction(seen[day, True], at_risk)
        rows.append((day, at_risk, seen[day, True], float(1 - left)))
        at_risk -= seen[day, True] + seen[day, False]
    return rows


def rows_of(curve):
    columns = curve.columns()
    names = ("days", "at_risk", "returned", "share")
    return [*zip(*(columns[name].tolist() for name in names), strict=True)]


def same(curve, waits):
    expected = product_limit(waits)
    found = rows_of(curve)
    assert [row[:3] for row in found] == [row[:3] for row in expected]
    assert [row[3] for row in found] == pytest.approx([row[3] for row in expected], abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_curves_are_those_of_a_plain_count(seed):
    """With refunds, time zones, shared days and orders yet to come."""
    made = nasty(seed)
    ledger, oracle = made.ledger(), made.oracle()
    for day in interesting_days(made):
        waits = waits_of(oracle.pasts(day).values(), day)
        if waits["first"]:
            curve = clm.repurchase_curve(ledger, as_of=day)
            assert curve.customers == len(waits["first"])
            same(curve.first, waits["first"])
            same(curve.later, waits["later"])
        else:
            with pytest.raises(SnapshotError, match="no order that counts as of"):
                clm.repurchase_curve(ledger, as_of=day)


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_are_the_curves_of_their_customers(seed):
    """Of an attribute that some of them have, and others do not."""
    made, dice = nasty(seed), Random(seed)
    ledger, oracle = made.ledger(), made.oracle()
    names = ledger.customers.tolist()
    country = {who: dice.choice(("AT", "DE", 5)) for who in names if dice.random() < 0.7}
    ledger = ledger.with_attributes(country=country)
    for day in interesting_days(made)[::5]:
        pasts = oracle.pasts(day)
        groups = {}
        for who, past in pasts.items():
            groups.setdefault(str(country.get(who, "")), []).append(past)
        waits = {name: waits_of(some, day) for name, some in groups.items()}
        waits = {name: each for name, each in waits.items() if each["first"]}
        if waits:
            curve = clm.repurchase_curve(ledger, as_of=day, by="country")
            assert [*curve.groups] == sorted(waits)
            for name, each in curve.groups.items():
                same(each.first, waits[name]["first"])
                same(each.later, waits[name]["later"])
            whole = clm.repurchase_curve(ledger, as_of=day)
            assert rows_of(curve.first) == rows_of(whole.first)
            assert curve.to_frame("polars")["group"].unique().sort().to_list() == sorted(waits)


@pytest.fixture(scope="module")
def plain():
    """CDNOW as its file has it: everybody's order days, with nothing but dates."""
    columns = cdnow()
    days = {}
    for who, when in zip(columns["customer"], columns["when"], strict=True):
        days.setdefault(who, set()).add(date.fromisoformat(when))
    last = date(1998, 6, 30)
    waits = {"first": [], "later": []}
    for some in days.values():
        line = sorted(some)
        for at, (start, end) in enumerate(pairwise([*line, last])):
            waits["later" if at else "first"].append(((end - start).days, at + 1 < len(line)))
    return waits


@pytest.fixture(scope="module")
def curve():
    """CDNOW up to its last day."""
    return clm.repurchase_curve(told(cdnow, "USD")[1])


def test_the_curves_of_cdnow_are_those_of_its_rows(plain, curve):
    """23,570 first waits, and 44,021 later ones."""
    assert (len(plain["first"]), len(plain["later"])) == (23_570, 44_021)
    same(curve.first, plain["first"])
    same(curve.later, plain["later"])


def test_the_windows_of_cdnow_are_those_of_its_rows(plain, curve):
    """By the definitions, in fractions."""
    expected = {}
    shares = {"new_customer_days": 50, "stalled_after_days": 80, "active_days": 90}
    for name, share in shares.items():
        rows = product_limit(plain["later" if name == "active_days" else "first"])
        horizon = max(day for day, waiting, *_ in rows if waiting >= 100)
        whole = next(share for day, _, _, share in rows if day == horizon)
        expected[name] = min(day for day, *_, some in rows if some >= share / 100 * whole - 1e-12)
    assert dict(curve.suggest()) == expected
    assert expected == {"new_customer_days": 58, "stalled_after_days": 212, "active_days": 208}
    other = curve.suggest(share={"active_days": 0.5})
    assert other["active_days"] < expected["active_days"]


def test_without_censoring_a_curve_is_a_plain_share():
    """Where everybody was watched long enough, it is those who came back over all."""
    dice = Random(3)
    rows, back = [], []
    for who in range(200):
        rows.append((who, "2024-01-01", 1))
        if dice.random() < 0.6:
            back.append(dice.randint(1, 300))
            day = date.fromordinal(date(2024, 1, 1).toordinal() + back[-1])
            rows.append((who, day.isoformat(), 1))
    curve = clm.repurchase_curve(shop(*rows), as_of="2024-12-31")
    for day in (1, 30, 200, 365):
        assert curve.first.at(day) == pytest.approx(sum(each <= day for each in back) / 200)


def test_rows_in_another_order_and_other_names_change_nothing():
    """Nor does what happens after the day."""
    dice, day = Random(4), "2024-06-30"
    rows = [
        (dice.randrange(40), f"2024-{dice.randint(1, 9):02}-{dice.randint(1, 28):02}", 1)
        for _ in range(300)
    ]
    one = clm.repurchase_curve(shop(*rows), as_of=day).columns()
    named = [(f"c{99 - who}", when, amount) for who, when, amount in rows if when <= day]
    other = clm.repurchase_curve(shop(*dice.sample(named, len(named))), as_of=day).columns()
    for name, column in one.items():
        if column.dtype.kind == "f":
            assert other[name] == pytest.approx(column, abs=1e-9, nan_ok=True)
        else:
            assert other[name].tolist() == column.tolist()


def test_several_orders_of_one_day_are_one_occasion():
    """And an order that was given back is none, from the day of the refund on."""
    ledger = shop(
        ("ann", "2024-01-01", 5, "a"), ("ann", "2024-01-01", 5, "b"), ("ann", "2024-01-11", 5, "c")
    )
    ledger = ledger.append(shop(("ann", "2024-01-20", -5, "c")))
    assert clm.repurchase_curve(ledger, as_of="2024-01-19").first.at(10) == 1
    assert clm.repurchase_curve(ledger).first.at(10) == 0
    assert clm.repurchase_curve(ledger).later.number == 0


def test_the_last_day_is_the_ledgers_if_none_is_named(curve):
    """And the first line says so."""
    ledger = told(cdnow, "USD")[1]
    named = clm.repurchase_curve(ledger, as_of=ledger.last_day)
    assert rows_of(named.first) == rows_of(curve.first)
    head = "<RepurchaseCurve as of 1998-06-30{} · 23,570 customers>"
    assert repr(curve).splitlines()[0] == head.format(", the ledger's last day")
    assert repr(named).splitlines()[0] == head.format("")
    assert (curve.latest, named.latest) == (True, False)


def test_a_curve_shows_itself(curve):
    """In twelve lines at most, as a table, and in a notebook."""
    assert len(repr(curve).splitlines()) == 4
    assert [line.split()[:2] for line in curve.table().splitlines()[1::6]] == [
        ["first", "7"],
        ["later", "7"],
    ]
    assert curve._repr_html_().count("<tr>") == 13
    ledger = told(cdnow, "USD")[1]
    letters = {who: who[-1] for who in ledger.customers.tolist()[1:]}
    grouped = clm.repurchase_curve(ledger.with_attributes(letter=letters), by="letter")
    lines = repr(grouped).splitlines()
    assert len(lines) <= 12
    assert lines[-1] == "… 8 more groups, all of them in .groups"
    assert lines[4].startswith("(unknown): after the first ")
    assert grouped.table().splitlines()[1].split()[:3] == ["(unknown)", "first", "7"]
    assert {*grouped.columns()["after"].tolist()} == {*CURVES}
    assert "group" not in curve.columns()


def test_groups_are_told_in_one_short_line_each_and_found_by_name():
    """Whatever their names are; one that is not there is named with the nearest."""
    names = {"ann": "two\nlines", "bob": "x" * 300}
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-01-01", 1)).with_attributes(k=names)
    curve = clm.repurchase_curve(ledger, by="k")
    assert [*curve.groups] == [*names.values()]
    assert len(repr(curve).splitlines()) == 8
    assert max(map(len, repr(curve).splitlines())) < 120
    assert len(curve.table().splitlines()) == 25
    assert "x" * 30 not in curve._repr_html_()
    for junk in ("two", None, ["x"]):
        with pytest.raises(UnknownNameError, match="no group"):
            curve.groups[junk]


def test_a_curve_can_be_kept_and_changed_by_nobody(curve):
    """It pickles, and its arrays are read-only."""
    again = pickle.loads(pickle.dumps(curve))
    assert rows_of(again.later) == rows_of(curve.later)
    assert not any(column.flags.writeable for column in curve.columns().values())
    with pytest.raises(AttributeError):
        curve.as_of = date(2024, 1, 1)


@pytest.mark.parametrize("ledger", [None, "shop.csv", 5, np.array([1])])
def test_what_is_no_ledger_is_refused_with_what_is_no_day(ledger):
    """Both at once."""
    with pytest.raises(SnapshotError, match="is no ledger"):
        clm.repurchase_curve(ledger)
    with pytest.raises(SnapshotError, match="2 faults"):
        clm.repurchase_curve(ledger, as_of="tomorrow", by="country")


@pytest.mark.parametrize("by", ["contry", ["country"], 5, {}, np.array(["country"])])
def test_what_is_no_attribute_is_refused(by):
    """Alone by its own error, together with what is no day in one."""
    ledger = shop(("ann", "2024-01-01", 1)).with_attributes(country={"ann": "DE"})
    with pytest.raises(UnknownNameError, match="country"):
        clm.repurchase_curve(ledger, by=by)
    with pytest.raises(SnapshotError, match="2 faults"):
        clm.repurchase_curve(ledger, as_of="tomorrow", by=by)
    with pytest.raises(SnapshotError, match="the ledger has none"):
        clm.repurchase_curve(shop(("ann", "2024-01-01", 1)), as_of="tomorrow", by=by)


@pytest.mark.parametrize("as_of", ["tomorrow", "2024-01-01 12:00", 5, [1], np.array([1])])
def test_what_is_no_day_is_refused(as_of):
    """As everywhere."""
    with pytest.raises(DayError):
        clm.repurchase_curve(shop(("ann", "2024-01-01", 1)), as_of=as_of)


def test_a_day_before_the_first_order_is_refused():
    """The error says which days there are."""
    ledger = shop(("ann", "2024-01-01", 1), ("ann", "2024-02-01", 1))
    with pytest.raises(SnapshotError, match="2023-12-31 → its orders are of 2024-01-01 … 2024-02"):
        clm.repurchase_curve(ledger, as_of="2023-12-31")
    with pytest.raises(SnapshotError, match="has no events"):
        clm.repurchase_curve(shop())
    visits = shop().with_events("visit", customer=["ann"], when=["2024-01-01"])
    with pytest.raises(SnapshotError, match="add orders first"):
        clm.repurchase_curve(visits)
