"""Equal conditions have equal meanings, however they are written."""

import json

import pytest

from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.meaning import holds_money, plain
from clm.scoring.score import Score

SCORES = {name: Score(name, of="orders") for name in "rfm"}
WORDS = Vocabulary(scores=SCORES, codes={"rfm": tuple("rfm")}, parameters={"days": 30, "no": None})


def meaning(text):
    return json.dumps(plain(parse(text, WORDS, "when")))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("orders==1", "( orders ==  1 )"),
        ("count('order') == 1", "orders == 1"),
        ("recency <= days", "recency <= 30"),
        ("rfm in (555, 111)", "rfm in (111, 555)"),
        ("not(orders > 1)", "not orders > 1"),
    ],
)
def test_spelling_is_no_meaning(text, other):
    assert meaning(text) == meaning(other)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("orders == 1", "orders != 1"),
        ("orders == 1", "recency == 1"),
        ("rfm in (555, 111)", "rfm not in (555, 111)"),
        ("orders == 1 and r == 1", "orders == 1 or r == 1"),
        ("recency <= no", "recency <= days"),
        ("not orders == 1", "orders == 1"),
    ],
)
def test_meanings_differ(text, other):
    assert meaning(text) != meaning(other)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("monetary >= 1", True),
        ("orders == 1 and not (recency < 3 or total('refund') > 5)", True),
        ("orders == 1", False),
        ("m == 1", False),
    ],
)
def test_money_is_found(text, money):
    assert holds_money(parse(text, WORDS, "when")) is money
