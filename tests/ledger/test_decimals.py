"""Decimals of other libraries are taken at once and exactly, or not at all."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.ledger.decimals import Scaled, read_scaled

UNITS = st.integers(-(10**17), 10**17)
KINDS = ("decimal128", "decimal256", "chunks", "slice", "pandas", "polars")


def column(kind, values, scale):
    """Make a column of decimals of a library."""
    wide = pa.decimal256(60, scale) if kind == "decimal256" else pa.decimal128(38, scale)
    array = pa.array([None, *values, None], wide)[1 : len(values) + 1]
    if kind == "chunks":
        return pa.chunked_array([array[:1], array[1:1], array[1:]], wide)
    if kind == "pandas":
        return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([array])))
    return pl.Series(pl.from_arrow(array)) if kind == "polars" else array


@pytest.mark.parametrize("kind", KINDS)
@given(units=st.lists(UNITS, max_size=5), scale=st.integers(0, 6))
@examples(30)
def test_decimals_are_their_units(kind, units, scale):
    """Of either sign, in any order, empty ones too."""
    values = [Decimal(each).scaleb(-scale) for each in units]
    found = read_scaled(column(kind, values, scale))
    if found is None:
        assert kind == "polars"  # older ones do not show what lies beneath
        return
    assert (found.units.tolist(), found.scale) == (units, scale)


@given(
    st.lists(st.integers(-(2**63), 2**63 - 1), max_size=4), st.integers(0, 20), st.integers(0, 20)
)
@examples(200)
def test_another_unit_is_exact_or_refused(units, scale, wanted):
    """As fractions say."""
    found = Scaled(np.array(units, np.int64), scale).rescaled(wanted)
    exact = [Fraction(each) * Fraction(10) ** (wanted - scale) for each in units]
    whole = all(each.denominator == 1 and -(2**63) < each < 2**63 for each in exact)
    if found is None:
        assert not whole or abs(wanted - scale) > 18 or -(2**63) in units
    else:
        assert found.tolist() == exact


def test_narrow_decimals_and_wide_whole_numbers_are_taken():
    """Databases sum into 128 bits."""
    for bits in (32, 64):
        make = getattr(pa, f"decimal{bits}", None)
        if make is not None:
            found = read_scaled(pa.array([Decimal("-1.50")], make(9, 2)))
            assert (found.units.tolist(), found.scale) == ([-150], 2)
    if hasattr(pl, "Int128"):
        found = read_scaled(pl.Series([-5, 7], dtype=pl.Int128))
        assert (found.units.tolist(), found.scale) == ([-5, 7], 0)


@pytest.mark.parametrize(
    "other",
    [
        pa.array([Decimal("1.5"), None]),
        pa.array([Decimal(2**63)]),
        pa.array([Decimal(-(2**63) - 1)]),
        pl.Series([Decimal("1.5"), None]),
        pl.Series([Decimal(2**64)]),
        pa.array([1, 2]),
        pl.Series([1.5]),
        pd.Series([Decimal("1.5")]),
        np.array([1]),
        [Decimal("1.5")],
        None,
    ],
    ids=lambda each: type(each).__module__,
)
def test_everything_else_is_left_to_others(other):
    """Missing values, numbers that do not fit, and other columns."""
    assert read_scaled(other) is None
