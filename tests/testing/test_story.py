"""A story is a shop as plain rows, and says so to the library."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

import clm
from asking import examples
from clm.testing import NOBODY, Story, stories

MAY = date(2024, 5, 1)


def event(kind="order", customer="ann", when=MAY, **rest):
    amount = clm.Money.from_minor(rest.pop("minor", 1000), "EUR")
    return clm.Event(kind=kind, customer=customer, when=when, amount=amount, **rest)


def test_every_kind_of_row_arrives():
    told = Story(
        events=[
            event(order="A", minor=900, channel="email", campaign="spring"),
            event(order="A", minor=100, channel="email"),
            event(minor=-300, order="A"),
            event("refund", minor=200, order="A"),
            event("feedback", "bob", value=7.0),
        ]
    )
    ledger = told.ledger()
    assert [each.kind for each in ledger.customer("ann")] == ["order", "order", "refund", "refund"]
    assert ledger.customer("ann").net == clm.Money(5, "EUR")
    assert ledger.customer("ann").events[0].campaign == "spring"
    assert [each.value for each in ledger.customer("bob")] == [7.0]
    assert len(ledger.orders) == 1


def test_rows_of_nobody_are_dropped_and_counted():
    told = Story(events=(event(customer=NOBODY), event()))
    assert told.customers == ("ann",)
    assert list(told.ledger().customers) == ["ann"]
    assert told.ledger().report().dropped["missing_customer"] == 1


def test_a_day_is_the_shops():
    late = event(when=datetime(2024, 4, 30, 23, 30, tzinfo=UTC))
    told = Story(events=(late, event("visit")), timezone="Europe/Berlin")
    assert told.day_of(late) == MAY
    assert told.until(date(2024, 4, 30)).events == ()
    assert told.until(MAY) == told


def test_renaming_spares_rows_without_a_name():
    told = Story(events=(event(), event(customer=NOBODY)), aliases={"guest": "ann"})
    other = told.renamed(lambda customer: f"{customer}!")
    assert [each.customer for each in other.events] == ["ann!", NOBODY]
    assert other.aliases == {"guest!": "ann!"}


def test_a_story_keeps_nobodys_memory():
    events, aliases = [event()], {"guest": "ann"}
    told = Story(events=events, aliases=aliases)
    events.clear()
    aliases.clear()
    assert len(told.events) == len(told.aliases) == 1
    with pytest.raises(AttributeError):
        told.events = ()


@examples(30)
@given(stories())
def test_a_drawn_story_is_told_whole(told):
    """Every row with a customer is in the ledger, whatever its kind, amount or time."""
    ledger = told.ledger()
    named = [each for each in told.events if each.customer != NOBODY]
    assert {*ledger.customers.tolist()} == {*told.customers}
    in_ledger = [row for who in told.customers for row in ledger.customer(who)]
    assert len(in_ledger) == len(named)
    kept = sorted(each.amount.minor for each in named if each.kind == "order")
    signs = {"order": 1, "refund": -1}
    sold = sorted(
        signs[each.kind] * each.amount.minor
        for each in in_ledger
        if each.kind == "order" or (each.kind == "refund" and -each.amount.minor in kept)
    )
    assert set(kept) <= set(sold) | {0}


def test_the_repr_counts_what_it_leaves_out():
    told = Story(events=(event("visit"),) * 15)
    assert repr(told).startswith("<Story 15 events · EUR · UTC · ann visit 2024-05-01 10.00 EUR, ")
    assert repr(told).endswith(", 3 more>")
