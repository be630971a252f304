"""An engine is made of columns that are there, and says what it holds."""

import sys

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest

import clm
from clm.errors import ColumnError, CurrencyError, DayError, FormatError, MissingExtraError
from clm.features.source import FeatureSource
from clm.sources import lazy

SALES = duckdb.sql(
    "select * from (values ('ann', date '2024-05-01', 9.5, 'A')) t(who, day, paid, no)"
)
NAMES = {"customer": "who", "when": "day", "amount": "paid", "currency": "EUR"}


def test_what_it_holds():
    """In one line, and as a source of features."""
    source = clm.sources.engine(SALES, **NAMES, order="no", timezone="Europe/Berlin")
    assert repr(source) == "<Engine orders in DuckDB · EUR · Europe/Berlin>"
    assert isinstance(source, FeatureSource)
    visits = duckdb.sql("select 'bob' as who, date '2024-05-02' as day")
    both = source.with_events("visit", visits, customer="who", when="day")
    assert repr(both) == "<Engine orders and visits in DuckDB · EUR · Europe/Berlin>"
    assert repr(source) == "<Engine orders in DuckDB · EUR · Europe/Berlin>"
    snap = clm.snapshot(both, "five-stage", as_of="2024-05-12")
    assert (snap["ann"].key, snap["bob"].key) == ("new_customer", "lead")


def test_names_that_are_not_there():
    """All at once, with the nearest ones."""
    with pytest.raises(ColumnError) as caught:
        clm.sources.engine(SALES, customer="whom", when="days", amount="paid", currency="EUR")
    assert [each.where for each in caught.value.faults] == ["customer", "when"]
    assert "did you mean 'who'?" in str(caught.value)


def test_names_that_are_there_twice():
    """In another case, DuckDB takes them for one."""
    twice = duckdb.sql("select 1 as who, 2 as WHO_, date '2024-05-01' as day, 3 as paid")
    joined = twice.set_alias("a").join(twice.set_alias("b"), "a.who = b.who")
    with pytest.raises(ColumnError, match="two columns 'who'"):
        clm.sources.engine(joined, **NAMES)


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        ({"amount": None}, ColumnError, "amount: is missing"),
        ({"amount_minor": "paid"}, ColumnError, "amount_minor is given too"),
        ({"currency": "EURO"}, CurrencyError, "EURO"),
        ({"timezone": "Berlin"}, DayError, "is no time zone"),
    ],
)
def test_terms_that_are_none(given, error, match):
    """As for a ledger."""
    with pytest.raises(error, match=match):
        clm.sources.engine(SALES, **{**NAMES, **given})


def test_events_that_do_not_fit():
    """Another library, other ids, a kind that is there already: all at once."""
    source = clm.sources.engine(SALES, **NAMES)
    numbers = duckdb.sql("select 7 as who, date '2024-05-02' as day")
    with pytest.raises(ColumnError, match="ids are of another type"):
        source.with_events("visit", numbers, customer="who", when="day")
    frame = pl.DataFrame({"who": ["ann"], "day": ["2024-05-01"]})
    frame = frame.with_columns(pl.col("day").str.to_date())
    with pytest.raises(ColumnError) as caught:
        source.with_events("refund", frame, customer="who", when="day")
    assert [each.where for each in caught.value.faults] == ["kind", "relation"]
    visits = duckdb.sql("select 'bob' as who, date '2024-05-02' as day")
    both = source.with_events("visit", visits, customer="who", when="day")
    with pytest.raises(ColumnError, match="there is a table of 'visit'"):
        both.with_events("visit", visits, customer="who", when="day")


def test_parquet_is_an_engine_by_its_path(tmp_path):
    """A file, or a folder of parts; what is no such file is refused as by read_orders."""
    for part in ("2024-05", "2024-06"):
        place = tmp_path / f"month={part}"
        place.mkdir()
        day = f"select 'ann' as who, date '{part}-01' as day, 9.5 as paid"
        duckdb.sql(day).write_parquet(str(place / "orders.parquet"))
    source = clm.sources.engine(tmp_path, **NAMES)
    assert clm.snapshot(source, "rfm-11", as_of="2024-06-30").features["orders"].tolist() == [2]
    other = tmp_path / "month=2024-07"
    other.mkdir()
    duckdb.sql("select 7 as who, date '2024-07-01' as day, 9.5 as paid").write_parquet(
        str(other / "orders.parquet")
    )
    with pytest.raises(ColumnError, match="'who' is BIGINT|'who' is INTEGER"):
        clm.sources.engine(tmp_path, **NAMES)
    (tmp_path / "broken.parquet").write_text("none")
    with pytest.raises(FormatError, match="cannot be read"):
        clm.sources.engine(tmp_path / "broken.parquet", **NAMES)
    with pytest.raises(ColumnError, match="no table for an engine"):
        clm.sources.engine("orders.csv", **NAMES)


def test_frames_of_narwhals_are_taken_as_what_they_hold():
    """The result is of the library beneath."""
    frame = pl.DataFrame({"who": ["ann"], "day": ["2024-05-01"], "paid": [9.5]})
    held = nw.from_native(frame.with_columns(pl.col("day").str.to_date()))
    found = clm.sources.segment_in_engine(
        clm.sources.engine(held, **NAMES), "five-stage", "2024-05-12"
    )
    assert isinstance(found, pl.DataFrame)
    assert found["segment"].to_list() == ["new_customer"]


def test_tables_that_cannot_be_put_together():
    """Of another connection, or lazy beside one that is not."""
    source = clm.sources.engine(SALES, **NAMES)
    connection = duckdb.connect()
    elsewhere = connection.sql("select 'bob' as who, date '2024-05-02' as day")
    with pytest.raises(ColumnError, match="is of another connection"):
        source.with_events("visit", elsewhere, customer="who", when="day")
    frame = pl.DataFrame({"who": ["ann"], "day": ["2024-05-01"], "paid": [9.5]})
    frame = frame.with_columns(pl.col("day").str.to_date())
    with pytest.raises(ColumnError, match="one table is lazy, the other is not"):
        clm.sources.engine(frame, **NAMES).with_events(
            "visit", frame.lazy(), customer="who", when="day"
        )


def test_a_path_goes_with_a_relation(tmp_path):
    """Both are of DuckDB's default connection."""
    path = tmp_path / "visits.parquet"
    duckdb.sql("select 'bob' as who, date '2024-05-02' as day").write_parquet(str(path))
    both = clm.sources.engine(SALES, **NAMES).with_events("visit", path, customer="who", when="day")
    assert clm.snapshot(both, "five-stage", as_of="2024-05-12")["bob"].key == "lead"


@pytest.mark.parametrize("kind", ["", 3, None])
def test_kinds_that_are_none(kind):
    """As for a ledger."""
    with pytest.raises(ColumnError, match="is no kind of event"):
        clm.sources.engine(SALES, **NAMES).with_events(kind, SALES, customer="who", when="day")


def test_columns_that_are_needed():
    """Both at once."""
    with pytest.raises(ColumnError) as caught:
        clm.sources.engine(SALES, **{**NAMES, "customer": None, "when": ""})
    assert [each.where for each in caught.value.faults] == ["customer", "when"]


def test_without_narwhals(monkeypatch):
    """The error names the extra."""
    monkeypatch.setattr(lazy, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="frames"):
        clm.sources.engine(SALES, **NAMES)


def test_names_are_loaded_when_used():
    """And no others are there."""
    assert {"Engine", "engine", "segment_in_engine"} <= {*dir(clm.sources)}
    with pytest.raises(AttributeError, match="nothing"):
        _ = clm.sources.nothing
    assert "clm.sources.relations.order_engine" in sys.modules
