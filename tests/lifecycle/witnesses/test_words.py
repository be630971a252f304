"""Levels and customers read as a shop would say them."""

import pytest

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Axis
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase
from clm.lifecycle.witnesses.words import levels, money, told


def axis(text, *bounds, **limits):
    feature = Feature.parse(text)
    return Axis(feature, bounds, feature.optional, **limits)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (4000, "EUR", "40.00"),
        (4000, "JPY", "4000"),
        (-5, "EUR", "-0.05"),
        (1234, "KWD", "1.234"),
        (1, None, "1 minor unit"),
    ],
)
def test_money_is_in_major_units(amount, currency, text):
    """As many digits as the currency has."""
    assert money(amount, currency) == text


@pytest.mark.parametrize(
    ("cut", "low", "high", "text"),
    [
        (axis("orders", 1, 2, least=0), 0, 0, "orders 0"),
        (axis("orders", 1, 2, least=0), 0, 1, "orders ≤ 1"),
        (axis("orders", 1, 2, least=0), 2, 2, "orders ≥ 2"),
        (axis("orders", 1, 2, least=0), 0, 2, ""),
        (axis("recency", 30, least=0), 0, 0, "recency missing"),
        (axis("recency", 30, least=0), 1, 2, "recency there"),
        (axis("recency", 30, least=0), 0, 1, "recency missing or ≤ 29"),
        (axis("monetary", 0, 2000), 1, 1, "monetary 0.00\N{EN DASH}19.99"),
        (axis("latest('a', 'b')", 1, least=0, most=1), 2, 2, "latest('a', 'b') 'b'"),
        (Axis("r", (2, 3, 4, 5), True, 1, 5), 4, 5, "r 4\N{EN DASH}5"),
        (Axis("r", (2, 3, 4, 5), True, 1, 5), 1, 1, "r 1"),
    ],
)
def test_levels_are_ranges_of_values(cut, low, high, text):
    """Missing, one value, or from one to another; nothing if all."""
    assert levels(cut, low, high, "EUR") == text


HISTORY = History(
    (Purchase((Line(12, 2500),)), Purchase((Line(70, 1500),))),
    (Moment("visit", 3), Moment("touch", 5, 199, "email")),
)


@pytest.mark.parametrize(
    ("currency", "net", "cost"),
    [("EUR", "40.00", "1.99"), (None, "4000 minor units", "199 minor units")],
)
def test_a_customer_is_told_in_one_line(currency, net, cost):
    """What she bought and did; without a currency in minor units, and saying so."""
    assert told(HISTORY, currency, with_money=True) == (
        f"2 orders, last 12 days ago, first 70 days ago, {net} net, 1 visit 3 days ago,"
        f" 1 touch of {cost} by email 5 days ago"
    )


def test_money_is_left_out_where_it_does_not_matter():
    """Days and numbers are enough."""
    assert told(HISTORY, "EUR", with_money=False) == (
        "2 orders, last 12 days ago, first 70 days ago, 1 visit 3 days ago,"
        " 1 touch by email 5 days ago"
    )


def test_what_was_given_back_is_told():
    """Orders that no longer count are no secret."""
    history = History((Purchase((Line(1, 500),)),), (Moment("refund", 0, 600, of=0),))
    assert told(history, "EUR", with_money=True) == (
        "no order, -1.00 net, 1 order given back, 1 refund of 6.00 today"
    )
