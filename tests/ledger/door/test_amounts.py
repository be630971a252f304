"""Columns of money: whole minor units, the same whatever type the column has."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ColumnError
from clm.ledger.door.amounts import check_sum, read_amounts, read_minor_amounts
from clm.model.money import LARGEST, digits_of, minor_units

CURRENCIES = st.sampled_from(["EUR", "JPY", "BHD"])
MINORS = st.lists(st.integers(-(10**12), 10**12), max_size=20)
D = Decimal


@given(MINORS, CURRENCIES)
def test_text_decimals_and_minor_units_are_the_same_amounts(minors, currency):
    """Every exact way of writing them agrees."""
    decimals = [D(minor).scaleb(-digits_of(currency)) for minor in minors]
    for column in (decimals, list(map(str, decimals)), pd.Series(decimals, dtype=object)):
        assert read_amounts(column, currency).tolist() == minors
    for column in (minors, np.array(minors, np.int64), pl.Series(minors, dtype=pl.Int64)):
        assert read_minor_amounts(column).tolist() == minors


@given(st.lists(st.floats(-1e9, 1e9), max_size=20), CURRENCIES)
def test_a_column_of_floats_is_read_as_each_float_is(amounts, currency):
    """One product in double precision, rounded half to even."""
    assert read_amounts(amounts, currency).tolist() == [minor_units(a, currency) for a in amounts]


@pytest.mark.parametrize(
    ("column", "minors"),
    [
        *(
            ([1, 2], [100, 200]),
            (np.array([1, 2], np.uint8), [100, 200]),
            ([1.5, D(2)], [150, 200]),
        ),
        *((pd.Series([1, 2], dtype="Int64"), [100, 200]), (pd.Series([1.5, 2]), [150, 200])),
        *(
            (pl.Series([D("1.50")]), [150]),
            (pa.array([D("1.50")]), [150]),
            (pl.Series(["1.5"]), [150]),
        ),
        *((np.array([12.34], np.float32), [1234]), ([np.int64(1), "2"], [100, 200])),
        *((pd.Series(["1.50"], dtype="string"), [150]), (iter(["1", D("2.25")]), [100, 225])),
        *(([1.005], [100]), ([0.125, 0.375], [12, 38]), ([], []), (np.array([], str), [])),
    ],
)
def test_columns_of_every_library_are_major_units(column, minors):
    """12, 12.0, "12.00" and Decimal mean the same."""
    assert read_amounts(column, "EUR").tolist() == minors


@pytest.mark.parametrize(
    "wrong",
    [
        *(float("nan"), float("inf"), 1e308, "1.005", "", "12 EUR", None, pd.NA, True, b"1", 1j),
        *(D("1.005"), D("NaN"), 10**17, 10**400, "9" * 400, [1]),
    ],
    ids=lambda wrong: f"{wrong!r:.12}",
)
def test_what_is_no_amount_is_named_by_its_row(wrong):
    """Among good amounts only the wrong one is named."""
    with pytest.raises(ColumnError) as caught:
        read_amounts(["1.00", wrong, 3], "EUR")
    assert [fault.where for fault in caught.value.faults] == ["amount[1]"]


@pytest.mark.parametrize(
    "column",
    [
        *(
            np.array([1.0, np.nan]),
            np.array([1.0, np.inf]),
            np.array([1.0, 2.0**53]),
            np.array([1, 2**63], np.uint64),
        ),
        *(pl.Series([1, None]), pd.Series([1, None], dtype="Int64"), pa.array([1.5, None])),
        *(
            np.ma.array([1, 99], mask=[False, True]),
            np.array(["1", None], np.dtypes.StringDType(na_object=None)),
        ),
        pl.Series([D("1.00"), D("1.005")]),
    ],
    ids=lambda column: f"{type(column).__name__} {getattr(column, 'dtype', '')}",
)
def test_nulls_and_numbers_without_end_are_named_by_their_row(column):
    """Whatever library they come from."""
    with pytest.raises(ColumnError) as caught:
        read_amounts(column, "EUR")
    assert [fault.where for fault in caught.value.faults] == ["amount[1]"]


def test_columns_of_no_numbers_are_refused_whole():
    """True is no price, nor is a day."""
    for column in (np.array([True]), np.array([1], "m8[D]"), np.array([b"1"]), np.array([1j])):
        with pytest.raises(ColumnError, match=r"amount: .* is no kind of amount"):
            read_amounts(column, "EUR")


@pytest.mark.parametrize("wrong", [1.5, 12.0, "12", None, True, D(12), 2**53, -(2**53), 10**400])
def test_minor_units_are_whole_numbers(wrong):
    """A float in minor units is the sign of a mistaken column."""
    with pytest.raises(ColumnError) as caught:
        read_minor_amounts([1, wrong, LARGEST - 1])
    assert [fault.where for fault in caught.value.faults] == ["amount_minor[1]"]


def test_spans_of_time_are_no_minor_units():
    """Numpy has them among its whole numbers."""
    for column in (np.array([5, 7], "m8[s]"), pa.array([5, 7], pa.duration("us"))):
        with pytest.raises(ColumnError, match="is no whole number") as caught:
            read_minor_amounts(column)
        assert [fault.where for fault in caught.value.faults] == [
            "amount_minor[0]",
            "amount_minor[1]",
        ]


def test_whole_numbers_that_nulls_made_floats_are_not_blamed():
    """Only the nulls are named."""
    for column in (pl.Series([1, None]), pd.Series([1, None], dtype="Int64"), pa.array([1, None])):
        with pytest.raises(ColumnError) as caught:
            read_minor_amounts(column)
        assert [fault.where for fault in caught.value.faults] == ["amount_minor[1]"]


def test_many_wrong_amounts_are_counted():
    """The first ten are named."""
    with pytest.raises(ColumnError) as caught:
        read_amounts(["x"] * 1000, "EUR")
    assert len(caught.value.faults) == 11
    assert "990 more" in str(caught.value)


@given(st.lists(st.integers(1 - LARGEST, LARGEST - 1), max_size=8), st.integers(0, 8))
def test_amounts_add_up_to_less_than_two_to_the_53(amounts, cut):
    """The bound is exact, and columns count together."""
    columns = [np.array(part, np.int64) for part in (amounts[:cut], amounts[cut:])]
    if sum(map(abs, amounts)) < LARGEST:
        check_sum([*columns, None])
    else:
        with pytest.raises(ColumnError, match="add up"):
            check_sum([*columns, None])


def test_the_callers_memory_is_never_kept():
    """Whoever writes into his array afterwards changes nothing here."""
    column = np.array([100, 200])
    amounts = read_minor_amounts(column)
    column[:] = 0
    assert amounts.tolist() == [100, 200]


@pytest.mark.parametrize("minor", [2**53, -(2**53), 2**60])
def test_the_limit_that_is_told_is_the_limit(minor):
    """One less than what is told is taken."""
    with pytest.raises(ColumnError, match=r"→ stay below 9,007,199,254,740,992"):
        read_minor_amounts([minor])
    assert read_minor_amounts([2**53 - 1]).tolist() == [2**53 - 1]
