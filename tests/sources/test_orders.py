"""Orders are read from files and frames, whose columns are named once."""

from pathlib import Path

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from clm.errors import ColumnError
from clm.ledger.ledger import Ledger
from clm.sources.orders import read_orders

COLUMNS = {
    "who": ["ann", "bob", "ann"],
    "day": ["2024-05-01", "2024-05-02", "2024-05-03"],
    "sum": ["10.00", "5.50", "-10.00"],
    "number": ["A", "B", "A"],
}
NAMES = {"customer": "who", "when": "day", "amount": "sum", "order": "number", "currency": "EUR"}
CSV = "\n".join(",".join(row) for row in zip(*([k, *v] for k, v in COLUMNS.items()), strict=True))


def written(tmp_path, text):
    """Write a CSV file."""
    path = tmp_path / "orders.csv"
    path.write_text(text)
    return path


def told(ledger):
    """Give all that a ledger says."""
    return repr(ledger.report()), [ledger.customer(each) for each in ledger.customers.tolist()]


@pytest.mark.parametrize(
    "frame",
    [
        *(COLUMNS, pd.DataFrame(COLUMNS), pl.DataFrame(COLUMNS), pa.table(COLUMNS)),
        *(nw.from_native(pl.DataFrame(COLUMNS)), pl.LazyFrame(COLUMNS)),
        *(nw.from_native(pl.LazyFrame(COLUMNS)), duckdb.from_arrow(pa.table(COLUMNS))),
    ],
    ids=lambda frame: f"{type(frame).__module__}.{type(frame).__name__}",
)
def test_every_frame_is_the_same_ledger(tmp_path, frame):
    """And so is a file, by name or path."""
    given = dict(zip(("customer", "when", "amount", "order"), COLUMNS.values(), strict=True))
    same = told(Ledger.from_columns(**given, currency="EUR"))
    assert told(read_orders(frame, **NAMES)) == same
    path = written(tmp_path, CSV)
    assert told(read_orders(path, **NAMES)) == told(read_orders(str(path), **NAMES)) == same


def test_empty_cells_of_a_file_are_missing(tmp_path):
    """A customer, an order, a channel; but no amount and no day."""
    path = written(tmp_path, "who,day,sum,number\n,2024-05-01,1,\nann,2024-05-01,2,\n")
    ledger = read_orders(path, **NAMES, missing_customer="drop")
    assert (
        ledger.report().dropped["missing_customer"],
        ledger.customer("ann").events[0].order,
    ) == (1, None)
    with pytest.raises(ColumnError) as caught:
        read_orders(written(tmp_path, "who,day,sum,number\n,,,\n"), **NAMES)
    assert {fault.where for fault in caught.value.faults} == {"customer[0]", "when[0]", "amount[0]"}


def test_minor_units_of_a_file_are_whole_numbers(tmp_path):
    """All that are none are named with the other faults."""
    names = {**NAMES, "amount": None, "amount_minor": "sum"}
    good = written(tmp_path, "who,day,sum,number\nann,2024-05-01, +150,A\n")
    assert read_orders(good, **names).report().gross == 150
    rows = "".join(f"ann,soon,{cell},A\n" for cell in ("1.5", "1_0", "\uff19", "", "9" * 29, "150"))
    with pytest.raises(ColumnError) as caught:
        read_orders(written(tmp_path, "who,day,sum,number\n" + rows), **names)
    found = [fault.where for fault in caught.value.faults if "minor" in fault.where]
    assert found == [f"amount_minor[{row}]" for row in range(4)]


def test_dates_of_a_file_are_read_by_their_format(tmp_path):
    """And days are the shop's."""
    path = written(tmp_path, "who,day,sum,number\nann,12/1/2010 8:26,1,A\n")
    ledger = read_orders(path, **NAMES, date_format="%m/%d/%Y %H:%M", timezone="Europe/London")
    assert str(ledger.first_day) == "2010-12-01"
    with pytest.raises(ColumnError, match="date_format"):
        read_orders(path, **NAMES)


@pytest.mark.parametrize(
    ("source", "match"),
    [
        ([1, 2], "list holds int, which names no columns"),
        (None, "neither a path nor a dataframe"),
        (pd.DataFrame(COLUMNS).rename(columns={"who": "wo"}), "did you mean 'wo'"),
        (
            pd.DataFrame([["a"] * 5], columns=["who", "who", "day", "sum", "number"]),
            "two columns 'who'",
        ),
        (pa.table([[1], [1]], names=["who", "who"]), "two columns 'who'"),
        (pd.DataFrame(), "no column 'who'"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_sources_without_the_columns_are_refused(source, match):
    """What is missing is named by its argument."""
    with pytest.raises(ColumnError, match=match):
        read_orders(source, **NAMES)


def test_a_file_that_is_not_there_is_refused():
    """By its path."""
    with pytest.raises(FileNotFoundError, match=r"nowhere\.csv"):
        read_orders(Path("nowhere.csv"), **NAMES)
