"""Moves are columns by customer and day."""

import numpy as np
import pytest

from clm.analysis.horizon.moves import Moves

KIND = np.dtype(np.uint8)


def moves(rows, aheads):
    size = len(rows)
    places = np.arange(2 * size, dtype=KIND).reshape(2, -1)
    return Moves(np.array(rows, np.int32), np.array(aheads, np.int32), *places)


def test_parts_are_put_one_after_the_other():
    """Of no parts there are no moves, whose positions keep their type."""
    both = Moves.joined([moves([0, 0], [3, 9]), moves([4], [1])], KIND)
    assert (both.row.tolist(), both.ahead.tolist()) == ([0, 0, 4], [3, 9, 1])
    nothing = Moves.joined([], np.dtype(np.uint16))
    assert (len(nothing), nothing.after.dtype, len(nothing.first)) == (0, np.uint16, 0)


def test_a_customers_moves_are_a_slice_and_her_first_is_the_soonest():
    """Nobody else's are in it."""
    some = moves([0, 0, 4, 7, 7, 7], [3, 9, 1, 2, 5, 6])
    assert some.first.tolist() == [0, 2, 3]
    assert [some.row[some.of(row)].tolist() for row in (0, 1, 4, 7, 8)] == [
        [0, 0],
        [],
        [4],
        [7, 7, 7],
        [],
    ]


def test_nobody_can_write_to_them():
    """They are what was foretold."""
    with pytest.raises(ValueError, match="read-only"):
        moves([0], [3]).row[0] = 1
