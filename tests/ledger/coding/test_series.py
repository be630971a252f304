"""Text of a polars Series is told apart as the texts themselves are."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.coding.series import SeriesKeys, series_ids
from clm.ledger.coding.words import Text

TEXT = st.sampled_from(["", "a", "a\0", "\0", "é", "e\u0301", "ab" * 40]) | st.text(max_size=20)
TEXTS = st.lists(TEXT, min_size=1)


def keys_of(texts):
    """Make keys of a Series in two chunks."""
    half = len(texts) // 2
    parts = [pl.Series(part, dtype=pl.String) for part in (texts[:half], texts[half:])]
    return SeriesKeys(pl.concat(parts, rechunk=False))


def changes(items):
    """Tell the slow way which items differ from the one before."""
    return [row == 0 or item != items[row - 1] for row, item in enumerate(items)]


@given(TEXTS)
def test_equal_texts_have_equal_hashes(texts):
    """There are no more hashes than texts, one a row."""
    hashes = keys_of(texts).hashes(slice(None)).tolist()
    assert len(hashes) == len(texts)
    assert len(set(zip(hashes, texts, strict=True))) == len(set(texts))


@given(TEXTS, st.data())
def test_rows_are_apart_where_texts_differ(texts, data):
    """Rows are compared with the one named before, by slice or by number."""
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1))
    keys = keys_of(texts)
    assert keys.apart(slice(None)).tolist() == changes(texts)
    assert keys.apart(np.array(rows)).tolist() == changes([texts[row] for row in rows])


@given(TEXTS, st.data())
def test_a_difference_is_one_of_texts(texts, data):
    """Rows differ from the rows that they are compared with exactly when their texts do."""
    places = st.integers(0, len(texts) - 1)
    first, start = data.draw(st.lists(places, min_size=1)), data.draw(places)
    rest = texts[start:]
    codes = st.lists(st.integers(0, len(first) - 1), min_size=len(rest), max_size=len(rest))
    named = data.draw(codes)
    differ = keys_of(texts).difference(np.array(first))
    found = differ(slice(start, len(texts)), np.array(named, np.int32))
    expected = [text != texts[first[code]] for text, code in zip(rest, named, strict=True)]
    assert found.tolist() == expected


@given(TEXTS, st.data())
def test_words_and_ids_are_those_of_the_texts(texts, data):
    """Rows have equal words exactly when they have equal texts, and read as these."""
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1))
    taken, keys = [texts[row] for row in rows], keys_of(texts)
    told = list(zip(*(word.tolist() for word in keys.words(np.array(rows))), strict=True))
    assert len(set(told)) == len(set(taken)) == len(set(zip(told, taken, strict=True)))
    for ids in (keys.ids(np.array(rows)), keys.among(np.array(rows)).ids(np.arange(len(rows)))):
        assert ids.dtype == Text
        assert ids.tolist() == taken


@given(st.lists(TEXT))
def test_all_text_of_a_series_is_read(texts):
    """A whole Series is read, an empty one too."""
    ids = series_ids(pl.Series(texts, dtype=pl.String))
    assert ids.dtype == Text
    assert ids.tolist() == texts
