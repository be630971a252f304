"""A column of ids is the same whatever library holds it."""

from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.errors import ColumnError
from clm.ledger.coding.id_columns import read_ids

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)
TEXT = st.text(max_size=3) | st.text("ab\0é😀", max_size=20) | st.text("ab", max_size=300)
TEXTS = st.lists(TEXT | st.none(), max_size=40)
NUMBERS = st.lists(WHOLE | st.none(), max_size=40)


def items(column):
    """Read a column and give the ids of all rows, None where there is none."""
    read = read_ids(column, "customer")
    ids = read.keys.ids(np.arange(len(read.keys))[::-1]).tolist()[::-1]
    rows = range(read.size) if read.rows is None else read.rows.tolist()
    found = dict(zip(rows, ids, strict=True))
    return [found.get(row) for row in range(read.size)]


def every_text_form(column):
    """Give text in each library's ways."""
    yield tuple(column)
    yield np.array(column, object)
    yield np.array(column, np.dtypes.StringDType(na_object=None))
    yield pd.Series(column, dtype=object)
    yield pd.Series(column, dtype="string")
    yield pd.Series(column, dtype="string[python]")
    yield pd.Series(column, dtype="str")
    yield pd.Series(column, dtype=pd.ArrowDtype(pa.string()))
    categories = pd.Series(column, dtype="category")
    # pandas 2.2 itself takes a NUL for the end of a text here; what it lost cannot be read.
    if [None if pd.isna(each) else each for each in categories] == list(column):
        yield categories
    yield pd.Index(column, dtype=object)
    yield pl.Series(column, dtype=pl.String)
    yield pl.Series(column, dtype=pl.Categorical)
    yield pl.Series(column, dtype=pl.Object)
    yield nw.from_native(pl.Series(column, dtype=pl.String), series_only=True)
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        yield pa.array(column, kind)
    yield pa.array([None, "x", *column], pa.string())[2:]
    yield pa.array(column, pa.string()).dictionary_encode()
    yield pa.chunked_array([column[:3], column[3:]], pa.string())
    yield pa.chunked_array([column[:3], column[3:]], pa.string()).dictionary_encode()


def every_whole_form(column):
    """Give whole numbers in each library's ways."""
    yield tuple(column)
    yield np.array(column, object)
    yield np.ma.masked_array([item or 0 for item in column], [item is None for item in column], int)
    yield pd.Series(column, dtype=object)
    yield pd.Series(column, dtype="Int64")
    yield pd.Series(column, dtype="int64[pyarrow]")
    yield pl.Series(column, dtype=pl.Int64)
    yield nw.from_native(pl.Series(column, dtype=pl.Int64), series_only=True)
    yield pa.array(column, pa.int64())
    yield pa.chunked_array([column[:3], column[3:]], pa.int64())
    yield pa.array(column, pa.int64()).dictionary_encode()


@settings(max_examples=60)
@given(TEXTS)
def test_text_is_the_same_in_every_library(column):
    """Text is read as it is, nulls as none."""
    for form in every_text_form(column):
        assert items(form) == column, type(form)


@settings(max_examples=60)
@given(NUMBERS)
def test_whole_numbers_are_the_same_in_every_library(column):
    """Whole numbers are read as they are, nulls as none."""
    for form in every_whole_form(column):
        assert items(form) == column, type(form)


@given(NUMBERS)
def test_anything_to_go_through_is_a_column(column):
    """An iterator is read like a list."""
    assert items(iter(column)) == items(column) == column


def test_columns_of_nothing_but_nulls_have_no_ids():
    """Null columns of every library are read, and none of their rows has an id."""
    nothing = [None, None]
    forms = (
        pl.Series(nothing),
        pa.array(nothing),
        pd.Series(nothing),
        np.array(["NaT"] * 2, "M8[s]"),
    )
    assert [items(form) for form in forms] == [nothing] * 4


def test_categories_may_repeat_or_be_missing():
    """Categories that are alike are one id, and a category that is null is none."""
    column = pa.DictionaryArray.from_arrays(pa.array([3, 1, None, 2, 0]), ["a", "b", None, "a"])
    assert items(column) == ["a", "b", None, None, "a"]
    told = read_ids(column, "customer").keys.words(slice(None))[0].tolist()
    assert told[0] == told[2] != told[1]
    assert items(pd.Categorical([7, None, 5, 7])) == [7, None, 5, 7]


@pytest.mark.parametrize(
    ("column", "where", "what"),
    [
        (np.zeros((2, 2)), "customer", "has 2 dimensions"),
        (pd.Series([True, None], dtype="boolean"), "customer", "a column of bool holds no ids"),
        (pd.Series([None, 0.5]), "customer[1]", "0.5 is not a whole number"),
        (pl.Series([True]), "customer", "a column of bool holds no ids"),
        (pl.Series([[1]]), "customer", "a column of List(Int64) holds no ids"),
        (pl.Series([None, 0.5]), "customer[1]", "0.5 is not a whole number"),
        (pa.array([None, 0.5]), "customer[1]", "0.5 is not a whole number"),
        (pa.array([date(2020, 1, 1)]), "customer", "a column of date32[day] holds no ids"),
        (np.ma.masked_array([1.0, 0.5], [True, False]), "customer[1]", "0.5 is not a whole"),
        ("ann", "customer", "'ann' is no column"),
        ({"ann": 1}, "customer", "{'ann': 1} is no column"),
        (7, "customer", "7 is no column"),
    ],
)
def test_what_holds_no_ids_is_named(column, where, what):
    """The fault says which column or row, and what is wrong."""
    with pytest.raises(ColumnError) as caught:
        read_ids(column, "customer")
    assert caught.value.faults[0].where == where
    assert caught.value.faults[0].what.startswith(what)
