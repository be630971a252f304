"""Rows of a table: ids, days and money as the ledger's door reads them, and what is unsound."""

from datetime import date
from decimal import Decimal
from random import Random

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve

from clm.errors import ColumnError
from clm.sources.relations import rows as rows_of
from clm.sources.relations.checks import collected
from clm.sources.relations.library import library_of
from clm.sources.relations.rows import Table
from engines import LIBRARIES, plain
from oracle import to_minor

LAST = date(9999, 12, 31)


def rows(name, amounts, currency="EUR", column="amount"):
    """Read the money of rows."""
    size = len(amounts)
    table = pa.table({"who": ["ann"] * size, "at": [date(2024, 5, 1)] * size, "paid": amounts})
    names = {"customer": "who", "when": "at", column: "paid"}
    found = Table(LIBRARIES[name](table), names, currency, "UTC").rows(LAST)
    return plain(collected(found).to_native())


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("BHD", 3)])
def test_floats_round_halves_to_the_even_unit(name, currency, digits):
    """As IEEE 754 does, near zero and where doubles have no fractions left."""
    dice = Random(name)
    amounts = [
        dice.choice((-1, 1)) * dice.random() * 10 ** dice.randint(-3, 12) for _ in range(300)
    ]
    amounts += [0.125, 0.375, -0.125, 0.005, 2.5, 3.5, -2.5, 0.0, -0.0, 1.005, 2.0**42 + 0.5]
    amounts += [(2.0**52 + 1) / 10**digits, (2.0**53 - 1) / 10**digits]
    found = rows(name, pa.array(amounts), currency)
    assert found["minor"] == [to_minor(each, digits) for each in amounts]
    assert set(found["no_amount"]) == {0}


@pytest.mark.parametrize("name", LIBRARIES)
def test_decimals_are_exact(name):
    """With zeros at the end that mean nothing; of more digits they are unsound."""
    amounts = ["12.3400", "-0.0100", "0.0000", "1234567890123.45", "0.0001", "12.3450", "-7.0010"]
    column = pa.array([*map(Decimal, amounts), None], pa.decimal128(24, 4))
    found = rows(name, column)
    assert found["minor"] == [1234, -1, 0, 123_456_789_012_345, 0, 0, 0, 0]
    assert found["no_amount"] == [0, 0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("name", LIBRARIES)
def test_whole_numbers(name):
    """Major or minor units; what is too large is unsound."""
    column = pa.array([3, -4, 0, 2**53 - 1, 2**53, -(2**60), None], pa.int64())
    found = rows(name, column, column="amount_minor")
    assert found["minor"] == [3, -4, 0, 2**53 - 1, 0, 0, 0]
    assert found["no_amount"] == [0, 0, 0, 0, 1, 1, 1]
    assert rows(name, pa.array([3, -4, 2**60]))["minor"] == [300, -400, 0]


@pytest.mark.parametrize("name", LIBRARIES)
def test_what_is_no_number_is_unsound(name):
    """NaN, infinities, null, and more than a double holds exactly."""
    column = pa.array([float("nan"), float("inf"), -float("inf"), None, 1e17, 1.0])
    found = rows(name, column)
    assert found["no_amount"] == [1, 1, 1, 1, 1, 0]
    assert found["minor"] == [0, 0, 0, 0, 0, 100]


@pytest.mark.parametrize("name", LIBRARIES)
def test_rows_after_the_day_are_not_there(name):
    """Those without a day are."""
    days = pa.array([date(2024, 5, 1), date(2024, 5, 2), None, date(1969, 12, 31)])
    table = pa.table({"who": [1, 2, 3, 4], "at": days, "cents": [1, 2, 3, 4]})
    names = {"customer": "who", "when": "at", "amount_minor": "cents"}
    found = Table(LIBRARIES[name](table), names, "EUR", "UTC").rows(date(2024, 5, 1))
    columns = plain(collected(found).to_native())
    assert sorted(zip(columns["customer"], columns["no_day"], strict=True)) == [
        *((1, 0), (3, 1), (4, 0))
    ]


def test_ids_of_every_make():
    """Categories become text, narrow numbers wide ones."""
    frame = pl.DataFrame(
        {"who": ["ann", "bob"], "at": [date(2024, 5, 1)] * 2, "no": [1, None]}
    ).with_columns(pl.col("who").cast(pl.Categorical))
    names = {"customer": "who", "when": "at", "order": "no"}
    found = plain(Table(frame, names, "EUR", "UTC").rows(LAST).to_native())
    assert (found["customer"], found["order"]) == (["ann", "bob"], [1, None])
    small = pl.DataFrame({"who": [7], "at": [date(2024, 5, 1)]}, schema_overrides={"who": pl.UInt8})
    table = Table(small, {"customer": "who", "when": "at"}, "EUR", "UTC")
    assert not table.has_text_ids
    assert table.rows(LAST).to_native().schema["customer"] == pl.Int64


TYPES = {
    "polars": pl.DataFrame({"who": [1.5], "at": ["2024-05-01"], "paid": ["12.00"], "no": [True]}),
    "pandas": pd.DataFrame({"who": [1.5], "at": ["2024-05-01"], "paid": ["12.00"], "no": [True]}),
    "duckdb": duckdb.sql(
        "select 1.5::double as who, '2024-05-01' as at, '12.00' as paid, true as no"
    ),
}


@pytest.mark.parametrize("name", TYPES)
def test_types_that_cannot_be_read_are_refused_together(name):
    """With what would do."""
    names = {"customer": "who", "when": "at", "amount": "paid", "order": "no"}
    with pytest.raises(ColumnError) as caught:
        Table(TYPES[name], names, "EUR", "UTC").check()
    assert [each.where for each in caught.value.faults] == [*names]
    assert "cast it to a date or a timestamp, or load it: clm.read_orders" in str(caught.value)


def test_ids_of_more_than_64_bits_are_refused_by_type():
    """So are fractions, whatever they are."""
    for kind in ("hugeint", "ubigint", "double"):
        table = duckdb.sql(f"select 1::{kind} as who, date '2024-05-01' as at, 1::{kind} as no")
        with pytest.raises(ColumnError) as caught:
            Table(table, {"customer": "who", "when": "at", "order": "no"}, "EUR", "UTC").check()
        assert [each.where for each in caught.value.faults] == ["customer", "order"]


@pytest.mark.parametrize("name", LIBRARIES)
def test_decimals_that_a_double_may_miss_are_unsound(name):
    """From 2^51 minor units on; whole minor units go on to 2^53."""
    most = Decimal(2**51 - 1) / 100
    column = pa.array([most, most + Decimal("0.01")], pa.decimal128(24, 2))
    assert rows(name, column)["minor"] == [2**51 - 1, 0]
    assert rows(name, column)["no_amount"] == [0, 1]


def test_a_table_is_entered_once(monkeypatch):
    """Arrow is made of a frame of pandas for all that is asked of it."""
    entered = []
    frame = pd.DataFrame({"who": [7], "at": pd.to_datetime(["2024-05-01"]), "paid": [9]})
    kept = library_of(frame)

    def enter(table, names):
        entered.append(names)
        return kept.enter(table, names)

    monkeypatch.setattr(rows_of, "library_of", lambda _: evolve(kept, enter=enter))
    table = Table(frame, {"customer": "who", "when": "at", "amount": "paid"}, "EUR", "UTC")
    table.check()
    assert table.rows(LAST)["minor"].to_list() == table.rows(LAST)["minor"].to_list() == [900]
    assert not table.is_lazy
    assert len(entered) == 1
