"""Triangles are counted by going from a customer's latest cohort to the one before."""

import numpy as np
import pytest

from asking import shop
from clm.analysis.activity.active import active_in
from clm.analysis.activity.asked import Asked
from clm.analysis.cohorts.groups import groups_by
from clm.analysis.cohorts.triangle import Triangles


@pytest.fixture
def ledger():
    """Ann orders in three months, Bob in the second, and Cem only gets money back."""
    return shop(
        ("ann", "2024-01-10", 1),
        ("ann", "2024-02-10", 2),
        ("bob", "2024-02-10", 4),
        ("ann", "2024-03-10", 8),
        ("bob", "2024-03-10", -1),
        ("cem", "2024-03-10", -16),
    )


def triangles(ledger, measure, retention):
    """Follow everybody by month."""
    wish = dict.fromkeys(("as_of", "complete_from"))
    asked = Asked.of(ledger, every="month", week_start="monday", **wish)
    active = active_in(ledger, "order", asked)
    return Triangles.of(ledger, active, measure, retention, groups_by(ledger, None))


@pytest.mark.parametrize(
    ("measure", "retention", "sizes", "counts"),
    [
        ("customers", "first_time", [1, 1], [[1, 1, 1], [1, 0, 0]]),
        ("customers", "recurring", [1, 2, 1], [[1, 1, 1], [2, 1, 0], [1, 0, 0]]),
        ("customers", "rolling", [1, 1], [[1, 1, 1], [1, 0, 0]]),
        ("orders", "rolling", [1, 1], [[3, 2, 1], [1, 0, 0]]),
        ("revenue", "first_time", [1, 1], [[100, 200, 800], [400, -100, 0]]),
        ("revenue", "recurring", [1, 2, 1], [[100, 200, 800], [600, 700, 0], [800, 0, 0]]),
        ("revenue", "rolling", [1, 1], [[1100, 1000, 800], [300, -100, 0]]),
    ],
)
def test_cells_are_those_reckoned_by_hand(ledger, measure, retention, sizes, counts):
    """And Cem's refund is of nobody's cohort."""
    found = triangles(ledger, measure, retention)
    assert found.sizes.tolist() == [sizes]
    assert found.counts.tolist() == [counts]
    assert found.outside.tolist() == [-1600 if measure == "revenue" else 0]
    assert found.counts.dtype == found.sizes.dtype == np.int64


def test_large_amounts_are_exact():
    """Beyond what a float can tell apart."""
    near = 2**52
    ledger = shop().append(
        shop(currency="EUR").from_columns(
            customer=["ann", "ann", "ann"],
            when=["2024-01-10", "2024-02-10", "2024-02-11"],
            amount_minor=[near, near - 3, 1],
            currency="EUR",
        )
    )
    found = triangles(ledger, "revenue", "rolling")
    assert found.counts.tolist() == [[[2 * near - 2, near - 2]]]
