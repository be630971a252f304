"""Spend is that of traffic and of touches, each of its day and channel, and known or not."""

from datetime import date

import pytest

import clm
from asking import shop
from clm.errors import MetricError
from clm.metrics.acquisition.channels import Channels
from clm.metrics.acquisition.spend import Spend
from clm.metrics.span import Span
from clm.model.day import to_number

DAY = to_number(date(2024, 5, 1))


def ledger(**columns):
    base = shop(("ann", "2024-05-01", 9))
    return base.with_events("touch", customer=["ann"] * len(columns["when"]), **columns)


def spend(own, traffic=None, told="both", days=(DAY, DAY + 30), as_of=None):
    channels = Channels.of(own, traffic)
    return Spend.of(own, traffic, channels, days, told=told, as_of=as_of or days[1])


def test_days_outside_cost_nothing_here():
    own = ledger(
        when=["2024-04-30", "2024-05-01", "2024-05-31", "2024-06-01"],
        channel=["tv"] * 4,
        amount_minor=[1, 2, 4, 8],
    )
    assert spend(own).amount.tolist() == [2, 4]
    spans = (
        Span.of(date(2024, 5, 1), date(2024, 5, 30)),
        Span.of(date(2024, 5, 31), date(2024, 5, 31)),
    )
    assert spend(own).sums(spans, 2).tolist() == [[0, 2], [0, 4]]


def test_what_is_not_known_is_said():
    may = Span.of(date(2024, 5, 1), date(2024, 5, 31))
    assert spend(shop(("ann", "2024-05-01", 9))).unknown(may) == "no spend is known"
    assert spend(ledger(when=["2024-05-01"])).unknown(may) == "no spend is known"
    assert spend(ledger(when=["2024-05-01"], amount=[0])).unknown(may) == "no spend is known"
    paid = ledger(when=["2024-05-05"], amount=[1])
    assert spend(paid).unknown(may) == ""
    assert spend(paid, told="traffic").unknown(may) == "no spend is known"
    assert spend(paid, days=(DAY, DAY + 3)).unknown(may) == "no spend is known"
    early = Span.of(date(2024, 5, 1), date(2024, 5, 4))
    assert spend(paid).unknown(early) == "no spend is known of 2024-05-01 … 2024-05-04"


def test_every_channel_that_is_told_twice_is_named():
    own = ledger(when=["2024-05-01"] * 3, channel=["tv", "ads", None], amount=[1, 1, 1])
    traffic = clm.Traffic.from_columns(
        day=["2024-05-01"] * 3, channel=["tv", "ads", None], cost=[1, 1, 1], currency="EUR"
    )
    with pytest.raises(MetricError) as caught:
        spend(own, traffic)
    assert [fault.what.partition(" cost on ")[0] for fault in caught.value.faults] == [
        f"traffic and touches both tell what {name!r}" for name in ("", "ads", "tv")
    ]
    assert spend(own, traffic, told="traffic_first").amount.sum() == 300


def test_every_negative_touch_is_named_beside_the_overlaps():
    own = ledger(when=["2024-05-01"] * 13, channel=["tv"] * 13, amount=[1, *[-1] * 12])
    traffic = clm.Traffic.from_columns(day=["2024-05-01"], channel=["tv"], cost=[1], currency="EUR")
    for told, more in (("both", 1), ("traffic_first", 0)):
        with pytest.raises(MetricError) as caught:
            spend(own, traffic, told=told)
        assert len(caught.value.faults) == 11 + more
        assert "the same of 2 more" in caught.value.faults[10].what
