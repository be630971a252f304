"""Rows that cannot be read are counted, by column, before anything is made of the rest."""

from datetime import date

import duckdb
import pyarrow as pa
import pytest

import clm
from clm.errors import ColumnError, LedgerError
from clm.sources.relations.checks import check
from engines import LIBRARIES

DAY = date(2024, 5, 9)
NAMES = {"customer": "who", "when": "at", "amount_minor": "cents", "order": "no"}


def source(library, who, at, cents, no):
    """Leave rows in a library."""
    table = pa.table(
        {
            "who": pa.array(who, pa.string()),
            "at": pa.array(at, pa.date32()),
            "cents": pa.array(cents, pa.int64()),
            "no": pa.array(no, pa.string()),
        }
    )
    return clm.sources.engine(LIBRARIES[library](table), **NAMES, currency="EUR")


@pytest.mark.parametrize("library", LIBRARIES)
def test_all_flaws_come_together(library):
    """Of all kinds of event; in both modes."""
    early = date(2024, 5, 1)
    orders = source(library, ["ann", None, None, "bob"], [early] * 4, [1, 1, None, 2], [None] * 4)
    visits = pa.table({"who": ["ann", "bob"], "at": pa.array([None, early], pa.date32())})
    both = orders.with_events("visit", LIBRARIES[library](visits), customer="who", when="at")
    lines = [
        "customer: 2 rows have no customer → leave them out before, or mend them",
        (
            "amount: 1 row has no amount, or one that cannot be read exactly → "
            "leave them out before, or give whole minor units as amount_minor="
        ),
        "visit: when: 1 row has no day → leave them out before, or mend them",
    ]
    for ask in (
        lambda: clm.snapshot(both, "rfm-11", as_of=DAY),
        lambda: clm.sources.segment_in_engine(both, "rfm-11", DAY),
    ):
        with pytest.raises(ColumnError) as caught:
            ask()
        assert [*map(str, caught.value.faults)] == lines


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_order_of_two_customers_is_refused(library):
    """A refund under another customer than its order is one too; refunds alone make no order."""
    days = [date(2024, 5, 1)] * 5
    who, cents = ["ann", "bob", "cem", "ann", "bob"], [1, 2, -1, -5, -6]
    orders = source(library, who, days, cents, ["A", "A", "B", "C", "C"])
    with pytest.raises(LedgerError) as caught:
        clm.snapshot(orders, "rfm-11", as_of=DAY)
    assert [*map(str, caught.value.faults)] == [
        (
            "order 'A': stands under customer 'ann' and under 'bob' → "
            "give one customer an order, or merge the two before"
        )
    ]


@pytest.mark.parametrize("library", LIBRARIES)
def test_amounts_add_up_to_what_a_double_holds(library):
    """As in a ledger; rows after the day do not count."""
    big = 2**53 - 1
    days = [date(2024, 5, 1), date(2024, 5, 2)]
    orders = source(library, ["ann", "bob"], days, [big, -big], [None, None])
    assert check(orders.tables, date(2024, 5, 1)) == days[0]
    with pytest.raises(ColumnError, match="add up to 1.8e\\+16 minor units"):
        check(orders.tables, DAY)


@pytest.mark.parametrize("library", LIBRARIES)
def test_without_rows_there_is_no_first_day(library):
    """Nothing is wrong with them either."""
    orders = source(library, [], [], [], [])
    assert check(orders.tables, DAY) is None
    assert len(clm.snapshot(orders, "rfm-11", as_of=DAY)) == 0


@pytest.mark.parametrize(("number", "told"), [(20, 20), (21, 21), (40, 21)])
def test_many_orders_of_two_customers(number, told):
    """Twenty are named, and that there are more."""
    ids = [f"{at:02}" for at in range(number)] * 2
    who = ["ann"] * number + ["bob"] * number
    orders = source("duckdb", who, [date(2024, 5, 1)] * len(ids), [1] * len(ids), ids)
    with pytest.raises(LedgerError) as caught:
        clm.snapshot(orders, "rfm-11", as_of=DAY)
    assert len(caught.value.faults) == told


def test_days_out_of_the_calendar():
    """DuckDB has some before the year 1."""
    table = duckdb.sql("select 'ann' as who, date '0044-03-15 (BC)' as at, 1 as paid")
    orders = clm.sources.engine(table, customer="who", when="at", amount="paid", currency="EUR")
    with pytest.raises(ColumnError, match="out of the calendar → use years 1 to 9999"):
        clm.snapshot(orders, "rfm-11", as_of=DAY)
