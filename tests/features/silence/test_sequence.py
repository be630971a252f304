"""Changes are put in sequence and summed up as plain loops would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.features.silence.sequence import (
    ROWS,
    by_row,
    ends,
    in_sequence,
    previous,
    running,
    starts,
)

DAYS = st.sampled_from([1, 2, 9, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS, 3_652_058])
PAIRS = st.lists(st.tuples(st.sampled_from([0, 1, 5, ROWS - 1]), DAYS), max_size=30)


@examples(100)
@given(PAIRS)
def test_rows_then_days_ascend_and_equals_keep_their_order(pairs):
    """Also where days need more than sixteen bits."""
    row, ahead = np.array(pairs, np.int64).reshape(-1, 2).T
    expected = sorted(range(len(pairs)), key=lambda at: pairs[at])
    assert in_sequence(row, ahead).tolist() == expected
    assert by_row(row).tolist() == sorted(range(len(pairs)), key=lambda at: pairs[at][0])


@examples(100)
@given(PAIRS)
def test_starts_and_ends_are_where_something_differs(pairs):
    """Of one key, and of two."""
    pairs.sort()
    row, ahead = np.array(pairs, np.int64).reshape(-1, 2).T
    size = range(len(pairs))
    new = [at == 0 or pairs[at][0] != pairs[at - 1][0] for at in size]
    assert starts(row).tolist() == new
    assert starts(row, ahead).tolist() == [at == 0 or pairs[at] != pairs[at - 1] for at in size]
    last = [at == len(pairs) - 1 or pairs[at] != pairs[at + 1] for at in size]
    assert ends(row, ahead).tolist() == last


@examples(100)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9)), max_size=20))
def test_sums_run_row_by_row_from_what_each_begins_with(found):
    """And the state before each is that of the same row."""
    found.sort(key=lambda each: each[0])
    row, step = np.array(found, np.int64).reshape(-1, 2).T
    begin = np.array([100, 200, 300, 400])
    total, was, sums, befores = dict(enumerate(begin.tolist())), {}, [], []
    for who, each in found:
        befores.append(was.get(who, 7))
        total[who] += each
        was[who] = total[who]
        sums.append(total[who])
    assert running(step, starts(row), begin[row]).tolist() == sums
    states = np.array(sums, np.int64)
    assert previous(states, starts(row), np.full(len(row), 7)).tolist() == befores
