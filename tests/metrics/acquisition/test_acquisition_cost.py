"""The result: found by channel, told as columns, in a table, and for good."""

import copy
import pickle

import numpy as np
import pytest

import clm
from clm.errors import UnknownNameError

SHOP = clm.demo.simulate(300)
DAYS = ("2025-01-01", "2025-06-30")
COST = clm.acquisition_cost(SHOP, *DAYS, attribution="position_based", as_of="2025-12-31")
MONTHS = clm.acquisition_cost(SHOP, *DAYS, every="month")


def test_channels_are_found_by_name():
    assert [each.channel for each in COST] == list(COST.channels)
    assert len(COST) == len(COST.channels)
    assert COST["paid_ads"].spend > 0
    assert COST.figure("cost_per_lead", "paid_ads") == COST["paid_ads"].cost_per_lead
    with pytest.raises(UnknownNameError, match="did you mean 'paid_ads'"):
        COST["paid_add"]
    with pytest.raises(UnknownNameError):
        COST.figure("cost_per_lead", "nowhere")
    with pytest.raises(UnknownNameError, match="no figure 'cost'"):
        COST.figure("cost")


def test_most_spend_comes_first():
    spend = [each.spend for each in COST]
    assert spend == sorted(spend, reverse=True)


def test_columns_say_the_same():
    columns = COST.columns()
    assert columns["spend"].tolist() == [each.spend for each in COST]
    assert columns["new_customers"].tolist() == [float(each.customers) for each in COST]
    costs = columns["acquisition_cost"].tolist()
    for each, cost in zip(COST, costs, strict=True):
        value = each.cost_per_new_customer.value
        assert np.isnan(cost) if value is None else cost == value
    assert not any(each.flags.writeable for each in columns.values())
    months = MONTHS.columns()
    assert len(months["start"]) == 6 * len(MONTHS)
    assert months["spend"].sum() == MONTHS.blended.spend
    assert months["end"][-1] == np.datetime64("2025-06-30", "D")


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_it_becomes_a_dataframe_with_real_nulls(backend):
    frame = COST.to_frame(backend)
    assert len(frame) == len(COST)
    column = frame["payback_days"]
    nulls = column.isna().sum() if backend == "pandas" else column.null_count
    assert (nulls() if callable(nulls) else nulls) == np.isnan(COST.columns()["payback_days"]).sum()


def test_it_shows_itself_in_twelve_lines():
    shown = repr(COST)
    head, *lines = shown.splitlines()
    assert head == (
        "<AcquisitionCost position based within 90 days · EUR · 2025-01-01 … 2025-06-30"
        " · as of 2025-12-31>"
    )
    assert len(lines) <= 11
    assert any(line.split()[0] == "all" for line in lines)
    days = clm.acquisition_cost(SHOP, *DAYS, every="day")
    assert len(repr(days).splitlines()) <= 12
    assert "more periods: print(….table())" in repr(days)
    assert len(days.table().splitlines()) == 183
    assert "181 periods" in repr(days)


def test_a_notebook_shows_all_of_it():
    assert COST._repr_html_().count("<tr>") == len(COST) + 2
    assert "&lt;" not in COST._repr_html_()


def test_nobody_can_change_it():
    for each in (COST, pickle.loads(pickle.dumps(COST)), copy.deepcopy(COST)):
        assert repr(each) == repr(COST)
        own = each["paid_ads"]
        assert not any(array.flags.writeable for array in (own.ids, own.weights, own.payback.net))
        with pytest.raises(AttributeError):
            each.blended = own
        with pytest.raises(TypeError):
            own.unknown["acquisition_cost"] = "x"
