"""Metrics of effort: money spent on people, and on nobody in particular."""

import pytest

import clm
from clm.metrics.measure import measure
from lively import lively
from metric_cases import lively_case

TRAFFIC = clm.Traffic.from_columns(
    day=["2024-02-01", "2024-02-20", "2024-03-01"],
    channel=["tv", "tv", "tv"],
    cost_minor=[100, 50, 7],
    currency="EUR",
)
FEBRUARY = ("2024-02-01", "2024-02-29")


@pytest.mark.parametrize("seed", range(20))
def test_spend_is_the_cost_of_touches_and_traffic(seed):
    story, start, end, _ = lively_case(seed)
    touches = next(each for _, each in story.calls if each.get("kind") == "touch")
    costs = [*zip(touches["when"], touches["amount_minor"], strict=True)]
    expected = sum(cost for day, cost in costs if start <= day <= end)
    told = any(day <= end for day, _ in costs)
    assert measure(story.ledger(), "spend", start, end).value == (expected if told else None)


def test_cost_of_nobody_in_particular_counts_in_the_shop():
    shop = lively(4).ledger()
    without = measure(shop, "spend", *FEBRUARY).value
    assert measure(shop, "spend", *FEBRUARY, traffic=TRAFFIC).value == without + 150


def test_a_customer_costs_what_was_spent_by_those_who_came():
    shop = lively(4).ledger()
    spent, new = (measure(shop, name, *FEBRUARY).value for name in ("spend", "new_customers"))
    cost = measure(shop, "CAC", *FEBRUARY)
    assert (cost.numerator, cost.denominator) == (spent, new)


def test_a_shop_that_tells_no_cost_has_none():
    shop = clm.Ledger.from_columns(customer=[1], when=["2024-02-02"], amount=[9], currency="EUR")
    figure = measure(shop, "spend", *FEBRUARY)
    assert figure.value is None
    assert figure.undefined == "no spend is known of 2024-02-01 … 2024-02-29"


@pytest.mark.parametrize("name", ["spend", "CAC"])
def test_days_of_which_no_cost_is_told_cost_not_nothing(name):
    shop = clm.Ledger.from_columns(
        customer=[1, 2], when=["2023-12-05", "2024-03-02"], amount=[9, 9], currency="EUR"
    )
    figure = measure(shop, name, "2023-12-01", "2023-12-31", traffic=TRAFFIC)
    assert figure.value is None
    touched = shop.with_events(
        "touch", customer=[1], when=["2024-01-05"], amount=[2], channel=["tv"]
    )
    assert measure(touched, name, "2023-12-01", "2023-12-31").value is None


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_blended_cost_of_acquisition_as_known_on_the_last_day(seed):
    story, start, end, _ = lively_case(seed)
    shop = story.ledger()
    mine = measure(shop, "CAC", start, end)
    theirs = clm.acquisition_cost(shop, start, end).cost_per_new_customer
    assert mine.value == theirs.value
    if mine.value is not None:
        assert (mine.numerator, mine.denominator) == (theirs.numerator, theirs.denominator)
