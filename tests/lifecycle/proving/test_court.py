"""Faults are told with a customer each, the first of a kind one by one and the rest by number."""

import re

import pytest

from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary, parse
from clm.lifecycle.proving.court import SHOWN
from clm.lifecycle.proving.proof import prove

WORDS = Vocabulary()


def faults(*rules, unclassified=None):
    """Prove rules that are told by key and condition."""
    made = [Rule(key, parse(text, WORDS, key), where=f"{key}.when") for key, text in rules]
    return prove(made, WORDS, unclassified, None).faults


def odd(most):
    """Give a condition on the odd numbers of orders; the even ones are gaps."""
    return ("odd", f"orders in ({', '.join(map(str, range(1, most + 1, 2)))},)")


@pytest.mark.parametrize("gaps", [1, SHOWN - 1, SHOWN, SHOWN + 1, SHOWN + 5])
def test_many_gaps_are_told_up_to_a_number_and_then_counted(gaps):
    """Even numbers of orders, and those above the last odd one, belong to nobody."""
    found = faults(odd(2 * gaps - 3)) if gaps > 1 else faults(("some", "orders >= 1"))
    told = [fault for fault in found if fault.what.startswith("a gap: ")]
    assert len(told) == min(gaps, SHOWN)
    rest = [fault.what for fault in found if fault not in told]
    assert rest == ([f"{gaps - SHOWN} more cells fit no segment"] if gaps > SHOWN else [])


def test_a_gap_is_mended_at_the_nearest_segment():
    """Three orders lie beside those of two or less."""
    few, many = ("few", "orders <= 2"), ("many", "orders >= 7")
    (gap,) = faults(
        few, many, ("five", "orders == 5"), ("six", "orders == 6"), ("four", "orders == 4")
    )
    assert gap.where == "few.when"
    assert "orders 3" in gap.what
    assert "widen 'few'" in gap.mend


def test_an_overlap_names_both_and_an_example():
    """Where: the later one."""
    (clash,) = faults(("few", "orders <= 2"), ("many", "orders >= 2"))
    assert clash.where == "many.when"
    assert re.match(r"an overlap of 'few' and 'many': orders 2, e\.g\. 2 orders", clash.what)


def test_whoever_is_always_in_another_segment_before_is_shown():
    """The mend names the one that takes them."""
    (hidden,) = faults(("few", "orders <= 2"), ("one", "orders == 1"), ("many", "orders >= 3"))[-1:]
    assert hidden.where == "one.when"
    assert "'few'" in hidden.mend
