"""What a ledger holds: rows of every kind that are added, joined, renamed and shown."""

import pickle
from datetime import date

import pytest

from clm.errors import ColumnError, LedgerError
from clm.ledger.contents import SALES, Contents, check_kind
from clm.ledger.ledger import Ledger

HALF = 2**52
DAY = ["2024-05-01"]


def shop(customer="ann", minor=500, **columns):
    """Make a ledger of one order."""
    return Ledger.from_columns(
        customer=[customer], when=DAY, amount_minor=[minor], currency="EUR", **columns
    )


@pytest.mark.parametrize("kind", ["", None, 5, "order", ["visit"]], ids=repr)
def test_a_kind_of_event_has_a_name_and_is_no_order(kind):
    """Orders come in as orders."""
    with pytest.raises(LedgerError, match=r"^kind: "):
        check_kind(kind, None)


def test_only_refunds_give_an_order_back():
    """A visit of an order is none."""
    check_kind("refund", ["A"])
    with pytest.raises(LedgerError, match="refund_of"):
        check_kind("visit", ["A"])


BIGGER = {
    "append": lambda half: half.append(shop("bob", HALF)),
    "at once": lambda _: Ledger.from_columns(
        customer=[1, 2], when=DAY * 2, amount_minor=[HALF] * 2, currency="EUR"
    ),
    "refund": lambda half: half.with_events(
        "refund", customer=["ann"], when=DAY, amount_minor=[HALF]
    ),
    "touch": lambda half: half.with_events(
        "touch", customer=["ann"], when=DAY, amount_minor=[HALF]
    ),
}


@pytest.mark.parametrize("grow", BIGGER)
def test_the_sum_of_a_whole_ledger_stays_below_two_to_the_53(grow):
    """However the money comes in, and whether it is paid or given back."""
    half = shop(minor=HALF)
    half.with_events("touch", customer=["ann"], when=DAY, amount_minor=[HALF - 1])
    with pytest.raises(ColumnError, match="add up"):
        BIGGER[grow](half)


def test_rows_that_are_dropped_do_not_count_towards_the_sum():
    """Nobody's money and repeats are not in the ledger."""
    columns = {"when": DAY * 2, "amount_minor": [HALF] * 2, "currency": "EUR"}
    Ledger.from_columns(customer=["ann", None], missing_customer="drop", **columns)
    Ledger.from_columns(customer=["ann", "ann"], row_id=["a", "a"], **columns)


def test_an_alias_that_comes_later_renames_those_who_are_there():
    """Rows under the old id belong to the customer, as if told so from the start."""
    guest, ann = shop("guest"), shop("ann", aliases={"guest": "ann"})
    for both in (guest.append(ann), ann.append(guest)):
        assert both.customers.tolist() == ["ann"]
        assert both.customer("guest").net.minor == 1000
    with pytest.raises(LedgerError, match="guest"):
        ann.append(shop("bob", aliases={"guest": "bob"}))


def test_merging_by_a_later_alias_mends_an_order_of_two_customers():
    """One order under guest and ann is no contradiction once they are one."""
    guest, ann = shop("guest", order=["A"]), shop("ann", order=["A"])
    with pytest.raises(LedgerError):
        guest.append(ann)
    both = guest.append(shop("ann", order=["A"], aliases={"guest": "ann"}))
    assert len(both.orders) == 1


def test_contents_have_days_and_sales_even_if_empty():
    """Orders and refunds are always there; the mapping is frozen."""
    empty = Contents()
    assert (set(empty.kinds), empty.days) == (set(SALES), (None, None))
    assert shop().contents.days == (date(2024, 5, 1), date(2024, 5, 1))
    with pytest.raises(TypeError):
        empty.kinds["visit"] = None


def test_contents_pickle():
    """A worker process gets the same ledger."""
    again = pickle.loads(pickle.dumps(shop(order=["A"], aliases={"guest": "ann"})))
    assert repr(again) == repr(shop())
    assert again.customer("guest") == shop(order=["A"]).customer("ann")
