"""Orders as they count: put together from lines, un-counted by refunds, matched on demand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import answers
from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.ledger.sales.refunds import EVER
from clm.model.day import to_number
from oracle import Shop


def ledger(*rows, **options):
    """Make a ledger of (customer, day of May, amount, order) rows."""
    customer, day, amount, order = zip(*rows, strict=True)
    when = [date(2024, 5, each) for each in day]
    columns = {"customer": customer, "when": when, "amount": amount, "order": order}
    return Ledger.from_columns(**columns, currency="EUR", **options)


def orders(held, days=range(1, 10)):
    """Count the first customer's orders on days of May."""
    tables = [Features.of(held, as_of=date(2024, 5, day)) for day in days]
    return [int(each["orders"][0]) if len(each) else 0 for each in tables]


def test_an_order_counts_once_from_the_day_of_its_earliest_line():
    """Later lines bring money on their own days."""
    held = ledger(("ann", 3, 10, "A"), ("ann", 2, 5, "A"), ("ann", 2, 1, "A"), ("ann", 3, 7, None))
    made = held.orders
    assert (len(made), made.rows.amount.tolist(), made.late.amount.tolist()) == (
        2,
        [600, 700],
        [1000],
    )
    assert orders(held, range(1, 5)) == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([("ann", 1, 10, "A"), ("ann", 3, -10, "A")], [1, 1, 0, 0, 0]),
        ([("ann", 1, 10, "A"), ("ann", 3, -9, "A")], [1, 1, 1, 1, 1]),
        ([("ann", 1, 10, "A"), ("ann", 3, -10, "A"), ("ann", 4, 5, "A")], [1, 1, 0, 1, 1]),
        ([("ann", 1, 10, "A"), ("ann", 2, -4, "A"), ("ann", 4, -6, "A")], [1, 1, 1, 0, 0]),
        ([("ann", 1, 0, "A")], [1, 1, 1, 1, 1]),
        ([("ann", 1, 10, "A"), ("ann", 3, -10, None)], [1, 1, 1, 1, 1]),
        ([("ann", 1, 10, "A"), ("ann", 3, -10, "B")], [1, 1, 1, 1, 1]),
        ([("ann", 3, 10, "A"), ("ann", 1, -10, "A")], [0, 0, 0, 0, 0]),
    ],
)
def test_a_full_refund_uncounts_an_order_from_its_day_on(rows, counts):
    """Never before, and only while refunds reach the lines so far."""
    assert orders(ledger(*rows), range(1, 6)) == counts


def test_the_first_order_day_moves_when_the_first_order_is_given_back():
    """The next one that counts is the first; where none is there is none."""
    held = ledger(("ann", 1, 10, "A"), ("ann", 2, 5, "B"), ("ann", 3, -10, "A"), ("bob", 9, 1, "C"))
    first = [held.orders.first_on(to_number(date(2024, 5, day))).tolist()[0] for day in (1, 2, 3)]
    assert first == [to_number(date(2024, 5, day)) for day in (1, 1, 2)]
    assert held.orders.first_on(to_number(date(2024, 4, 30))).tolist() == [EVER, EVER]


EXACT = {"match_refunds": "exact"}


def test_exact_matching_takes_the_latest_earlier_order_of_the_amount():
    """Another amount, another customer and a later order are never taken."""
    rows = [("ann", 1, 10, "A"), ("ann", 2, 10, "B"), ("ann", 3, 9, "C"), ("ann", 4, -10, None)]
    held = ledger(*rows, ("bob", 3, 10, "D"), ("ann", 5, 10, "E"), **EXACT)
    assert held.orders.of_refund.tolist() == [1]
    assert orders(held, range(1, 6)) == [1, 2, 3, 2, 3]
    assert orders(ledger(*rows), range(1, 6)) == [1, 2, 3, 3, 3]


def test_a_later_refund_that_names_the_order_takes_the_place_of_a_match():
    """As of the day before, the match still holds: later rows cannot be seen."""
    held = ledger(("ann", 1, 10, "A"), ("ann", 2, -10, None), ("ann", 4, -3, "A"), **EXACT)
    assert orders(held, range(1, 6)) == [1, 0, 0, 1, 1]
    assert held.orders_on(to_number(date(2024, 5, 3))).of_refund.tolist() == [0]
    assert held.orders.of_refund.tolist() == [-1, 0]


def test_a_refund_of_an_unknown_order_waits_until_the_order_arrives():
    """It is unattached till then, and attached from the order's arrival on."""
    refund = ledger(("ann", 5, -10, "A"))
    assert refund.orders.of_refund.tolist() == [-1]
    both = refund.append(ledger(("ann", 1, 10, "A")))
    assert both.orders.of_refund.tolist() == [0]
    assert orders(both, (1, 4, 5)) == [1, 1, 0]


LINES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("AB"), st.sampled_from((None, "email"))),
    min_size=1,
    max_size=8,
)


@given(LINES, st.integers(0, 3))
def test_a_later_line_changes_no_channel_that_was_known(lines, known):
    """An order has the channel of its first day's lines, whatever comes after."""

    def told(rows):
        columns = {
            "customer": ["ann"] * len(rows),
            "when": [date(2024, 5, 1 + day) for day, _, _ in rows],
            "amount": [1] * len(rows),
            "order": [order for _, order, _ in rows],
            "channel": [channel for *_, channel in rows],
        }
        oracle = Shop("EUR")
        oracle.orders(**columns)
        return clm.Ledger.from_columns(**columns, currency="EUR"), oracle

    day = date(2024, 5, 1 + known)
    early = [row for row in lines if row[0] <= known]
    for text in ("count('order', channel='email')", "total('order', channel='email')"):
        found = answers(clm.Features.of(told(lines)[0], as_of=day), text)
        if early:
            assert found == answers(clm.Features.of(told(early)[0], as_of=day), text)
        assert found == told(lines)[1].features(text, day)
