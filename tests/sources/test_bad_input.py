"""What is wrong with a source is told the same by every door, and leaves a ledger as it was."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

import clm
from clm.errors import ClmError, ColumnError, LedgerError
from doors import FRAMES, told

DATABASE = duckdb.connect()
ROWS = {
    "customer": ["ann", "bob"],
    "when": [date(2024, 5, 1), date(2024, 5, 2)],
    "amount": [9, 8],
    "order": ["A", "B"],
    "row_id": ["1", "2"],
    "channel": ["email", None],
}
NAMES = {name: name for name in ROWS}
DOORS = [name for name in FRAMES if name != "pandas, categories"]  # of numbers it has none


def shop():
    """Make a ledger of two orders and a refund."""
    ledger = clm.read_orders(ROWS, **NAMES, currency="EUR")
    refund = {"customer": ["ann"], "when": ["2024-05-02"], "amount": [1], "refund_of": ["A"]}
    return clm.read_events(ledger, "refund", refund, **{name: name for name in refund})


@pytest.mark.parametrize("door", FRAMES)
def test_a_missing_value_is_named_where_there_must_be_one(door):
    """Ids of orders, rows and channels may be missing; all else is told at once."""
    empty = {name: [*column[:1], None] for name, column in ROWS.items()}
    with pytest.raises(ColumnError) as caught:
        clm.read_orders(FRAMES[door](empty), **NAMES, currency="EUR")
    where = [fault.where for fault in caught.value.faults]
    assert sorted(where) == ["amount[1]", "customer[1]", "when[1]"]


@pytest.mark.parametrize("door", FRAMES)
@pytest.mark.parametrize("wrong", [True, 1.5, [1], {"a": 1}, timedelta(1), b"ann"], ids=repr)
def test_columns_of_other_types_are_named_at_once(door, wrong):
    """A float is an amount, and nothing else."""
    columns = {**dict.fromkeys(ROWS, [wrong] * 2), "amount_minor": [wrong] * 2}
    del columns["amount"]
    names = {name: name for name in columns}
    with pytest.raises(ColumnError) as caught:
        clm.read_orders(FRAMES[door](columns), **names, currency="EUR")
    assert {fault.where.partition("[")[0] for fault in caught.value.faults} == {*names}


TWICE = pa.table([["ann"], ["bob"], ["2024-05-01"], [9]], ["who", "who", "when", "sum"])


@pytest.mark.parametrize(
    "frame",
    [
        *(TWICE, TWICE.to_pandas(), TWICE.to_reader(), ds.dataset(TWICE)),
        DATABASE.sql("select 'ann' as who, 'bob' as who, '2024-05-01' as \"when\", 9 as sum"),
    ],
    ids=lambda frame: f"{type(frame).__module__}.{type(frame).__name__}",
)
def test_a_name_of_two_columns_is_refused(frame):
    """By orders and by events."""
    with pytest.raises(ColumnError, match="customer: there are two columns 'who'"):
        clm.read_orders(frame, customer="who", when="when", amount="sum", currency="EUR")
    before = shop()
    with pytest.raises(ColumnError, match="customer: there are two columns 'who'"):
        clm.read_events(before, "visit", frame, customer="who", when="when")
    assert told(before) == told(shop())


def test_columns_in_narwhals_that_differ_in_case_only_are_refused_too():
    """It hides that DuckDB does not tell them apart."""
    query = DATABASE.sql("select 'ann' as who, 'bob' as \"WHO\", '2024-05-01' as day, 9 as sum")
    for frame in (query, nw.from_native(query)):
        with pytest.raises(ColumnError, match="differ in case only"):
            clm.read_orders(frame, customer="WHO", when="day", amount="sum", currency="EUR")


@pytest.mark.parametrize("door", FRAMES)
@pytest.mark.parametrize(
    "odd", ["collect", "column_names", "columns", "keys", "schema", "scanner", "to_table"]
)
def test_a_column_may_be_named_as_a_librarys_method(door, odd):
    """A column that can be had by a dot is no method."""
    columns = {**ROWS, odd: ["web", "app"]}
    found = clm.read_orders(FRAMES[door](columns), **{**NAMES, "channel": odd}, currency="EUR")
    assert [found.customer(who).events[0].channel for who in ("ann", "bob")] == ["web", "app"]


CHANGED = {
    "customer": [7, 8],
    "order": [7, 8],
    "row_id": [7, 8],
    "channel": [7, 8],
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", CHANGED)
def test_ids_of_another_type_than_before_are_refused(door, name):
    """Numbers after text and text after numbers, batch by batch; nothing of the second is taken."""
    text, numbers = ROWS, {**ROWS, name: CHANGED[name]}
    for one, two in ((text, numbers), (numbers, text)):
        first, second = (
            clm.read_orders(FRAMES[door](each), **NAMES, currency="EUR") for each in (one, two)
        )
        before = told(first)
        with pytest.raises((ColumnError, LedgerError), match=name):
            first.append(second)
        assert told(first) == before


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["customer", "channel", "refund_of"])
def test_events_with_ids_of_another_type_are_refused(door, name):
    """So is a refund of order 7 where orders are named by text."""
    refund = {
        "customer": ["ann"],
        "when": [date(2024, 5, 3)],
        "amount": [1],
        "channel": ["email"],
        "refund_of": ["B"],
    }
    frame, before = FRAMES[door]({**refund, name: [7]}), shop()
    with pytest.raises(ClmError, match=name):
        clm.read_events(before, "refund", frame, **{each: each for each in refund})
    assert told(before) == told(shop())


# Zones that differ from row to row.

BERLIN = ZoneInfo("Europe/Berlin")
MIXED = [
    datetime(2024, 3, 30, 19, 30, tzinfo=ZoneInfo("America/New_York")),  # 00:30 in Berlin
    datetime(2024, 3, 31, 3, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    datetime(2024, 3, 31, 22, 0, tzinfo=UTC),  # midnight, for the clocks went forward
    datetime(2024, 3, 31, 23, 59),  # noqa: DTZ001  # the shop's own
]
OBJECTS = {
    "dict": lambda column: column,
    "pandas": lambda column: pd.Series(column, dtype=object),
    "pandas, its own": lambda column: pd.Series([*map(pd.Timestamp, column)], dtype=object),
    "pandas, in pieces": lambda column: pd.concat([pd.Series([each]) for each in column]),
    "polars": lambda column: pl.Series(column, dtype=pl.Object),
    "polars, text": lambda column: pl.Series([each.isoformat() for each in column]),
    "pyarrow, text": lambda column: pa.array([each.isoformat() for each in column]),
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_moments_of_several_zones_are_taken_each_for_itself(kind):
    """As plain Python does; what has no zone is local to the shop."""
    frame = {"who": [*range(4)], "at": OBJECTS[kind](MIXED), "sum": [1] * 4}
    names = {"customer": "who", "when": "at", "amount": "sum"}
    ledger = clm.read_orders(frame, **names, currency="EUR", timezone="Europe/Berlin")
    expected = [(each if each.tzinfo is None else each.astimezone(BERLIN)).date() for each in MIXED]
    assert [ledger.customer(who).events[0].day for who in range(4)] == expected


@pytest.mark.parametrize("make", [pl.Series, pa.array], ids=["polars", "pyarrow"])
def test_libraries_that_make_one_zone_of_several_keep_the_instants(make):
    """Polars and pyarrow hold one zone a column."""
    frame = {"who": [0, 1, 2], "at": make(MIXED[:3]), "sum": [1] * 3}
    names = {"customer": "who", "when": "at", "amount": "sum"}
    ledger = clm.read_orders(frame, **names, currency="EUR", timezone="Europe/Berlin")
    expected = [each.astimezone(BERLIN).date() for each in MIXED[:3]]
    assert [ledger.customer(who).events[0].day for who in range(3)] == expected
