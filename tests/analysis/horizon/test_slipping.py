"""Who is about to slip, the most valuable or the soonest first."""

from datetime import date, timedelta

import numpy as np
import pytest

import clm
from asking import KEYS, by_customer, shop
from busy import TODAY, busy
from clm.errors import SnapshotError, UnknownNameError

DAYS = 60
JUNK = (True, 0, -1, 1.5, "3", [], np.arange(3), float("nan"))


def plainly(snap, horizon, stage=None, within=DAYS):
    """List (money, days, customer) of those who slip, from their paths alone."""
    money = by_customer(snap, "monetary")
    found = []
    for who in snap:
        path = horizon.path(who)
        if path:
            day, key = path[0]
            now, then = snap[who], snap.template.segment(key)
            slips = then.rank < now.rank and then.stage != now.stage
            if slips and stage in {None, then.stage} and (day - snap.as_of).days <= within:
                found.append((money[who], (day - snap.as_of).days, who))
    return found


@pytest.mark.parametrize("key", KEYS)
def test_it_lists_those_whose_next_move_leads_down_into_another_stage(key):
    """In both orders, within some days, into one stage, and the first few."""
    for seed in range(8):
        snap = clm.snapshot(busy(seed).ledger(), key, as_of=TODAY)
        horizon = snap.horizon(TODAY + timedelta(days=DAYS))
        for stage in (None, *{each.stage for each in snap.template.segments}):
            for within in (None, 1, 20):
                found = plainly(snap, horizon, stage, within or DAYS)
                rich = sorted(found, key=lambda each: (-each[0], each[1]))
                soon = sorted(found, key=lambda each: (each[1], -each[0]))
                asked = horizon.slipping(stage, within=within)
                assert asked.customers == [who for *_, who in rich]
                assert asked.money == sum(money for money, *_ in found)
                assert (len(asked), asked.everybody) == (len(found), len(found))
                asked = horizon.slipping(stage, within=within, order="day", top=2)
                assert [*asked] == [who for *_, who in soon][:2]
                assert asked.everybody == len(found)


@pytest.fixture(scope="module")
def horizon():
    """Two about to fall to attrition, one later, one who has nothing to lose."""
    ledger = shop(
        *(("ann", "2023-11-20", 30), ("bob", "2023-11-16", 5), ("cem", "2024-03-01", 90)),
    ).with_events("visit", customer=["dee"], when=["2024-05-01"])
    return clm.snapshot(ledger, "e-metrics", as_of="2024-05-12").horizon()


def test_its_columns_say_from_where_to_where_and_when(horizon):
    """Money in minor units; nobody can write to them."""
    columns = horizon.slipping(within=30).columns()
    assert {name: column.tolist() for name, column in columns.items()} == {
        "customer": ["ann", "bob"],
        "segment": ["conversion"] * 2,
        "stage": ["conversion"] * 2,
        "next_segment": ["attrition"] * 2,
        "next_stage": ["attrition"] * 2,
        "day": [date(2024, 5, 19), date(2024, 5, 15)],
        "days": [7, 3],
        "money": [3000, 500],
    }
    assert columns["day"].dtype == np.dtype("M8[D]")
    for column in columns.values():
        with pytest.raises(ValueError, match="read-only"):
            column[:] = column[:]


def test_it_shows_how_many_what_they_are_worth_and_the_first(horizon):
    """In the order that was asked for, and in a line where there is nobody."""
    assert repr(horizon.slipping(order="day", top=2)) == (
        "<Slipping e-metrics · as of 2024-05-12 · 2 of 3 · 35.00 EUR net so far>\n"
        "customer  segment     slips to           on  days    net\n"
        "bob       conversion  attrition  2024-05-15     3   5.00\n"
        "ann       conversion  attrition  2024-05-19     7  30.00"
    )
    assert repr(horizon.slipping(within=1)) == (
        "<Slipping e-metrics · as of 2024-05-12 · 0 customers · 0.00 EUR net so far>"
    )
    assert horizon.slipping()._repr_html_().count("<tr>") == 4
    assert horizon.slipping().table().count("\n") == 3
    assert horizon.slipping().to_frame("polars")["customer"].to_list() == ["cem", "ann", "bob"]


def test_a_long_list_is_shown_in_twelve_lines():
    """The rest is counted."""
    rows = [(who, "2024-05-01", 1) for who in range(30)]
    horizon = clm.snapshot(shop(*rows), "e-metrics", as_of="2024-05-12").horizon()
    lines = repr(horizon.slipping()).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "… 21 more, all of them in .table()"
    assert horizon.slipping().table().count("\n") == 30


def test_those_who_fall_within_their_stage_are_counted():
    """They do not leave it, but nobody should think that they stay as they are."""
    ledger = shop(("ann", "2024-05-10", 1), ("ann", "2024-05-11", 1), ("bob", "2024-05-11", 1))
    horizon = clm.snapshot(ledger, "five-stage", as_of="2024-05-12").horizon()
    assert repr(horizon.slipping()).splitlines()[0] == (
        "<Slipping five-stage · as of 2024-05-12 · 1 customer · 1.00 EUR net so far"
        " · 1 fall within their stage>"
    )
    asked = (horizon.slipping(), horizon.slipping(within=9), horizon.slipping("retention"))
    assert [each.same_stage for each in asked] == [1, 0, 0]


def test_the_unclassified_are_a_stage_without_a_name():
    """Where the template has them."""
    ledger = shop(("ann", "2024-05-10", 1))
    text = 'schema = 1\nkey = "mine"\nunclassified = "rest"\n[[stage]]\nkey = "new"\n'
    mine = clm.Template.from_toml(f'{text}when = "recency <= 9"\n')
    horizon = clm.snapshot(ledger, mine, as_of="2024-05-12").horizon()
    assert horizon.slipping("").customers == horizon.slipping().customers == ["ann"]
    five = clm.snapshot(ledger, "five-stage", as_of="2024-05-12").horizon()
    assert five.slipping("").customers == []


def test_what_cannot_be_asked_is_refused_all_at_once(horizon):
    """With the nearest names, and how far the horizon reaches."""
    with pytest.raises(UnknownNameError, match="no stage 'atrition' → did you mean 'attrition'"):
        horizon.slipping("atrition")
    with pytest.raises(SnapshotError) as caught:
        horizon.slipping("atrition", within=366, top=0, order="name")
    assert [fault.where for fault in caught.value.faults] == ["to_stage", "within", "top", "order"]
    with pytest.raises(SnapshotError, match="366 days lie beyond the horizon of 365 days"):
        horizon.slipping(within=366)
    for junk in JUNK:
        for option in ("within", "top"):
            with pytest.raises(SnapshotError, match=f"{option}: .* is no whole number from 1"):
                horizon.slipping(**{option: junk})
        with pytest.raises(UnknownNameError):
            horizon.slipping(junk)
        with pytest.raises(SnapshotError, match="no order"):
            horizon.slipping(order=junk)
    assert len(horizon.slipping(within=np.int64(365), top=np.int32(1))) == 1
