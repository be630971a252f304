"""CDNOW end to end: 18 months of a shop that sells CDs, against the oracle."""

from collections import Counter
from datetime import date

import pytest

import clm
from asking import DOCUMENTS, KEYS, answers, cuts, places
from oracle import Reading
from real_shops import cdnow, told

DAYS = (date(1997, 9, 30), date(1998, 6, 30))
FEATURES = (
    "orders",
    "orders(days=90, ago=30)",
    "recency",
    "tenure",
    "monetary",
    "monetary(days=365)",
    "average_order",
    "order_days",
    "last_gap",
    "total('order', days=30)",
    "last('order', ago=30)",
    "count('visit')",
    "latest('visit', 'order')",
)


@pytest.fixture(scope="module")
def shop():
    return told(cdnow, "USD")


def test_the_file_is_the_published_one(shop):
    """69,659 orders of 23,570 customers, all of whom came in the first quarter of 1997."""
    _, ledger = shop
    assert len(ledger) == 23_570
    assert ledger.report().orders == 69_659
    assert (ledger.first_day, ledger.last_day) == (date(1997, 1, 1), date(1998, 6, 30))
    assert len(clm.Features.of(ledger, as_of="1997-03-25")) == 23_570


def test_money_by_month_is_what_the_rows_say(shop):
    """Gross and net are equal, for nothing was given back."""
    oracle, ledger = shop
    assert ledger.report().by_month == oracle.report_totals()["by_month"]


@pytest.mark.parametrize("text", FEATURES)
@pytest.mark.parametrize("day", DAYS)
def test_each_feature_of_everybody_is_the_oracles(shop, day, text):
    """23,570 answers a feature."""
    oracle, ledger = shop
    assert answers(clm.Features.of(ledger, as_of=day), text) == oracle.features(text, day)


@pytest.mark.parametrize("key", KEYS)
def test_each_template_on_its_own_scale_is_the_oracles(shop, key):
    """Cut points, segments, stages and their counts, by the end of the data."""
    oracle, ledger = shop
    snap, reading = (
        clm.snapshot(ledger, key, as_of=DAYS[1]),
        Reading(oracle, DOCUMENTS[key], DAYS[1]),
    )
    expected = reading.places()
    assert cuts(snap) == reading.cuts
    assert places(snap) == expected
    numbers = Counter(segment for segment, _ in expected.values())
    assert snap.counts() == {each.key: numbers[each.key] for each in snap.template.segments}
    assert {key: n for key, n in snap.stage_counts().items() if n} == Counter(
        stage for _, stage in expected.values()
    )


def test_an_earlier_day_is_measured_with_a_later_ruler(shop):
    """The scale of the last day puts September's customers where the oracle does."""
    oracle, ledger = shop
    document = DOCUMENTS["rfm-11"]
    fitted = clm.templates["rfm-11"].fit(clm.Features.of(ledger, as_of=DAYS[1]))
    ruler = Reading(oracle, document, DAYS[1]).cuts
    snap = clm.snapshot(ledger, fitted, as_of=DAYS[0])
    assert places(snap) == Reading(oracle, document, DAYS[0], cuts=ruler).places()


def test_people_who_bought_once_and_their_money_are_summed_up(shop):
    """The summary's columns, reckoned one by one."""
    oracle, ledger = shop
    snap = clm.snapshot(ledger, "five-stage", as_of=DAYS[1])
    orders, money = (oracle.features(text, DAYS[1]) for text in ("orders", "monetary"))
    columns = snap.summary("stage").columns()
    for at, stage in enumerate(columns["stage"].tolist()):
        members = [each for each, (_, where) in places(snap).items() if where == stage]
        assert columns["people"][at] == len(members)
        assert columns["monetary"][at] == sum(money[each] for each in members)
        once = sum(orders[each] == 1 for each in members)
        assert not members or columns["one_time_share"][at] == once / len(members)
