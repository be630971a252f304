"""Keys tell ids apart exactly as comparing them does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.coding.keys import WordKeys, apart, whole_keys

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-1, 1)
PAIRS = st.lists(st.tuples(st.integers(-1, 1), WHOLE), min_size=1)


def keys_of(pairs):
    """Make keys of two words, which are read as the second."""
    one, other = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    return WordKeys((one, other), lambda rows: other[rows])


def changes(items):
    """Tell the slow way which items differ from the one before."""
    return [row == 0 or item != items[row - 1] for row, item in enumerate(items)]


@given(PAIRS)
def test_rows_are_apart_where_any_word_differs(pairs):
    """A row differs from the one before when some word does; the first always does."""
    keys = keys_of(pairs)
    assert keys.apart(slice(None)).tolist() == changes(pairs)
    assert apart(keys.told).tolist() == changes(pairs)


@given(PAIRS, st.data())
def test_rows_are_apart_among_some_rows(pairs, data):
    """Rows may be named in any order, and as a slice."""
    rows = data.draw(st.lists(st.integers(0, len(pairs) - 1), min_size=1))
    assert keys_of(pairs).apart(np.array(rows)).tolist() == changes([pairs[row] for row in rows])
    start = data.draw(st.integers(0, len(pairs) - 1))
    assert keys_of(pairs).apart(slice(start, None)).tolist() == changes(pairs[start:])


@given(PAIRS, st.data())
def test_a_difference_is_one_of_ids(pairs, data):
    """Rows differ from the rows that they are compared with exactly when their ids do."""
    places = st.integers(0, len(pairs) - 1)
    first = data.draw(st.lists(places, min_size=1))
    start = data.draw(places)
    rows = pairs[start:]
    named = data.draw(
        st.lists(st.integers(0, len(first) - 1), min_size=len(rows), max_size=len(rows))
    )
    differ = keys_of(pairs).difference(np.array(first))
    found = differ(slice(start, len(pairs)), np.array(named, np.int32))
    expected = [row != pairs[first[code]] for row, code in zip(rows, named, strict=True)]
    assert found.tolist() == expected


@given(PAIRS, st.data())
def test_some_rows_are_keys_of_their_own(pairs, data):
    """Rows that are taken keep their words, their hashes and their ids."""
    rows = data.draw(st.lists(st.integers(0, len(pairs) - 1), min_size=1))
    keys = keys_of(pairs)
    some = keys.among(np.array(rows))
    taken = [pairs[row] for row in rows]
    assert len(some) == len(rows)
    assert list(zip(*(word.tolist() for word in some.told), strict=True)) == taken
    assert some.ids(np.arange(len(rows))).tolist() == [pair[1] for pair in taken]
    assert some.hashes(slice(None)).tolist() == keys.hashes(slice(None))[rows].tolist()


@given(st.lists(WHOLE, min_size=1))
def test_whole_numbers_are_their_own_words(values):
    """Whole numbers come back as they are."""
    keys = whole_keys(np.array(values, np.int64))
    assert keys.told[0].tolist() == keys.ids(np.arange(len(values))).tolist() == values
    assert keys.words(np.array([0]))[0].tolist() == values[:1]
