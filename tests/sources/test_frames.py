"""Columns are taken out of frames by name, or all names that are wrong are told at once."""

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from clm.errors import ColumnError
from clm.sources.frames import frame_columns

DATABASE = duckdb.connect()
PLAIN = {"who": ["ann", "bob"], "who's day": [1, 2], "beside": [[1], [2]]}
WANTED = {"customer": "who", "when": "who's day", "order": "who"}
FRAMES = {
    "dict": PLAIN,
    "pandas": pd.DataFrame(PLAIN),
    "polars": pl.DataFrame(PLAIN),
    "polars, lazy": pl.LazyFrame(PLAIN),
    "pyarrow": pa.table(PLAIN),
    "pyarrow, batch": pa.record_batch(PLAIN),
    "pyarrow, stream": pa.table(PLAIN).to_reader(),
    "narwhals": nw.from_native(pl.DataFrame(PLAIN)),
    "duckdb": DATABASE.from_arrow(pa.table(PLAIN)),
}
TWICE = pa.table([[1], [2]], names=["who", "who"])
QUERY = DATABASE.sql


def listed(column):
    """Give a column of any library as a list."""
    return column.to_pylist() if hasattr(column, "to_pylist") else [*column]


@pytest.mark.parametrize("name", FRAMES)
def test_columns_are_named_by_what_they_are_for(name):
    """One column may be for two; names may need quoting."""
    found = frame_columns(FRAMES[name], WANTED)
    assert {argument: listed(each) for argument, each in found.items()} == {
        argument: PLAIN[column] for argument, column in WANTED.items()
    }


@pytest.mark.parametrize(
    ("frame", "faults"),
    [
        (pl.LazyFrame({"wo": [1]}), ["no column 'who'"] * 2),
        (QUERY("select 1 as wo"), ["no column 'who'", "no column 'who'"]),
        (QUERY("select 1 as who, 2 as who, 3 as x"), ["there are two columns 'who'"] * 2),
        (QUERY('select 1 as who, 2 as "WHO"'), ["'who' and 'WHO' differ in case only"] * 2),
        (TWICE, ["there are two columns 'who'"] * 2),
        (TWICE.to_reader(), ["there are two columns 'who'"] * 2),
        ([1, 2], ["list holds int, which names no columns"]),
        (3, ["int is neither a path nor a dataframe"]),
        (None, ["NoneType is neither a path nor a dataframe"]),
    ],
)
def test_names_of_no_column_or_of_several_are_told_at_once(frame, faults):
    """DuckDB would take the first of two that differ in case, without a word."""
    with pytest.raises(ColumnError) as caught:
        frame_columns(frame, {"customer": "who", "order": "who"})
    assert [fault.what for fault in caught.value.faults] == faults


def test_names_that_differ_in_case_only_are_told_apart_where_the_library_does():
    """As polars and pyarrow do."""
    for frame in (pl.LazyFrame({"who": [1], "WHO": [2]}), pa.table({"who": [1], "WHO": [2]})):
        (found,) = frame_columns(frame, {"customer": "WHO"}).values()
        assert found.to_numpy().tolist() == [2]
