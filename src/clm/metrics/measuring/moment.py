"""Where everybody stands on one day, by customer code."""

from functools import cached_property

import numpy as np
from attrs import frozen

from clm.features.catalog import Feature
from clm.features.table import ORDERS, RECENCY, Features
from clm.ledger.column import AnyArray, Bools, Codes
from clm.metrics.measuring.followed import marked


@frozen(eq=False)
class Moment:
    """What is known of all customers as of a day.

    Parameters
    ----------
    features : Features
        Of that day.

    Examples
    --------
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-20"]
    >>> shop = Ledger.from_columns(customer=[1, 2], when=days, amount=[9, 1], currency="EUR")
    >>> moment = Moment(Features.of(shop, as_of="2024-05-31"))
    >>> moment.active(20).tolist(), moment.of(ORDERS, np.array([1, 0], np.int32)).tolist()
    ([False, True], [1, 1])
    """

    features: Features

    def all(self, feature: Feature) -> AnyArray:
        """Give a feature of everybody who is there, and perhaps some who are not yet; by code."""
        return self.features.of_ledger(feature)[: self.features.reach]

    def of(self, feature: Feature, customer: Codes) -> AnyArray:
        """Give a count of some customers; 0 of those who are not there yet."""
        known = self.all(feature)
        there = customer < len(known)
        if there.all():
            return known[customer]
        return np.where(there, np.append(known, known.dtype.type(0))[customer * there], 0)

    @cached_property
    def there(self) -> Bools:
        """Who is there; by customer code."""
        reach = self.features.reach
        if len(self.features) == reach:
            return np.ones(reach, bool)
        return marked(self.features.codes, reach)

    @cached_property
    def bought(self) -> Bools:
        """Who has a counted order; by customer code."""
        bought: Bools = self.all(ORDERS) > 0
        return bought

    def active(self, days: int) -> Bools:
        """Tell whose last counted order is at most so many days ago; by customer code."""
        recency = self.all(RECENCY)
        active: Bools = self.bought & (recency <= days)
        return active

    def lapsed(self, days: int) -> Bools:
        """Tell whose last counted order is longer ago; by customer code."""
        lapsed: Bools = self.all(RECENCY) > days
        return lapsed
