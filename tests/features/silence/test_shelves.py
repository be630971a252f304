"""Shelves hold the events of every piece of the customers, in their old order."""

from datetime import timedelta

import numpy as np
import pytest

import clm
from busy import TODAY, busy
from clm.features.catalog import Feature
from clm.features.silence import shelves
from clm.features.table import Features

VISITS = Feature.parse("count('visit')")


@pytest.mark.parametrize("size", [1, 2, 3, 1 << 16])
@pytest.mark.parametrize("back", [0, 30])
def test_every_event_is_on_the_shelf_of_its_customer(monkeypatch, size, back):
    """Also where some customers have not come yet, and codes are no rows."""
    monkeypatch.setattr(shelves, "ROWS", size)
    for seed in range(20):
        ledger = busy(seed).ledger()
        features = Features.of(ledger, as_of=TODAY - timedelta(days=back))
        if not len(features):
            continue
        window = features.windows.events(VISITS)
        weight = np.arange(len(window.customer))
        found = shelves.Shelves.of(features, [window], [weight])
        told = []
        for start in range(0, len(features), size):
            piece = slice(start, min(start + size, len(features)))
            row, age, place = found.piece(piece)
            assert ((row >= 0) & (row < size)).all()
            assert (np.diff(place) > 0).all()
            told += zip((row + start).tolist(), age.tolist(), place.tolist(), strict=True)
        row = features.rows_of(window.customer).tolist()
        age = (features.windows.day - window.day).tolist()
        assert sorted(told) == sorted(zip(row, age, weight.tolist(), strict=True))


def test_codes_are_rows_only_where_everybody_is_there():
    """Visitors who were told of later stand behind buyers who came after them."""
    ledger = clm.Ledger.from_columns(
        customer=["late", "ann"], when=["2024-05-09", "2024-05-01"], amount=[1, 1], currency="EUR"
    ).with_events("visit", customer=["dee", "ann"], when=["2024-05-02", "2024-05-03"])
    features = Features.of(ledger, as_of="2024-05-05")
    assert features.customers.tolist() == ["ann", "dee"]
    window = features.windows.events(VISITS)
    found = shelves.Shelves.of(features, [window], [np.zeros(2)])
    assert found.piece(slice(0, 2))[0].tolist() == [1, 0]
