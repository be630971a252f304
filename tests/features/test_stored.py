"""Features that were kept answer without the ledger, and say what they cannot answer."""

from datetime import date

import numpy as np
import pytest

from clm.errors import SnapshotError
from clm.features.catalog import Feature
from clm.features.stored import StoredFeatures
from clm.ledger.coding.codebook import Codebook

ORDERS, RECENCY = Feature.parse("orders"), Feature.parse("recency")


@pytest.fixture
def stored():
    """Two customers of whom orders and recency are known."""
    columns = {
        ORDERS: np.array([2, 0], np.int32),
        RECENCY: np.array([5, -1], np.int32),
    }
    book = Codebook().encode(["ann", "bob"])[0]
    return StoredFeatures(date(2024, 1, 1), "EUR", book, columns)


def test_what_was_kept_is_there(stored):
    """Columns, customers and their rows."""
    assert stored.column(ORDERS).tolist() == [2, 0]
    assert stored.customers.tolist() == ["ann", "bob"]
    assert stored.find(["bob", "eve", "ann"]).tolist() == [1, -1, 0]
    assert len(stored) == 2
    assert stored.ledger is None


def test_who_has_a_score_is_told_from_what_was_kept(stored):
    """Days by their own column, the rest by a count."""
    assert stored.present(RECENCY).tolist() == [True, False]
    assert stored.present(ORDERS).tolist() == [True, False]


def test_what_was_not_kept_is_refused_by_name(stored):
    """With the way out: the ledger."""
    with pytest.raises(SnapshotError, match=r"count\('visit'\).*ledger"):
        stored.column(Feature.parse("count('visit')"))


def test_columns_are_read_only(stored):
    """Nobody changes what others will read."""
    with pytest.raises(ValueError, match="read-only"):
        stored.column(ORDERS)[0] = 9
