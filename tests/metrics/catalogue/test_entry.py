"""Entries of the catalogue."""

import pytest

from clm.metrics.catalogue.catalogue import MAKERS, entry
from clm.metrics.catalogue.entry import censored


def test_what_is_censored_is_said_in_words():
    assert censored("7 days from the cart").endswith("by the as-of day")


@pytest.mark.parametrize("key", [key for key in MAKERS if key != "margin"])
def test_what_follows_people_says_what_becomes_of_those_not_watched(key):
    metric = entry(key, {}).metric
    assert ("within" in metric.parameters) == metric.censoring.startswith("left out")
