"""Windows select events by their age, channels by their name; the rest is counting."""

import numpy as np
import pytest

import clm
from asking import answers, shop

AS_OF = "2024-06-30"


def ask(ledger, text, as_of=AS_OF):
    return answers(clm.Features.of(ledger, as_of=as_of), text)


@pytest.fixture
def visits():
    """Visits 0, 1, 29, 30 and 59 days ago, on two channels, of one who never bought."""
    days = ["2024-06-30", "2024-06-29", "2024-06-01", "2024-05-31", "2024-05-02"]
    channel = ["email", None, "email", "ads", "ads"]
    return shop().with_events(
        "visit", customer=["ann"] * 5, when=days, channel=channel, amount_minor=[1, 2, 4, 8, -16]
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("count('visit')", 5),
        ("count('visit', days=1)", 1),
        ("count('visit', days=2)", 2),
        ("count('visit', days=30)", 3),
        ("count('visit', days=30, ago=30)", 2),
        ("count('visit', ago=1)", 4),
        ("count('visit', channel='ads')", 2),
        ("count('visit', channel='ads', days=31)", 1),
        ("count('visit', channel='never seen')", 0),
        ("total('visit')", -1),
        ("total('visit', days=30)", 7),
        ("total('visit', days=30, ago=30)", -8),
        ("last('visit')", 0),
        ("last('visit', ago=2)", 29),
        ("last('visit', ago=60)", None),
        ("first('visit')", 59),
        ("first('visit', days=30)", 29),
        ("first('visit', channel='email')", 29),
        ("count('visit', ago=3652058)", 0),
        ("count('visit', days=3652058)", 5),
        ("count('unheard of')", 0),
        ("last('unheard of')", None),
        ("total('unheard of')", 0),
    ],
)
def test_a_window_holds_the_ages_from_ago_to_before_ago_plus_days(visits, text, answer):
    """days=30 is ages 0 to 29; days since always count from the as-of day."""
    assert ask(visits, text) == {"ann": answer}


def test_a_line_dated_later_is_money_of_its_own_day_and_no_order():
    """The order counts on the day of its first line."""
    ledger = shop(("ann", "2024-06-01", 10, "a1"), ("ann", "2024-06-20", 5, "a1"))
    assert ask(ledger, "orders(days=15)") == {"ann": 0}
    assert ask(ledger, "orders(days=30)") == {"ann": 1}
    assert ask(ledger, "monetary(days=15)") == {"ann": 500}
    assert ask(ledger, "total('order')") == {"ann": 1500}


def test_an_order_given_back_leaves_orders_but_not_money():
    """From the day of the refund on; lines and refunds keep their own days."""
    ledger = shop(("ann", "2024-06-01", 10, "a1"), ("ann", "2024-06-20", -10, "a1"))
    assert ask(ledger, "orders", "2024-06-19") == {"ann": 1}
    assert ask(ledger, "orders") == {"ann": 0}
    assert ask(ledger, "recency") == {"ann": None}
    assert ask(ledger, "monetary") == {"ann": 0}
    assert ask(ledger, "monetary(days=15)") == {"ann": -1000}
    assert ask(ledger, "total('refund', days=15)") == {"ann": 1000}
    assert ask(ledger, "total('order', ago=15)") == {"ann": 1000}


def test_an_average_order_goes_down_and_not_towards_nothing():
    """-5 cents over two orders are -3 each."""
    ledger = clm.Ledger.from_columns(
        customer=["ann"] * 3, when=[AS_OF] * 3, amount_minor=[1, 1, -7], currency="EUR"
    )
    assert ask(ledger, "average_order") == {"ann": -3}


def test_a_gap_lies_between_the_last_two_days_with_an_order():
    """Two orders on one day make no gap."""
    days = ["2024-06-01", "2024-06-10", "2024-06-10", "2024-06-25"]
    ledger = shop(*(("ann", day, 1) for day in days), ("bob", "2024-06-01", 1))
    assert ask(ledger, "last_gap") == {"ann": 15, "bob": None}
    assert ask(ledger, "last_gap", "2024-06-10") == {"ann": 9, "bob": None}
    assert ask(ledger, "order_days") == {"ann": 3, "bob": 1}


@pytest.fixture
def at_one_instant():
    """An order and a visit at the same instant, a visit earlier, a refund later."""
    return shop(("ann", "2024-06-10T12:00", 10), ("ann", "2024-06-20", -1)).with_events(
        "visit", customer=["ann", "ann"], when=["2024-06-01", "2024-06-10T12:00"]
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("latest('order', 'visit')", "visit"),
        ("latest('visit', 'order')", "order"),
        ("latest('refund', 'visit', 'order')", "refund"),
        ("latest('signup', 'order')", "order"),
        ("latest('signup', 'cart')", None),
        ("latest('visit', 'order', ago=15)", "order"),
        ("latest('visit', 'order', ago=25)", "visit"),
        ("latest('refund', 'order', days=5)", None),
    ],
)
def test_the_kind_that_came_last_is_told(at_one_instant, text, answer):
    """At one instant the one named last; a window is minded as by every other feature."""
    assert ask(at_one_instant, text) == {"ann": answer}


def test_missing_values_are_marked():
    """-1 for days and kinds, the least int64 for an average, 0 for what is never missing."""
    features = clm.Features.of(
        shop().with_events("visit", customer=["ann"], when=[AS_OF]), as_of=AS_OF
    )
    texts = ("recency", "tenure", "last_gap", "last('cart')", "latest('cart')", "average_order")
    assert [features[text].tolist() for text in texts] == [
        *([-1] for _ in texts[:-1]),
        [np.iinfo(np.int64).min],
    ]
    for text in ("orders", "monetary", "order_days", "count('cart')", "total('cart')"):
        assert features[text].tolist() == [0]


def test_counts_and_days_are_half_as_wide_as_money(visits):
    """As those of all orders are."""
    features = clm.Features.of(visits, as_of=AS_OF)
    narrow = ("orders", "recency", "tenure", "order_days", "last_gap", "orders(days=9)")
    narrow += ("count('visit')", "last('visit')", "first('visit')", "latest('visit', 'cart')")
    assert {text: features[text].dtype for text in narrow} == dict.fromkeys(narrow, np.int32)
    wide = ("monetary", "average_order", "monetary(days=9)", "total('visit')")
    assert {text: features[text].dtype for text in wide} == dict.fromkeys(wide, np.int64)


def test_what_never_happened_takes_no_memory(visits):
    """One number stands for everybody."""
    features = clm.Features.of(visits, as_of=AS_OF)
    for text in ("count('cart')", "total('cart')", "last('cart')", "latest('cart', 'signup')"):
        assert features[text].strides == (0,)
        with pytest.raises(ValueError, match="read-only"):
            features[text][0] = 1
