"""Anything with `__array__` or `__iter__` is a column; single values and tables are none."""

import copy
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import field, frozen
from hypothesis import example, given
from hypothesis import strategies as st

from clm.errors import ColumnError, Fault
from clm.ledger.column import (
    arrow_of,
    as_array,
    ascending,
    faults_at,
    is_missing,
    kept,
    locked,
    looked_up,
    shortened,
    stays_locked,
)

NUMBERS = [3, 1, 2]


@pytest.mark.parametrize(
    "column",
    [
        *(NUMBERS, tuple(NUMBERS), iter(NUMBERS), (n for n in NUMBERS), range(3, 0, -1)),
        *(np.array(NUMBERS), pd.Series(NUMBERS), pd.Index(NUMBERS), pd.Series(NUMBERS).array),
        *(
            pl.Series(NUMBERS),
            pa.array(NUMBERS),
            pa.chunked_array([NUMBERS]),
            dict.fromkeys("ab").keys(),
        ),
    ],
    ids=lambda column: type(column).__name__,
)
def test_whatever_can_be_gone_through_is_a_column(column):
    """Lists, generators and Series of every library become one array."""
    assert as_array(column, "x").ndim == 1


@pytest.mark.parametrize(
    "column",
    [
        *("ann", b"ann", {"a": 1}, 5, None, 5.0, object()),
        *(np.array(5), np.ones((2, 2)), pd.DataFrame({"a": [1]}), np.datetime64("2024-05-01")),
    ],
    ids=lambda column: type(column).__name__,
)
def test_single_values_mappings_and_tables_are_no_columns(column):
    """Text would otherwise fall into letters."""
    with pytest.raises(ColumnError, match=r"^x: "):
        as_array(column, "x")


@example([0, 2**63])
@given(
    st.lists(st.one_of(st.integers(), st.text(max_size=3), st.none(), st.booleans(), st.floats()))
)
def test_items_are_kept_as_they_are(items):
    """Mixed lists lose nothing: no number turns into text, no whole number into a float."""
    kept = as_array(items, "x").tolist()
    assert [(type(each), repr(each)) for each in kept] == [
        (type(each), repr(each)) for each in items
    ]


def test_masked_values_are_missing():
    """What numpy hides is not read."""
    column = np.ma.array([1, 99, 3], mask=[False, True, False])
    assert as_array(column, "x").tolist() == [1, None, 3]


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        (np.array([None, float("nan"), pd.NaT, pd.NA, 0, ""], object), [1, 1, 1, 1, 0, 0]),
        (np.array([np.nan, 0, np.inf]), [1, 0, 0]),
        (np.array(["NaT", "2024-05-01"], "datetime64[s]"), [1, 0]),
        (np.array(["a", None], np.dtypes.StringDType(na_object=None)), [0, 1]),
        (np.array(["a", np.nan], np.dtypes.StringDType(na_object=np.nan)), [0, 1]),
        (np.array(["a", ""], np.dtypes.StringDType()), [0, 0]),
        (np.array([0, 1]), [0, 0]),
    ],
)
def test_missing_is_what_its_library_calls_so(values, missing):
    """None, NaN, NaT and NA are missing; zero and empty text are values."""
    assert is_missing(values).tolist() == [bool(each) for each in missing]


def test_the_first_wrong_rows_are_named_and_the_others_counted():
    """A million wrong rows make no book."""
    faults = faults_at(np.arange(1000) >= 3, np.arange(1000), "x", "{} is wrong", "mend it")
    assert faults[0] == Fault("x[3]", "3 is wrong", "mend it")
    assert len(faults) == 11
    assert faults[-1].what == "the same in 987 more rows"
    assert shortened(faults, "x")[-1] == Fault("x", "1 more of the same kind")
    assert shortened(faults[:10], "x") == faults[:10]


def test_a_locked_column_shows_the_same_memory_and_refuses_writing():
    """The owner may still write; nobody else can."""
    own = np.array([1, 2])
    shown = locked(own)
    with pytest.raises(ValueError, match="read-only"):
        shown[0] = 5
    assert own.flags.writeable


@given(st.lists(st.integers(0, 3)) | st.lists(st.integers()).map(sorted))
def test_a_column_ascends_when_sorting_changes_nothing(items):
    """Equal neighbours do not fall; nothing and one value ascend."""
    assert ascending(np.array(items, object)) == (items == sorted(items))


@pytest.mark.parametrize("row", [1, 65_535, 65_536, 65_537, 131_072, 131_073])
def test_a_fall_is_seen_wherever_it_is(row):
    """Pieces in which a long column is read overlap by one row."""
    column = np.arange(131_074)
    assert ascending(column)
    column[row] = column[row - 1] - 1
    assert not ascending(column)


@pytest.mark.parametrize("rows", [0, 1, 5, 300_000])
def test_places_are_looked_up_in_a_table(rows):
    """Of any type, in one piece or in several."""
    dice = np.random.default_rng(rows)
    places = dice.integers(0, 50, rows).astype(np.int32)
    for table in (dice.integers(0, 99, 50), np.arange(50) % 2 == 0, np.arange(50, dtype=np.int32)):
        found = looked_up(table, places)
        assert found.dtype == table.dtype
        assert found.tolist() == [table.tolist()[place] for place in places.tolist()]


@stays_locked
@frozen(eq=False)
class Kept:
    days: np.ndarray = field(converter=locked)
    more: tuple = ()
    named: dict = field(factory=dict)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda kept: pickle.loads(pickle.dumps(kept))])
def test_what_is_locked_stays_so_in_copies_and_out_of_pickles(again):
    """Arrays in tuples and mappings too; the values are the same."""
    days = np.array(NUMBERS)
    kept = again(Kept(days, (("a", days.copy()), None, "text"), {"b": {"c": days.copy()}}))
    arrays = (kept.days, kept.more[0][1], kept.named["b"]["c"])
    assert [each.tolist() for each in arrays] == [NUMBERS] * 3
    assert not any(each.flags.writeable for each in arrays)
    with pytest.raises(ValueError, match="read-only"):
        kept.days[0] = 7


def test_what_pyarrow_holds_for_pandas_is_read_as_pyarrow_does():
    """Dates do not become objects, and views of text can be read."""
    days = pd.Series(["2024-05-01"], dtype="string").astype("date32[pyarrow]")
    assert as_array(days, "when").dtype == "datetime64[D]"
    text = pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([["ann"]]).cast("string")))
    assert as_array(text, "who").tolist() == ["ann"]
    plain = pd.Series([1])
    assert arrow_of(plain) is plain


def test_whole_numbers_too_wide_for_numpy_are_pythons():
    """Numpy refuses them."""
    if hasattr(pl, "Int128"):
        assert as_array(pl.Series([2**70, 1], dtype=pl.Int128), "n").tolist() == [2**70, 1]


def test_what_others_may_write_to_is_copied():
    """Nothing that happens to the given array afterwards is seen."""
    given = np.array([3, 5])
    view = locked(given)
    for each in (given, view):
        copied = kept(each, np.int64)
        assert not np.shares_memory(copied, given)
    given.flags.writeable = False
    assert kept(given, np.int64) is given
    assert kept(given, np.float64).tolist() == [3.0, 5.0]
