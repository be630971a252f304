"""Sorting and finding by several threads give what one thread gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm._threads import ENOUGH, MOST_THREADS, PIECE, hands
from clm.ledger.coding.sorting import places, sort

SIZES = (1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 1)


@pytest.fixture(params=[1, 3, 100])
def cores(request, monkeypatch):
    """Give the machine so many cores."""
    monkeypatch.setattr("os.cpu_count", lambda: request.param)
    return request.param


@pytest.mark.parametrize("size", SIZES)
def test_marks_are_found_by_every_crew(size, cores):
    """The places of marks are those that numpy finds at once."""
    marks = np.random.default_rng(cores).random(size) < 0.1
    with hands(size) as crew:
        assert np.array_equal(places(crew, marks), np.flatnonzero(marks))


@pytest.mark.parametrize("size", [MOST_THREADS - 1, ENOUGH, 3 * PIECE + 1])
@pytest.mark.parametrize("kinds", [1, 5, 2**63])
def test_long_columns_are_sorted_by_every_crew(size, kinds, cores):
    """Sorting by halves is sorting, with few values or many."""
    values = np.random.default_rng(cores).integers(0, kinds, size, np.uint64)
    expected = np.sort(values)
    with hands(ENOUGH) as crew:
        sort(crew, values)
    assert np.array_equal(values, expected)


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_short_columns_are_sorted(values):
    """A crew of one and a crew of several sort alike."""
    for size in (0, ENOUGH):
        column = np.array(values, np.uint64)
        with hands(size) as crew:
            sort(crew, column)
        assert column.tolist() == sorted(values)
