"""Ids are numbered alike, whether they are there or awaited, whole or in pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ColumnError
from clm.ledger.awaited import Awaited
from clm.ledger.coding.numbering import numbered

IDS = st.integers(-9, 9) | st.integers(2**40, 2**40 + 9)


def told(found):
    """Give all that was found as lists."""
    return [each.tolist() for each in (found.ids, found.codes, found.first)]


@given(st.lists(IDS), st.lists(st.integers(0, 20)))
def test_pieces_are_as_good_as_the_whole(ids, cuts):
    """If they cannot be numbered so, the whole is asked for."""
    column = np.array(ids, np.int64)
    pieces = np.split(column, sorted(min(cut, len(ids)) for cut in cuts))
    for given_pieces in (pieces, [*pieces[:1], None]):
        awaited = Awaited(len(ids), lambda: column, lambda those=given_pieces: those)
        assert told(numbered(awaited, "x")) == told(numbered(column, "x"))


def test_the_whole_is_not_asked_for_without_need():
    """A range that is small needs the pieces only, one that is wide the whole as well."""
    asked = []

    def whole(values):
        return lambda: asked.append(len(values)) or np.array(values)

    for values in ([5, 6], [5, 2**50, 6]):
        pieces = [np.array(values[:1]), np.array(values[1:])]
        numbered(Awaited(len(values), whole(values), lambda those=pieces: those), "x")
    assert asked == [3]


def test_missing_ids_have_no_number():
    """Of text, of numbers, and of nothing."""
    assert told(numbered([None, "b", None, "a", "b"], "x")) == [
        ["b", "a"],
        [-1, 0, -1, 1, 0],
        [1, 3],
    ]
    assert told(numbered([None, 7.0], "x")) == [[7], [-1, 0], [1]]
    assert told(numbered([], "x")) == [[], [], []]
    with pytest.raises(ColumnError, match="text among whole numbers"):
        numbered([1, "a"], "x")
