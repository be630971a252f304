"""Channels of a ledger and of traffic share one alphabet; none is the first."""

import clm
from asking import shop
from clm.metrics.acquisition.channels import Channels


def test_both_name_one_channel_alike():
    ledger = shop(("ann", "2024-05-10", 9)).with_events(
        "visit", customer=["ann"] * 4, when=["2024-05-01"] * 4, channel=["tv", None, "", "mail"]
    )
    traffic = clm.Traffic.from_columns(
        day=["2024-05-01"] * 3, channel=["tv", "ads", None], visits=[1, 2, 3]
    )
    found = Channels.of(ledger, traffic)
    assert found.names == ("", "ads", "mail", "tv")
    assert len(found) == 4
    rows = ledger.rows("visit")
    assert [found.names[each] for each in found.places(rows).tolist()] == ["tv", "", "", "mail"]
    assert [found.names[each] for each in found.places(rows, slice(2, None))] == ["", "mail"]
    assert [found.names[each] for each in found.of_traffic.tolist()] == list(traffic.channels)


def test_rows_that_name_none_have_none():
    ledger = shop(("ann", "2024-05-10", 9))
    assert Channels.of(ledger, None).places(ledger.orders.rows).tolist() == [0]


def test_channels_that_are_numbers_are_text():
    ledger = shop(("ann", "2024-05-10", 9)).with_events(
        "visit", customer=["ann"], when=["2024-05-01"], channel=[7]
    )
    traffic = clm.Traffic.from_columns(day=["2024-05-01"], channel=["7"], visits=[1])
    assert Channels.of(ledger, traffic).names == ("", "7")
