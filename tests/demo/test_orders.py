"""What the people of the simulated shop buy and give back."""

import numpy as np
import pytest

from clm.demo.orders import FIRST_NUMBER, Orders, give_back, place
from clm.demo.people import DAY, Span, meet

SPAN = Span(19_723 * DAY, (19_723 + 731) * DAY)
PEOPLE = meet(7, 3_000, SPAN)
ORDERS = place(7, PEOPLE, SPAN)


def test_the_total_of_an_order_is_the_sum_of_its_lines():
    orders = Orders(np.array([0, 1]), np.array([5, 6]), np.array([2, 1]), np.array([100, 20, 3]))
    assert orders.total.tolist() == [120, 3]
    assert orders.number.tolist() == [FIRST_NUMBER, FIRST_NUMBER + 1]


def test_no_orders_have_no_totals():
    none = np.array([], dtype=np.int64)
    assert Orders(none, none, none, none).total.tolist() == []


def test_orders_come_oldest_first_and_within_the_span():
    assert np.all(np.diff(ORDERS.when) >= 0)
    assert ORDERS.when[-1] < SPAN.stop


def test_only_buyers_buy_and_only_after_they_came():
    assert np.all(PEOPLE.buys[ORDERS.owner])
    assert np.all(ORDERS.when >= PEOPLE.arrival[ORDERS.owner] + 1_800)


def test_nobody_orders_twice_a_day():
    pairs = np.stack([ORDERS.owner, ORDERS.when // DAY])
    assert np.unique(pairs, axis=1).shape[1] == len(ORDERS)


def test_repeat_purchase_is_skewed():
    bought = np.bincount(ORDERS.owner)
    bought = bought[bought > 0]
    assert 0.3 < np.mean(bought == 1) < 0.5
    assert np.sort(bought)[-len(bought) // 10 :].sum() > 0.3 * bought.sum()


def test_baskets_are_plausible():
    assert ORDERS.amount.min() >= 100
    assert 2_000 < np.median(ORDERS.total) < 6_000
    assert np.mean(ORDERS.total) > np.median(ORDERS.total)
    assert 0.2 < np.mean(ORDERS.lines > 1) < 0.4


def test_three_percent_are_given_back_half_of_them_in_full():
    order, when, amount = give_back(7, ORDERS, SPAN)
    total = ORDERS.total[order]
    assert len(order) / len(ORDERS) == pytest.approx(0.03, abs=0.006)
    assert 0.35 < np.mean(amount == total) < 0.65
    assert np.all((amount > 0) & (amount <= total))
    assert np.all((when > ORDERS.when[order]) & (when < SPAN.stop))
