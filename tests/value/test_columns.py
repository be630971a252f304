"""Columns of a table are read, or refused with everything that is wrong."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from clm.errors import ColumnError
from clm.value import RfmSummary
from clm.value.columns import numbers

GOOD = {"unit": "week", "frequency": [2, 0], "recency": [3.5, 0], "T": [9, 4.25]}
JUNK = (
    None,
    "3",
    7,
    {},
    [None, 1],
    ["a", "b"],
    [[1, 2]],
    [1],
    [1, 2, 3],
    [1, float("nan")],
    [1, True],
)


def wrong(**columns):
    """Say where the faults are."""
    with pytest.raises(ColumnError) as error:
        RfmSummary.from_columns(**{**GOOD, **columns})
    return [fault.where for fault in error.value.faults]


@pytest.mark.parametrize("make", [list, tuple, np.array, pd.Series, pl.Series])
def test_columns_of_every_make_are_read(make):
    made = {
        name: each if name == "unit" else make(np.array(each, np.float64))
        for name, each in GOOD.items()
    }
    found = RfmSummary.from_columns(**made)
    assert (found.frequency.dtype, found.recency.dtype) == (np.int64, np.float64)
    assert (found.frequency.tolist(), found.recency.tolist()) == ([2, 0], [3.5, 0.0])
    assert np.isnan(found.monetary_value).all()


def test_decimals_and_whole_numbers_may_be_mixed():
    assert numbers([Decimal("2.5"), 3, 4.0, np.int64(2)], "T").tolist() == [2.5, 3.0, 4.0, 2.0]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_what_is_no_column_of_numbers_is_refused(junk):
    for name in ("frequency", "recency", "T", "monetary_value"):
        if junk is not None or name != "monetary_value":
            assert wrong(**{name: junk})


def test_histories_that_nobody_can_have_are_named_row_by_row():
    """All of them at once."""
    assert wrong(frequency=[1.5, -1]) == ["frequency[0]", "frequency[1]", "recency[1]"]
    assert wrong(recency=[0, 1]) == ["recency[0]", "recency[1]"]
    assert wrong(recency=[9.5, 0]) == ["recency[0]"]
    assert wrong(T=[-1, 4]) == ["T[0]", "recency[0]"]
    assert wrong(monetary_value=[5, 5]) == ["monetary_value[1]"]
    assert len(wrong(recency=[0] * 30, frequency=[1] * 30, T=[2] * 30)) == 11


def test_everything_that_is_wrong_is_said_at_once():
    found = wrong(
        unit="month", frequency=["x", 1], customers=[1.5, 2], as_of="x", currency="eur", T=[1]
    )
    assert found == ["unit", "as_of", "currency", "frequency[0]", "customers", "T"]


def test_ids_are_text_or_whole_numbers_or_places():
    for ids, told in (
        (["a", "b"], ["a", "b"]),
        (np.array([7, 9], np.int32), [7, 9]),
        (None, [0, 1]),
    ):
        assert RfmSummary.from_columns(**GOOD, customers=ids).customers.tolist() == told
    for junk in ("ab", [1.5, 2.5], [None, "a"], [("a",), ("b",)], [1, "a"]):
        assert "customers" in wrong(customers=junk)
