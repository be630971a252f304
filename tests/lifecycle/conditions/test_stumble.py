"""What is no condition is told in words of the language, never in those of Python."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ConditionError
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.conditions.gate import scan
from clm.lifecycle.conditions.stumble import stumble

WORDS = (
    *("orders", "r", "count", "x", "1", "0", "007", "'visit'", '"a"', "days", "AND", "not", "in"),
    *("and", "or", "(", ")", ",", "=", "==", "!=", "<", "<=", ">", ">=", "-"),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "orders == 1 or",
            "15: the condition stops after 'or' → say what follows, or leave it out",
        ),
        (
            "orders == 1 or ",
            "15: the condition stops after 'or' → say what follows, or leave it out",
        ),
        ("not", "4: the condition stops after 'not' → say what follows, or leave it out"),
        ("orders ==", "10: the condition stops after '==' → say what follows, or leave it out"),
        ("or orders == 1", "1: 'or' at the start → leave it out"),
        ("orders == 1 or or x", "16: 'or' after 'or' → leave one of them out"),
        ("orders == not 1", "11: 'not' after '==' → leave one of them out"),
        ("orders not 1", "12: 'not' after 'orders' → write not in, or !="),
        ("orders = 1", "8: '=' compares nothing → write =="),
        ("orders => 1", "8: '=' compares nothing → write >="),
        ("orders =< 1", "8: '=' compares nothing → write <="),
        ("orders <> 1", "9: '>' after '<' → write !="),
        ("orders !== 1", "10: '=' compares nothing → write !="),
        ("orders == 1 AND r == 2", "13: 'AND' after '1' → write and"),
        ("Not orders == 1", "5: 'orders' after 'Not' → write not"),
        (
            "tenure <= 5 days",
            "13: 'days' after '5' → put between them what is missing: ==, and, or, or a comma",
        ),
        (
            "count('a' days=3) > 0",
            "11: 'days' after 'a' → put between them what is missing: ==, and, or, or a comma",
        ),
        ("count(days=3, 'a') > 0", "15: 'a' after an option → put the kinds of event first"),
        ("count(1='a') > 0", "8: '=' compares nothing → write =="),
        ("orders in (,)", "12: ',' after '(' → leave one of them out"),
        ("(orders == 1 or) and r == 2", "16: ')' after 'or' → leave one of them out"),
    ],
)
def test_the_first_word_that_cannot_stand_there_is_named(text, told):
    """With its place, and what was probably meant."""
    with pytest.raises(ConditionError) as caught:
        parse(text, Vocabulary(), "when")
    assert str(caught.value) == f"when, character {told}"


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join))
def test_whatever_python_cannot_read_has_a_place(text):
    """The walk over words stumbles wherever Python's parser does."""
    if scan(text):
        return
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        assert stumble(text).what != "this is no condition"
