"""Aliases: which old id stands for whom, checked, followed and put together."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import LedgerError
from clm.ledger.aliases import both_aliases, read_aliases, read_pairs


@pytest.mark.parametrize(
    "aliases",
    [
        *([("a", "b")], "ab", 5, {"a": "a"}, {"a": "b", "b": "c"}, {"a": "b", "b": "a"}),
        *({"a": 5}, {5: "a"}, {"a": None}, {None: "a"}, {"a": ["b"]}, {1.5: 2}, {True: 1}),
        *({"a": np.array(["b"])}, {float("nan"): 1}, {2**63: 1}, {"\ud800": "a"}, {b"a": "b"}),
    ],
    ids=repr,
)
def test_aliases_go_from_an_id_to_a_customer(aliases):
    """No chains, no circles, no other types, and both ends of one type."""
    with pytest.raises(LedgerError, match=r"^aliases|faults"):
        read_aliases(aliases)


def test_aliases_are_plain_ids():
    """Whole floats and numpy's numbers are ints."""
    assert read_aliases(None) == {}
    read = read_aliases({np.int64(7): 8.0, 9: 8})
    assert read == {7: 8, 9: 8}
    assert {type(each) for pair in read.items() for each in pair} == {int}
    assert [type(each) for each in read_aliases({np.str_("g"): "ann"})] == [str]


def test_all_faults_are_told_at_once_and_by_name():
    """One for each link of a chain, one for each circle, one for each pair of no ids."""
    given = {"a": "b", "b": "c", "x": "y", "y": "x", "z": "z", "i": 5, "to x": "x"}
    pairs, faults = read_pairs(given, "mapping")
    assert {*pairs} == {*given} - {"i"}
    assert [str(fault) for fault in faults] == [
        "mapping['i']: 'i' and 5 are not two ids of one type → give two texts or two numbers",
        "mapping['a']: 'b' is itself renamed → name the customer at the end, 'c'",
        "mapping['to x']: 'x' is itself renamed",
        "mapping['x']: 'x' → 'y' → 'x' goes round in a circle → name who stays",
        "mapping['z']: stands for itself → leave it out",
    ]


def settled(aliases):
    """Leave out what no ledger has: new ids that are old ones."""
    return {old: new for old, new in aliases.items() if new not in aliases}


FEW = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef"), max_size=5)
SETTLED = FEW.map(settled)


def reached(mine, theirs, start):
    """List all ids that the aliases of either ledger lead to, in whatever steps."""
    found, left = set(), [start]
    while left:
        at = left.pop()
        further = {each[at] for each in (mine, theirs) if at in each} - found
        found |= further
        left += further
    return found


@given(SETTLED, SETTLED)
def test_aliases_of_two_ledgers_are_followed_to_the_one_end_that_they_have(mine, theirs):
    """Whatever one of them merged further; two ends, or none, are refused."""
    every = {**mine, **theirs}
    ends = {old: reached(mine, theirs, old) - {*every} for old in every}
    circles = any(old in reached(mine, theirs, old) for old in every)
    if circles or any(len(found) != 1 for found in ends.values()):
        with pytest.raises(LedgerError, match="give one of them|goes round in a circle"):
            both_aliases(mine, theirs)
    else:
        both = {old: next(iter(found)) for old, found in ends.items()}
        assert both_aliases(mine, theirs) == both


@given(st.lists(st.permutations("abcd").map("".join), min_size=2, max_size=2))
def test_circles_of_two_ledgers_are_refused(orders):
    """One says that a is b, and the other that b is a."""
    (a, b, *_), (c, d, *_) = orders
    if (a, b) == (d, c):
        with pytest.raises(LedgerError, match="goes round in a circle"):
            both_aliases({a: b}, {c: d})
    elif a == c and b != d:
        with pytest.raises(LedgerError, match=f"is '{b}' and '{d}'"):
            both_aliases({a: b}, {c: d})
    else:
        both_aliases({a: b}, {c: d})


def test_two_ledgers_may_not_tell_two_stories_of_one_alias():
    """All contradictions at once; what is the same story told further is none."""
    assert both_aliases({"a": "x"}, {"a": "x", "b": "y"}) == {"a": "x", "b": "y"}
    assert both_aliases({"a": "x"}, {"x": "y"}) == {"a": "y", "x": "y"}
    assert both_aliases({"a": "x"}, {"a": "y", "x": "y"}) == {"a": "y", "x": "y"}
    with pytest.raises(LedgerError) as caught:
        both_aliases({"a": "x", "b": "x"}, {"a": "y", "b": "y", "c": "x"})
    assert len(caught.value.faults) == 2


def test_a_long_circle_is_told_in_short():
    """Its first few ids, however many there are."""
    pairs = {f"id {at}": f"id {(at + 1) % 5000}" for at in range(5000)}
    with pytest.raises(LedgerError, match="'id 4' → … → 'id 0' goes round in a circle") as caught:
        read_aliases(pairs)
    assert len(str(caught.value)) < 200


def test_long_ways_are_followed_in_one_walk():
    """A hundred thousand links from one end to the other, half of them in each ledger."""
    links = list(itertools.pairwise(range(100_001)))
    both = both_aliases(dict(links[::2]), dict(links[1::2]))
    assert set(both.values()) == {100_000}
    assert len(both) == 100_000
