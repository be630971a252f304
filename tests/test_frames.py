"""Columns become frames of the caller's library, with that library's own nulls."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import clm
from clm import _frames
from clm._frames import Framed, to_frame
from clm.errors import MissingExtraError, UnknownNameError

COLUMNS = {
    "customer": np.array(["ann", "Жанна"], np.dtypes.StringDType()),
    "recency": np.array([3, -1], np.int32),
    "monetary": np.array([2**53 - 1, 7]),
}
MISSING = {"recency": np.array([False, True]), "monetary": np.array([False, False])}
KINDS = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.Table}


def rows(frame):
    """Give the rows of any frame as plain Python, nulls as None."""
    if isinstance(frame, pa.Table):
        frame = pl.from_arrow(frame)
    if isinstance(frame, pl.DataFrame):
        return frame.rows()
    plain = frame.astype(object).where(frame.notna(), None)
    return [tuple(row) for row in plain.itertuples(index=False)]


@pytest.mark.parametrize("backend", KINDS)
def test_values_and_nulls_arrive_in_every_library(backend):
    """Missing is null, whole numbers stay whole, and columns keep their order."""
    frame = to_frame(COLUMNS, MISSING, backend)
    assert isinstance(frame, KINDS[backend])
    assert rows(frame) == [("ann", 3, 2**53 - 1), ("Жанна", None, 7)]


@pytest.mark.parametrize("backend", KINDS)
def test_a_frame_without_rows_has_its_columns(backend):
    """An empty population is a frame all the same."""
    empty = {name: column[:0] for name, column in COLUMNS.items()}
    frame = to_frame(empty, {name: column[:0] for name, column in MISSING.items()}, backend)
    assert rows(frame) == []
    whole = to_frame(COLUMNS, {}, backend)
    kinds = [each.schema if backend != "pandas" else [*each.dtypes] for each in (frame, whole)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("backend", KINDS)
def test_one_number_may_stand_for_a_whole_column(backend):
    """It is written out for the library."""
    column = np.broadcast_to(np.int32(7), 3)
    assert rows(to_frame({"seen": column}, {}, backend)) == [(7,)] * 3


def test_without_a_name_polars_is_taken_then_pandas(monkeypatch):
    """Where neither is there the error names the extra."""
    assert isinstance(to_frame(COLUMNS, MISSING), pl.DataFrame)
    hidden = {"polars"}
    real = _frames.find_spec
    monkeypatch.setattr(_frames, "find_spec", lambda name: None if name in hidden else real(name))
    assert isinstance(to_frame(COLUMNS, MISSING), pd.DataFrame)
    hidden.add("pandas")
    with pytest.raises(MissingExtraError, match=r"pip install polars"):
        to_frame(COLUMNS, MISSING)
    with pytest.raises(MissingExtraError, match="polars is not installed"):
        to_frame(COLUMNS, MISSING, "polars")


@pytest.mark.parametrize(
    "name", ["polar", "", 5, ["polars"], np.array(["polars", "pandas"]), pd.NA]
)
def test_an_unknown_library_is_refused_by_the_nearest_names(name):
    """The second attempt works."""
    with pytest.raises(UnknownNameError, match="polars"):
        to_frame(COLUMNS, MISSING, name)


class Table(Framed):
    """A result with figures, of which some are none."""

    def columns(self):
        return {"people": np.array([3, -1]), "share": np.array([0.5, np.nan])}


@pytest.mark.parametrize("backend", KINDS)
def test_figures_that_are_no_number_are_null(backend):
    """Whole numbers and text have no such value."""
    assert rows(Table().to_frame(backend)) == [(3, 0.5), (-1, None)]


def test_a_result_hands_itself_to_whatever_reads_arrow(monkeypatch):
    """By the PyCapsule interface, nulls and all."""
    assert rows(pa.table(Table())) == rows(pl.DataFrame(Table())) == [(3, 0.5), (-1, None)]
    database = duckdb.connect()
    query = database.from_arrow(pa.RecordBatchReader.from_stream(Table()))
    assert query.fetchall() == [(3, 0.5), (-1, None)]
    hide = {"pyarrow"}
    real = _frames.find_spec
    monkeypatch.setattr(_frames, "find_spec", lambda name: None if name in hide else real(name))
    with pytest.raises(MissingExtraError, match="pyarrow is not installed"):
        Table().__arrow_c_stream__()


def test_every_public_result_with_columns_becomes_a_frame():
    """By one method that all of them share."""
    results = [each for name in clm.__all__ if isinstance(each := getattr(clm, name), type)]
    tables = [each for each in results if hasattr(each, "columns")]
    assert len(tables) > 20
    assert [each.__name__ for each in tables if not issubclass(each, Framed)] == []
    assert all(each.to_frame is Framed.to_frame for each in tables)
