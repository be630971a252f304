"""Words are the bytes of text; two texts are equal exactly when their words are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm._threads import ENOUGH
from clm.ledger.coding.words import (
    Text,
    buffer_keys,
    joined_keys,
    narrow_keys,
    text_hashes,
    text_keys,
)

TEXT = st.text(max_size=3) | st.text("ab\0 é😀", max_size=20) | st.text("ab", max_size=300)
TEXTS = st.lists(TEXT, max_size=30)
PLAIN = st.lists(st.text("ab é😀", max_size=20), min_size=1)


def bytes_of(keys, row):
    """Put the words of a row back together."""
    return b"".join(word[row].tobytes() for word in keys.told)


def check(keys, texts):
    """Compare words and ids with the texts themselves."""
    ids = keys.ids(np.arange(len(texts)))
    assert ids.dtype == Text
    assert ids.tolist() == list(texts)
    told = list(zip(*(word.tolist() for word in keys.told), strict=True))
    assert len(told) == len(texts)
    assert len(set(told)) == len(set(texts)) == len(set(zip(told, texts, strict=True)))


@given(TEXTS)
def test_lists_are_told_apart_exactly(texts):
    """Words of a list are equal exactly when the texts are, and read as the texts."""
    check(joined_keys(texts), texts)


@given(TEXTS)
def test_strings_of_numpy_are_told_apart_exactly(texts):
    """So are those of numpy's own strings."""
    check(text_keys(np.array(texts, Text)), texts)


@given(PLAIN)
def test_arrays_of_fixed_width_are_told_apart_exactly(texts):
    """So are those of fixed width, in either byte order, and as bytes."""
    for values in (np.array(texts, "U20"), np.array(texts, ">U20")):
        check(text_keys(values), texts)
    check(text_keys(np.array([each.encode() for each in texts], "S80")), texts)


@given(st.lists(TEXT, max_size=30), st.binary(max_size=5))
def test_buffers_are_told_apart_exactly(texts, before):
    """So are those of one buffer, wherever it begins in memory."""
    encoded = [each.encode() for each in texts]
    data = np.frombuffer(before + b"".join(encoded), np.uint8)[len(before) :]
    check(buffer_keys(data, np.array(list(map(len, encoded)), np.int64)), texts)


@given(PLAIN, st.integers(1, 3))
def test_gaps_in_a_buffer_are_left_out(texts, gap):
    """NULs behind each row are no part of the text."""
    encoded = [each.encode() for each in texts]
    data = np.frombuffer(b"".join(each + bytes(gap) for each in encoded), np.uint8)
    check(buffer_keys(data, np.array(list(map(len, encoded)), np.int64), gap=gap), texts)


@given(PLAIN)
def test_words_are_the_bytes_of_utf_8(texts):
    """A word is eight bytes of the encoded text, filled up with NUL."""
    for keys in (joined_keys(texts), text_keys(np.array(texts, Text))):
        for row, text in enumerate(texts):
            assert bytes_of(keys, row).rstrip(b"\0") == text.encode()


@given(st.lists(st.text("ab", min_size=1, max_size=16), min_size=1))
def test_narrow_bytes_are_words(texts):
    """ASCII of sixteen bytes a row is two words."""
    keys = narrow_keys(np.array([each.encode() for each in texts], "S16"))
    assert len(keys.told) == 2
    check(keys, texts)


def test_one_long_text_does_not_widen_all_others():
    """Few long rows among many short ones take no words of their own width."""
    texts = ["a", "é", "x" * 5000, "a", "x" * 4999 + "y", "", "\0"] + ["b"] * 3000
    for keys in (joined_keys(texts), text_keys(np.array(texts, Text))):
        check(keys, texts)
        assert len(keys.told) == 1


def test_nothing_is_stripped_or_cut():
    """Blanks, NULs, case and composed letters all count."""
    plain = ["a", "a ", " a", "a\0", "a\0\0", "\0", "", "A"]
    for texts in (plain, ["a", "a\0"], ["\0"], [*plain, "é", "e\u0301", "a" * 500]):
        check(joined_keys(texts), texts)
        check(text_keys(np.array(texts, Text)), texts)


@pytest.mark.parametrize("pattern", ["{}", "{:012d}", "é{}", "{}\0"])
def test_long_columns_are_read_in_pieces(pattern):
    """Columns that several threads share are the same texts."""
    texts = [pattern.format(each) for each in range(ENOUGH + 3)]
    check(joined_keys(texts), texts)


@given(TEXTS)
def test_a_text_has_one_hash_in_any_company(texts):
    """Hashes of a column are those of each text alone."""
    alone = [text_hashes(np.array([each], Text))[0] for each in texts]
    assert text_hashes(np.array(texts, Text)).tolist() == alone


def test_what_is_no_text_is_refused():
    """Other objects, half characters and bytes that are not UTF-8 have no words."""
    with pytest.raises(TypeError):
        joined_keys(["a", 1])
    with pytest.raises(UnicodeError):
        joined_keys(["\ud800"])
    with pytest.raises(UnicodeError):
        text_keys(np.array(["\ud800"]))
    with pytest.raises(UnicodeError):
        text_keys(np.array([b"\xff"]))
