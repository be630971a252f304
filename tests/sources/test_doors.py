"""Whichever door a shop comes in by, it is the shop that its plain columns tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import clm
from clm.errors import ClmError, ColumnError
from doors import FILES, FRAMES, placed, plain, through, told
from nasty import nasty

DATABASE = duckdb.connect()


def in_text(shop):
    """Write all ids of a shop as text, as a CSV file does."""

    def text(each):
        return None if each is None else str(each)

    calls = []
    for method, columns in shop.calls:
        ids = {
            name: [text(each) for each in columns[name]]
            for name in ("customer", "order", "refund_of")
            if name in columns
        }
        aliases = columns.get("aliases")
        if aliases:
            ids["aliases"] = {str(old): str(new) for old, new in aliases.items()}
        calls.append((method, {**columns, **ids}))
    return replace(shop, calls=tuple(calls))


@pytest.mark.parametrize("seed", range(24))
def test_a_shop_in_frames_is_the_shop_in_columns(seed):
    """Customers, orders, days, amounts, report and snapshot."""
    shop = nasty(seed)
    ledger = shop.ledger()
    expected = told(ledger), placed(ledger)
    for door, make in FRAMES.items():
        found = through(shop, make)
        assert (door, told(found), placed(found)) == (door, *expected)


@pytest.mark.parametrize("door", FILES)
@pytest.mark.parametrize("seed", range(12))
def test_a_shop_in_files_is_the_shop_in_columns(door, seed, tmp_path):
    """Each call of it is a file; a CSV file knows no ids but text."""
    shop = in_text(nasty(seed)) if door == "csv" else nasty(seed)

    def written(columns):
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        folder.mkdir()
        return FILES[door](columns, folder)

    expected, found = shop.ledger(), through(shop, written)
    assert told(found) == told(expected)
    assert placed(found) == placed(expected)


# Kinds of columns, each against what plain Python says.

BERLIN = ZoneInfo("Europe/Berlin")
INSTANTS = [
    datetime(2024, 3, 30, 22, 59, 59, tzinfo=UTC),  # midnight in Berlin is at 23:00
    datetime(2024, 3, 30, 23, 0, tzinfo=UTC),
    datetime(2024, 3, 31, 21, 59, 59, tzinfo=UTC),  # and from this day on at 22:00
    datetime(2024, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, tzinfo=UTC),  # the hour that occurs twice
    datetime(2024, 10, 27, 1, 30, tzinfo=UTC),
]
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin")


def days_of(table, timezone):
    """Read the day and the clock's time of every row, by each library that can take the table."""
    names = {"customer": "who", "when": "at", "amount_minor": "cents", "currency": "EUR"}
    doors = {
        "pyarrow": table,
        "polars": pl.from_arrow(table).lazy(),
        "pandas": table.to_pandas(),
        "pandas, in arrow": table.to_pandas(types_mapper=pd.ArrowDtype),
        "duckdb": DATABASE.from_arrow(table),
    }
    for door, frame in doors.items():
        ledger = clm.read_orders(frame, **names, timezone=timezone)
        people = [ledger.customer(each) for each in range(len(table))]
        yield door, [(each.events[0].day, each.events[0].when) for each in people]


def at(column):
    """Make a table of moments, a customer each."""
    size = len(column)
    return pa.table({"who": [*range(size)], "at": column, "cents": [100] * size})


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ZONES)
def test_instants_are_the_shops_days_whatever_their_zone_and_unit(unit, zone):
    """Round the shop's midnight, and where its clocks change."""
    expected = [plain(each.astimezone(BERLIN)) for each in INSTANTS]
    column = pa.array(INSTANTS, pa.timestamp(unit, zone))
    for door, found in days_of(at(column), "Europe/Berlin"):
        assert (door, [(day, moment) for day, moment in found]) == (door, expected)


@pytest.mark.parametrize("kind", ["s", "ms", "us", "ns", "date32", "date64", "text"])
def test_times_without_a_zone_are_the_shops_own(kind):
    """Dates are midnights."""
    local = [each.replace(tzinfo=None) for each in INSTANTS[:4]]
    if kind.startswith("date"):
        local = [datetime.combine(each, time()) for each in local]
        column = pa.array([each.date() for each in local], getattr(pa, kind)())
    elif kind == "text":
        column = pa.array([each.isoformat(" ") for each in local])
    else:
        column = pa.array(local, pa.timestamp(kind))
    for door, found in days_of(at(column), "Asia/Kolkata"):
        assert (door, found) == (door, [plain(each) for each in local])


@pytest.mark.parametrize(
    "amount",
    [
        *(f"int{bits}" for bits in (8, 16, 32, 64)),
        "uint8",
        "uint64",
        "float32",
        "float64",
        "decimal",
        "text",
    ],
)
@pytest.mark.parametrize("who", ["int8", "uint16", "int32", "uint64", "int64"])
def test_numbers_of_every_width_are_numbers(who, amount):
    """Ids and amounts, nulls of optional ids among them."""
    kinds = {"decimal": pa.decimal128(20, 4), "text": pa.string()}
    kind = kinds.get(amount) or pa.type_for_alias(amount)
    table = pa.table(
        {
            "who": pa.array([5, 7], pa.type_for_alias(who)),
            "at": pa.array([date(2024, 5, 1)] * 2),
            "paid": pa.array([12, 100]).cast(pa.decimal128(24, 4) if amount == "decimal" else kind),
            "order": pa.array([None, 9], pa.type_for_alias(who)),
        }
    )
    names = {"customer": "who", "when": "at", "amount": "paid", "order": "order"}
    frames = (
        *(table, pl.from_arrow(table), table.to_pandas()),
        *(table.to_pandas(types_mapper=pd.ArrowDtype), DATABASE.from_arrow(table)),
        table.to_pandas().convert_dtypes(),
    )
    for frame in frames:
        ledger = clm.read_orders(frame, **names, currency="EUR")
        events = [ledger.customer(each).events[0] for each in (5, 7)]
        assert [(e.amount.minor, e.order) for e in events] == [(1200, None), (10_000, 9)]


def test_all_faults_of_a_source_come_at_once():
    """Nulls, wrong types and text among numbers, in every library alike."""
    table = pa.table(
        {
            "who": pa.array(["ann", None]),
            "at": pa.array([date(2024, 5, 1), None]),
            "paid": pa.array([None, 5.0]),
            "order": pa.array([1.5, None]),
        }
    )
    names = {"customer": "who", "when": "at", "amount": "paid", "order": "order"}
    frames = (
        *(table, pl.from_arrow(table).lazy(), table.to_pandas()),
        *(table.to_pandas(types_mapper=pd.ArrowDtype), DATABASE.from_arrow(table)),
    )
    for frame in frames:
        with pytest.raises(ColumnError) as caught:
            clm.read_orders(frame, **names, currency="EUR")
        where = {fault.where for fault in caught.value.faults}
        assert where == {"customer[1]", "when[1]", "amount[0]", "order[0]"}


def test_ids_of_another_type_than_before_are_refused():
    """Nothing of the second batch is in the ledger then."""
    names = {"customer": "who", "when": "at", "amount_minor": "cents", "currency": "EUR"}
    row = {"at": [date(2024, 5, 1)], "cents": [1]}
    one, two = (clm.read_orders({"who": [each], **row}, **names) for each in (7, "7"))
    with pytest.raises(ClmError):
        one.append(two)
    assert one.customers.tolist() == [7]
