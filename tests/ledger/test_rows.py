"""Rows of one kind: columns in time order, taken, joined and sliced together."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.rows import NO_CODE, Rows

PLAIN = st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 5), st.integers(0, 3)), max_size=12)


def rows(plain, **more):
    """Make rows of (customer, day, instant)."""
    customer, day, instant = (np.array([row[at] for row in plain], int) for at in range(3))
    return Rows(
        customer=customer.astype(np.int32), day=day.astype(np.int32), instant=instant, **more
    )


def plain(of):
    """Give rows back as tuples."""
    return list(zip(of.customer.tolist(), of.day.tolist(), of.instant.tolist(), strict=True))


@given(PLAIN)
def test_rows_are_sorted_by_day_then_instant_and_stay_put_otherwise(given_rows):
    """Equal moments keep their order of arrival."""
    assert plain(rows(given_rows).in_order()) == sorted(given_rows, key=lambda row: row[1:])


@given(PLAIN, PLAIN)
def test_rows_after_rows_are_all_rows_in_order(one, other):
    """Joining two batches is sorting both at once."""
    assert plain(rows(one).and_then(rows(other))) == one + other
    assert plain(rows(one).followed_by(rows(other))) == sorted(one + other, key=lambda row: row[1:])


@given(PLAIN, st.integers(-3, 6), st.integers(-3, 6))
def test_days_are_found_by_bisection(given_rows, first, last):
    """Up to a day is a prefix, between two days is a slice."""
    ordered = rows(given_rows).in_order()
    assert ordered.until(last) == sum(row[1] <= last for row in given_rows)
    within = plain(ordered.take(ordered.between(first, last)))
    assert within == [row for row in plain(ordered) if first <= row[1] <= last]


def test_a_column_that_only_one_side_has_is_filled():
    """No code, no money, no score."""
    told = rows(
        [(1, 1, 1)], order=np.array([7], np.int32), value=np.array([3.0]), amount=np.array([5])
    )
    both = rows([(0, 0, 0)]).and_then(told)
    assert both.order.tolist() == [NO_CODE, 7]
    assert both.amount.tolist() == [0, 5]
    assert np.isnan(both.value[0])
    assert set(both.columns()) == {"customer", "day", "instant", "order", "value", "amount"}


def test_arrays_are_read_only_and_days_are_the_ends():
    """Nobody writes into a ledger."""
    some = rows([(0, 0, 0), (0, 19844, 1)])
    assert (some.days, rows([]).days) == ((date(1970, 1, 1), date(2024, 5, 1)), (None, None))
    for column in some.columns().values():
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1
