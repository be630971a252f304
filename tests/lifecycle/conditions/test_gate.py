"""Only short, shallow, plain text reaches the parser of Python."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import ConditionError
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.conditions.gate import DEPTH, LENGTH, scan

HOSTILE = {
    "brackets": "(" * 10_000,
    "closed brackets": "(" * 10_000 + "1" + ")" * 10_000,
    "nots": "not " * 4_999 + "orders == 1",
    "more nots": "not " * 10_000 + "orders == 1",
    "minuses": "orders == " + "-" * 10_000 + "1",
    "a million characters": "orders == 1 or " * 70_000,
    "a long name": "x" * LENGTH,
    "a long number": "orders == " + "9" * 19_000,
    "a long number and a letter": "orders == " + "9" * 19_000 + "x",
    "a long fraction": "orders == 1." + "9" * 19_000,
    "many commas": "orders in (" + "1," * 9_000 + ")",
    "full-width letters": "\uff4f\uff52\uff44ers == 1",
    "a zero byte": "orders == 1\0",
    "a huge power": "orders == 9**9**9",
    "a lambda": "lambda: orders",
    "an attribute": "orders.__class__ == 1",
    "a call": "__import__('os').system('true') == 1",
    "a call of a call": "count('a')('b') == 1",
    "a subscript": "orders[0] == 1",
    "a walrus": "(orders := 1)",
    "an f-string": "count(f'{orders}') == 1",
    "bytes": "count(b'visit') == 1",
    "a comprehension": "orders in (x for x in (1,))",
    "a conditional": "orders == 1 if orders else 2",
    "a star": "count(*kinds) == 1",
    "arithmetic": "orders + 1 == 2",
    "a comment": "orders == 1 # or not",
    "a line continued": "orders == \\\n1",
    "two statements": "orders == 1; orders == 2",
    "an open text": "count('visit) == 1",
    "a text over lines": "count('vi\nsit') == 1",
    "a bell in a text": "count('vi\asit') == 1",
    "nothing": "",
    "blanks": " \n\t ",
    "None": "orders is None",
    "a surrogate": "count('\ud800') == 1",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_at_once(text):
    """Whatever is no condition gives a ConditionError with a position, quickly."""
    start = time.perf_counter()
    with pytest.raises(ConditionError) as caught:
        parse(text, Vocabulary(), "segment[0].when")
    assert time.perf_counter() - start < 2
    assert all(f.where.startswith("segment[0].when, character ") for f in caught.value.faults)


@given(st.text(alphabet="orders =<>!()'\"_,.-019not and in\n\0\uff4f[]{}:;#\\@é", max_size=60))
def test_any_text_is_read_or_refused(text):
    """No text raises anything but a ConditionError."""
    with suppress(ConditionError):
        parse(text, Vocabulary(), "when")


@given(st.text(max_size=30))
def test_any_unicode_is_read_or_refused(text):
    """No text of any script raises anything but a ConditionError."""
    with suppress(ConditionError):
        parse(f"count('{text}') == 1", Vocabulary(), "when")


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("recency <= 29.5", "write <= 29"),
        ("recency < 29.5", "write <= 29"),
        ("recency < 29.0", "write 29"),
        ("recency >= 29.5", "write >= 30"),
        ("recency > 29.5", "write >= 30"),
        ("29.5 <= recency", "write 30 <="),
        ("monetary >= -2.5", "write >= -2"),
        ("monetary <= -2.5", "write <= -3"),
        ("monetary == .5", "write 0 or 1"),
        ("monetary <= 1e3", "write a whole number"),
    ],
)
def test_fractions_are_refused_with_the_whole_number_that_means_the_same(text, mend):
    """Whole numbers only; the message says which."""
    assert [mark.mend for mark in scan(text)] == [mend]


def test_nesting_counts_brackets_and_leading_signs_together():
    """As deep as allowed passes, one deeper does not."""
    deep = "not " * (DEPTH - 1) + "(orders == 1)"
    assert scan(deep) == ()
    assert scan("not " + deep)[0].what == f"nested deeper than {DEPTH}"


def test_all_foreign_signs_are_named_at_once():
    """The gate goes on behind a fault."""
    marks = scan("orders[0] == 1 and recency <= 2.5")
    assert [mark.at for mark in marks] == [6, 8, 30]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("orders == 007", "11: 007 starts with 0 → write 7"),
        (
            "orders == True",
            "11: 'True' does not belong in a condition → write a whole number, such as 1",
        ),
        (
            "recency == None",
            "12: 'None' does not belong in a condition → say it by a number, such as orders == 0",
        ),
        ("orders is 1", "8: 'is' does not belong in a condition → write =="),
        ("orders >= 1_000", "11: '1_000' does not belong in a condition → write 1000"),
        ("tenure <= 30d", "11: '30d' does not belong in a condition → write 30"),
        ("orders == 1 | r == 1", "13: '|' does not belong in a condition → write or"),
        (
            "orders \N{GREATER-THAN OR EQUAL TO} 2",
            "8: '\N{GREATER-THAN OR EQUAL TO}' does not belong in a condition → write >=",
        ),
        ("orders - 1 == 2", "8: '-' between two values → compare features with whole numbers"),
    ],
)
def test_words_of_other_languages_are_told_what_to_write(text, told):
    """Each with its place."""
    assert [str(mark.fault("when")) for mark in scan(text)] == [f"when, character {told}"]
