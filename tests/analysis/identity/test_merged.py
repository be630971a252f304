"""One merged customer reads as a row and as a line, whatever her ids look like."""

import pytest

from clm.analysis.identity.merged import Merged
from clm.model.money import Money

MONEY = Money("1234.50", "EUR")


def merged(ids, before=("one_time",), after="retained"):
    """Merge some ids into the first."""
    return Merged(ids[0], ids, [*before, *["lead"] * (len(ids) - len(before))], after, 2, MONEY)


def test_a_row_has_who_she_was_and_where_she_would_stand():
    """Her own id and segment first."""
    assert merged(["ann", "g7"]).row() == (
        *("ann", "g7", "one_time + lead", "retained"),
        *(2, "1,234.50"),
    )
    assert merged([7, 8], ("",), "").row()[:4] == ("7", "8", "- + lead", "-")


def test_many_ids_are_counted():
    """The first three are named."""
    row = merged([f"g{at}" for at in range(9)]).row()
    assert row[1:3] == ("g1, g2, g3, 5 more", "one_time + lead + lead + 6 more")
    assert merged(list("abcd")).row()[1:3] == ("b, c, d", "one_time + lead + lead + 1 more")


@pytest.mark.parametrize(
    "who", ["a\nb", "x" * 500, "", " ", "\x1b[31m", "\u202e", "a\tb"], ids=repr
)
def test_ids_stay_short_and_in_their_line(who):
    """Whatever they hold."""
    row = merged([who, who]).row()
    assert row[0] == row[1]
    assert row[0].isprintable()
    assert 0 < len(row[0].strip()) <= 24
    assert len(repr(merged([who, "g"])).splitlines()) == 1


def test_she_moves_if_her_own_segment_changes():
    """Where the others were is of no matter."""
    assert merged(["ann", "g"]).moves
    assert not merged(["ann", "g"], ("retained",)).moves
    assert merged(["ann", "g"], ("",)).moves
    assert not merged(["ann", "g"], ("",), "").moves


def test_she_is_equal_by_what_she_is_and_frozen():
    """Lists become tuples."""
    assert merged(["ann", "g"]) == merged(("ann", "g"))
    assert merged(["ann", "g"]).ids == ("ann", "g")
    with pytest.raises(AttributeError):
        merged(["ann", "g"]).after = "lead"
    assert repr(merged(["ann", "g"])) == (
        "<Merged 'ann' with g · was one_time + lead · would be retained · 2 orders · 1,234.50 EUR>"
    )
