"""Counts are whole numbers, none below zero; every row that is none is named."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from clm.errors import ColumnError
from clm.metrics.traffic.counts import read_counts, sum_faults


@pytest.mark.parametrize(
    "column",
    [
        [3, 0, 12],
        [3.0, 0.0, 12.0],
        ["3", " 0", "+12.0"],
        [Decimal(3), Fraction(0), 12],
        [np.int64(3), 0, "12"],
        np.array([3, 0, 12], np.uint64),
        pd.Series([3, 0, 12], dtype="Int64"),
        pd.Series(["3", "0", "12"]),
        (each for each in (3, 0, 12)),
    ],
)
def test_whole_numbers_of_any_type(column):
    read = read_counts(column, "clicks")
    assert read.dtype == np.int64
    assert read.tolist() == [3, 0, 12]


def test_no_rows():
    assert read_counts([], "clicks").tolist() == []


@pytest.mark.parametrize(
    "value",
    [
        *(None, float("nan"), float("inf"), 1.5, "x", "1,200", "1.5", "-1", -1, True, b"3", pd.NA),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1.5"), Fraction(1, 2)),
        *(2**53, 2.0**53, 10**400, "9" * 17, Decimal("1e999999999"), Fraction(10**400)),
        *(np.timedelta64(3, "D"), 3j, -(2**70), np.uint64(2**63)),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_count_is_named(value):
    for column in ([value], [0, value, "1"]):
        with pytest.raises(ColumnError) as caught:
            read_counts(column, "clicks")
        assert caught.value.faults[0].where == f"clicks[{len(column) // 2}]"


def test_the_largest_count_stays_exact():
    assert read_counts([2**53 - 1, str(2**53 - 1)], "n").tolist() == [2**53 - 1] * 2


def test_sums_stay_exact():
    assert sum_faults(np.array([2**52, 2**52 - 1]), "clicks") == []
    assert len(sum_faults(np.array([2**52, 2**52]), "clicks")) == 1
    assert len(sum_faults(np.full(3_000, 2**52), "clicks")) == 1
    assert sum_faults(np.zeros(0, np.int64), "clicks") == []
