"""What is found once: who is new, who had no touch, and whose order stands for it."""

import clm
from asking import shop
from clm.metrics.acquisition.found import Found


def test_orders_stand_for_touches_that_are_not_there():
    ledger = clm.Ledger.from_columns(
        customer=["ann", "bob", "cem"],
        when=["2024-05-02", "2024-05-03", "2024-05-04"],
        amount=[9, 9, 9],
        channel=["web", None, "web"],
        currency="EUR",
    ).with_events("touch", customer=["ann"], when=["2024-05-01"], channel=["tv"])
    asked = clm.acquisition_cost(ledger, "2024-05-01", "2024-05-31").asked
    found = Found.of(asked, ledger, None)
    assert found.untouched.tolist() == [False, True, True]
    assert found.by_order.tolist() == [False, False, True]
    assert [len(each) for each in found.newcomers] == [0, 1, 3]
    ways = [found.channels.names[each] for each in found.credits[2].channel.tolist()]
    assert ways == ["tv", "", "web"]


def test_orders_stand_for_nobody_else():
    """A lead or a visitor has no order yet."""
    ledger = shop(("ann", "2024-05-02", 9)).with_events(
        "visit", customer=["ann"], when=["2024-05-01"]
    )
    cost = clm.acquisition_cost(ledger, "2024-05-01", "2024-05-31")
    assert cost[""].visitors == cost[""].leads == cost[""].customers == 1
