"""The SQL of a fitted template: real shops, what is refused, and what a reader finds in it."""

import sys

import pytest

import clm
from asking import KEYS, shop, template
from clm.errors import (
    ColumnError,
    CurrencyError,
    DayError,
    FeatureError,
    MissingExtraError,
    ScaleError,
    SnapshotError,
    UnknownNameError,
)
from clm.sources import OrderTable, to_sql
from real_shops import cdnow, online_retail
from real_shops import told as told_shop
from warehouses import expected, features_of, told

CDNOW = OrderTable("cdnow", customer="who", when="day", amount="paid", currency="USD")
RETAIL = OrderTable(
    "retail", customer="who", when="at", amount_minor="cents", order="no", currency="GBP"
)
PAID = OrderTable("orders", customer="who", when="day", amount="paid", currency="EUR")


@pytest.fixture(scope="module")
def fitted():
    """A template with scores, fitted on three customers."""
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-01", 20), ("bob", "2024-02-02", 5))
    return clm.snapshot(ledger, "rfm-11", as_of="2024-02-03").fitted


def test_cdnow_and_all_templates(warehouse):
    """Of 23,570 customers, over their features and over their orders."""
    from datetime import date
    from decimal import Decimal

    rows = cdnow()
    warehouse.load(
        "cdnow",
        {
            "who": ("text", rows["customer"]),
            "day": ("day", [date.fromisoformat(each) for each in rows["when"]]),
            "paid": ("decimal", [Decimal(each) for each in rows["amount"]]),
        },
    )
    _, ledger = told_shop(cdnow, "USD")
    for key, day in zip(KEYS, ["1997-12-31", "1998-06-30"] * len(KEYS), strict=False):
        snap = clm.snapshot(ledger, key, as_of=day)
        query = to_sql(snap.fitted, warehouse.dialect, orders=CDNOW, as_of=day)
        assert told(warehouse, query) == expected(snap)
    warehouse.load("features", features_of(snap))
    assert told(warehouse, to_sql(snap.fitted, warehouse.dialect)) == expected(snap)


def test_online_retail_and_all_templates(warehouse):
    """With its cancellations, which name no order; under yesterday's cut points, too."""
    from datetime import datetime

    rows = online_retail()
    warehouse.load(
        "retail",
        {
            "who": ("whole", rows["customer"]),
            "at": ("local", [datetime.fromisoformat(each) for each in rows["when"]]),
            "cents": ("whole", rows["amount_minor"]),
            "no": ("text", rows["order"]),
        },
    )
    _, ledger = told_shop(online_retail, "GBP")
    for key in KEYS:
        fitted = clm.snapshot(ledger, key, as_of="2011-06-30").fitted
        for day in ("2011-06-30", "2011-12-09"):
            snap = clm.snapshot(ledger, fitted, as_of=day)
            query = to_sql(fitted, warehouse.dialect, orders=RETAIL, as_of=day)
            assert told(warehouse, query) == expected(snap)


def test_the_day_stands_in_the_query_once(warehouse, fitted):
    """So a query that is kept can be given another day, or the database's own."""
    queries = [
        to_sql(fitted, warehouse.dialect, orders=PAID, as_of=day)
        for day in ("2024-05-06", "2031-12-31")
    ]
    one, other = ([line for line in each.splitlines() if line[:2] != "--"] for each in queries)
    differ = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    literals = tuple(f"CAST('{day}' AS DATE) AS as_of" for day in ("2024-05-06", "2031-12-31"))
    assert [tuple(map(str.strip, pair)) for pair in differ] == [literals]


def test_comments_say_what_the_query_is(fitted):
    table = OrderTable(
        "orders", customer="who", when="day", amount="paid", currency="EUR", timezone="Asia/Tokyo"
    )
    query = to_sql(fitted, orders=table, as_of="2024-05-06")
    assert [line for line in query.splitlines() if line[:2] == "--"] == [
        f"-- template rfm-11 · {fitted.template.fingerprint[:12]}",
        f"-- scale {fitted.scale.fingerprint[:12]}",
        "-- money in minor units of EUR",
        "-- as of 2024-05-06, days of Asia/Tokyo",
    ]


def test_conditions_read_as_in_the_template():
    """One branch a segment, in matching order; parameters are their values."""
    chosen = clm.templates["five-stage"].with_parameters(active_days=99)
    query = to_sql(chosen.with_scale(clm.Scale((), {}, {})), "postgres", table="crm.people")
    branches = [line.strip() for line in query.splitlines() if line.strip().startswith("WHEN")]
    keys = [each.key for each in chosen.definition.segments]
    assert [line.rpartition("THEN ")[2].strip("'") for line in branches[: len(keys)]] == keys
    assert "WHEN orders >= 2 AND recency <= 99 THEN 'retained'" in branches
    assert "  FROM crm.people" in query.splitlines()


def test_a_stage_may_be_its_own_segment(warehouse):
    """Its condition comes before those of all segments."""
    chosen = clm.Template.from_toml("""
schema = 1
key = "mine"
[[stage]]
key = "late"
[[stage]]
key = "early"
when = "orders <= 1"
[[segment]]
key = "more"
stage = "late"
when = "orders >= 2"
""")
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-01", 20), ("bob", "2024-02-02", 5))
    snap = clm.snapshot(ledger, chosen, as_of="2024-02-03")
    warehouse.load("features", features_of(snap))
    query = to_sql(snap.fitted, warehouse.dialect)
    assert told(warehouse, query) == expected(snap)
    assert query.index("THEN 'early'") < query.index("THEN 'more'")


def test_rows_of_nobody_and_customers_without_a_letter(warehouse):
    """NULL is nobody; an empty id is somebody's, as in a ledger."""
    from datetime import date

    days = [date(2024, 5, each) for each in (1, 2, 3)]
    warehouse.load(
        "orders",
        {
            "who": ("text", ["", None, ""]),
            "day": ("day", days),
            "paid": ("float", [-0.0, 7.0, 5.0]),
        },
    )
    ledger = clm.Ledger.from_columns(
        customer=["", None, ""],
        when=days,
        amount=[-0.0, 7.0, 5.0],
        currency="EUR",
        missing_customer="drop",
    )
    snap = clm.snapshot(ledger, "e-metrics", as_of="2024-05-04")
    query = to_sql(snap.fitted, warehouse.dialect, orders=PAID, as_of="2024-05-04")
    assert told(warehouse, query) == expected(snap)
    assert snap[""].key == "retention"


# What is refused.


def test_arguments_that_do_not_go_together_are_refused_at_once(fitted):
    """Whatever else is wrong with them."""
    with pytest.raises(SnapshotError) as caught:
        to_sql("rfm-11", orders="orders", table="crm.features")
    where = [fault.where for fault in caught.value.faults]
    assert where == ["fitted", "orders", "as_of", "table"]
    with pytest.raises(SnapshotError, match="has its day already"):
        to_sql(fitted, as_of="2024-05-01")
    with pytest.raises(SnapshotError, match=r"template\.fit"):
        to_sql(clm.templates["rfm-11"])


def test_every_other_argument_is_checked(fitted):
    """By the error that it has everywhere."""
    with pytest.raises(UnknownNameError, match="postgres"):
        to_sql(fitted, "postgresql")
    with pytest.raises(ColumnError, match="is no name of a table"):
        to_sql(fitted, table="features; drop table features")
    with pytest.raises(DayError):
        to_sql(fitted, orders=PAID, as_of="2024-05-01 12:00")
    hostile = OrderTable("(select 1)", customer="a", when="b", amount="c", currency="EUR")
    with pytest.raises(ColumnError, match=r"orders\.table"):
        to_sql(fitted, orders=hostile, as_of="2024-05-01")


def test_orders_are_in_the_currency_of_template_and_scale(fitted):
    """A scale of money has one, and a template with amounts."""
    dollars = OrderTable("orders", customer="a", when="b", amount="c", currency="USD")
    with pytest.raises(CurrencyError) as caught:
        to_sql(fitted, orders=dollars, as_of="2024-05-01")
    assert [fault.where for fault in caught.value.faults] == ["scale"]
    mine = template(("rich", "monetary >= 500"), head='currency = "EUR"\n')
    with pytest.raises(CurrencyError) as caught:
        to_sql(mine.with_scale(clm.Scale((), {}, {})), orders=dollars, as_of="2024-05-01")
    assert [fault.where for fault in caught.value.faults] == ["template"]


def test_a_scale_fitted_on_nobody_is_refused():
    """It could give nobody a score."""
    ledger = shop().with_events("visit", customer=["ann"], when=["2024-05-01"])
    nobody = clm.snapshot(ledger, "rfm-11", as_of="2024-05-01").fitted
    with pytest.raises(ScaleError) as caught:
        to_sql(nobody)
    assert [fault.where for fault in caught.value.faults] == ["scale.r", "scale.f", "scale.m"]


def test_names_that_a_database_cannot_tell_apart_are_refused():
    """Channels that differ in case only make columns that do."""
    mine = template(
        ("both", "count('visit', channel='A') >= 1 and count('visit', channel='a') >= 1")
    )
    fitted = mine.with_scale(clm.Scale((), {}, {}))
    with pytest.raises(FeatureError, match="differ in case only"):
        to_sql(fitted)
    long = template(("long", f"count('visit', channel='{'ž' * 30}') >= 1"))
    fitted = long.with_scale(clm.Scale((), {}, {}))
    assert "ž" * 30 in to_sql(fitted, "duckdb")
    with pytest.raises(FeatureError, match="63 bytes that postgres keeps"):
        to_sql(fitted, "postgres")


def test_without_sqlglot_the_extra_is_named(fitted, monkeypatch):
    monkeypatch.setattr("clm.sources.sql.emitting.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"clm\[sql\]"):
        to_sql(fitted)


def test_sqlglot_is_loaded_when_it_is_used():
    """Neither clm nor its doors load it."""
    import subprocess

    code = (
        "import sys, clm, clm.sources\n"
        "clm.sources.to_sql, clm.sources.OrderTable\n"
        "print('sqlglot' in sys.modules, *dir(clm.sources))"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == "False"
    assert {"OrderTable", "to_sql"} <= {*done.stdout.split()}
    with pytest.raises(AttributeError, match="to_sqll"):
        clm.sources.to_sqll  # noqa: B018
