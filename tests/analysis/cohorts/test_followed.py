"""What is followed of customers."""

import numpy as np
import pytest

from asking import shop
from clm.analysis.activity.active import active_in
from clm.analysis.activity.asked import Asked
from clm.analysis.cohorts.followed import Followed, followed


@pytest.fixture
def told():
    """Ann orders in January and March, and gets money back in February; Bob only gives back."""
    ledger = shop(
        ("ann", "2024-01-10", 10, "A"),
        ("ann", "2024-01-11", 7, "B"),
        ("ann", "2024-02-11", 2, "B"),
        ("ann", "2024-02-20", -3, None),
        ("bob", "2024-02-20", -1, None),
        ("ann", "2024-03-20", 5, "C"),
    )
    wish = dict.fromkeys(("as_of", "complete_from"))
    asked = Asked.of(ledger, every="month", week_start="monday", **wish)
    return ledger, active_in(ledger, "order", asked)


def all_of(told, measure, retention="first_time"):
    """Give customer, period, row and value of everything, sorted."""
    found = []
    for each in followed(*told, measure, retention):
        columns = each.customer, each.place, each.row, each.values()
        found += zip(*(column.tolist() for column in columns), strict=True)
    return sorted(found)


def test_people_are_followed_once_a_period(told):
    """Of rolling retention only the last one."""
    assert all_of(told, "customers") == [(0, 0, 0, 1), (0, 2, 1, 1)]
    assert all_of(told, "customers", "recurring") == [(0, 0, 0, 1), (0, 2, 1, 1)]
    assert all_of(told, "customers", "rolling") == [(0, 2, 1, 1)]


def test_orders_are_counted_in_their_period(told):
    """Two in January."""
    assert all_of(told, "orders") == [(0, 0, 0, 2), (0, 2, 1, 1)]


def test_money_is_followed_on_its_own_day(told):
    """A late line and refunds in February, to her latest period with an order, or to none."""
    assert all_of(told, "revenue") == [
        (0, 0, 0, 1700),
        (0, 1, 0, -300),
        (0, 1, 0, 200),
        (0, 2, 1, 500),
        (1, 1, -1, -100),
    ]


def test_what_is_taken_keeps_its_values():
    """By position or by mask."""
    code = np.array([1, 2], np.int32)
    both = Followed(code, code, code, np.array([5, 6]))
    assert both.take(np.array([1])).values().tolist() == [6]
    assert Followed(code, code, code, None).take(np.array([True, False])).values().tolist() == [1]
