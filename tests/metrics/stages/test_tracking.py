"""The four tracked groups."""

from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.metrics.measuring.moment import Moment
from clm.metrics.stages.tracking import TRACKED, tracked


def test_somebody_who_gave_everything_back_is_no_lead():
    shop = Ledger.from_columns(
        customer=[1, 1, 2], when=["2024-05-01", "2024-05-02", "2024-05-03"], amount=[9, -9, 5],
        order=["a", "a", "b"], currency="EUR",
    )  # fmt: skip
    groups = tracked(Moment(Features.of(shop, as_of="2024-05-31")))
    assert tuple(groups) == TRACKED
    assert {name: who.tolist() for name, who in groups.items()} == {
        "leads": [False, False],
        "customers": [False, True],
        "retained": [False, False],
        "advocates": [False, False],
    }


def test_who_only_refers_is_no_advocate():
    shop = Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    shop = shop.with_events("referral", customer=[1, 2], when=["2024-05-02"] * 2)
    groups = tracked(Moment(Features.of(shop, as_of="2024-05-31")))
    assert groups["advocates"].tolist() == [True, False]
    assert groups["leads"].tolist() == [False, True]
