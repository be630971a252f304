"""Refunds void orders from day to day, and find orders of exactly their amount."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.ledger.sales.refunds import Voids, find_voids, match_exactly

ITEMS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2), st.integers(0, 5)), max_size=12)
MONEY = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 3)), max_size=12)


def columns(rows):
    """Turn rows into three arrays."""
    return tuple(np.array([row[at] for row in rows], np.int64) for at in range(3))


@given(ITEMS, ITEMS)
def test_each_refund_takes_the_latest_order_that_is_open(orders, refunds):
    """At one moment orders come first; a pair shares customer and amount."""
    steps = sorted(
        [(place, 0, at, (who, amount)) for at, (who, amount, place) in enumerate(orders)]
        + [(place, 1, at, (who, amount)) for at, (who, amount, place) in enumerate(refunds)]
    )
    opened, expected = defaultdict(list), set()
    for _, is_refund, at, key in steps:
        if not is_refund:
            opened[key].append(at)
        elif opened[key]:
            expected.add((opened[key].pop(), at))
    order, refund = match_exactly(columns(orders), columns(refunds))
    assert set(zip(order.tolist(), refund.tolist(), strict=True)) == expected


@given(MONEY, MONEY)
def test_an_order_is_void_while_its_refunds_are_above_zero_and_reach_its_lines(lines, refunds):
    """Day by day, as the two sums stand."""
    given_back = {row[0] for row in refunds}
    lines = [row for row in lines if row[0] in given_back]
    voids = find_voids(columns(lines), columns(refunds))
    for day in range(-1, 8):
        paid, back = (
            {o: sum(r[2] for r in rows if r[0] == o and r[1] <= day) for o in range(4)}
            for rows in (lines, refunds)
        )
        expected = [o for o in range(4) if back[o] > 0 and back[o] >= paid[o]]
        assert voids.on(day).tolist() == expected


def test_no_refunds_void_nothing():
    """Of nothing there is nothing."""
    nothing = columns([])
    assert len(find_voids(nothing, nothing)) == 0
    assert match_exactly(nothing, nothing)[0].tolist() == []
    assert isinstance(find_voids(nothing, nothing), Voids)
