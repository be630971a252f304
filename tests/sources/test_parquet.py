"""Parquet is read from files, globs and folders, by whatever reads it, or refused in words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clm.errors import ColumnError, FormatError, MissingExtraError, MissingFileError
from clm.ledger.awaited import at_hand
from clm.sources import parquet
from clm.sources.orders import read_orders
from clm.sources.parquet import is_parquet, parquet_columns, parquet_frame

READERS = {"duckdb": (), "pyarrow": ("duckdb",), "polars": ("duckdb", "pyarrow")}
DAY = date(2024, 5, 1)
WANTED = {"customer": "who", "amount": "sum"}


@pytest.fixture(params=READERS)
def reader(request, monkeypatch):
    """Let libraries be not installed, so that this one reads."""
    hide(monkeypatch, *READERS[request.param])
    return request.param


def hide(monkeypatch, *libraries):
    """Let libraries be not installed."""
    monkeypatch.setattr(
        parquet, "find_spec", lambda name: None if name in libraries else find_spec(name)
    )


def write(path, **columns):
    """Write a file, and the folders that it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def listed(columns):
    """Give columns as lists."""
    read = {name: at_hand(each) for name, each in columns.items()}
    return {
        name: each.tolist() if isinstance(each, np.ndarray) else pl.Series(each).to_list()
        for name, each in read.items()
    }


@pytest.mark.usefixtures("reader")
def test_files_globs_and_folders_are_read_in_order(tmp_path):
    """Names that look like patterns are taken as they are; folders may be parts."""
    first = write(tmp_path / "month=2024-05" / "[a]*.parquet", who=["ann"], sum=[1], x=[[1]])
    write(tmp_path / "month=2024-06" / "b.PARQUET", who=["nobody"], sum=[0], x=[[1]])
    write(tmp_path / "month=2024-06" / "c.parquet", sum=[3], who=["bob"], x=[[1]])
    both = {"customer": ["ann", "bob"], "amount": [1, 3]}
    assert listed(parquet_columns(first, WANTED)) == {"customer": ["ann"], "amount": [1]}
    assert listed(parquet_columns(tmp_path, WANTED)) == both
    assert listed(parquet_columns(f"{tmp_path}/**/*.parquet", WANTED)) == both
    months = {"customer": "who", "when": "month"}
    assert listed(parquet_columns(tmp_path, months))["when"] == ["2024-05", "2024-06"]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"who": ["7"]}, {"who": [7]}),
        ({"who": [7]}, {"who": ["7"]}),
        ({"sum": [1]}, {"sum": [1.5]}),
        ({"sum": [Decimal("1.50")]}, {"sum": [Decimal("1.505")]}),
        ({"sum": [datetime(2024, 5, 1)]}, {"sum": [datetime(2024, 5, 1, tzinfo=UTC)]}),  # noqa: DTZ001
    ],
)
def test_a_column_has_one_type_in_all_files(tmp_path, one, other):
    """Readers make one of two in silence: ids of text and number, a rounded amount, a zone."""
    plain = {"who": ["ann"], "sum": [1]}
    (name,) = one
    write(tmp_path / "a.parquet", **{**plain, **one})
    write(tmp_path / "b.parquet", **{**plain, **other})
    write(tmp_path / "c.parquet", **{key: plain[key] for key in plain if key != name})
    with pytest.raises(ColumnError) as caught:
        parquet_columns(tmp_path, WANTED)
    told = [fault.what for fault in caught.value.faults]
    assert len(told) == 2
    assert f"'{name}' is " in told[0]
    assert "b.parquet" in told[0]
    assert f"c.parquet has no column '{name}'" in told[1]


def test_whole_numbers_may_be_of_any_width(tmp_path, reader):
    """Polars wants one width, and is heard."""
    write(tmp_path / "a.parquet", who=pa.array([1], pa.int64()), sum=[1])
    write(tmp_path / "b.parquet", who=pa.array([2], pa.int32()), sum=[2])
    if reader == "polars":
        with pytest.raises(FormatError, match="cannot be read"):
            parquet_columns(tmp_path, WANTED)
    else:
        assert listed(parquet_columns(tmp_path, WANTED))["customer"] == [1, 2]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("content", [b"", b"who,sum\nann,1\n", b"PAR1 and what follows PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path, content):
    """By its path."""
    path = tmp_path / "orders.parquet"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"orders\.parquet: cannot be read"):
        parquet_columns(path, WANTED)


@pytest.mark.usefixtures("reader")
def test_a_file_that_breaks_off_is_no_fault_of_a_column(tmp_path):
    """Its head lies at the end, and may be whole where the values are not."""
    path = write(tmp_path / "orders.parquet", who=[*range(5000)], sum=[1] * 5000, day=[DAY] * 5000)
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + b"\0" * 2000 + whole[2004:])
    columns = {"customer": "who", "amount": "sum", "when": "day"}
    with pytest.raises(FormatError, match=r"orders\.parquet: cannot be read"):
        read_orders(path, **columns, currency="EUR")


def test_text_that_is_no_utf_8_is_refused(tmp_path):
    """As the file's fault, where pyarrow reads; an old polars alone stops in the midst of it."""
    path = write(tmp_path / "orders.parquet", who=["an\u00e9"], sum=[1], day=[DAY])
    path.write_bytes(path.read_bytes().replace("an\u00e9".encode(), b"an\xc3\x28"))
    columns = {"customer": "who", "amount": "sum", "when": "day"}
    with pytest.raises(FormatError, match=r"orders\.parquet: cannot be read"):
        read_orders(path, **columns, currency="EUR")


@pytest.mark.parametrize("take", [parquet_columns, parquet_frame])
def test_columns_that_are_there_twice_are_refused(tmp_path, take):
    """In the first file or a later one; DuckDB would rename the second."""
    write(tmp_path / "a.parquet", who=[1], sum=[1])
    twice = pa.table([[1], [2], [3]], names=["who", "sum", "sum"])
    pq.write_table(twice, tmp_path / "b.parquet")
    for path in (tmp_path, tmp_path / "b.parquet"):
        with pytest.raises(ColumnError, match="amount: there are two columns 'sum'"):
            take(path, WANTED)


@pytest.mark.usefixtures("reader")
def test_columns_that_are_not_there_are_named(tmp_path):
    """All of them, with the nearest names."""
    path = write(tmp_path / "a.parquet", wo=[1], some=[1])
    with pytest.raises(ColumnError, match="did you mean 'wo'") as caught:
        parquet_columns(path, WANTED)
    assert [fault.where for fault in caught.value.faults] == ["customer", "amount"]


def test_files_that_are_not_there_are_refused(tmp_path, monkeypatch):
    """A path, a glob, a folder without any; and there may be nothing that reads them."""
    for path in (tmp_path / "nowhere.parquet", f"{tmp_path}/*.parquet"):
        with pytest.raises(MissingFileError, match="no such file"):
            parquet_columns(path, WANTED)
    with pytest.raises(FormatError, match="a folder without a file named"):
        parquet_columns(tmp_path, WANTED)
    write(tmp_path / "a.parquet", who=[1], sum=[1])
    hide(monkeypatch, "duckdb", "pyarrow", "polars")
    with pytest.raises(MissingExtraError, match=r"pip install 'clm\[duckdb\]'"):
        parquet_columns(tmp_path, WANTED)


def test_parquet_is_told_by_its_name(tmp_path):
    """Or by being a folder."""
    names = ("a.parquet", "A.PARQUET", "x/*.parquet", tmp_path, "a.csv", "parquet", "a.parquet.gz")
    assert [is_parquet(name) for name in names] == [True] * 4 + [False] * 3
