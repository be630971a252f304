"""A row of the table: what is not known is a dash, never a zero."""

import clm
from asking import shop
from clm.metrics.acquisition.shown import HEAD, row_of


def test_dashes_for_what_is_not_known():
    found = clm.acquisition_cost(shop(("ann", "2024-05-01", 9)), "2024-05-01", "2024-05-31")
    assert row_of(found.blended, "all") == ["all", "-", "0", "-", "0", "-", "1", "-", "-"]
    assert len(HEAD) == 8


def test_numbers_for_what_is():
    ledger = shop(("ann", "2024-05-02", 9)).with_events(
        "touch", customer=["ann"], when=["2024-05-01"], channel=["tv"], amount=[1234]
    )
    found = clm.acquisition_cost(ledger, "2024-05-01", "2024-05-31", as_of="2024-06-10")
    row = ["tv", "1,234.00", "0", "-", "1", "1,234.00", "1", "1,234.00", "not in 10 d"]
    assert row_of(found["tv"], "tv") == row
