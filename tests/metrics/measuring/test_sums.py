"""Tallies summed up."""

from datetime import date

import numpy as np

from clm.features.running import features_along
from clm.metrics.catalogue.catalogue import entry
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.sums import Groups, as_figures, summed
from clm.metrics.measuring.walk import ends, seen_along
from clm.metrics.span import Span
from lively import lively

SPAN = Span.of(date(2024, 2, 1), date(2024, 3, 31))


def seen_of(ledger):
    """See two months of a shop."""
    features = features_along(ledger, ends([SPAN]))
    (seen,) = seen_along(features, [SPAN], Followed(ledger, SPAN.last), None)
    return seen


def test_groups_of_everybody_add_up_to_the_shop():
    ledger = lively(4).ledger()
    place = np.arange(len(ledger), dtype=np.uint8) % 3
    asked = entry("revenue", {})
    sums = summed(asked, seen_of(ledger), Groups(("a", "b", "c"), place))
    assert sums.hits[0] == sums.hits[1:].sum()
    found = as_figures(
        asked.metric, [sums], [SPAN], groups=("a", "b", "c"), as_of=SPAN.last, currency="EUR"
    )
    assert found.groups == ("", "a", "b", "c")
    assert found.denominator is None
    assert found.currency == "EUR"


def test_what_cannot_be_told_says_why():
    ledger = lively(4).ledger()
    sums = summed(entry("impressions", {}), seen_of(ledger))
    assert (sums.reason, sums.hits.tolist()) == ("no traffic was given", [0])
