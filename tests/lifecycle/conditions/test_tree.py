"""A condition says of one customer whether it holds."""

from hypothesis import given
from hypothesis import strategies as st

from clm.lifecycle.conditions.tree import (
    And,
    Code,
    Compare,
    Constant,
    Not,
    Or,
    Present,
    holds,
    leaves,
)

VALUES = st.none() | st.integers(-3, 3)
COMPARISONS = st.builds(
    Compare,
    st.sampled_from("ab"),
    st.sampled_from(("<", "<=", ">", ">=", "==", "!=")),
    st.integers(-3, 3),
)
CONDITIONS = st.recursive(
    COMPARISONS | st.builds(Present, st.sampled_from("ab")) | st.builds(Constant, st.booleans()),
    lambda part: (
        st.builds(Not, part)
        | st.builds(lambda parts: And(tuple(parts)), st.lists(part, min_size=1, max_size=3))
        | st.builds(lambda parts: Or(tuple(parts)), st.lists(part, min_size=1, max_size=3))
    ),
    max_leaves=6,
)


@given(COMPARISONS)
def test_a_comparison_with_a_missing_value_is_false(comparison):
    """Every operator, != included."""
    assert not holds(comparison, lambda _: None)


@given(CONDITIONS, VALUES, VALUES)
def test_not_is_two_valued(condition, a, b):
    """A condition or its negation holds, never both."""
    value = {"a": a, "b": b}.get
    assert holds(condition, value) != holds(Not(condition), value)


@given(CONDITIONS, CONDITIONS, VALUES, VALUES)
def test_the_laws_of_de_morgan_hold(one, other, a, b):
    """And, or and not go together as they should."""
    value = {"a": a, "b": b}.get
    assert holds(Not(And((one, other))), value) == holds(Or((Not(one), Not(other))), value)


def test_a_code_with_a_missing_digit_is_neither_in_nor_out():
    """`not in` is false for whoever has no code."""
    for inside in (True, False):
        code = Code(("a", "b"), frozenset({(1, 1)}), inside)
        assert not holds(code, {"a": 1, "b": None}.get)
        assert holds(code, {"a": 1, "b": 1}.get) is inside


@given(CONDITIONS)
def test_leaves_are_all_that_is_compared(condition):
    """No part that combines others is a leaf."""
    assert all(isinstance(leaf, Compare | Code | Present | Constant) for leaf in leaves(condition))
