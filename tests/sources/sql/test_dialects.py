"""Dialects: an unknown one is refused, and what is written can be read again."""

import pytest
import sqlglot
from sqlglot import exp

import clm
from asking import KEYS, shop
from clm.errors import SnapshotError, UnknownNameError
from clm.sources import OrderTable, to_sql
from clm.sources.sql.dialects import days_between, dialect_named, written

READ_BACK = ("bigquery", "databricks", "redshift", "snowflake", "spark", "trino", "tsql", "mysql")
TABLE = OrderTable(
    "shop.sales", customer="Who", when="day", amount="paid", order="no", currency="EUR"
)
SHOP = shop(("ann", "2024-05-01", 10), ("bob", "2024-05-02", 20), ("bob", "2024-05-09", 20))


@pytest.mark.parametrize(
    ("name", "meant"), [("postgre", "postgres"), ("Snowflake", "snowflake"), ("duck", "duckdb")]
)
def test_an_unknown_dialect_is_refused_with_the_nearest(name, meant):
    with pytest.raises(UnknownNameError, match=f"did you mean.* '{meant}'"):
        dialect_named(name)


@pytest.mark.parametrize("name", ["", None, 5, "snowflake, normalization_strategy = lowercase"])
def test_what_is_no_name_is_no_dialect(name):
    with pytest.raises(UnknownNameError):
        dialect_named(name)


def test_what_a_dialect_cannot_say_is_refused():
    zoned = exp.AtTimeZone(this=exp.column("at"), zone=exp.Literal.string("Europe/Berlin"))
    with pytest.raises(SnapshotError, match="'mysql'.*cannot say this"):
        written(zoned, "mysql")


def test_days_are_counted_as_the_dialect_counts_them():
    """In PostgreSQL the difference of two dates is a number."""
    days = days_between(exp.column("later"), exp.column("earlier"))
    assert written(days, "postgres") == "later - earlier"
    assert written(days, "snowflake") == "DATEDIFF(DAY, earlier, later)"


def tables_of(query, dialect):
    """Name the tables that a query makes and reads, and what it tells."""
    (read,) = sqlglot.parse(query, dialect=dialect)
    assert isinstance(read, exp.Select)
    made = {each.alias for each in read.find_all(exp.CTE)}
    return made, {each.name for each in read.find_all(exp.Table)} - made, read.named_selects


@pytest.mark.parametrize("dialect", READ_BACK)
@pytest.mark.parametrize("key", KEYS)
def test_other_dialects_can_be_read_back(key, dialect):
    """By sqlglot itself, which is no proof that the database takes them."""
    fitted = clm.snapshot(SHOP, key, as_of="2024-06-30").fitted
    made, read, columns = tables_of(to_sql(fitted, dialect), dialect)
    assert read == {"features"}
    assert columns[:3] == ["customer", "segment", "stage"]
    query = to_sql(fitted, dialect, orders=TABLE, as_of="2024-06-30")
    made_of_orders, read, same = tables_of(query, dialect)
    assert read == {"sales"}
    assert same == columns
    assert made < made_of_orders
