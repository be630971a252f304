"""Online Retail end to end: a year of a British wholesaler, whose cancellations name no order."""

from collections import Counter
from datetime import date

import pytest

import clm
from asking import DOCUMENTS, KEYS, answers, cuts, places
from oracle import Reading
from real_shops import online_retail, told

DAYS = (date(2011, 2, 28), date(2011, 8, 31), date(2011, 12, 9))
FEATURES = (
    "orders",
    "orders(days=30)",
    "orders(days=30, ago=30)",
    "recency",
    "tenure",
    "monetary",
    "monetary(days=90, ago=10)",
    "average_order",
    "order_days",
    "order_days(days=60)",
    "last_gap",
    "total('order')",
    "total('refund', days=60)",
    "count('refund')",
    "last('refund')",
    "first('refund', days=200)",
    "latest('order', 'refund')",
)


def shop(match_refunds=None):
    return told(online_retail, "GBP", "Europe/London", match_refunds)


def test_the_file_is_the_published_one():
    """18,536 orders and 3,654 cancellations of 4,372 customers, 33 of whom only gave back."""
    _, ledger = shop()
    report = ledger.report()
    assert (report.orders, report.refunds_unlinked, report.refunds_linked) == (18_536, 3_654, 0)
    assert len(ledger) == 4_372
    assert report.linkable == 158
    snap = clm.snapshot(ledger, "five-stage", as_of="2011-12-09")
    assert snap.counts()["outside"] == 33
    assert repr(ledger) == (
        "<Ledger 18,536 orders · 3,654 refunds · 4,372 customers · GBP · 2010-12-01 … 2011-12-09>"
    )


def test_money_by_month_is_what_the_rows_say():
    """Gross, refunds and net, each on its own days."""
    oracle, ledger = shop()
    assert ledger.report().by_month == oracle.report_totals()["by_month"]


@pytest.mark.parametrize("match_refunds", [None, "exact"])
@pytest.mark.parametrize("day", DAYS)
def test_every_feature_of_everybody_is_the_oracles(day, match_refunds):
    """Whether cancellations stay alone or find the order that they cancel."""
    oracle, ledger = shop(match_refunds)
    features = clm.Features.of(ledger, as_of=day)
    for text in FEATURES:
        assert (text, answers(features, text)) == (text, oracle.features(text, day))


@pytest.mark.parametrize(
    ("day", "match_refunds"), [(DAYS[1], None), (DAYS[2], None), (DAYS[2], "exact")]
)
@pytest.mark.parametrize("key", KEYS)
def test_every_template_is_the_oracles(key, day, match_refunds):
    """Cut points, segments, stages and their counts."""
    oracle, ledger = shop(match_refunds)
    snap, reading = clm.snapshot(ledger, key, as_of=day), Reading(oracle, DOCUMENTS[key], day)
    expected = reading.places()
    assert cuts(snap) == reading.cuts
    assert places(snap) == expected
    numbers = Counter(segment for segment, _ in expected.values())
    assert snap.counts() == {each.key: numbers[each.key] for each in snap.template.segments}


def test_matched_refunds_uncount_exactly_their_orders():
    """158 cancellations equal an earlier order of the same customer, and take it away."""
    (_, alone), (_, matched) = shop(), shop("exact")
    report = matched.report()
    assert (report.refunds_linked, report.refunds_unlinked) == (158, 3_654 - 158)
    counted = [
        int(clm.Features.of(ledger, as_of="2011-12-09")["orders"].sum())
        for ledger in (alone, matched)
    ]
    assert counted == [18_536, 18_536 - 158]


def test_segments_that_the_scale_leaves_empty_are_named():
    """Under clm-14 f 1 is a single order and r 4 ends at 32 days, so whoever has both is new."""
    _, ledger = shop()
    snap = clm.snapshot(ledger, "clm-14", as_of="2011-12-09")
    assert snap.unreachable == ("recent_customer",)
    assert any("recent_customer" in note for note in snap.notes)
    assert clm.snapshot(ledger, "exponea-14", as_of="2011-12-09").unreachable == ()
