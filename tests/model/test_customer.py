"""The single customer view: what happened to one person, in order."""

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import DayError
from clm.model.customer import Customer
from clm.model.event import Event
from clm.model.money import Money

DAYS = [date(2024, 5, day) for day in range(1, 8)]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["order", "refund", "visit"]),
        st.sampled_from(DAYS),
        st.integers(0, 999),
        st.sampled_from([None, "A", "B"]),
    ),
    max_size=12,
)


def customer(rows):
    """Make a customer of (kind, day, minor, order) rows."""
    events = [
        Event(
            kind=kind, customer="ann", when=day, amount=Money.from_minor(minor, "EUR"), order=order
        )
        for kind, day, minor, order in sorted(rows, key=lambda row: row[1])
    ]
    return Customer("ann", "EUR", tuple(events))


@given(ROWS, st.sampled_from(DAYS))
def test_up_to_a_day_only_what_happened_by_then_is_known(rows, day):
    """Net and events are those of the rows dated up to the day."""
    known = [row for row in rows if row[1] <= day]
    ann = customer(rows).until(day)
    sums = {kind: sum(row[2] for row in known if row[0] == kind) for kind in ("order", "refund")}
    assert ann == customer(known) == customer(rows).until(day.isoformat())
    assert ann.net.minor == sums["order"] - sums["refund"]
    assert len(list(ann)) == len(known)


@given(ROWS)
def test_lines_of_one_order_are_shown_as_one_order(rows):
    """An order without an id is one of its own."""
    lines = [row for row in rows if row[0] == "order"]
    orders = len({row[3] for row in lines if row[3]}) + sum(row[3] is None for row in lines)
    shown = repr(customer(rows))
    assert (f" · {orders} order{'s' * (orders != 1)} · " in shown) == bool(lines)


def test_a_customer_reads_as_a_line():
    """Kinds stand in the order in which they first happened."""
    rows = [("visit", DAYS[0], 0, None), ("order", DAYS[1], 500, "A"), ("order", DAYS[1], 1, "A")]
    shown = "<Customer 'ann' · 1 visit · 1 order · 5.01 EUR net · 2024-05-01 … 2024-05-02>"
    assert repr(customer(rows)) == shown
    assert repr(Customer(7, "JPY")) == "<Customer 7 · 0 JPY net>"


def test_attributes_are_kept_from_the_callers_hands():
    """Neither the mapping handed in nor the one handed out changes her."""
    told = {"country": "DE"}
    ann = Customer("ann", "EUR", (), told)
    told["country"] = "FR"
    with pytest.raises(TypeError):
        ann.attributes["country"] = "FR"
    assert ann.attributes == {"country": "DE"}
    assert pickle.loads(pickle.dumps(ann)) == ann


def test_until_takes_days_only():
    """A moment is refused as everywhere."""
    with pytest.raises(DayError):
        Customer("ann", "EUR").until("soon")
