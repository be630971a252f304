"""Gaps between order days: how long customers are silent before they come back."""

import numpy as np

from clm.features.catalog import Feature
from clm.features.windows import Windows
from clm.ledger.column import Days
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, to_number

_ORDER_DAYS = Feature("days", ("order",))


def order_gaps(ledger: Ledger, as_of: object) -> Days:
    """Count the days between neighbouring order days, of all customers together.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    as_of : date, str or datetime64
        The day, inclusive.

    Returns
    -------
    (k,) int32
        At least 1 each; in no promised order. Orders that were given back in full do not count.

    Raises
    ------
    DayError
        `as_of` is no day.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-01", "2024-05-04", "2024-05-14", "2024-05-09"]
    >>> people = ["ann", "ann", "ann", "ann", "bob"]
    >>> shop = Ledger.from_columns(customer=people, when=days, amount=[9] * 5, currency="EUR")
    >>> order_gaps(shop, "2024-05-31").tolist()
    [3, 10]
    """
    day = to_number(as_day(as_of))
    customer, when = Windows(ledger, ledger.orders_on(day), day, day).distinct_days(_ORDER_DAYS)
    gaps: Days = np.diff(when)[customer[1:] == customer[:-1]]
    return gaps
