"""A mapping that nobody can change, and that pickles."""

import copy
import pickle

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from clm._frozen import FrozenDict

PLAIN = st.dictionaries(st.text(max_size=3), st.integers() | st.tuples(st.integers()), max_size=5)


@given(PLAIN)
def test_it_is_the_mapping_it_was_made_of(plain):
    kept = FrozenDict(plain)
    assert kept == plain
    assert plain == kept
    assert ([*kept], [*kept.items()]) == ([*plain], [*plain.items()])
    assert [*kept.values()] == [*plain.values()]
    assert len(kept) == len(plain)
    assert all(key in kept and kept.get(key) == kept[key] == plain[key] for key in plain)
    assert {**kept} == plain
    assert eval(repr(kept)) == kept  # noqa: S307


@given(PLAIN, PLAIN)
def test_equal_ones_hash_alike_and_different_ones_differ(one, other):
    assert (FrozenDict(one) == FrozenDict(other)) == (one == other)
    backwards = dict(reversed(one.items()))
    assert hash(FrozenDict(one)) == hash(FrozenDict(backwards))


@given(PLAIN, PLAIN)
def test_two_are_put_together_as_dicts_are(one, other):
    assert FrozenDict(one) | other == one | FrozenDict(other) == one | other
    assert [*(FrozenDict(one) | FrozenDict(other))] == [*(one | other)]


@given(PLAIN)
def test_it_survives_pickle_and_copies_in_its_order(plain):
    kept = FrozenDict(plain)
    for back in (pickle.loads(pickle.dumps(kept)), copy.copy(kept), copy.deepcopy(kept)):
        assert type(back) is FrozenDict
        assert [*back.items()] == [*plain.items()]


def test_nobody_changes_it():
    plain = {"a": 1}
    kept = FrozenDict(plain)
    plain["a"] = 2
    assert kept["a"] == 1
    with pytest.raises(TypeError):
        kept["a"] = 3
    with pytest.raises(TypeError):
        del kept["a"]
    with pytest.raises(FrozenInstanceError):
        kept._items = {}
    with pytest.raises(KeyError):
        kept["b"]
