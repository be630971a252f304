"""Features are taken apart into parts, or refused by name."""

import pytest

from clm.errors import FeatureError
from clm.features.catalog import Feature
from clm.sources.relations.parts import check_reducible, parts_of


def test_refused_features_are_named_together():
    """Those that look at the order of events, or at channels."""
    texts = ("last_gap", "latest('order', 'visit')", "count('order', channel='email')", "recency")
    with pytest.raises(FeatureError) as caught:
        check_reducible(map(Feature.parse, texts))
    assert [each.where for each in caught.value.faults] == [*texts[:3]]


def test_only_an_average_has_parts():
    """All else is summed up, or compared, as it is."""
    average, last = Feature.parse("average_order"), Feature.parse("last('visit', days=7)")
    assert [each.name for each in parts_of(average)] == ["orders", "monetary"]
    assert parts_of(last) == (last,)
