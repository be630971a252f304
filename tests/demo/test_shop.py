"""The simulated shop as a ledger."""

from datetime import date

import numpy as np
import pytest

import clm
from clm.demo import shop_columns, simulate
from clm.errors import DayError

SHOP = shop_columns(400)


@pytest.fixture(scope="module")
def ledger():
    return simulate(400)


def test_everybody_is_in_the_ledger(ledger):
    assert len(ledger.customers) == 400
    assert ledger.currency == "EUR"


def test_the_ledger_ends_with_the_last_event(ledger):
    last = max(columns["when"].max() for columns in SHOP.values())
    assert ledger.last_day == last.astype("datetime64[D]").item()
    assert ledger.first_day >= date(2024, 1, 1)


@pytest.mark.parametrize("kind", sorted(set(SHOP) - {"order"}))
def test_every_event_is_in_the_ledger(ledger, kind):
    assert len(ledger.rows(kind)) == len(SHOP[kind]["when"])


def test_a_customer_looks_back_on_what_the_columns_say(ledger):
    order = SHOP["order"]
    who = order["customer"][-1].item()
    bought = order["order"][order["customer"] == who]
    events = ledger.customer(who).events
    assert len({e.order for e in events if e.kind == "order"}) == len(np.unique(bought))


def test_currency_and_time_zone_are_the_callers():
    ledger = simulate(20, currency="JPY", timezone="Asia/Tokyo", end="2024-06-30")
    assert (ledger.currency, ledger.terms.timezone) == ("JPY", "Asia/Tokyo")


def test_impossible_days_are_refused():
    with pytest.raises(DayError):
        simulate(20, start="2025-01-02", end="2025-01-01")


@pytest.mark.skipif(not hasattr(clm, "snapshot"), reason="snapshots are not there yet")
@pytest.mark.parametrize(
    "template",
    [
        "five-stage",
        "exponea-14",
        "exponea-14b",
        "clm-14",
        "rfm-11",
        "e-metrics",
        "growth-accounting",
    ],
)
def test_every_segment_of_the_built_in_templates_has_somebody(template):
    counts = clm.snapshot(simulate(), template, as_of="2025-12-31").counts()
    assert {segment for segment, people in counts.items() if people < 5} == set()
