"""A source of features is told by what it can do."""

import clm
from clm.features.source import FeatureSource


def test_a_ledger_is_none_and_whatever_tells_features_is():
    """The core knows no engine."""

    class Told:
        def features_on(self, as_of, wanted):
            """Tell the features of a ledger."""
            return clm.Features.of(ledger, as_of=as_of, names=[each.name for each in wanted])

    ledger = clm.Ledger.from_columns(customer=[7], when=["2024-05-01"], amount=[9], currency="EUR")
    assert not isinstance(ledger, FeatureSource)
    assert isinstance(Told(), FeatureSource)
    assert clm.snapshot(Told(), "five-stage", as_of="2024-05-12")[7].key == "new_customer"
