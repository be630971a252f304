"""A text that passed the gate becomes a tree whose places lead back to the text."""

import pytest

from clm.errors import ConditionError
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.conditions.source import read


def test_positions_count_characters_not_bytes():
    """A kind in another script does not move the faults behind it."""
    with pytest.raises(ConditionError) as caught:
        parse("  count('größe ✓') == 1\n and ordrs == 1", Vocabulary(), "when")
    assert caught.value.faults[0].where == "when, character 30"


def test_a_text_that_passes_is_parsed_on_one_line():
    """Line ends are blanks."""
    source = read("orders == 1\n  and\trecency <= 3", "when")
    assert source.position(source.tree) == 0


@pytest.mark.parametrize("text", ["orders == 1 or", "orders = 1", "orders == 007", "1 2", "(,)"])
def test_no_word_of_pythons_own_is_shown(text):
    """An author of templates need not know how Python complains."""
    with pytest.raises(ConditionError) as caught:
        read(text, "when")
    assert "syntax" not in str(caught.value)
    assert caught.value.faults[0].mend
