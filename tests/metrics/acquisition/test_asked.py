"""What is asked says itself in words."""

import pytest

import clm

SHOP = clm.demo.simulate(100)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "last touch within 90 days"),
        ({"within": 1, "attribution": "first_touch"}, "first touch within 1 day"),
        ({"within": None, "attribution": "position_based"}, "position based, however long before"),
    ],
)
def test_the_model_in_words(asked, words):
    found = clm.acquisition_cost(SHOP, "2025-01-01", "2025-01-31", **asked)
    assert found.asked.model == words
    assert words in repr(found)
    assert words in found.cost_per_lead.metric.window


def test_days_may_be_cut_into_calendar_periods():
    found = clm.acquisition_cost(SHOP, "2025-01-15", "2025-03-02", every="month")
    assert [str(each.span) for each in found.periods] == [
        "2025-01-15 … 2025-01-31",
        "2025-02-01 … 2025-02-28",
        "2025-03-01 … 2025-03-02",
    ]
    weeks = clm.acquisition_cost(
        SHOP, "2025-01-15", "2025-01-19", every="week", week_start="sunday"
    )
    assert [each.span.days for each in weeks.periods] == [4, 1]
