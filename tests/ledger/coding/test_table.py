"""Whole numbers that come in pieces are numbered as a dict would, or not at all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.coding import table
from clm.ledger.coding.table import DENSE, Table, number_pieces

NEAR = st.integers(-40, 40)
FAR = (
    NEAR
    | st.integers(-9_000, 9_000)
    | st.integers(-(2**63), 2**63 - 1)
    | st.integers(2**40, 2**40 + 3)
)


def by_dict(column):
    """Number a column the slow way: ids, codes, and the first row of each."""
    seen = {}
    codes = [seen.setdefault(item, len(seen)) for item in column]
    where = {item: row for row, item in reversed([*enumerate(column)])}
    return [*seen], codes, [where[item] for item in seen]


def in_pieces(pieces):
    """Make arrays of lists."""
    return [np.array(piece, np.int64) for piece in pieces]


@given(st.lists(st.lists(NEAR, max_size=60), max_size=5))
def test_pieces_are_numbered_as_one_column(pieces):
    """However the range grows, downwards and upwards."""
    column = [item for piece in pieces for item in piece]
    found, ids = number_pieces(in_pieces(pieces), len(column))
    assert (found.codes.dtype, found.first.dtype, ids.dtype) == (np.int32, np.int64, np.int64)
    assert (ids.tolist(), found.codes.tolist(), found.first.tolist()) == by_dict(column)


@given(st.lists(st.lists(FAR, max_size=9), max_size=5))
def test_what_lies_far_apart_has_no_table(pieces):
    """Exactly if the range is larger than the table may be."""
    column = [item for piece in pieces for item in piece]
    found = number_pieces(in_pieces(pieces), len(column))
    most = max(1 << 14, DENSE * len(column))
    assert (found is None) == bool(column and max(column) - min(column) >= most)
    if found is not None:
        assert found[1].tolist() == by_dict(column)[0]


def test_long_columns_grow_their_table(monkeypatch):
    """As far as it may, and no farther; pieces are longer than what is kept near."""
    monkeypatch.setattr(table, "_LEAST", 1)
    rng = np.random.default_rng(1)
    wide = 50_000
    pieces = [rng.integers(0, top, wide) - top // 3 for top in (10, 3_000, 90_000)]
    column = np.concatenate(pieces)
    found, ids = number_pieces(pieces, len(column))
    expected = by_dict(column.tolist())[:2]
    assert [ids.tolist(), found.codes.tolist()] == [*expected]
    assert number_pieces([*pieces[:2], np.array([DENSE * 3 * wide])], 3 * wide) is None


def test_pieces_of_something_else_end_it():
    """Nothing is asked for after them."""

    def pieces():
        yield np.array([3])
        yield None
        raise AssertionError

    assert number_pieces(pieces(), 9) is None


def test_new_rows_are_told_piece_by_piece():
    """By their place in the piece."""
    made = Table(5)
    assert made.reach(1, 9)
    assert made.add(np.array([7, 7, 1])).tolist() == [0, 2]
    assert made.add(np.array([1, 9])).tolist() == [1]
    assert made.numbered().first.tolist() == [0, 2, 4]
    assert not made.reach(-(2**40), 0)
