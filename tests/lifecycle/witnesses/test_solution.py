"""Numbers chosen for a cell keep every bound of it."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.feasibility.staircase import climbing, close
from clm.lifecycle.feasibility.system import systems
from clm.lifecycle.witnesses.solution import pin, solve, steps

WORDS = Vocabulary()


def first(_node, least, _most):
    return least


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-2, 3)), max_size=5),
    st.integers(0, 5),
)
def test_a_solution_keeps_all_bounds(more, wish):
    """Whatever is wished for."""
    more = [(i, j, weight) for i, j, weight in more if i != j]
    system = climbing(np.array([0, 1, 2, 3])[:, None])
    close(system)
    found = solve(
        system[:, :, 0].tolist(), more, lambda _, least, most: min(max(wish, least), most)
    )
    if found is not None:
        assert all(found[j] - found[i] <= weight for i, j, weight in more)
        assert found == sorted(found)
    else:
        fits = (
            all((0, *rest)[j] - (0, *rest)[i] <= weight for i, j, weight in more)
            for rest in product(range(12), repeat=3)
            if list(rest) == sorted(rest)
        )
        assert not any(fits)


def test_cells_are_pinned_together():
    """A cell that contradicts itself has no systems; the others have their own."""
    grid = Grid.of([parse("orders == 1 and recency <= 3", WORDS, "when")], WORDS)
    (system,), _ = systems(grid, WORDS)
    cells = [(0, 0), (0, 1), (1, 1), (2, 2)]
    assert [found is not None for found in pin(system, cells)] == [True, False, True, True]


def test_ages_of_a_pinned_cell_ascend():
    """Nodes that fall on one age are one."""
    grid = Grid.of([parse("tenure == 5 and recency <= 3", WORDS, "when")], WORDS)
    (system,), _ = systems(grid, WORDS)
    (found,) = pin(system, [(2, 1)])
    assert list(found.ages) == sorted(set(found.ages))
    bounds = found.counts["order", None]
    assert [len(row) for row in bounds] == [len(found.ages)] * len(found.ages)
    assert solve(bounds, [], first) is not None


def test_steps_are_what_happens_between_nodes():
    """One fewer than the nodes."""
    assert steps([0, 2, 2, 5]) == [2, 0, 3]
