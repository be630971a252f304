"""Rows of a table of orders become orders that count, as a ledger puts them together."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

import clm
from clm.sources import OrderTable, to_sql
from order_tables import asked, asking
from warehouses import expected, told


def test_a_refund_before_its_order_voids_it_from_its_first_line_on(warehouse):
    """The order has the day of its line; the refund counts in money on its own day."""
    rows = [
        ("ann", "A", "2024-05-01", -1000),
        ("ann", "A", "2024-05-03", 1000),
        ("bob", "B", "2024-05-01", -400),
        ("bob", "B", "2024-05-03", 1000),
    ]
    features = ["orders", "recency", "monetary", "count('refund')", "last('refund')"]
    assert asked(warehouse, rows, features, "2024-05-02") == {
        "ann": [0, None, -1000, 1, 1],
        "bob": [0, None, -400, 1, 1],
    }
    assert asked(warehouse, rows, features, "2024-05-04") == {
        "ann": [0, None, 0, 1, 3],
        "bob": [1, 1, 600, 1, 3],
    }


def test_a_later_line_brings_an_order_back(warehouse):
    """It is given back in full, and then something is added to it."""
    rows = [
        ("ann", "A", "2024-05-01", 1000),
        ("ann", "A", "2024-05-02", -1000),
        ("ann", "A", "2024-05-03", 1),
    ]
    features = ["orders", "tenure"]
    days = ("2024-05-01", "2024-05-02", "2024-05-03")
    assert [asked(warehouse, rows, features, day)["ann"] for day in days] == [
        [1, 0],
        [0, None],
        [1, 2],
    ]


def test_a_free_order_counts_and_a_refund_without_an_order_is_nobodys(warehouse):
    """0 is a line; ids that are null join nothing."""
    rows = [
        ("ann", None, "2024-05-01", 0),
        ("ann", None, "2024-05-01", 500),
        ("ann", None, "2024-05-02", -500),
        ("bob", "B", "2024-05-01", 0),
        ("cem", "C", "2024-05-02", -700),
    ]
    features = ["orders", "order_days", "monetary", "average_order", "total('refund')"]
    assert asked(warehouse, rows, features, "2024-05-02") == {
        "ann": [2, 1, 0, 0, 500],
        "bob": [1, 1, 0, 0, 0],
        "cem": [0, 0, -700, None, 700],
    }


def test_the_calendar_is_as_long_as_a_ledgers(warehouse):
    """From the year 1 to the year 9999."""
    rows = [("ann", "A", "0001-01-01", 5), ("ann", "B", "9999-12-31", 5)]
    features = ["recency", "tenure", "last_gap", "orders(days=3652058, ago=1)"]
    assert asked(warehouse, rows, features, "9999-12-31") == {"ann": [0, 3652058, 3652058, 1]}
    assert asked(warehouse, rows, features, "0001-01-01") == {"ann": [0, 0, None, 0]}


@pytest.mark.parametrize("rows", [(), (("ann", None, "2024-05-02", 5),)])
def test_nobody_is_there_before_the_first_row(warehouse, rows):
    """An empty table, and one whose rows all come later."""
    assert asked(warehouse, rows, ["orders"], "2024-05-01") == {}


MIDNIGHTS = [
    datetime(2024, 3, 30, 23, 0, tzinfo=UTC),  # midnight in Berlin, an hour before that of UTC
    datetime(2024, 3, 31, 22, 0, tzinfo=UTC),  # and from this day on two hours
    datetime(2024, 10, 26, 22, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, tzinfo=UTC),  # the hour that occurs twice
    datetime(2024, 10, 27, 23, 0, tzinfo=UTC),
]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_instants_are_days_of_the_shop(warehouse, zone):
    """Round midnight, and where the clocks change; the session's own zone is another one."""
    second = timedelta(seconds=1)
    when = [at + by for at in MIDNIGHTS for by in (-second, 0 * second, second)]
    people, ones = [*range(len(when))], [1] * len(when)
    ledger = clm.Ledger.from_columns(
        customer=people, when=when, amount=ones, currency="EUR", timezone=zone
    )
    warehouse.load(
        "sales", {"who": ("whole", people), "at": ("instant", when), "paid": ("whole", ones)}
    )
    table = OrderTable(
        "sales", customer="who", when="at", amount="paid", currency="EUR", timezone=zone
    )
    for day in ("2024-03-31", "2024-10-27", "2024-10-28"):
        snap = clm.snapshot(ledger, asking(["recency"], "EUR"), as_of=day)
        query = to_sql(snap.fitted, warehouse.dialect, orders=table, as_of=day)
        assert told(warehouse, query) == expected(snap)


@pytest.mark.parametrize(("currency", "unit"), [("EUR", 100), ("JPY", 1), ("BHD", 1000)])
@pytest.mark.parametrize("kind", ["decimal", "float"])
def test_major_units_become_minor_ones(warehouse, currency, unit, kind):
    """Of any number of digits; a float that has no exact cents is the nearest ones."""
    minors = [*range(0, 3000, 7), 10**15 - 1 if kind == "decimal" else 10**11 - 1]
    write = Decimal if kind == "decimal" else float
    paid = [write(each) / unit for each in minors]
    people = [*range(len(minors))]
    ledger = clm.Ledger.from_columns(
        customer=people, when=["2024-05-01"] * len(minors), amount=paid, currency=currency
    )
    days = [datetime(2024, 5, 1).date()] * len(minors)  # noqa: DTZ001
    warehouse.load("sales", {"who": ("whole", people), "at": ("day", days), "paid": (kind, paid)})
    table = OrderTable("sales", customer="who", when="at", amount="paid", currency=currency)
    snap = clm.snapshot(ledger, asking(["monetary"], currency), as_of="2024-05-01")
    query = to_sql(snap.fitted, warehouse.dialect, orders=table, as_of="2024-05-01")
    assert told(warehouse, query) == expected(snap)


def test_amounts_beyond_a_ledgers_are_an_error_and_no_other_number(warehouse):
    """The database itself refuses what 64 bits do not hold."""
    largest = 2**63 - 1
    rows = [("ann", None, "2024-05-01", largest), ("ann", None, "2024-05-02", largest)]
    assert asked(warehouse, rows, ["monetary"], "2024-05-01") == {"ann": [largest]}
    with pytest.raises(Exception, match="(?i)range"):
        asked(warehouse, rows, ["monetary"], "2024-05-02")
