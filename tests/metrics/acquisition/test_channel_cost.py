"""One channel: its figures, and what its customers are worth for what they cost."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

import clm
from clm.errors import MetricError, UnknownNameError
from clm.metrics.acquisition.channel_cost import people_of

SHOP = clm.demo.simulate(600)
COST = clm.acquisition_cost(SHOP, "2025-01-01", "2025-06-30", attribution="linear", margin=0.3)


def test_figures_say_whose_they_are():
    own = COST["paid_ads"]
    figures = own.figures()
    assert {each.group for each in figures.values()} == {"paid_ads"}
    assert {each.group for each in COST.blended.figures().values()} == {""}
    assert figures["acquisition_cost"].value == pytest.approx(own.spend / float(own.customers))
    assert figures["acquisition_cost"].currency == "EUR"
    assert figures["payback_days"].currency == ""
    assert repr(own).startswith("<ChannelCost paid_ads · ")
    with pytest.raises(UnknownNameError, match="did you mean 'acquisition_cost'"):
        own.figure("aquisition_cost")


def test_shares_of_people_are_shown_with_decimals():
    assert people_of(Fraction(22, 7)) == "3.14"
    assert people_of(Fraction(0)) == "0"


def test_no_channel_has_a_name_to_show():
    ledger = clm.Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    found = clm.acquisition_cost(ledger, "2024-05-01", "2024-05-31")[""]
    assert found.name == "(no channel)"
    assert found.figure("acquisition_cost").group == "(no channel)"


def values(worth, ids=None, currency="EUR"):
    ids = SHOP.customers if ids is None else ids
    told = np.array([worth(each) for each in ids.tolist()])
    return SimpleNamespace(customers=ids, value=told, currency=currency)


def test_a_mean_value_for_everybody():
    found = COST.clv_to_cac(24)
    assert found.value == pytest.approx(24 / (COST.cost_per_new_customer.value / 100))
    own = COST.clv_to_cac(24, "paid_ads")
    assert own.value == pytest.approx(24 / (COST["paid_ads"].cost_per_new_customer.value / 100))
    assert own.group == "paid_ads"


def test_a_value_for_each_customer():
    def worth(customer):
        return int(customer[1:]) / 7

    found = COST.clv_to_cac(values(worth))
    bought = COST.blended.ids.tolist()
    assert found.value == pytest.approx(100 * sum(map(worth, bought)) / COST.blended.spend)
    assert found.censored == 0
    own = COST["paid_ads"]
    pairs = zip(own.ids.tolist(), own.weights.tolist(), strict=True)
    expected = sum(worth(each) * share for each, share in pairs)
    assert COST.clv_to_cac(values(worth), "paid_ads").value == pytest.approx(
        100 * expected / own.spend
    )


def test_customers_without_a_value_are_like_the_others_and_counted():
    ids = COST.blended.ids
    found = COST.clv_to_cac(values(lambda _: 10.0, ids[::2]))
    assert found.value == pytest.approx(COST.clv_to_cac(10).value)
    assert found.censored == len(ids) // 2
    nobody = COST.clv_to_cac(values(lambda _: 10.0, np.array(["x"])))
    assert nobody.value is None
    assert nobody.undefined == "no new customer has a value"


def test_nothing_spent_is_no_ratio():
    free = COST["organic_search"].clv_to_cac(10)
    assert free.undefined == "nothing was spent"


def test_values_that_do_not_fit():
    with pytest.raises(MetricError, match="USD does not mix with EUR"):
        COST.clv_to_cac(values(float, COST.blended.ids[:0], currency="USD"))
    with pytest.raises(MetricError, match="is no lifetime value"):
        COST.clv_to_cac("12")
    with pytest.raises(UnknownNameError):
        COST.clv_to_cac(12, "tv")


def test_shares_of_one_channel_are_of_different_people():
    for each in COST:
        ids = each.ids.tolist()
        assert len(ids) == len(set(ids))
        assert each.weights.sum() == pytest.approx(float(each.customers))
