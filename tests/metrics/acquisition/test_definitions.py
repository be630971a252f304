"""Figures of two models, windows or sources of spend do not compare; those of one do."""

import pytest

import clm
from clm.errors import ComparisonError
from clm.metrics.acquisition.definitions import DEFINITIONS, clv_to_cac

SHOP = clm.demo.simulate(200)


def cost(**asked):
    return clm.acquisition_cost(SHOP, "2025-01-01", "2025-06-30", **asked)


@pytest.mark.parametrize("key", ["cost_per_new_visitor", "cost_per_lead", "acquisition_cost"])
@pytest.mark.parametrize(
    "asked", [{"attribution": "linear"}, {"within": 30}, {"within": None}, {"spend": "touches"}]
)
def test_other_definitions_do_not_compare(key, asked):
    with pytest.raises(ComparisonError, match="window: the period; channels credited by"):
        assert cost().figure(key) < cost(**asked).figure(key)


def test_channels_and_periods_do():
    found = cost(attribution="first_touch", every="quarter")
    assert found["email"].figure("cost_per_lead").metric == found.cost_per_lead.metric
    before, after = (each.cost_per_new_customer for each in found.periods)
    assert isinstance(after - before, float)


def test_all_channels_together_are_the_blended():
    """Shares of people are exact, so their sums are."""
    found = cost(attribution="position_based")
    parts = [each.cost_per_new_customer for each in found]
    whole = found.cost_per_new_customer
    assert sum(each.numerator for each in parts) == whole.numerator
    assert sum(each.denominator for each in parts) == whole.denominator


def test_a_margin_is_a_part_of_the_payback():
    mine, theirs = (cost(margin=each).figure("payback_days").metric for each in (0.3, 0.4))
    assert mine.parameters["margin"] == 0.3
    assert mine.differences(theirs)


def test_every_definition_is_whole():
    asked = cost().asked
    for key, make in {**DEFINITIONS, "clv_to_cac": clv_to_cac}.items():
        metric = make(asked)
        assert metric.key == key
        assert metric.title
        assert metric.source
