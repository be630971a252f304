"""The kernel counts, sums and finds last days in one pass, however large the money is."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples
from clm.features import kernel

AS_OF = date(2024, 6, 1)


def base(customer, day, amount, day_of_asking=AS_OF):
    """Ask orders, recency and monetary of everybody."""
    ledger = clm.Ledger.from_columns(
        customer=customer,
        when=np.array(day, "M8[D]"),
        amount_minor=np.array(amount, np.int64),
        currency="EUR",
    )
    features = clm.Features.of(ledger, as_of=day_of_asking)
    names = ("orders", "recency", "monetary")
    return {
        each: values
        for each, *values in zip(
            features.customers.tolist(), *(features[name].tolist() for name in names), strict=True
        )
    }


def by_hand(customer, day, amount):
    """Count, subtract and add one row after the other; without order ids nothing is given back."""
    answers = {}
    for who, when, cents in zip(customer, day, amount, strict=True):
        orders, recency, money = answers.get(who, [0, -1, 0])
        if cents >= 0:
            age = (AS_OF - date.fromisoformat(when)).days
            orders, recency = orders + 1, age if recency < 0 else min(recency, age)
        answers[who] = [orders, recency, money + cents]
    return answers


DAY = st.dates(date(1, 1, 1), AS_OF).map(date.isoformat)
AMOUNT = st.sampled_from([0, 1, 999, 2**37 - 1, 2**37, 2**38, 2**45, -1, -(2**40)])


@examples(50)
@given(st.lists(st.tuples(st.integers(0, 4), DAY, AMOUNT), min_size=1, max_size=40))
def test_enormous_amounts_leave_counts_alone(rows):
    """Count and money share a word until somebody's money fills it; then they part."""
    columns = [*zip(*rows, strict=True)]
    assert base(*columns) == by_hand(*columns)


@pytest.mark.parametrize("amount", [2**37 - 1, 2**37, 2**50])
def test_money_at_the_edge_of_its_word_is_exact(amount):
    """One cent below, at, and far above 37 bits."""
    assert base(["a", "b"], ["2024-05-01", "2024-05-31"], [amount, 7]) == {
        "a": [1, 31, amount],
        "b": [1, 1, 7],
    }


def test_many_small_amounts_that_overflow_together_are_exact():
    """3,000 orders of a million euros are more than 37 bits hold."""
    rows = 3_000
    found = base(["a"] * rows + ["b"], ["2024-05-01"] * (rows + 1), [10**8] * rows + [5])
    assert found == {"a": [rows, 31, rows * 10**8], "b": [1, 31, 5]}


@pytest.mark.parametrize(
    "rows", [kernel.CHUNK - 1, kernel.CHUNK, kernel.CHUNK + 1, 3 * kernel.CHUNK]
)
def test_chunks_meet_without_a_seam(rows):
    """Each customer's orders lie in every chunk."""
    customer = np.arange(rows) % 7
    found = base(customer, ["2024-05-01"] * rows, np.arange(rows))
    for who in range(7):
        mine = [row for row in range(rows) if row % 7 == who]
        assert found[who] == [len(mine), 31, sum(mine)]


def test_orders_given_back_in_full_count_no_more_in_any_chunk():
    """Every third of 20,000 orders comes back a day later; its day and its count are void."""
    rows = 20_000
    whole = clm.Ledger.from_columns(
        customer=np.arange(rows) % 5,
        when=np.full(rows, "2024-05-01", "M8[D]"),
        amount_minor=np.full(rows, 300),
        order=np.arange(rows),
        currency="EUR",
    )
    back = np.arange(0, rows, 3)
    ledger = whole.with_events(
        "refund",
        customer=back % 5,
        when=np.full(len(back), "2024-05-02", "M8[D]"),
        amount_minor=np.full(len(back), 300),
        refund_of=back,
    )
    for day, gone in (("2024-05-01", 0), ("2024-05-02", len(back))):
        features = clm.Features.of(ledger, as_of=day)
        assert features["orders"].sum() == rows - gone
        assert features["monetary"].sum() == 300 * (rows - gone)


def test_days_before_1970_and_centuries_apart_are_ordinary():
    """The calendar runs from the year 1 to the year 9999."""
    days = ["0001-01-01", "1582-10-10", "1969-12-31"]
    assert base(["a", "b", "c"], days, [1, 1, 1], date(9999, 12, 31)) == {
        "a": [1, 3_652_058, 1],
        "b": [1, (date(9999, 12, 31) - date(1582, 10, 10)).days, 1],
        "c": [1, (date(9999, 12, 31) - date(1969, 12, 31)).days, 1],
    }
