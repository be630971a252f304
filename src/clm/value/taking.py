"""A ledger summed up for models of value."""

from typing import Any, overload

import numpy as np

from clm.analysis.snapshot.taking import ledger_faults
from clm.errors import SnapshotError
from clm.features.gaps import order_waits
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, day_faults, to_number
from clm.model.money import digits_of
from clm.value.repeat_money import repeat_money
from clm.value.summary import RfmSummary
from clm.value.unit import DAYS, U, Unit, Week, unit_faults


@overload
def rfm_summary(ledger: Ledger, as_of: object, *, unit: Week = "week") -> RfmSummary[Week]: ...


@overload
def rfm_summary(ledger: Ledger, as_of: object, *, unit: U) -> RfmSummary[U]: ...


def rfm_summary(ledger: Ledger, as_of: object, *, unit: Unit = "week") -> RfmSummary[Any]:
    """Sum up every customer's orders as models of value need them.

    Frequency is the number of distinct order days less one, recency the time from the first order
    day to the last, T that from the first order day to the as-of day; days over 7 for weeks, not
    rounded. The monetary value is the net money of all that is not part of the first order day,
    over the frequency. To the first order day belong the orders up to it, with their later lines
    and the refunds that name them, and refunds that name no order before the second order day; so
    first and repeat money of a repeater add up to her net money.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen, and orders that were given back in full by
        then do not count.
    as_of : date, str or datetime64
        The day, inclusive.
    unit : {"day", "week"}
        The unit of time, weeks as in the literature if left out; a model of one unit does not take
        a summary in another.

    Returns
    -------
    RfmSummary
        Of all customers with an order that counts, in the ledger's order.

    Raises
    ------
    SnapshotError
        Something else than a ledger, no such day, no such unit; all of it at once.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-15", "2024-05-15", "2024-05-08"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "ann", "ann", "bob"], when=days, amount=[9, 5, 2, 7], currency="EUR"
    ... )
    >>> summary = rfm_summary(shop, as_of="2024-05-29", unit="week")
    >>> summary.frequency, summary.recency, summary.T, summary.monetary_value
    (array([1, 0]), array([2., 0.]), array([4., 3.]), array([7., 0.]))
    """
    faults = [*ledger_faults(ledger), *day_faults(as_of), *unit_faults(unit)]
    if faults:
        raise SnapshotError(faults)
    end = as_day(as_of)
    day = to_number(end)
    waits = order_waits(ledger, end)
    size = len(ledger)
    order_days = np.bincount(waits.customer, minlength=size)
    length = np.bincount(waits.customer, waits.days, size)
    recency = np.bincount(waits.customer, waits.days * waits.ended, size)
    who = np.flatnonzero(order_days)
    frequency = order_days[who].astype(np.int64) - 1
    money = repeat_money(ledger, waits, day)[who]
    minor = np.maximum(frequency, 1) * 10 ** digits_of(ledger.currency)
    return RfmSummary(
        unit=unit,
        customers=ledger.customers[who],
        frequency=frequency,
        recency=recency[who] / DAYS[unit],
        T=length[who] / DAYS[unit],
        monetary_value=np.where(frequency > 0, money / minor, 0.0),
        as_of=end,
        currency=ledger.currency,
    )
