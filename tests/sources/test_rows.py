"""Rows of a query give the columns that are asked for, whoever hands them out."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

import duckdb
import pandas as pd
import psycopg
import pytest
import sqlalchemy as sa
from psycopg.rows import dict_row, namedtuple_row

import clm
from clm.errors import ColumnError
from clm.sources.rows import NamedRows, is_rows


class Person(NamedTuple):
    """What both rows hold."""

    who: str
    age: int


PEOPLE = [Person("ann", 31), Person("bob", 44)]
QUERY = "select 'ann' as who, 31 as age union all select 'bob', 44 order by age"
NAMES = {"customer": "who", "when": "at", "amount": "paid", "currency": "EUR"}


@pytest.fixture
def sqlite():
    """Open a database of the standard library."""
    with closing(sqlite3.connect(":memory:")) as opened:
        yield opened


@pytest.fixture
def alchemy():
    """Open the same by SQLAlchemy."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def connection(database_url):
    """Connect with a database that has a table of orders."""
    with psycopg.connect(database_url) as opened:
        opened.execute("create table orders (who bigint, at timestamptz, paid numeric(12, 3))")
        opened.execute(
            "insert into orders values (1, '2024-05-31 22:30+00', 19.90), (2, '2024-06-02', 0.1)"
        )
        yield opened
        opened.rollback()


PLAIN = {
    "dicts": lambda: [person._asdict() for person in PEOPLE],
    "named tuples": lambda: PEOPLE,
    "a generator": lambda: iter(PEOPLE),
}
RESULTS = {
    "as it is": lambda result: result,
    "mappings": lambda result: result.mappings(),
    "fetched": lambda result: result.all(),
    "mappings, fetched": lambda result: result.mappings().all(),
}


def check(source):
    """See that both rows come, column by column."""
    assert is_rows(source)
    rows = NamedRows.of(source)
    assert rows.columns == ("who", "age")
    assert rows.taken(["age", "who"]) == {"age": [31, 44], "who": ["ann", "bob"]}


@pytest.mark.parametrize("name", PLAIN)
def test_columns_are_taken_by_name(name):
    check(PLAIN[name]())


def test_columns_are_taken_from_a_cursor(sqlite):
    check(sqlite.execute(QUERY))


@pytest.mark.parametrize("name", RESULTS)
def test_columns_are_taken_from_a_result_of_sqlalchemy(name, alchemy):
    check(RESULTS[name](alchemy.execute(sa.text(QUERY))))


@pytest.mark.parametrize("size", [9_999, 10_000, 10_001, 25_000])
def test_many_rows_are_taken_in_order(size, sqlite):
    """They come some at a time; the last may be fewer, or none."""
    sqlite.execute("create table numbers (number integer)")
    sqlite.executemany("insert into numbers values (?)", [(each,) for each in range(size)])
    fetched = NamedRows.of(sqlite.execute("select number from numbers order by number"))
    assert fetched.taken(["number"]) == {"number": [*range(size)]}
    given = NamedRows.of({"number": each} for each in range(size))
    assert given.taken(["number"]) == {"number": [*range(size)]}


@pytest.mark.parametrize("factory", [None, dict_row, namedtuple_row])
def test_orders_of_a_database_keep_decimals_and_instants(connection, factory):
    """Whatever the rows are made into."""
    with connection.cursor(**({"row_factory": factory} if factory else {})) as cursor:
        cursor.execute("select who, at, paid from orders")
        shop = clm.read_orders(cursor, **NAMES, timezone="Europe/Berlin")
    (first,), (second,) = (shop.customer(each).events for each in (1, 2))
    assert (first.day, first.amount.amount) == (date(2024, 6, 1), Decimal("19.90"))
    assert (second.day, second.amount.amount) == (date(2024, 6, 2), Decimal("0.10"))


def test_events_are_read_from_rows(connection):
    shop = clm.read_orders(connection.execute("select * from orders"), **NAMES)
    seen = [{"who": 3, "at": datetime(2024, 6, 5, tzinfo=UTC)}]
    both = clm.read_events(shop, "visit", seen, customer="who", when="at")
    assert both.report().events == {"visit": 1}


def test_a_query_that_found_nothing_gives_an_empty_ledger(connection):
    """So do no rows at all, of which nobody knows the names."""
    for source in (connection.execute("select * from orders where false"), [], iter([])):
        shop = clm.read_orders(source, **NAMES)
        assert (len(shop), shop.report().rows, shop.last_day) == (0, 0, None)


def test_names_of_no_column_are_told_before_a_row_is_fetched(connection):
    cursor = connection.execute("select * from orders")
    with pytest.raises(ColumnError, match="amount: no column 'pade' → did you mean 'paid'"):
        clm.read_orders(cursor, **{**NAMES, "amount": "pade"})
    assert len(cursor.fetchall()) == 2


def test_of_two_columns_of_one_name_none_is_chosen(sqlite):
    twice = sqlite.execute("select 'ann' as who, 'bob' as who, '2024-05-01' as at, 1 as paid")
    with pytest.raises(ColumnError, match="there are two columns 'who'"):
        clm.read_orders(twice, **NAMES)


@pytest.mark.parametrize(
    "rows",
    [
        [{"who": "ann"}, {}],
        [Person("ann", 31), {"who": "bob"}],
        [{"who": "ann"}, None],
        [{"who": "ann"}, ("bob",)],
    ],
)
def test_a_row_that_is_unlike_the_first_is_named(rows):
    with pytest.raises(ColumnError, match="row 1: has no 'who', which the first row has"):
        NamedRows.of(rows).taken(["who"])


@pytest.mark.parametrize("source", [[3], [("ann", 31)], ["ann"], {"ann"}], ids=str)
def test_rows_without_names_are_refused(source):
    with pytest.raises(ColumnError, match="names no columns → give dicts, named tuples"):
        NamedRows.of(source)


def test_objects_of_a_query_are_no_rows(alchemy):
    """A query for a whole model gives such; scalars are the simplest."""
    with pytest.raises(ColumnError, match="ScalarResult holds str, which names no columns"):
        NamedRows.of(alchemy.execute(sa.text(QUERY)).scalars())


def test_a_cursor_without_a_result_is_refused(sqlite, alchemy):
    """It was asked nothing, or told to write."""
    for source in (sqlite.cursor(), alchemy.execute(sa.text("create table a (b integer)"))):
        with pytest.raises(ColumnError, match="has no rows → run a query first"):
            NamedRows.of(source)


@pytest.mark.parametrize(
    "source",
    [{"who": ["ann"]}, pd.DataFrame({"who": ["ann"]}), duckdb.sql("select 1 as who"), "ann", 3],
    ids=lambda each: type(each).__name__,
)
def test_frames_and_single_values_are_no_rows(source):
    assert not is_rows(source)
