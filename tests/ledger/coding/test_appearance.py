"""Numbering by first appearance is that of a dict, however long the column and poor the hash."""

from functools import partial

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm._threads import ENOUGH, PIECE
from clm.ledger.coding.appearance import PROBE, number
from clm.ledger.coding.hashing import FIRST, spread
from clm.ledger.coding.keys import whole_keys
from clm.ledger.coding.series import SeriesKeys
from clm.ledger.coding.words import Text, joined_keys, text_keys

LEAST, MOST = -(2**63), 2**63 - 1
WHOLE = st.integers(LEAST, MOST) | st.integers(-3, 3) | st.sampled_from([LEAST, MOST, 0])
TEXT = st.text("ab\0é😀", max_size=3) | st.text("ab\0 é😀", max_size=20)
SIZES = (1, 2, PIECE + 1, ENOUGH - 1, ENOUGH, ENOUGH + PIECE + 7)


def of_whole(column):
    return whole_keys(np.array(column, np.int64))


def of_strings(column):
    return text_keys(np.array(column, Text))


def of_series(column):
    return SeriesKeys(pl.Series(column, dtype=pl.String))


OF_TEXT = (joined_keys, of_strings, of_series)


class Colliding:
    """Keys with hashes of one's choice, one a row."""

    def __init__(self, keys, hashes):
        self.keys, self.given = keys, hashes

    def __getattr__(self, name):
        return getattr(self.keys, name)

    def __len__(self):
        return len(self.keys)

    def hashes(self, rows):
        return self.given[rows]

    def among(self, rows):
        return Colliding(self.keys.among(rows), self.given[rows])


def by_dict(column):
    """Number a column the slow way."""
    seen = {}
    codes = [seen.setdefault(item, len(seen)) for item in column]
    where = {item: row for row, item in reversed(list(enumerate(column)))}
    return codes, sorted(where.values())


def sharing(keys, column, buckets):
    """Let ids share so many hashes, which differ in their upper bits."""
    codes = np.array(by_dict(column)[0], np.uint64)
    return Colliding(keys, (codes % np.uint64(buckets) + np.uint64(1)) * np.uint64(FIRST))


def check(keys, column):
    """Compare with a dict."""
    found = number(keys)
    codes, first = by_dict(column)
    assert (found.codes.dtype, found.first.dtype) == (np.int32, np.int64)
    assert np.array_equal(found.codes, codes)
    assert np.array_equal(found.first, first)


@given(st.lists(WHOLE))
def test_whole_numbers_are_numbered_as_by_a_dict(column):
    """Whole numbers of any size have the codes of a dict."""
    check(of_whole(column), column)


@given(st.lists(TEXT))
def test_text_is_numbered_as_by_a_dict(column):
    """Text has the codes of a dict, however it is held."""
    for make in OF_TEXT:
        check(make(column), column)


@given(st.lists(WHOLE, min_size=1), st.integers(1, 5))
def test_whole_numbers_that_share_hashes_stay_apart(column, buckets):
    """Few hashes, or one for all, change nothing."""
    check(sharing(of_whole(column), column, buckets), column)


@given(st.lists(TEXT, min_size=1), st.integers(1, 5))
def test_text_that_shares_hashes_stays_apart(column, buckets):
    """Few hashes, or one for all, change nothing for text either."""
    for make in OF_TEXT:
        check(sharing(make(column), column, buckets), column)


@given(st.lists(st.integers(0, 6), min_size=1), st.lists(st.integers(0, 3), min_size=7))
def test_any_sharing_of_hashes_is_mended(column, hashes):
    """Whichever ids share a hash, and wherever they stand, each has a number of its own."""
    given_hashes = np.array([hashes[item] << 62 for item in column], np.uint64)
    check(Colliding(of_whole(column), given_hashes), column)
    texts = [f"id {item}" for item in column]
    check(Colliding(of_series(texts), given_hashes), texts)


def test_nothing_has_no_numbers():
    """An empty column has no codes, of the right type."""
    for keys in (of_whole([]), *(make([]) for make in OF_TEXT)):
        check(keys, [])


# --- long columns: pieces, threads, runs and tables


def hard_columns(size):
    """Give columns that each take another way, or are awkward for it."""
    rng = np.random.default_rng(3)
    some = rng.integers(LEAST, MOST, size // 4 + 1)
    drawn = some[rng.integers(0, len(some), size)]
    yield "sparse", drawn
    yield "sorted", np.sort(drawn)
    yield "grouped", np.repeat(some, 4)[:size]
    yield "equal", np.full(size, 2**62)
    yield "distinct", rng.permutation(size) * 10**9
    yield "sequential", np.arange(size) - size // 2
    yield "multiples", rng.integers(0, size, size) << 32
    yield "high bits", rng.integers(0, 4, size) << 62
    yield "dense", rng.integers(5, size // 4 + 6, size)
    yield "ends of int64", np.where(rng.random(size) < 0.5, LEAST, MOST)
    yield "dense but for one", np.append(rng.integers(0, 9, size - 1), MOST)


@pytest.mark.parametrize("size", [1, 2, PROBE + 1, ENOUGH + 7])
def test_hard_columns_of_whole_numbers_are_numbered_exactly(size):
    """Tables, runs and sorting all give the codes of a dict."""
    for _, column in hard_columns(size):
        check(whole_keys(column), column.tolist())


@pytest.mark.parametrize("pattern", ["{}", "CUST-{:07d}", "é{}\0", "{}" + "x" * 130])
def test_long_columns_of_text_are_numbered_exactly(pattern):
    """Short, even, non-ASCII and long text gives the codes of a dict."""
    numbers = np.random.default_rng(4).integers(0, ENOUGH // 8, ENOUGH + 3)
    column = [pattern.format(each) for each in numbers.tolist()]
    for make in OF_TEXT:
        check(make(column), column)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", [of_whole, of_series])
def test_single_collisions_are_mended_at_either_end(size, make):
    """An id that shares the first row's hash is found in the second row and in the last."""
    numbers = np.arange(size) % 1000
    hashes = spread((numbers,))
    for row in {min(1, size - 1), size // 2, size - 1}:
        changed, own = numbers.copy(), hashes.copy()
        changed[row], own[row] = 5000, hashes[0]
        column = changed.tolist() if make is of_whole else [f"é{each}" for each in changed.tolist()]
        check(Colliding(make(column), own), column)


@pytest.mark.parametrize("buckets", [1, 3, 5000])
@pytest.mark.parametrize("make", [of_whole, joined_keys, of_series])
def test_many_collisions_in_long_columns_are_mended(buckets, make):
    """Thousands of ids with few hashes, over many pieces, have the codes of a dict."""
    numbers = np.random.default_rng(5).integers(0, 9000, ENOUGH + 3).tolist()
    column = numbers if make is of_whole else [f"CUST-{each:07d}\0é" for each in numbers]
    check(sharing(make(column), column, buckets), column)


def test_whole_numbers_made_to_share_the_upper_hash_stay_apart():
    """Numbers chosen against the hash have the codes of a dict."""
    inverse = pow(FIRST, -1, 1 << 64)
    made = np.array([low * inverse % (1 << 64) for low in range(5000)] * 3, np.uint64)
    column = made.view(np.int64)
    assert len(set((spread((column,)) >> np.uint64(40)).tolist())) == 1
    check(whole_keys(column), column.tolist())


@pytest.mark.parametrize("make", OF_TEXT)
def test_runs_that_share_a_hash_stay_apart(make):
    """Equal neighbours count as one row, and collide as one."""
    column = np.repeat([f"{each}\0" for each in range(300)] * 2, 7).tolist()
    check(sharing(make(column), column, 2), column)


def test_hashes_of_a_library_are_not_trusted(monkeypatch):
    """Not even polars may merge two ids by its hash."""
    nothing = partial(pl.zeros, dtype=pl.UInt64, eager=True)
    monkeypatch.setattr(pl.Series, "hash", lambda self: nothing(len(self)))
    column = [f"{each}" for each in range(500)] * 2
    check(of_series(column), column)
