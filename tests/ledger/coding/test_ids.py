"""Plain values are read as text or as whole numbers; what is neither is named with its row."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ColumnError
from clm.ledger.coding.ids import IdColumn, plain_id, plain_ids
from clm.ledger.coding.keys import whole_keys

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)
TEXT = st.text(max_size=3) | st.text("ab\0é😀", max_size=20)
MISSING = st.none() | st.sampled_from(
    [float("nan"), np.nan, pd.NA, pd.NaT, np.datetime64("NaT", "us")]
)


def items(read):
    """Give the ids of all rows, None where there is none."""
    ids = read.keys.ids(np.arange(len(read.keys))).tolist()
    rows = range(read.size) if read.rows is None else read.rows.tolist()
    found = dict(zip(rows, ids, strict=True))
    return [found.get(row) for row in range(read.size)]


def absent(item):
    """Tell what stands for no id."""
    return not isinstance(item, str | int)


@given(st.lists(WHOLE | MISSING) | st.lists(TEXT | MISSING))
def test_lists_are_read_as_they_are(column):
    """Ids come back, and whatever stands for none is none."""
    expected = [None if absent(item) else item for item in column]
    assert items(plain_ids(column, "customer")) == expected


@given(st.lists(WHOLE | MISSING) | st.lists(TEXT | MISSING))
def test_arrays_of_objects_are_read_as_lists(column):
    """An array of objects is what a list is."""
    values = np.empty(len(column), object)
    values[:] = column
    assert items(plain_ids(values, "customer")) == items(plain_ids(column, "customer"))


@given(st.lists(st.integers(-(2**53), 2**53) | st.none()))
def test_whole_floats_are_whole_numbers(column):
    """Floats without a fraction are read as int, NaN as none."""
    values = np.array([np.nan if item is None else item for item in column], np.float64)
    assert items(plain_ids(values, "customer")) == column


@given(st.lists(TEXT | st.none()))
def test_strings_of_numpy_may_be_missing(column):
    """Whatever numpy's strings have for a missing value is none."""
    values = np.array(column, np.dtypes.StringDType(na_object=None))
    assert items(plain_ids(values, "customer")) == column
    nan = np.dtypes.StringDType(na_object=np.nan)
    values = np.array([np.nan if item is None else item for item in column], nan)
    assert items(plain_ids(values, "customer")) == column


@given(st.lists(st.text("ab é😀", max_size=20)))
def test_numpy_text_keeps_all_but_the_trailing_nul_that_numpy_drops(column):
    """Text of fixed width is read in either byte order, and as bytes."""
    assert items(plain_ids(np.array(column, "U20"), "customer")) == column
    assert items(plain_ids(np.array(column, ">U20"), "customer")) == column
    encoded = [item.encode() for item in column]
    assert items(plain_ids(np.array(encoded, "S80"), "customer")) == column


@pytest.mark.parametrize("kind", ["i1", "u2", "i4", "u8", "f4", "f8", ">i8", "<f8"])
def test_every_number_type_of_numpy_is_read(kind):
    """Width, sign and byte order of a number do not matter."""
    assert items(plain_ids(np.array([3, 0, 3, 1], kind), "customer")) == [3, 0, 3, 1]


@given(st.lists(st.booleans()), st.data())
def test_rows_with_an_id_spread_over_all_rows(there, data):
    """Codes go to the rows that have an id, -1 to the others, and places count all rows."""
    rows = np.flatnonzero(there)
    read = IdColumn(whole_keys(np.arange(len(rows))), rows, len(there))
    codes = iter(range(len(rows)))
    spread = [next(codes) if each else -1 for each in there]
    assert read.every(np.arange(len(rows), dtype=np.int32)).tolist() == spread
    assert read.places(np.arange(len(rows))).tolist() == rows.tolist()
    every = data.draw(st.lists(st.booleans(), min_size=len(there)).filter(len))
    at = np.flatnonzero(np.append(every, np.ones(len(there), bool)))[: len(there)]
    within = read.within(at, len(every) + len(there))
    assert within.places(np.arange(len(rows))).tolist() == at[rows].tolist()


@pytest.mark.parametrize(
    ("column", "where", "what"),
    [
        ([7, 2.5], "customer[1]", "2.5 is not a whole number"),
        ([1.5], "customer[0]", "1.5 is not a whole number"),
        ([None, float("inf")], "customer[1]", "inf is not a whole number"),
        ([1, 2**63], "customer[1]", "9223372036854775808 does not fit 64 bits"),
        ([-(2**63) - 1], "customer[0]", "-9223372036854775809 does not fit 64 bits"),
        ([1, True], "customer[1]", "True is neither text nor a whole number"),
        (["a", b"b"], "customer[1]", "b'b' is neither text nor a whole number"),
        (["a", None, 3], "customer[2]", "3 is a number among text"),
        ([3, "a"], "customer[1]", "'a' is text among whole numbers"),
        (["a\ud800"], "customer[0]", "'a\\ud800' holds half a character (a lone surrogate)"),
        ([date(2020, 1, 1)], "customer[0]", "datetime.date(2020, 1, 1) is neither text nor a"),
        (np.array([np.nan, 2.5]), "customer[1]", "2.5 is not a whole number"),
        (np.array([2.0**63]), "customer[0]", "9.223372036854776e+18 does not fit 64"),
        (np.array([2**63], "u8"), "customer[0]", "9223372036854775808 does not fit 64 bits"),
        (np.array(["\ud800"]), "customer[0]", "'\\ud800' holds half a character"),
        (np.array([b"\xff"]), "customer[0]", "b'\\xff' is neither text nor a whole number"),
        (np.array([True]), "customer", "a column of bool holds no ids"),
        (np.array(["2020-01-01"], "M8[D]"), "customer", "a column of datetime64[D] holds no ids"),
    ],
)
def test_what_is_no_id_is_named_with_its_row(column, where, what):
    """The first fault says where it is and what."""
    with pytest.raises(ColumnError) as caught:
        plain_ids(column, "customer")
    assert caught.value.faults[0].where == where
    assert caught.value.faults[0].what.startswith(what)


def test_all_faults_come_at_once_and_many_are_counted():
    """Ten faults are named, the others counted."""
    with pytest.raises(ColumnError) as caught:
        plain_ids(["a", 1, True, 2.5], "order")
    assert [fault.where for fault in caught.value.faults] == ["order[1]", "order[2]", "order[3]"]
    with pytest.raises(ColumnError) as caught:
        plain_ids(np.full(5000, 0.5), "customer")
    assert len(caught.value.faults) == 11
    assert caught.value.faults[-1].what == "… and 4,990 more"


def test_faults_are_named_by_the_rows_of_the_whole_column():
    """Where values are some rows of a longer column, these are named."""
    with pytest.raises(ColumnError) as caught:
        plain_ids([1, None, 0.5], "customer", np.array([4, 6, 9]))
    assert [fault.where for fault in caught.value.faults] == ["customer[9]"]


class Loud(str):
    __slots__ = ()

    def __str__(self):
        return self.upper()


@given(WHOLE | TEXT | MISSING | st.floats() | st.booleans() | st.binary() | st.lists(st.none()))
def test_one_object_is_read_as_a_column_of_one(item):
    """The same ids, of Python's own types, and None where the column would be refused."""
    try:
        (expected,) = items(plain_ids([item], "ids"))
    except ColumnError:
        expected = None
    found = plain_id(item)
    assert (found, type(found)) == (expected, type(expected))


def test_one_object_is_read_as_the_text_that_it_holds():
    """Not as it would like to be shown."""
    assert (plain_id(Loud("ann")), type(plain_id(Loud("ann")))) == ("ann", str)
    assert [plain_id(each) for each in (2**63, float("inf"), "\ud800", np.array(["a"]))] == [
        None
    ] * 4
