"""A customer written down by hand is valued as the rules say."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customers
from clm.features.catalog import Feature
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase


def value(history, text):
    return history.value(Feature.parse(text))


@given(st.integers(0, 2**32))
def test_every_feature_is_what_counting_by_hand_gives(seed):
    """Two plain evaluations, written apart from each other."""
    dice = Random(seed)
    orders, refunds, events = customers.customer(dice)
    orders = [[line for line in lines if line[0] == lines[0][0]] for lines in orders]
    history = History(
        tuple(
            Purchase(
                tuple(Line(age, amount, lines[0][2]) for age, amount, _, _ in lines), lines[0][3]
            )
            for lines in orders
        ),
        (
            *(Moment("refund", *row[:4], row[4]) for row in refunds),
            *(Moment(*row) for row in events),
        ),
    )
    alike = [[(age, n, lines[0][2], lines[0][3]) for age, n, _, _ in lines] for lines in orders]
    for _ in range(10):
        feature = Feature.parse(customers.feature_text(dice))
        assert history.value(feature) == customers.value((alike, refunds, events), feature)


def test_an_order_given_back_in_full_does_not_count_but_its_money_stays_on_its_days():
    """Un-counted by all its refunds together, whenever they came."""
    order = Purchase((Line(40, 500),))
    half, rest = Moment("refund", 10, 250, of=0), Moment("refund", 3, 250, of=0)
    assert value(History((order,), (half,)), "orders") == 1
    both = History((order,), (half, rest))
    assert value(both, "orders") == 0
    assert value(both, "monetary") == 0
    assert value(both, "monetary(days=30)") == -500
    assert value(both, "average_order") is None


def test_an_order_of_nothing_counts():
    """A single 0.00 order is one."""
    assert value(History((Purchase((Line(1, 0),)),)), "orders") == 1


def test_an_order_stands_on_the_day_of_its_earliest_line():
    """Later lines bring money only."""
    history = History((Purchase((Line(2, 300), Line(9, 100))),))
    assert value(history, "recency") == 9
    assert value(history, "monetary(days=5)") == 300
    assert value(history, "orders(days=5)") == 0


@pytest.mark.parametrize(("hour", "came"), [(8, 0), (9, 1), (10, 1)])
def test_the_later_hour_came_last_and_at_one_instant_the_kind_named_last(hour, came):
    """Days first, then hours, then the order of the call."""
    history = History((), (Moment("cart", 1, hour=9), Moment("visit", 1, hour=hour)))
    assert value(history, "latest('cart', 'visit')") == came


def test_present_is_whether_any_event_counts():
    """In the window and channel of the feature."""
    history = History((), (Moment("visit", 40, channel="ads"),))
    assert history.present(Feature.parse("total('visit', channel='ads')"))
    assert not history.present(Feature.parse("count('visit', days=30)"))
