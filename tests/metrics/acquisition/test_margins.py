"""Money of new customers adds up by period, channel and day to what plain Python reckons."""

from datetime import date
from random import Random

import numpy as np
import pytest

import clm
from acquired import Acquired, told_with_touches
from clm.errors import MetricError
from clm.metrics.acquisition import margins


@pytest.mark.parametrize("seed", range(30))
def test_money_is_that_of_all_new_customers_day_by_day(seed):
    told, draw = told_with_touches(seed, most_days=900), Random(seed)
    ledger, shop = told.ledger(), told.oracle()
    first, last = ledger.first_day, ledger.last_day
    model = draw.choice(("linear", "position_based"))
    found = clm.acquisition_cost(ledger, first, first, as_of=last, attribution=model)
    plain = Acquired(shop, last)
    start = {who: moment[0] for who, moment in plain.customers().items() if moment[0] == first}
    shares = plain.credits("customers", first, first, model, 90)
    for line in (found.blended, *found):
        for age in range(len(line.payback.net)):
            expected = sum(
                {"order": 1, "refund": -1}.get(event.kind, 0)
                * event.minor
                * (1 if line.channel is None else shares[event.customer].get(line.channel, 0))
                for event in plain.events
                if event.customer in start
                and max((event.day - start[event.customer]).days, 0) <= age
            )
            assert line.payback.net[age] == pytest.approx(float(expected), abs=1e-6)


def test_more_cells_than_memory_should_hold_are_refused(monkeypatch):
    monkeypatch.setattr(margins, "MOST", 1_000)
    shop = clm.demo.simulate(100)
    with pytest.raises(MetricError, match="cells of period, channel and day → look at fewer"):
        clm.acquisition_cost(shop, "2025-01-01", "2025-01-31", as_of="2025-12-31")


def test_nothing_follows_nobody():
    shop = clm.demo.simulate(100).with_events(
        "visit", customer=["zoe"], when=[date(2023, 1, 1)], channel=["tv"]
    )
    found = clm.acquisition_cost(shop, "2023-01-01", "2023-01-31", as_of="2025-12-31")
    assert np.all(found.blended.payback.net == 0)
    assert found.figure("payback_days").value is None
