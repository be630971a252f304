"""Conditions are read into trees, and every fault says where it is and what would be right."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
from clm.errors import ConditionError
from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import (
    And,
    Code,
    Compare,
    Constant,
    Not,
    Or,
    Present,
    Vocabulary,
    holds,
    parse,
)
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

ORDERS = Feature.parse("orders")
WORDS = Vocabulary(
    scores={"r": Score("r", of="recency", best="low"), "f": Score("f", of="orders", bins=3)},
    codes={"rf": ("r", "f")},
    parameters={"days": 60, "ever": None},
    extra={"nps": Extra(-100, 100)},
)


def read(text):
    return parse(text, WORDS, "when")


def faults(text):
    with pytest.raises(ConditionError) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("orders == 1", Compare(ORDERS, "==", 1)),
        ("1 < orders", Compare(ORDERS, ">", 1)),
        ("-3 <= nps", Compare("nps", ">=", -3)),
        ("tenure <= days", Compare(Feature.parse("tenure"), "<=", 60)),
        ("count('order') == 1", Compare(ORDERS, "==", 1)),
        (
            'count("visit", days=days, ago=3) > 0',
            Compare(Feature("count", ("visit",), 60, 3), ">", 0),
        ),
        ("count('visit', days=ever) > 0", Compare(Feature("count", ("visit",)), ">", 0)),
        (
            "count('größe ✓', channel='ads') > 0",
            Compare(Feature.parse("count('größe ✓', channel='ads')"), ">", 0),
        ),
        ("latest('a', 'b') != 'b'", Compare(Feature("latest", ("a", "b")), "!=", 1)),
        ("rf == 53", Code(("r", "f"), frozenset({(5, 3)}), inside=True)),
        ("rf not in (11, 12)", Code(("r", "f"), frozenset({(1, 1), (1, 2)}), inside=False)),
        ("orders in (1, 2)", Or((Compare(ORDERS, "==", 1), Compare(ORDERS, "==", 2)))),
        ("orders not in (1,)", And((Compare(ORDERS, "!=", 1),))),
        ("1 <= orders < 3", And((Compare(ORDERS, ">=", 1), Compare(ORDERS, "<", 3)))),
        ("not r >= 2", Not(Compare("r", ">=", 2))),
        ("tenure <= ever", Present(Feature.parse("tenure"))),
        ("tenure > ever", Constant(value=False)),
        (
            "orders == 1 or r == 2 and f == 3",
            Or(
                (
                    Compare(ORDERS, "==", 1),
                    And((Compare("r", "==", 2), Compare("f", "==", 3))),
                )
            ),
        ),
    ],
)
def test_a_condition_is_read_as_it_is_meant(text, meant):
    """The tree says what the text says."""
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rf in (53)", "when, character 8: no list of constants → write (53,)"),
        ("orders in 5", "when, character 11: no list of constants → write (5,)"),
        ("rf == 54", "when, character 7: 54 is no rf → its digits go from 11 to 53"),
        ("rf == 5", "when, character 7: 5 is no rf → its digits go from 11 to 53"),
        ("rf == 531", "when, character 7: 531 is no rf → its digits go from 11 to 53"),
        ("rf == -53", "when, character 7: -53 is no rf → its digits go from 11 to 53"),
        ("rf == ever", "when, character 7: ever is no rf → its digits go from 11 to 53"),
        ("rf >= 33", "when, character 7: a code is compared by >= → use ==, !=, in, not in"),
        (
            "orders <= tenure",
            "when, character 11: two features in one comparison → compare each with a number",
        ),
        ("1 == 1", "when, character 1: two constants in one comparison → compare a feature"),
        (
            "tenur <= 3",
            "when, character 1: no feature, score or parameter 'tenur' → did you mean 'tenure'?",
        ),
        (
            "tenure <= dys",
            "when, character 11: no feature, score or parameter 'dys' → did you mean 'days'?",
        ),
        (
            "count('visit', dys=3) == 1",
            "when, character 1: no option of count 'dys' → did you mean 'days'?",
        ),
        ("r() == 1", "when, character 1: 'r' takes no brackets → write r"),
        (
            "latest('a') == ever",
            "when, character 16: no kind in the call 'unlimited' → there are a",
        ),
        ("coumt('visit') == 1", "when, character 1: no feature 'coumt' → did you mean 'count'?"),
        ("count(visit) == 1", "when, character 7: a kind of event is not quoted → write 'visit'"),
        (
            "count('visit') == 'a'",
            "when, character 19: a text against a number → only latest(…) is a kind",
        ),
        ("latest('a', 'b') == 'c'", "when, character 21: no kind in the call 'c' → there are a, b"),
        ("latest('a', 'b') == 1", "when, character 21: no kind in the call 1 → there are a, b"),
        (
            "latest('a', 'b') < 'b'",
            "when, character 20: kinds are compared by < → use ==, !=, in, not in",
        ),
        (
            "count('visit', days=3, days=4) == 1",
            "when, character 24: days is given twice → give it once",
        ),
        ("-orders == 1", "when, character 1: no feature → write orders or count('visit')"),
        (
            "orders >= 1,000",
            (
                "when, character 1: a comma joins no conditions"
                " → join comparisons by and, or by or; write 1,000 as 1000"
            ),
        ),
        ("orders == '12'", "when, character 11: a text against a number → write 12"),
        (
            "recency(days=30) > 3",
            "when, character 1: recency takes no window → write last('order', days=30)",
        ),
        ("recency(days=ever) > 3", "when, character 1: recency takes no window → write recency"),
        ("orders", "when, character 1: no comparison → write orders >= 1"),
        ("orders in ()", "when, character 11: an empty list → name at least one"),
        ("orders == --1", "when, character 11: no constant → write a whole number or a parameter"),
        (
            "count('visit', days=0) == 1",
            (
                "when, character 1: days=0 of count is no number of days"
                " → give a whole number from 1 to 3,652,058"
            ),
        ),
    ],
)
def test_a_fault_says_where_and_what_would_be_right(text, fault):
    """Position, what is wrong, and the mend."""
    assert faults(text) == [fault]


def test_all_faults_of_a_text_come_at_once():
    """One pass mends them all."""
    assert len(faults("ordrs == 1 and rf in (99, 11) or tenure <= recency and rf <= 11")) == 4


@given(st.integers(0, 2**32))
def test_a_chain_means_both_of_its_links(seed):
    """`a < x < b` is `a < x and x < b`."""
    dice = Random(seed)
    low, high, found = dice.randint(0, 5), dice.randint(0, 5), dice.choice((None, *range(6)))
    chain, links = (
        read(f"{low} <= recency < {high}"),
        read(f"{low} <= recency and recency < {high}"),
    )
    assert holds(chain, lambda _: found) == holds(links, lambda _: found)


@given(st.integers(0, 2**32))
def test_random_conditions_are_read(seed):
    """What the generator of the other tests writes is a condition."""
    dice = Random(seed)
    words = customers.vocabulary(dice)
    parse(customers.condition_text(dice, words, dice.randint(1, 6)), words, "when")
