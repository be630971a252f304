"""Differences are told by the customer they are found in."""

import pytest

import clm
from asking import shop
from clm.errors import LawBrokenError
from clm.testing.comparing import alike, by_customer, compare


def snap(*rows, key="rfm-11"):
    return clm.snapshot(shop(*rows), key, as_of="2024-06-30")


ANN, BOB = ("ann", "2024-06-01", 5), ("bob", "2024-06-11", 7)


def test_the_order_of_rows_is_no_difference():
    alike(snap(ANN, BOB), snap(BOB, ANN))


def test_a_difference_names_customer_column_and_both_values():
    one = snap(ANN, BOB, key="five-stage")
    with pytest.raises(LawBrokenError, match="'ann' has segment 'new_customer', then 'retained'"):
        alike(one, snap(ANN, BOB, ANN, key="five-stage"))


def test_a_customer_who_is_missing_or_new_is_a_difference():
    with pytest.raises(LawBrokenError, match="'bob' is left out"):
        alike(snap(ANN, BOB), snap(ANN))
    with pytest.raises(LawBrokenError, match="'bob' is there too"):
        compare({}, {"bob": {}})


def test_other_cut_points_alone_are_a_difference():
    one = snap(ANN)
    scale = clm.Scale(
        one.scale.scores, one.scale.cuts | {"r": (29, 29, 29, 40)}, one.scale.people, "EUR"
    )
    other = clm.snapshot(shop(ANN), "rfm-11", as_of="2024-06-30", scale=scale)
    assert by_customer(one) == by_customer(other)
    with pytest.raises(LawBrokenError, match="becomes"):
        alike(one, other)


def test_a_row_holds_plain_values():
    row = by_customer(snap(ANN))["ann"]
    assert (row["orders"], row["recency"], row["monetary"], row["segment"]) == (
        *(1, 29, 500),
        snap(ANN)["ann"].key,
    )
