"""How the figures of a triangle are written."""

import numpy as np
import pytest

from clm.analysis.cohorts.shown import figure_of, writer_of, written_cells


@pytest.mark.parametrize(
    ("measure", "retention", "said"),
    [
        ("customers", "first_time", "first-time retention in %"),
        ("orders", "recurring", "orders per customer, recurring"),
        ("revenue", "rolling", "JPY per customer, rolling"),
    ],
)
def test_a_figure_is_named_by_what_it_is(measure, retention, said):
    """With its unit."""
    assert figure_of(measure, retention, "JPY") == said


@pytest.mark.parametrize(
    ("measure", "currency", "rate", "said"),
    [
        ("customers", "EUR", 0.12345, "12.3"),
        ("orders", "EUR", 1.005, "1.00"),
        ("revenue", "EUR", 123456.7, "1,234.57"),
        ("revenue", "JPY", -12.4, "-12"),
        ("revenue", "BHD", 1500, "1.500"),
    ],
)
def test_rates_are_written_in_their_unit(measure, currency, rate, said):
    """Shares in per cent, money in major units."""
    assert writer_of(measure, currency)(rate) == said


def test_cells_say_whether_they_are_observed_and_over():
    """Nothing where nothing is observed; a dash where nobody is."""
    rates = np.array([[1.0, np.nan], [np.nan, np.nan]])
    observed = np.array([[True, True], [True, False]])
    complete = np.array([[True, False], [True, False]])
    assert written_cells(rates, observed, complete, str) == [["1.0 ", "-*"], ["- ", ""]]
