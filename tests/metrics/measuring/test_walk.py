"""From one period to the next, and what cannot be walked."""

from datetime import date

import pytest

from clm.features.running import features_along
from clm.ledger.ledger import Ledger
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.walk import ends, seen_along, span_faults
from clm.metrics.span import spans
from lively import lively


def test_each_period_begins_where_the_one_before_ended():
    ledger = lively(1).ledger()
    cut = spans(date(2024, 1, 10), date(2024, 4, 20), "month", "monday")
    days = ends(cut)
    assert days == (date(2024, 1, 9), *(each.last for each in cut))
    seen = [*seen_along(features_along(ledger, days), cut, Followed(ledger, days[-1]), None)]
    assert [each.opening.features.as_of for each in seen] == [*days[:-1]]
    assert [each.closing.features.as_of for each in seen] == [*days[1:]]
    assert seen[0].closing is seen[1].opening


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (("2024-02-01", "2024-01-01", None, None), ["start"]),
        (("2024-02-01", "2024-03-01", "2024-02-15", None), ["as_of"]),
        (("soon", 3, "late", "ads"), ["start", "end", "as_of", "traffic"]),
        (("1990-01-01", "1990-02-01", None, None), ["end"]),
        (("2024-02-01", "2024-03-01", "2024-03-01", None), []),
    ],
)
def test_faults_come_together(asked, where):
    found = span_faults(lively(1).ledger(), *asked)
    assert [each.where for each in found] == where


def test_a_shop_without_events_has_no_periods():
    empty = Ledger.from_orders([], currency="EUR")
    assert [each.where for each in span_faults(empty, "2024-01-01", "2024-01-31", None, None)] == [
        "ledger"
    ]
