"""Hashes are the same wherever a row stands, and different where that can be promised."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.coding.hashing import spread, word_hash

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)
PAIRS = st.lists(st.tuples(WHOLE, WHOLE, WHOLE), min_size=1)


def columns(rows):
    """Give rows of words as columns."""
    return tuple(np.array(column, np.int64) for column in zip(*rows, strict=True))


@given(PAIRS)
def test_a_row_is_hashed_by_itself(rows):
    """The hash of a row does not depend on the others."""
    alone = [spread(columns([row]))[0] for row in rows]
    assert spread(columns(rows)).tolist() == alone


@given(PAIRS, st.integers(0, 5))
def test_further_words_of_zeros_change_nothing(rows, more):
    """A text has one hash however wide its column is."""
    words = columns(rows)
    zeros = np.zeros(len(rows), np.int64)
    assert np.array_equal(spread(words), spread((*words, *[zeros] * more)))


@given(st.sets(WHOLE, min_size=1))
def test_different_single_words_have_different_hashes(values):
    """One word is never confused with another."""
    assert len(set(spread((np.array(list(values), np.int64),)).tolist())) == len(values)


@given(st.integers(0, 40))
def test_a_word_of_zero_adds_nothing(nth):
    """Nothing is added wherever the zero stands."""
    assert word_hash(np.zeros(1, np.int64), nth).tolist() == [0]


@given(PAIRS)
def test_hashing_leaves_the_words_alone(rows):
    """The column itself is not written to."""
    words = columns(rows)
    spread(words)
    assert list(zip(*(word.tolist() for word in words), strict=True)) == rows


def test_the_last_letters_of_two_words_do_not_cancel_out():
    """Texts that differ in their eighth and sixteenth byte only differ in the upper hash."""
    one, other = (np.ravel(each) << 56 for each in np.indices((256, 256)))
    upper = spread((one, other)) >> np.uint64(24)
    assert len(np.unique(upper)) == 256 * 256
