"""Names stay names: quoted where they must be, and nothing else is taken for one."""

import pytest

import clm
from asking import shop
from clm.errors import ColumnError
from clm.sources import OrderTable, to_sql
from clm.sources.sql.naming import column, named, own_table, table_named
from order_tables import asking
from warehouses import expected, features_of, told

PLAIN = ("customer", "segment", "stage", "orders", "recency", "tenure", "monetary")
ODD = (
    *("Order ID", "order", "user", "SELECT", 'a"b', "a'b", "a]b", "a`b", "a\\b", "%s", "a;b--c"),
    *("/* x */", "{a}", "?", "$1", ":a", "Kunde Nr.", "顧客", "naïve", "1st", " lead", "a.b"),
)


@pytest.fixture(scope="module")
def snap():
    """Two customers, one of whom came back."""
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-01", 20), ("bob", "2024-02-02", 5))
    return clm.snapshot(ledger, asking(["orders", "monetary"], "EUR"), as_of="2024-02-03")


def test_the_names_of_every_query_need_no_quotes():
    """And a word that SQL has for itself gets them."""
    assert [column(name).sql() for name in PLAIN] == [*PLAIN]
    assert column("order", "from").sql() == '"from"."order"'
    assert named(column("a"), "a").sql() == "a"
    assert own_table("people").sql() == "people"


def test_every_word_that_a_database_reserves_is_quoted(warehouse):
    """As a name of a score it would end the query."""
    words = [word for word in warehouse.reserved() if word.isascii()]
    assert len(words) > 70
    unquoted = [word for word in words if column(word).sql() == word]
    for word in unquoted:
        query = f"SELECT x.{word} AS {word} FROM (SELECT 1 AS {word}) AS x"  # noqa: S608
        assert warehouse.run(query)[1] == [(1,)]


@pytest.mark.parametrize("name", ODD)
def test_columns_of_the_caller_may_be_called_anything(warehouse, snap, name):
    """Also as the database's own words, or with quotes in their names."""
    days = [each.events[0].day for each in map(snap.ledger.customer, ("ann", "bob"))]
    days.insert(1, snap.ledger.customer("ann").events[1].day)
    columns = {
        name: ("text", ["ann", "ann", "bob"]),
        f"{name} 2": ("day", days),
        f"{name} 3": ("whole", [1000, 2000, 500]),
    }
    warehouse.load(name, columns)
    quoted = '"' + name.replace('"', '""') + '"'
    table = OrderTable(
        quoted, customer=name, when=f"{name} 2", amount_minor=f"{name} 3", currency="EUR"
    )
    query = to_sql(snap.fitted, warehouse.dialect, orders=table, as_of=snap.as_of)
    assert told(warehouse, query) == expected(snap)


@pytest.mark.parametrize(
    "name", ["people", "placed", "asked", "sales", "known", "counted", "bought", "spent", "PEOPLE"]
)
def test_tables_of_the_caller_may_be_called_as_ours(warehouse, snap, name):
    """The query's own tables give way."""
    warehouse.load(name.lower(), features_of(snap))
    query = to_sql(snap.fitted, warehouse.dialect, table=name)
    assert told(warehouse, query) == expected(snap)
    days = [each.day for who in ("ann", "bob") for each in snap.ledger.customer(who).events]
    rows = {
        "customer": ("text", ["ann", "ann", "bob"]),
        "age": ("day", days),
        "minor": ("whole", [1000, 2000, 500]),
    }
    warehouse.load(name.lower(), rows)
    table = OrderTable(name, customer="customer", when="age", amount_minor="minor", currency="EUR")
    query = to_sql(snap.fitted, warehouse.dialect, orders=table, as_of=snap.as_of)
    assert told(warehouse, query) == expected(snap)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("orders", "orders"),
        ("shop.orders", "shop.orders"),
        ("Shop.Orders", "Shop.Orders"),
        ("lake.shop.orders", "lake.shop.orders"),
        ("objednávky_2024", "objednávky_2024"),
        ('"Order Lines"', '"Order Lines"'),
        ("`my-project`.[Order Lines]", '"my-project"."Order Lines"'),
        ('shop."a""b; drop"', 'shop."a""b; drop"'),
        ("order", '"order"'),
        ("shop.select", 'shop."select"'),
    ],
)
def test_names_of_tables_stand_as_they_were_written(text, written):
    assert table_named(text).sql("postgres") == written


NO_NAMES = (
    *("", " ", 5, None, "orders; drop table orders", "orders -- all of them", "orders /* x */"),
    *("(select 1)", "orders o", "orders as o", "orders, people", "read_csv('orders.csv')"),
    *("orders join people", "orders where true", "{{ ref('orders') }}", "'", '"', "a.b.c.d"),
    *("orders\0", "orders\n", "a..b", ".a", "a.", "orders.*", "*", "@", "(" * 900, '""', '"a"b"'),
    *("values (1)", "unnest(x)", "?", ":x", "$1", "@x", "1", "''", "x" * 1001, "[a]]; x]", "`a``"),
)


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_name_of_a_table_is_refused(text):
    with pytest.raises(ColumnError) as caught:
        table_named(text, "orders.table")
    assert [fault.where for fault in caught.value.faults] == ["orders.table"]
