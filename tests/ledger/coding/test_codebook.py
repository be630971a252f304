"""A codebook numbers ids by first appearance, exactly, whatever holds the column."""

import pickle
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.errors import ColumnError
from clm.ledger.coding.codebook import Codebook
from clm.ledger.coding.hashing import FIRST, spread
from clm.ledger.coding.words import Text

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)
WORDS = st.text(max_size=3) | st.text("ab\0 é😀", max_size=20) | st.text("ab", max_size=300)
MISSING = st.none() | st.just(float("nan"))
COLUMNS = st.one_of(
    st.lists(WHOLE, max_size=40),
    st.lists(WORDS, max_size=40),
    st.lists(WHOLE | MISSING, max_size=40),
    st.lists(WORDS | MISSING, max_size=40),
)
TEXTS = st.lists(WORDS | st.none(), max_size=40)
NUMBERS = st.lists(WHOLE | st.none(), max_size=40)


def by_dict(column):
    """Number a column the slow way."""
    codes, first, seen = [], [], {}
    for row, item in enumerate(column):
        missing = item is None or item != item  # noqa: PLR0124
        if not missing and item not in seen:
            seen[item] = len(seen)
            first.append(row)
        codes.append(-1 if missing else seen[item])
    return list(seen), codes, first


def encoded(column, book=None):
    """Encode and give everything as lists."""
    book, codes, first = (book or Codebook()).encode(column)
    assert codes.dtype == np.int32
    assert first.dtype == np.int64
    return book.ids.tolist(), codes.tolist(), first.tolist()


@given(COLUMNS)
def test_codes_are_those_of_a_dict(column):
    assert encoded(column) == by_dict(column)


@given(COLUMNS, st.integers(0, 40), st.integers(0, 40))
def test_encoding_in_batches_is_encoding_at_once(column, one, other):
    low, high = sorted((one, other))
    book, codes = Codebook(), []
    for batch in (column[:low], column[low:high], column[high:]):
        before = len(book)
        book, new, first = book.encode(batch)
        codes += new.tolist()
        assert book.ids[before:].tolist() == [batch[row] for row in first]
    assert (book.ids.tolist(), codes) == by_dict(column)[:2]


def every_text_form(column):
    """Give text in each library's ways."""
    yield np.array(column, object)
    yield np.array(column, np.dtypes.StringDType(na_object=None))
    yield pd.Series(column, dtype=object)
    yield pd.Series(column, dtype="string")
    yield pd.Series(column, dtype="string[python]")
    yield pd.Series(column, dtype="str")
    yield pd.Series(column, dtype=pd.ArrowDtype(pa.string()))
    yield pd.Series(column, dtype="category")
    yield pd.Index(column, dtype=object)
    yield pl.Series(column, dtype=pl.String)
    yield pl.Series(column, dtype=pl.Categorical)
    yield pl.Series(column, dtype=pl.Object)
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        yield pa.array(column, kind)
    yield pa.array([None, "x", *column], pa.string())[2:]
    yield pa.array(column, pa.string()).dictionary_encode()
    yield pa.chunked_array([column[:3], column[3:]], pa.string())
    yield pa.chunked_array([column[:3], column[3:]], pa.string()).dictionary_encode()


def every_whole_form(column):
    """Give whole numbers in each library's ways."""
    yield np.array(column, object)
    yield pd.Series(column, dtype=object)
    yield pd.Series(column, dtype="Int64")
    yield pd.Series(column, dtype="int64[pyarrow]")
    yield pl.Series(column, dtype=pl.Int64)
    yield pa.array(column, pa.int64())
    yield pa.chunked_array([column[:3], column[3:]], pa.int64())
    yield pa.array(column, pa.int64()).dictionary_encode()


@settings(max_examples=60)
@given(TEXTS)
def test_text_is_the_same_in_every_library(column):
    for form in every_text_form(column):
        assert encoded(form) == by_dict(column), type(form)


@settings(max_examples=60)
@given(NUMBERS)
def test_whole_numbers_are_the_same_in_every_library(column):
    for form in every_whole_form(column):
        assert encoded(form) == by_dict(column), type(form)


@given(st.lists(st.text("ab é😀", max_size=20)))
def test_numpy_text_keeps_all_but_the_trailing_nul_that_numpy_drops(column):
    assert encoded(np.array(column, "U20")) == by_dict(column)
    assert encoded(np.array(column, ">U20")) == by_dict(column)
    assert encoded(np.array([item.encode() for item in column], "S80")) == by_dict(column)


@pytest.mark.parametrize("kind", ["i1", "u2", "i4", "u8", "f4", "f8", ">i8", "<f8"])
def test_every_number_type_of_numpy_is_read(kind):
    assert encoded(np.array([3, 0, 3, 1], kind)) == ([3, 0, 1], [0, 1, 0, 2], [0, 1, 3])


def test_nan_and_nat_are_missing():
    assert encoded(np.array([2.0, np.nan, 2.0])) == ([2], [0, -1, 0], [0])
    assert encoded(["a", pd.NA, pd.NaT, np.datetime64("NaT"), None])[1] == [0, -1, -1, -1, -1]
    assert encoded(np.array(["a", np.nan], np.dtypes.StringDType(na_object=np.nan)))[1] == [0, -1]
    assert encoded(np.array(["NaT"], "datetime64[s]")) == ([], [-1], [])
    assert encoded(np.ma.masked_array([5, 6, 7], [False, True, False]))[1] == [0, -1, 1]
    assert encoded(pl.Series([None, None])) == ([], [-1, -1], [])


def test_categories_may_repeat_or_be_missing():
    column = pa.DictionaryArray.from_arrays(pa.array([3, 1, None, 2, 0]), ["a", "b", None, "a"])
    assert encoded(column) == (["a", "b"], [0, 1, -1, -1, 0], [0, 1])
    assert encoded(pd.Categorical([7, None, 5, 7])) == ([7, 5], [0, -1, 1, 0], [0, 2])


def test_nothing_is_stripped_or_cut():
    column = ["a", "a ", " a", "a\0", "a\0\0", "\0", "", "A", "é", "e\u0301", "a" * 500]
    for form in (column, np.array(column, Text), pl.Series(column), pa.array(column)):
        assert encoded(form) == (column, list(range(11)), list(range(11)))


def test_whole_floats_are_whole_numbers():
    book, _, _ = Codebook().encode(np.array([1.0, 2.0]))
    assert book.kind == "int"
    assert book.encode([2, 3])[1].tolist() == [1, 2]


# --- large columns: threads, runs, tables and shared hashes


def hard_columns(size):
    rng = np.random.default_rng(3)
    some = rng.integers(-(2**63), 2**63 - 1, size // 4)
    yield "sparse", some[rng.integers(0, len(some), size)]
    yield "sorted", np.sort(some[rng.integers(0, len(some), size)])
    yield "grouped", np.repeat(rng.permutation(some), 4)
    yield "equal", np.full(size, 2**62)
    yield "distinct", rng.permutation(size) * 10**9
    yield "sequential", np.arange(size) - size // 2
    yield "multiples", rng.integers(0, size, size) << 32
    yield "high bits", rng.integers(0, 4, size) << 62
    yield "dense", rng.integers(5, size // 4, size)
    yield "far apart", np.where(rng.random(size) < 0.5, -(2**63), 2**63 - 1)


def check_first_appearance(column, codes, first):
    """Check against sorting, without a dict."""
    ids, row, inverse = np.unique(column, return_index=True, return_inverse=True)
    assert np.array_equal(first, np.sort(row))
    assert np.array_equal(codes, np.argsort(np.argsort(row))[inverse])
    assert len(ids) == len(first)


@pytest.mark.parametrize("size", [1 << 12, 1 << 18])
def test_hard_columns_are_numbered_exactly(size):
    for name, column in hard_columns(size):
        book, codes, first = Codebook().encode(column)
        check_first_appearance(column, codes, first)
        assert np.array_equal(book.ids, column[first]), name


@pytest.mark.parametrize("size", [1 << 12, 1 << 18])
@pytest.mark.parametrize("pattern", ["{}", "CUST-{:07d}", "{:036d}", "{}" + "x" * 200])
def test_long_columns_of_text_are_numbered_exactly(size, pattern):
    numbers = np.random.default_rng(4).integers(0, size // 4, size)
    texts = [pattern.format(number) for number in numbers.tolist()]
    for column in (texts, np.array(texts), np.array(texts, Text), pl.Series(texts)):
        _, codes, first = Codebook().encode(column)
        check_first_appearance(numbers, codes, first)


@pytest.mark.parametrize("keep", [0, 0x3])
def test_a_shared_hash_never_merges_ids(monkeypatch, keep):
    def poor(words):
        return spread(words) & np.uint64(keep << 62)

    monkeypatch.setattr("clm.ledger.coding.keys.spread", poor)
    monkeypatch.setattr("clm.ledger.coding.words.spread", poor)
    for size in (1 << 10, 1 << 18):
        for _, column in hard_columns(size):
            _, codes, first = Codebook().encode(column)
            check_first_appearance(column, codes, first)
    numbers = np.random.default_rng(5).permutation(1000)
    book, codes, _ = Codebook().encode(numbers.astype("U4"))
    assert codes.tolist() == list(range(1000))
    assert book.lookup(np.arange(1001).astype("U4")).tolist() == [*np.argsort(numbers), -1]
    assert book.encode(["1", "new"])[1].tolist() == [book.code_of("1"), 1000]


def test_a_shared_hash_never_merges_text_of_polars(monkeypatch):
    texts = pl.Series([f"{number}" for number in range(500)] * 2)
    monkeypatch.setattr(pl.Series, "hash", lambda self: pl.zeros(len(self), pl.UInt64, eager=True))
    assert Codebook().encode(texts)[1].tolist() == [*range(500), *range(500)]


def test_keys_made_to_share_the_upper_hash_stay_exact():
    inverse = pow(FIRST, -1, 1 << 64)
    keys = [low * inverse % (1 << 64) for low in range(5000)]
    column = np.array(keys * 3, np.uint64).view(np.int64)
    assert len(set((spread((column,)) >> np.uint64(40)).tolist())) == 1
    check_first_appearance(column, *Codebook().encode(column)[1:])


# --- looking up


@given(st.lists(WORDS), st.lists(WORDS), st.lists(WORDS))
def test_text_is_found_again(known, later, asked):
    book = Codebook().encode(known)[0].encode(later)[0]
    ids = book.ids.tolist()
    expected = [ids.index(item) if item in ids else -1 for item in asked]
    assert book.lookup(asked).tolist() == expected
    assert book.lookup(np.array(asked, Text)).tolist() == expected
    assert [book.code_of(item) for item in asked] == expected


@given(st.lists(WHOLE), st.lists(WHOLE), st.lists(WHOLE | st.none()))
def test_whole_numbers_are_found_again(known, later, asked):
    book = Codebook().encode(known)[0].encode(later)[0]
    ids = book.ids.tolist()
    expected = [ids.index(item) if item in ids else -1 for item in asked]
    assert book.lookup(asked).tolist() == expected


def test_many_batches_are_found_again():
    book, ids = Codebook(), np.random.default_rng(6).permutation(3000) * 10**12
    for batch in np.split(ids, 100):
        book = book.encode(batch)[0]
    assert book.lookup(ids).tolist() == list(range(3000))
    assert len(book._index.runs) < 12


def test_what_cannot_be_an_id_is_unknown():
    book = Codebook().encode([1, 0])[0]
    for item in (True, 2.5, None, "1", b"1", (1,), [1], 2**70, float("nan"), object()):
        assert book.code_of(item) == -1
    assert book.code_of(1.0) == book.code_of(np.int64(1)) == 0
    assert book.lookup(["1"]).tolist() == [-1]
    assert Codebook().lookup([1, 2]).tolist() == [-1, -1]


# --- the value


def test_a_codebook_does_not_change():
    book, codes, _ = Codebook().encode(["a", "b"])
    book.encode(["c"])
    assert book.ids.tolist() == ["a", "b"]
    assert book.encode(["b"])[0] is book
    with pytest.raises(ValueError, match="read-only"):
        book.ids[0] = "x"
    with pytest.raises(AttributeError):
        book.ids = codes


def test_ids_are_not_the_callers_memory():
    column = np.array([5, 6])
    book, _, _ = Codebook().encode(column)
    column[:] = 0
    assert book.ids.tolist() == [5, 6]


def test_codebooks_are_equal_when_their_ids_are():
    book = Codebook().encode(["a", "b"])[0]
    assert book == Codebook().encode(["a"])[0].encode(["b"])[0]
    assert book != Codebook().encode(["b", "a"])[0]
    assert book != Codebook()
    assert book != "a"
    assert Codebook().encode(np.array([], int))[0] == Codebook().encode([])[0] == Codebook()
    assert pickle.loads(pickle.dumps(book)) == book


def test_a_codebook_says_what_it_holds():
    assert repr(Codebook()) == "<Codebook 0 ids · no type yet>"
    assert repr(Codebook().encode([7])[0]) == "<Codebook 1 ids · int>"
    assert (Codebook().kind, Codebook().encode(["a"])[0].kind) == (None, "str")


# --- errors


@pytest.mark.parametrize(
    ("column", "where", "what"),
    [
        ([7, 2.5], "customer[1]", "2.5 is not a whole number"),
        ([1.5], "customer[0]", "1.5 is not a whole number"),
        ([None, float("inf")], "customer[1]", "inf is not a whole number"),
        ([1, 2**63], "customer[1]", "9223372036854775808 does not fit 64 bits"),
        ([-(2**63) - 1], "customer[0]", "-9223372036854775809 does not fit 64 bits"),
        ([1, True], "customer[1]", "True is neither text nor a whole number"),
        (["a", b"b"], "customer[1]", "b'b' is neither text nor a whole number"),
        (["a", None, 3], "customer[2]", "3 is a number among text"),
        ([3, "a"], "customer[1]", "'a' is text among whole numbers"),
        (["a\ud800"], "customer[0]", "'a\\ud800' holds half a character (a lone surrogate)"),
        ([date(2020, 1, 1)], "customer[0]", "datetime.date(2020, 1, 1) is neither text nor a"),
        (np.array([np.nan, 2.5]), "customer[1]", "2.5 is not a whole number"),
        (np.array([2.0**63]), "customer[0]", "9.223372036854776e+18 does not fit 64"),
        (np.array([2**63], "u8"), "customer[0]", "9223372036854775808 does not fit 64 bits"),
        (np.array(["\ud800"]), "customer[0]", "'\\ud800' holds half a character"),
        (np.array([b"\xff"]), "customer[0]", "b'\\xff' is neither text nor a whole number"),
        (np.array([True]), "customer", "a column of bool holds no ids"),
        (np.array(["2020-01-01"], "M8[D]"), "customer", "a column of datetime64[D] holds no ids"),
        (np.zeros((2, 2)), "customer", "has 2 dimensions"),
        (pd.Series([True, None], dtype="boolean"), "customer", "a column of bool holds no ids"),
        (pd.Series([None, 0.5]), "customer[1]", "0.5 is not a whole number"),
        (pl.Series([True]), "customer", "a column of bool holds no ids"),
        (pl.Series([[1]]), "customer", "a column of List(Int64) holds no ids"),
        (pl.Series([None, 0.5]), "customer[1]", "0.5 is not a whole number"),
        (pa.array([None, 0.5]), "customer[1]", "0.5 is not a whole number"),
        (pa.array([date(2020, 1, 1)]), "customer", "a column of date32[day] holds no ids"),
        ("ann", "customer", "'ann' is no column"),
        (7, "customer", "7 is no column"),
    ],
)
def test_what_is_no_id_is_named_with_its_row(column, where, what):
    with pytest.raises(ColumnError) as caught:
        Codebook().encode(column)
    assert caught.value.faults[0].where == where
    assert caught.value.faults[0].what.startswith(what)


def test_all_faults_come_at_once_and_many_are_counted():
    with pytest.raises(ColumnError) as caught:
        Codebook().encode(["a", 1, True, 2.5], name="order")
    assert [fault.where for fault in caught.value.faults] == ["order[1]", "order[2]", "order[3]"]
    with pytest.raises(ColumnError) as caught:
        Codebook().encode(np.full(5000, 0.5))
    assert len(caught.value.faults) == 11
    assert caught.value.faults[-1].what == "… and 4,990 more"


@pytest.mark.parametrize(
    ("known", "column", "what"),
    [
        ([1], ["a"], "holds text, but the ids known so far are whole numbers"),
        (["a"], [1], "holds whole numbers, but the ids known so far are text"),
    ],
)
def test_a_codebook_keeps_its_kind(known, column, what):
    book = Codebook().encode(known)[0]
    with pytest.raises(ColumnError, match=what):
        book.encode(column)
