"""What numpy sees in Arrow's memory is what pyarrow itself hands to numpy."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.arrow_buffers import plain_dtype, plain_pieces, plain_values

PLAIN = [
    *(pa.int8(), pa.uint16(), pa.int32(), pa.int64(), pa.uint64(), pa.float32(), pa.float64()),
    *(pa.timestamp(unit) for unit in ("s", "ms", "us", "ns")),
    pa.timestamp("us", "Europe/Berlin"),
]
OTHERS = [pa.bool_(), pa.date32(), pa.date64(), pa.string(), pa.decimal128(9, 2), pa.duration("us")]


@given(
    st.sampled_from(PLAIN),
    st.lists(st.lists(st.integers(0, 100), max_size=5), max_size=4),
    st.integers(0, 4),
)
def test_values_are_those_of_pyarrow(kind, chunks, skipped):
    """Of any chunks, also such as begin within another's memory."""
    column = pa.chunked_array([pa.array(each, kind) for each in chunks], kind).slice(skipped)
    found = plain_values(column)
    assert np.array_equal(found, column.to_numpy())
    assert found.dtype == plain_dtype(kind) == column.to_numpy().dtype
    assert not found.flags.writeable
    for chunk in column.chunks:
        assert np.array_equal(plain_values(chunk), chunk.to_numpy())


@pytest.mark.parametrize(
    "column",
    [
        *(pa.array([], kind) for kind in OTHERS),
        *(pa.array([1, None]), pa.chunked_array([[1], [None]]), [1], None, np.arange(3)),
    ],
    ids=lambda column: str(getattr(column, "type", type(column).__name__)),
)
def test_nothing_is_seen_of_other_columns(column):
    """Nor of missing values, which are told apart in another buffer."""
    assert plain_pieces(column) is None
    assert plain_values(column) is None


def test_pandas_is_not_loaded():
    """pyarrow's own way to numpy would."""
    code = """if True:
        import sys
        import pyarrow as pa
        from clm.ledger.column import as_array
        data = pa.py_buffer(b"\\1" * 16)
        column = pa.chunked_array([pa.Array.from_buffers(pa.int64(), 2, [None, data])])
        assert as_array(column, "x").tolist() == [0x0101010101010101] * 2
        sys.exit("pandas" in sys.modules)"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
