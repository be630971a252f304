"""Lines and refunds do not contradict each other: one order, one customer, one channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import LedgerError
from clm.ledger.ledger import Ledger
from clm.ledger.sales.settle import signed, split

ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from([5, -5, 0]), st.sampled_from([None, "X", "Y"])
    ),
    max_size=8,
)


def ledger(rows, **columns):
    """Make a ledger of (customer, amount, order) rows of one day."""
    customer, amount, order = ([row[at] for row in rows] for at in range(3))
    when = ["2024-05-01"] * len(rows)
    return Ledger.from_columns(
        customer=customer, when=when, amount=amount, order=order, currency="EUR", **columns
    )


@given(ROWS)
def test_a_ledger_is_refused_exactly_when_an_order_has_two_customers(rows):
    """Refunds of an order count; refunds of an order that never was do not."""
    owners = {}
    for customer, amount, order in rows:
        if amount >= 0 and order:
            owners.setdefault(order, set()).add(customer)
    for customer, amount, order in rows:
        if amount < 0 and order in owners:
            owners[order].add(customer)
    if any(len(each) > 1 for each in owners.values()):
        with pytest.raises(LedgerError, match=r"order '[XY]'.*another"):
            ledger(rows)
    else:
        assert len(ledger(rows).rows("order")) == sum(row[1] >= 0 for row in rows)


@given(ROWS.map(lambda rows: [(row[0], row[1], None) for row in rows]))
def test_negative_rows_are_refunds_and_can_be_put_back(rows):
    """Splitting and signing are each other's undoing, but for the order."""
    held = ledger(rows)
    lines, refunds = held.rows("order"), held.rows("refund")
    assert sorted(refunds.amount.tolist() if len(refunds) else []) == [500] * sum(
        r[1] < 0 for r in rows
    )
    again = split(signed(lines, refunds))
    assert [len(each) for each in again] == [len(lines), len(refunds)]


def test_lines_of_an_order_come_from_one_channel():
    """A line that names none is no contradiction."""
    rows = [("a", 5, "X"), ("a", 5, "X"), ("a", 5, "Y")]
    ledger(rows, channel=["ads", None, "mail"])
    with pytest.raises(LedgerError, match="order 'X': has a line from channel"):
        ledger(rows, channel=["ads", "mail", None])


def test_a_mistaken_order_column_does_not_fill_the_screen():
    """The first ten are named and the others counted."""
    with pytest.raises(LedgerError) as caught:
        ledger([(str(number), 5, "X") for number in range(1000)])
    assert len(caught.value.faults) == 11
    assert caught.value.faults[-1].what == "989 more rows of the same kind"
