"""Orders and events are frozen, and an order has money."""

from datetime import date, datetime

import pytest
from attrs.exceptions import FrozenInstanceError

from clm.errors import ColumnError
from clm.model.event import KINDS, Event, Order
from clm.model.money import Money


def test_the_day_of_an_event_is_the_one_written():
    """A datetime belongs to its date, a date to itself."""
    assert Event(kind="visit", customer=1, when=date(2024, 5, 1)).day == date(2024, 5, 1)
    late = datetime(2024, 5, 1, 23, 59)  # noqa: DTZ001
    assert Event(kind="visit", customer=1, when=late).day == date(2024, 5, 1)


def test_events_and_orders_cannot_be_changed():
    """Changes make new ones."""
    event = Event(kind="visit", customer=1, when=date(2024, 5, 1))
    order = Order(customer=1, when=date(2024, 5, 1), amount=Money(1, "EUR"))
    for each in (event, order):
        with pytest.raises(FrozenInstanceError):
            each.customer = 2


@pytest.mark.parametrize("amount", [5, "5.00", None])
def test_an_order_without_a_currency_is_refused(amount):
    """A bare number does not say what it is worth."""
    with pytest.raises(ColumnError, match="has no currency"):
        Order(customer=1, when=date(2024, 5, 1), amount=amount)


def test_the_kinds_that_built_in_templates_know_are_described():
    """An order and a refund are among them."""
    assert {"order", "refund", "visit", "signup", "touch", "feedback"} <= set(KINDS)
