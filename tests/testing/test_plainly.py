"""Reading the rules one by one, without grid and table."""

import numpy as np
import pytest

import clm
from asking import KEYS, shop, template
from clm.testing.plainly import plain_cell, plain_segment
from nasty import interesting_days, nasty


@pytest.mark.parametrize("key", KEYS)
def test_the_table_agrees(key):
    for seed in range(5):
        day = interesting_days(nasty(seed))[-3]
        snap = clm.snapshot(nasty(seed).ledger(), key, as_of=day)
        for row, who in enumerate(snap):
            assert plain_segment(snap, row) == snap[who].key


def test_missing_values_fit_no_comparison():
    of = template(("gap", "last_gap != 3"), ("late", "not recency <= 5 and not last_gap != 3"))
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-01-29", 1)).with_events(
        "visit", customer=["eve"], when=["2024-01-01"]
    )
    snap = clm.snapshot(ledger, of, as_of="2024-01-30")
    assert [plain_segment(snap, row) for row in range(3)] == ["late", "rest", "late"]


def test_scores_of_those_without_an_order_are_missing():
    of = template(("any", "s >= 1"), head='[scores]\ns = { of = "monetary", bins = 2 }')
    ledger = shop(("ann", "2024-01-01", 1), ("bob", "2024-01-02", -1))
    snap = clm.snapshot(ledger, of, as_of="2024-01-30")
    assert [plain_segment(snap, row) for row in range(2)] == ["any", "rest"]


def test_a_cell_is_that_of_the_proof():
    snap = clm.snapshot(shop(("ann", "2024-01-01", 1)), "growth-accounting", as_of="2024-01-30")
    grid, proof = snap.template.proof.grid, snap.template.proof
    place = np.ravel_multi_index(plain_cell(snap, 0), grid.shape)
    assert proof.keys[proof.lookup[place]] == snap["ann"].key
