"""An index finds the codes of a dict, after any number of additions."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.coding.index import GUESSES, Index
from clm.ledger.coding.words import Text

WHOLE = st.integers(-(2**63), 2**63 - 1) | st.integers(-9, 9)
TEXT = st.text("ab\0é😀", max_size=20)


def arrays(kind):
    """Give a way to make ids of a kind."""
    return (lambda ids: np.array(ids, Text)) if kind is str else (lambda ids: np.array(ids, int))


def check(kind, known, cuts, asked):
    """Compare with a list, the ids being added in parts."""
    array = arrays(kind)
    index = Index(array([]))
    for cut in (*sorted(min(cut, len(known)) for cut in cuts), len(known)):
        index = index.grown(array(known[:cut]))
    expected = [known.index(item) if item in known else -1 for item in asked]
    assert index.find(array(asked)).tolist() == expected


CUTS = st.lists(st.integers(0, 30), max_size=5)


@given(st.lists(WHOLE, unique=True), CUTS, st.lists(WHOLE, unique=True))
def test_whole_numbers_are_found(known, cuts, asked):
    """Known numbers have their codes, others none."""
    check(int, known, cuts, asked + [each for each in known if each not in asked])


@given(st.lists(TEXT, unique=True), CUTS, st.lists(TEXT, unique=True))
def test_text_is_found(known, cuts, asked):
    """Known texts have their codes, others none."""
    check(str, known, cuts, asked + [each for each in known if each not in asked])


@pytest.mark.parametrize("hashes", [1, 3])
@pytest.mark.parametrize("more", [0, 1, 500])
def test_texts_of_one_hash_are_found(monkeypatch, hashes, more):
    """However many texts share a hash, each has its own code."""
    monkeypatch.setattr(
        "clm.ledger.coding.index.text_hashes",
        lambda ids: (np.strings.str_len(ids) % hashes).astype(np.uint64),
    )
    known = [f"{each}" for each in np.random.default_rng(6).permutation(GUESSES + more).tolist()]
    check(str, known, (1, 5, 100), [*known[::-1], "none", ""])


@given(st.lists(TEXT, unique=True, min_size=1), CUTS, st.data())
def test_ids_under_other_codes_are_found(known, cuts, data):
    """Some leave, the others change their codes, and new ones come between."""
    index = Index(np.array([], Text))
    for cut in (*sorted(min(cut, len(known)) for cut in cuts), len(known)):
        index = index.grown(np.array(known[:cut], Text))
    ids = data.draw(st.permutations([*known, "new", "newer"]))[1:]
    ids = list(dict.fromkeys(ids))
    codes = np.array([ids.index(each) if each in ids else -1 for each in known], np.int32)
    renamed = index.renamed(np.array(ids, Text), codes)
    assert renamed.find(np.array(ids, Text)).tolist() == list(range(len(ids)))
    gone = [each for each in known if each not in ids]
    assert renamed.find(np.array(gone, Text)).tolist() == [-1] * len(gone)


def test_an_index_of_another_kind_finds_nothing():
    """Text is not looked for among numbers, nor the other way round."""
    assert Index(np.empty(0, int)).grown(np.array([1, 2])).find(np.array(["1"], Text)) == [-1]
    assert Index(np.empty(0, Text)).grown(np.array(["1"], Text)).find(np.array([1])) == [-1]


def test_runs_stay_few():
    """Each run is more than twice as long as the next, and together they hold every code."""
    ids = np.random.default_rng(6).permutation(3000) * 10**12
    index = Index(ids[:0])
    for stop in range(30, 3001, 30):
        index = index.grown(ids[:stop])
        lengths = [len(run.keys) for run in index.runs]
        assert all(one > 2 * other for one, other in pairwise(lengths))
    assert sorted(np.concatenate([run.codes for run in index.runs])) == list(range(3000))
    assert index.grown(ids) is index
    assert index.find(ids).tolist() == list(range(3000))
