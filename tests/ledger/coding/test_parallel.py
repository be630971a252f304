"""Work in pieces and by several threads gives what work at once gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.coding.parallel import ALONE, MOST_THREADS, PIECE, each_piece, hands, places, sort

SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, ALONE - 1, ALONE, 3 * PIECE + 1)


@pytest.fixture(params=[1, 3, 100])
def cores(request, monkeypatch):
    """Give the machine so many cores."""
    monkeypatch.setattr("os.cpu_count", lambda: request.param)
    return request.param


@pytest.mark.parametrize("size", SIZES)
def test_pieces_cover_every_row_once(size):
    """Pieces follow each other from the first row to the last, none too long."""
    found = each_piece(map, lambda piece: (piece.start, piece.stop), size)
    assert [row for start, stop in found for row in range(start, stop)] == list(range(size))
    assert all(0 < stop - start <= PIECE for start, stop in found)


@pytest.mark.parametrize("size", SIZES)
def test_threads_give_results_in_order(size, cores):
    """A crew of any size gives the results of the builtin map."""
    with hands(size) as crew:
        assert list(crew(abs, [-1, 2, -3])) == [1, 2, 3]
        assert (crew is map) == (size < ALONE or cores == 1)


@pytest.mark.parametrize("size", SIZES[1:])
def test_marks_are_found_by_every_crew(size, cores):
    """The places of marks are those that numpy finds at once."""
    marks = np.random.default_rng(cores).random(size) < 0.1
    with hands(size) as crew:
        assert np.array_equal(places(crew, marks), np.flatnonzero(marks))


@pytest.mark.parametrize("size", [MOST_THREADS - 1, ALONE, 3 * PIECE + 1])
@pytest.mark.parametrize("kinds", [1, 5, 2**63])
def test_long_columns_are_sorted_by_every_crew(size, kinds, cores):
    """Sorting by halves is sorting, with few values or many."""
    values = np.random.default_rng(cores).integers(0, kinds, size, np.uint64)
    expected = np.sort(values)
    with hands(ALONE) as crew:
        sort(crew, values)
    assert np.array_equal(values, expected)


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_short_columns_are_sorted(values):
    """A crew of one and a crew of several sort alike."""
    for size in (0, ALONE):
        column = np.array(values, np.uint64)
        with hands(size) as crew:
            sort(crew, column)
        assert column.tolist() == sorted(values)


def test_what_goes_wrong_in_a_thread_is_raised(cores):
    """An error in one piece reaches the caller."""
    with hands(ALONE) as crew, pytest.raises(ZeroDivisionError):
        each_piece(crew, lambda piece: 1 // piece.start, ALONE)
    assert cores
