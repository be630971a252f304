"""Every library numbers days alike, and gives back its own kind."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

import clm
from clm.errors import ColumnError, FormatError, MissingExtraError
from clm.sources.relations import library
from clm.sources.relations.library import library_of
from engines import LIBRARIES, plain

INSTANTS = [
    datetime(2024, 3, 30, 22, 59, 59, 999_999, tzinfo=UTC),  # midnight in Berlin is at 23:00
    datetime(2024, 3, 30, 23, 0, tzinfo=UTC),
    datetime(2024, 3, 31, 21, 59, 59, tzinfo=UTC),  # and from this day on at 22:00
    datetime(2024, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 0, tzinfo=UTC),
    datetime(1901, 12, 13, 23, 30, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 30, tzinfo=UTC),
]
NAMES = {"customer": "who", "when": "at", "amount": "paid", "currency": "EUR"}
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/St_Johns")


def entered(name, table):
    """Bring a table into a library."""
    relation = LIBRARIES[name](table)
    found = library_of(relation)
    return found, found.enter(relation, {"when": "at"})


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize("zone", ZONES)
def test_instants_become_days_of_a_zone(name, zone):
    """As Python's own calendar tells them."""
    table = pa.table({"at": pa.array([*INSTANTS, None], pa.timestamp("us", "UTC"))})
    found, frame = entered(name, table)
    days = [each.astimezone(ZoneInfo(zone)).date().toordinal() for each in INSTANTS]
    expected = [each - date(1970, 1, 1).toordinal() for each in days]
    assert plain(found.with_day(frame, zone).to_native())["day"] == [*expected, None]


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.timestamp("s"), pa.date32()])
def test_dates_and_local_times_have_their_day(name, kind):
    """Also before 1970."""
    local = [each.replace(tzinfo=None) for each in INSTANTS]
    values = [each.date() for each in local] if kind == pa.date32() else local
    table = pa.table({"at": pa.array([*values, None]).cast(kind, safe=False)})
    found, frame = entered(name, table)
    expected = [each.toordinal() - date(1970, 1, 1).toordinal() for each in local]
    assert plain(found.with_day(frame, None).to_native())["day"] == [*expected, None]


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        (pl.DataFrame({"who": [1]}), "polars"),
        (pl.LazyFrame({"who": [1]}), "polars"),
        (pd.DataFrame({"who": [1]}), "pandas"),
        (pa.table({"who": [1]}), "pyarrow"),
        (ds.dataset(pa.table({"who": [1]})), "pyarrow"),
        (pa.record_batch({"who": [1]}), "pyarrow"),
        (duckdb.sql("select 1 as who"), "DuckDB"),
    ],
)
def test_libraries_are_recognised(relation, name):
    """By their tables; columns come by their new names."""
    found = library_of(relation)
    assert found.name == name
    frame = found.enter(relation, {"customer": "who"})
    assert plain(frame.to_native()) == {"customer": [1]}


@pytest.mark.parametrize("relation", [{"who": [1]}, [1], "orders.parquet", nw])
def test_others_are_refused(relation):
    """With what would do."""
    with pytest.raises(ColumnError, match="no table for an engine → give one of polars, DuckDB"):
        library_of(relation)


def test_pandas_needs_pyarrow(monkeypatch):
    """Which tells what is missing from what is no number."""
    monkeypatch.setattr(library, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="pyarrow"):
        library_of(pd.DataFrame({"who": [1]}))


def test_pandas_columns_of_several_kinds():
    """Are refused by name, not by a trace of Arrow."""
    mixed = pd.DataFrame({"who": ["ann", 7]})
    with pytest.raises(ColumnError, match="customer: 'who' holds values of several kinds"):
        library_of(mixed).enter(mixed, {"customer": "who"})


def test_pandas_gets_pandas_back():
    """Whole numbers stay whole where one is missing."""
    frame = nw.from_native(pa.table({"r": [1, None], "who": ["ann", "bob"]}))
    back = library_of(pd.DataFrame({"who": [1]})).leave(frame)
    assert str(back["r"].dtype) == "Int64"
    assert back["r"].isna().tolist() == [False, True]


def test_a_stream_that_can_be_read_once_is_refused():
    """Checked, it would be empty."""
    with pytest.raises(ColumnError, match="can be read once only → give what read_all"):
        library_of(pa.table({"who": [1]}).to_reader())


def test_moments_with_a_zone_and_without_are_not_mixed():
    """Arrow would make one kind of them, without a word."""
    moments = [datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 1)]  # noqa: DTZ001
    mixed = pd.DataFrame({"at": pd.Series(moments, dtype=object)})
    with pytest.raises(ColumnError, match="moments with a time zone and without"):
        library_of(mixed).enter(mixed, {"when": "at"})


@pytest.mark.parametrize(
    "column",
    [
        pa.array([10, 9, 10]).dictionary_encode(),
        pa.array(["é", "e", "é"]).dictionary_encode(),
        pa.array(["é", "e", "é"], pa.string_view()),
    ],
)
def test_arrow_columns_are_what_they_hold(column):
    """Numbers of a dictionary stay numbers; views can be grouped by."""
    table = pa.table({"who": column})
    frame = library_of(table).enter(table, {"customer": "who"})
    counts = plain(frame.group_by("customer").agg(n=nw.len()).to_native())
    expected = column.to_pylist()
    assert dict(zip(*counts.values(), strict=True)) == {
        each: expected.count(each) for each in expected
    }


def test_numbers_in_categories_of_pandas_stay_numbers():
    """As in a ledger."""
    frame = pd.DataFrame({"who": pd.Categorical([10, 9, 10])})
    found = library_of(frame).enter(frame, {"customer": "who"})
    assert plain(found.to_native()) == {"customer": [10, 9, 10]}


def test_text_is_compared_to_the_letter():
    """Whatever the collation of a DuckDB column."""
    database = duckdb.connect()
    database.execute('create table sales ("the who" varchar collate nocase)')
    database.execute("insert into sales values ('Ann'), ('ann')")
    relation = database.table("sales")
    frame = library_of(relation).enter(relation, {"customer": "the who"})
    assert sorted(plain(frame.group_by("customer").agg(n=nw.len()).to_native())["n"]) == [1, 1]


def test_what_duckdb_cannot_run_is_told_in_a_line():
    """A table that was dropped, a cell that cannot be read."""
    database = duckdb.connect()
    database.execute("create table sales as select 1 as who, date '2024-05-01' as at, 2 as paid")
    source = clm.sources.engine(database.table("sales"), **NAMES)
    database.execute("drop table sales")
    for ask in (
        lambda: clm.snapshot(source, "rfm-11", as_of="2024-05-12"),
        lambda: clm.sources.segment_in_engine(source, "rfm-11", "2024-05-12"),
    ):
        with pytest.raises(FormatError, match="DuckDB cannot run the query: .*sales"):
            ask()
    given = "select 1 as who, cast(given as date) as at, 2 as paid from (values ('x')) t(given)"
    cast = clm.sources.engine(database.sql(given), **NAMES)
    with pytest.raises(FormatError, match="DuckDB cannot run the query: Conversion"):
        clm.snapshot(cast, "rfm-11", as_of="2024-05-12")


def test_what_polars_cannot_run_is_told_in_a_line():
    """Likewise."""
    text = pl.LazyFrame({"who": [1], "at": ["x"], "paid": [2]})
    source = clm.sources.engine(text.with_columns(pl.col("at").str.to_date()), **NAMES)
    with pytest.raises(FormatError, match="polars cannot run the query: "):
        clm.snapshot(source, "rfm-11", as_of="2024-05-12")
