"""People by two scores."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import shop
from clm.analysis.snapshot.score_grid import ScoreGrid
from clm.scoring.score import Score

R, F = Score("r", of="recency", bins=3, best="low"), Score("f", of="orders", bins=4)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4))))
def test_everybody_with_both_scores_is_counted_once(pairs):
    """Whoever misses one is left out."""
    down, across = (np.array([pair[at] for pair in pairs], np.uint8) for at in (0, 1))
    grid = ScoreGrid.of(R, F, down, across)
    numbers = Counter(pair for pair in pairs if 0 not in pair)
    assert grid.counts.shape == (3, 4)
    assert {
        (row + 1, column + 1): number
        for (row, column), number in np.ndenumerate(grid.counts)
        if number
    } == numbers


@pytest.fixture
def grid():
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-01-31", 1), ("bob", "2024-01-31", 1))
    return clm.snapshot(ledger, "rfm-11", as_of="2024-01-31").grid("r", "f")


def test_the_best_row_score_stands_on_top(grid):
    """As a table, and as one in a notebook."""
    lines = repr(grid).splitlines()
    assert lines[0].split() == ["f", "1", "f", "2", "f", "3", "f", "4", "f", "5"]
    assert lines[1].split() == ["r", "5", "0", "0", "1", "0", "0"]
    assert [line.split()[1] for line in lines[1:]] == ["5", "4", "3", "2", "1"]
    assert grid._repr_html_().startswith("<table><caption>r by f</caption>")


def test_a_score_by_itself_is_a_diagonal():
    """Nobody has two scores of one name."""
    counts = ScoreGrid.of(R, R, *np.array([[1, 2, 2], [1, 2, 2]], np.uint8)).counts
    assert counts.tolist() == [[1, 0, 0], [0, 2, 0], [0, 0, 0]]


def test_counts_are_read_only(grid):
    """And sum up to the buyers."""
    assert grid.counts.sum() == 2
    with pytest.raises(ValueError, match="read-only"):
        grid.counts[0, 0] = 1
