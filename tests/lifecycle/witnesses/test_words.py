"""Levels and customers read as a shop would say them."""

import pytest

from clm.features.catalog import Feature
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.grid import Axis
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase
from clm.lifecycle.witnesses.witness import Witness
from clm.lifecycle.witnesses.words import customer, levels, money
from clm.scoring.score import Score

WORDS = Vocabulary(scores={"r": Score("r", of="recency", best="low")})


def axis(text, *bounds, **limits):
    feature = Feature.parse(text)
    return Axis(feature, bounds, feature.optional, **limits)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(4000, "EUR", "40.00"), (4000, "JPY", "4000"), (-5, "EUR", "-0.05"), (1234, "KWD", "1.234")],
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
        (Axis("r", (2, 3, 4, 5), True, 1, 5), 4, 5, "r 4\N{EN DASH}5"),  # noqa: FBT003
        (Axis("r", (2, 3, 4, 5), True, 1, 5), 1, 1, "r 1"),  # noqa: FBT003
    ],
)
def test_levels_are_ranges_of_values(cut, low, high, text):
    """Missing, one value, or from one to another; nothing if all."""
    assert levels(cut, low, high, "EUR") == text


def test_a_customer_is_told_in_one_line():
    """What she bought, what she did, and her scores."""
    history = History(
        (Purchase((Line(12, 2500),)), Purchase((Line(70, 1500),))),
        (Moment("visit", 3), Moment("touch", 5, 199, "email")),
    )
    recency, score = Feature.parse("recency"), "r"
    witness = Witness(history, {"r": (30, 60, 90, 120)}, {"nps": 9}, WORDS, (recency, score))
    assert customer(witness, "EUR") == (
        "2 orders, last 12 days ago, first 70 days ago, 40.00 net, 1 visit 3 days ago,"
        " 1 touch of 1.99 by email 5 days ago, nps 9; r 5"
    )


def test_what_was_given_back_is_told():
    """Orders that no longer count are no secret."""
    history = History((Purchase((Line(1, 500),)),), (Moment("refund", 0, 600, of=0),))
    assert customer(Witness(history, {}, {}, WORDS, ()), "EUR") == (
        "no order, -1.00 net, 1 order given back, 1 refund of 6.00 today"
    )
