"""A parsed condition is written as text that parses to the same tree."""

from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import customers
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.conditions.tree import UNLIMITED
from clm.lifecycle.conditions.written import written
from clm.scoring.score import Score

WORDS = Vocabulary(
    scores={"r": Score("r", of="recency", best="low"), "f": Score("f", of="orders")},
    codes={"rf": ("r", "f")},
    parameters={"days": 60, "ever": None, UNLIMITED: None},
)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("orders == 1 and tenure > days", "orders == 1 and tenure > 60"),
        ("tenure <= ever or tenure > ever", "tenure <= unlimited or tenure > unlimited"),
        ("1 <= orders < 3", "orders >= 1 and orders < 3"),
        ("not 1 <= orders < 3", "not (orders >= 1 and orders < 3)"),
        ("orders in (2, 1) and r not in (5,)", "orders in (2, 1) and r not in (5,)"),
        ("(orders == 1 or r == 1) and f == 2", "(orders == 1 or r == 1) and f == 2"),
        ("rf in (55, 11, 55) or rf != 12", "rf in (11, 55) or rf != 12"),
        ("latest('a', \"b\") == 'b'", "latest('a', 'b') == 'b'"),
        ("count('order', days=days) >= 2", "orders(days=60) >= 2"),
        ("monetary >= -5", "monetary >= -5"),
        ("orders not in (ever,)", "orders not in (unlimited,)"),
        ("orders in (ever,) or r == 1", "orders in (unlimited,) or r == 1"),
        ("orders in (ever, 1)", "orders > unlimited or orders == 1"),
    ],
)
def test_parameters_become_values_and_all_is_in_one_form(text, again):
    """What stands there is what the proof saw."""
    tree = parse(text, WORDS, "when")
    assert written(tree, WORDS.codes) == again
    assert parse(again, WORDS, "when") == tree


@given(st.integers(0, 2**32))
def test_what_is_written_parses_to_the_same_tree(seed):
    """Whatever was parsed."""
    dice = Random(seed)
    words = evolve(customers.vocabulary(dice), parameters=WORDS.parameters)
    parts = [customers.condition_text(dice, words, dice.randint(1, 4)) for _ in range(3)]
    parts.append(dice.choice(("orders not in (1, 2)", "recency < ever", "recency == ever")))
    dice.shuffle(parts)
    text = f"{parts[0]} or not ({parts[1]} and ({parts[2]} or not {parts[3]}))"
    tree = parse(text, words, "when")
    again = written(tree, words.codes)
    assert parse(again, words, "when") == tree
    assert written(parse(again, words, "when"), words.codes) == again
