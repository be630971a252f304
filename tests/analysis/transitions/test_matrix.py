"""Moves are counted exactly, by segment and by stage."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import clm
from clm.analysis.transitions.matrix import by_stage, moves_between, stage_keys, stage_places

PLACES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=60)


@given(PLACES)
def test_pairs_are_counted_one_by_one(pairs):
    """As a counter of Python does."""
    was, now = (np.array([pair[side] for pair in pairs], np.uint8) for side in (0, 1))
    expected = Counter(pairs)
    found = moves_between(was, now, 5)
    assert found.dtype == np.int64
    assert {(a, b): found[a, b] for a in range(5) for b in range(5) if found[a, b]} == expected


def test_long_columns_are_counted_in_pieces():
    """Threads that share them count nobody twice."""
    was = np.arange(600_000) % 3
    found = moves_between(was.astype(np.uint8), (was // 2).astype(np.uint16), 3)
    assert found.tolist() == [[200_000, 0, 0], [200_000, 0, 0], [0, 200_000, 0]]


def test_segments_are_summed_up_to_their_stages():
    """The unclassified are a stage without a name, after all others."""
    template = clm.templates["five-stage"]
    keys = stage_keys(template)
    assert keys == (*(stage.key for stage in template.stages), "")
    segments = template.segments
    matrix = np.arange(len(segments) ** 2).reshape(len(segments), -1)
    expected = Counter()
    for row, before in enumerate(segments):
        for column, after in enumerate(segments):
            expected[before.stage, after.stage] += int(matrix[row, column])
    found = by_stage(matrix, template, template)
    assert {(a, b): found[i, j] for i, a in enumerate(keys) for j, b in enumerate(keys)} == dict(
        expected
    ) | {(a, b): 0 for a in keys for b in keys if (a, b) not in expected}
    assert [keys[place] for place in stage_places(template)] == [each.stage for each in segments]
