"""Names stand in alphabetical order, so their codes do not depend on the order of the rows."""

from random import Random

import pytest

from clm.errors import ColumnError
from clm.metrics.traffic.names import Names


def told(names):
    return [names.names[code] for code in names.codes.tolist()]


def test_missing_names_are_the_empty_one():
    read = Names.read(["b", None, "", "a"], "channel")
    assert read.names == ("", "a", "b")
    assert told(read) == ["b", "", "", "a"]


def test_names_that_nobody_has_are_left_out():
    assert Names.read([], "channel").names == ()
    assert Names.read(["a"], "channel").names == ("a",)


def test_numbers_become_text():
    assert Names.read([7, 10], "channel").names == ("10", "7")


@pytest.mark.parametrize("seed", range(5))
def test_rows_of_two_keep_their_names(seed):
    draw = Random(seed)
    mine, theirs = (draw.choices(["", "a", "é", "z", "b"], k=draw.randrange(6)) for _ in "ab")
    joined = Names.read(mine, "x").followed_by(Names.read(theirs, "x"))
    assert told(joined) == mine + theirs
    assert joined.names == tuple(sorted({*mine, *theirs}))


def test_what_is_no_name_is_refused():
    with pytest.raises(ColumnError, match="campaign"):
        Names.read([1.5], "campaign")
