"""Lifetime values are numbers, or anything that tells one for each customer."""

from types import SimpleNamespace

import numpy as np
import pytest

from clm.errors import MetricError
from clm.metrics.acquisition.valued import places_among, values_of


def test_a_number_stands_for_everybody():
    for number in (12, 12.0, np.float64(12)):
        known, worth = values_of(number, "EUR")
        assert known is None
        assert worth.tolist() == [12.0]


def test_values_by_customer():
    told = SimpleNamespace(customers=np.array([3, 4]), value=np.array([1.5, 2]), currency="EUR")
    known, worth = values_of(told, "EUR")
    assert known.tolist() == [3, 4]
    assert worth.tolist() == [1.5, 2.0]
    for currency in (None, ""):
        told.currency = currency
        values_of(told, "EUR")


@pytest.mark.parametrize("wrong", [None, "12", True, float("nan"), [1], float("inf")])
def test_what_is_no_value(wrong):
    with pytest.raises(MetricError, match="is no lifetime value"):
        values_of(wrong, "EUR")


def test_another_currency():
    told = SimpleNamespace(customers=np.array([3]), value=np.array([1.5]), currency="USD")
    with pytest.raises(MetricError, match="USD does not mix with EUR"):
        values_of(told, "EUR")


def test_places():
    text = np.array(["a", "b"], np.dtypes.StringDType())
    assert places_among(text, np.array(["b", "x", "a"], np.dtypes.StringDType())).tolist() == [
        1,
        -1,
        0,
    ]
    assert places_among(text, np.array([1, 2])).tolist() == [-1, -1]
    assert places_among(text[:0], text).tolist() == [-1, -1]
    assert places_among(text, text[:0]).tolist() == []
