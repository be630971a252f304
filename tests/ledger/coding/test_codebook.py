"""A codebook numbers ids by first appearance, exactly, whatever holds the column."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ColumnError
from clm.ledger.coding.codebook import Codebook
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
    """Codes, ids and first rows are those of a dict."""
    assert encoded(column) == by_dict(column)


@given(COLUMNS, st.integers(0, 40), st.integers(0, 40))
def test_encoding_in_batches_is_encoding_at_once(column, one, other):
    """However a column is cut, codes and ids are the same."""
    low, high = sorted((one, other))
    book, codes = Codebook(), []
    for batch in (column[:low], column[low:high], column[high:]):
        before = len(book)
        book, new, first = book.encode(batch)
        codes += new.tolist()
        assert book.ids[before:].tolist() == [batch[row] for row in first]
    assert (book.ids.tolist(), codes) == by_dict(column)[:2]


def test_whole_floats_are_whole_numbers():
    """Whole floats and whole numbers are the same ids."""
    book, _, _ = Codebook().encode(np.array([1.0, 2.0]))
    assert book.kind == "int"
    assert book.encode([2, 3])[1].tolist() == [1, 2]


# --- looking up


@given(st.lists(WORDS), st.lists(WORDS), st.lists(WORDS))
def test_text_is_found_again(known, later, asked):
    """Text that is known has its code, other text none."""
    book = Codebook().encode(known)[0].encode(later)[0]
    ids = book.ids.tolist()
    expected = [ids.index(item) if item in ids else -1 for item in asked]
    assert book.lookup(asked).tolist() == expected
    assert book.lookup(np.array(asked, Text)).tolist() == expected
    assert [book.code_of(item) for item in asked] == expected


@given(st.lists(WHOLE), st.lists(WHOLE), st.lists(WHOLE | st.none()))
def test_whole_numbers_are_found_again(known, later, asked):
    """Numbers that are known have their code, others none."""
    book = Codebook().encode(known)[0].encode(later)[0]
    ids = book.ids.tolist()
    expected = [ids.index(item) if item in ids else -1 for item in asked]
    assert book.lookup(asked).tolist() == expected


def test_what_cannot_be_an_id_is_unknown():
    """Asking for what is no id is no error."""
    book = Codebook().encode([1, 0])[0]
    for item in (True, 2.5, None, "1", b"1", (1,), [1], 2**70, float("nan"), object()):
        assert book.code_of(item) == -1
    assert book.code_of(1.0) == book.code_of(np.int64(1)) == 0
    assert book.lookup(["1"]).tolist() == [-1]
    assert Codebook().lookup([1, 2]).tolist() == [-1, -1]


# --- renaming


@given(
    st.lists(WHOLE | st.integers(0, 9), max_size=12),
    st.dictionaries(st.integers(0, 9), st.integers(0, 20), max_size=9),
    st.booleans(),
    st.lists(st.integers(0, 20), max_size=6),
)
def test_ids_under_other_names_are_those_of_a_dict(known, names, text, later):
    """Codes, ids, and whatever is asked and added afterwards."""
    cast = (lambda item: f"id {item}") if text else (lambda item: item)
    names = {old: new for old, new in names.items() if new not in names}
    book = Codebook().encode([cast(each) for each in known])[0]
    others = {1: 2} if text else {"1": "2"}
    told = {**{cast(old): cast(new) for old, new in names.items()}, **others}
    found, codes = book.renamed(told)
    own = [told.get(each, each) for each in book.ids.tolist()]
    ids, expected, _ = by_dict(own)
    assert (found.ids.tolist(), codes.tolist()) == (ids, expected)
    assert codes.dtype == np.int32
    assert found.lookup(own).tolist() == expected
    more = [cast(each) for each in later]
    assert encoded(more, found)[1] == encoded(more, Codebook(found.ids))[1]
    assert found.renamed(told)[0] is found


def test_one_rename_after_another_keeps_finding():
    """Hundreds of small changes leave few runs to search, and every code in its place."""
    book = Codebook().encode([f"id {each}" for each in range(1000)])[0]
    ids = book.ids.tolist()
    for each in range(0, 600, 2):
        book, _ = book.renamed({f"id {each}": f"id {each + 1}"})
        ids[ids.index(f"id {each}")] = f"id {each + 1}"
        del ids[ids.index(f"id {each + 1}") + 1]
    assert book.ids.tolist() == ids
    assert book.lookup(ids).tolist() == list(range(700))
    assert book.code_of("id 0") == -1
    assert len(book._index.runs) < 12


# --- the value


def test_a_codebook_does_not_change():
    """Encoding gives another book and leaves this one as it is."""
    book, codes, _ = Codebook().encode(["a", "b"])
    book.encode(["c"])
    assert book.ids.tolist() == ["a", "b"]
    assert book.encode(["b"])[0] is book
    with pytest.raises(ValueError, match="read-only"):
        book.ids[0] = "x"
    with pytest.raises(AttributeError):
        book.ids = codes


def test_ids_are_not_the_callers_memory():
    """Writing to the column later changes no id."""
    column = np.array([5, 6])
    book, _, _ = Codebook().encode(column)
    column[:] = 0
    assert book.ids.tolist() == [5, 6]


def test_codebooks_are_equal_when_their_ids_are():
    """Books are equal by their ids, however they came about."""
    book = Codebook().encode(["a", "b"])[0]
    assert book == Codebook().encode(["a"])[0].encode(["b"])[0]
    assert book != Codebook().encode(["b", "a"])[0]
    assert book != Codebook()
    assert book != "a"
    assert Codebook().encode(np.array([], int))[0] == Codebook().encode([])[0] == Codebook()
    assert pickle.loads(pickle.dumps(book)) == book


def test_a_codebook_says_what_it_holds():
    """A book counts its ids and names their kind."""
    assert repr(Codebook()) == "<Codebook 0 ids · no type yet>"
    assert repr(Codebook().encode([7])[0]) == "<Codebook 1 ids · int>"
    assert (Codebook().kind, Codebook().encode(["a"])[0].kind) == (None, "str")


# --- errors


def test_what_is_no_id_is_named_by_the_callers_word():
    """Faults are named by the row and the word that the caller uses."""
    with pytest.raises(ColumnError) as caught:
        Codebook().encode(["a", 1, True], name="order")
    assert [fault.where for fault in caught.value.faults] == ["order[1]", "order[2]"]
    with pytest.raises(ColumnError) as caught:
        Codebook().lookup([0.5])
    assert [fault.where for fault in caught.value.faults] == ["ids[0]"]


@pytest.mark.parametrize(
    ("known", "column", "what"),
    [
        ([1], ["a"], "holds text, but the ids known so far are whole numbers"),
        (["a"], [1], "holds whole numbers, but the ids known so far are text"),
    ],
)
def test_a_codebook_keeps_its_kind(known, column, what):
    """Text is refused where ids are numbers, and the other way round."""
    book = Codebook().encode(known)[0]
    with pytest.raises(ColumnError, match=what):
        book.encode(column)
