"""The four groups that every shop tracks: leads, customers, retained customers, advocates."""

from collections.abc import Mapping
from typing import Final

from clm.features.catalog import Feature
from clm.features.table import ORDERS
from clm.ledger.column import Bools
from clm.metrics.measuring.moment import Moment

REFERRALS: Final = Feature("count", ("referral",))
REFUNDS: Final = Feature("count", ("refund",))

TRACKED: Final = ("leads", "customers", "retained", "advocates")
"""Customers hold the retained ones and the advocates: every buyer is a customer for tracking."""


def tracked(moment: Moment) -> Mapping[str, Bools]:
    """Tell who is in which group on a day.

    A lead is somebody known who has neither a counted order nor a refund; a customer has a counted
    order, a retained one two or more; an advocate is a customer who referred somebody.

    Returns
    -------
    mapping of str to (k,) bool
        By customer code.

    Examples
    --------
    >>> from clm.features.table import Features
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-02", "2024-05-09"]
    >>> shop = Ledger.from_columns(customer=[1, 2, 1], when=days, amount=[9] * 3, currency="EUR")
    >>> shop = shop.with_events("visit", customer=[3], when=["2024-05-09"])
    >>> groups = tracked(Moment(Features.of(shop, as_of="2024-05-31")))
    >>> {name: int(who.sum()) for name, who in groups.items()}
    {'leads': 1, 'customers': 2, 'retained': 1, 'advocates': 0}
    """
    orders, referrals, refunds = (moment.all(each) for each in (ORDERS, REFERRALS, REFUNDS))
    return {
        "leads": moment.there & ~moment.bought & (refunds == 0),
        "customers": moment.bought,
        "retained": orders > 1,
        "advocates": moment.bought & (referrals > 0),
    }
