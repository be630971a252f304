"""Order days and what lies between them: how long customers are silent before they come back."""

import numpy as np
from attrs import frozen

from clm.features.catalog import Feature
from clm.features.windows import Windows
from clm.ledger.column import Bools, Codes, Days, stays_locked
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, to_number

_ORDER_DAYS = Feature("days", ("order",))


@stays_locked
@frozen(eq=False)
class Waits:
    """What came after every order day of every customer: the next one, or nothing so far.

    Parameters
    ----------
    customer : (k,) int32
        Codes; ascending, and the days of each customer in order.
    days : (k,) int32
        To the next order day, at least 1; after the last one to the as-of day, at least 0.
    ended : (k,) bool
        Whether there was a next one.
    """

    customer: Codes
    days: Days
    ended: Bools

    @property
    def first(self) -> Bools:
        """Whether the order day is the customer's first; (k,) bool."""
        first = np.ones(len(self.customer), bool)
        np.not_equal(self.customer[1:], self.customer[:-1], out=first[1:])
        return first


def order_days(ledger: Ledger, as_of: object) -> tuple[Codes, Days]:
    """List the days on which customers ordered; several orders of one day are one.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    as_of : date, str or datetime64
        The day, inclusive.

    Returns
    -------
    customer, day : (k,) int32
        Codes, ascending, and days since 1970-01-01, in order. Orders that were given back in full
        do not count.

    Raises
    ------
    DayError
        `as_of` is no day.

    Examples
    --------
    >>> days = ["1970-01-02", "1970-01-05", "1970-01-05"]
    >>> shop = Ledger.from_columns(customer=[1, 1, 1], when=days, amount=[9] * 3, currency="EUR")
    >>> customer, day = order_days(shop, "1970-01-31")
    >>> customer.tolist(), day.tolist()
    ([0, 0], [1, 4])
    """
    day = to_number(as_day(as_of))
    return Windows(ledger, ledger.orders_on(day), day, day).distinct_days(_ORDER_DAYS)


def order_waits(ledger: Ledger, as_of: object) -> Waits:
    """Count the days from every order day to the next, or to the as-of day.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    as_of : date, str or datetime64
        The day, inclusive.

    Returns
    -------
    Waits
        Orders that were given back in full do not count; several of one day are one.

    Raises
    ------
    DayError
        `as_of` is no day.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-01", "2024-05-04", "2024-05-09"]
    >>> people = ["ann", "ann", "ann", "bob"]
    >>> shop = Ledger.from_columns(customer=people, when=days, amount=[9] * 4, currency="EUR")
    >>> waits = order_waits(shop, "2024-05-31")
    >>> waits.days.tolist(), waits.ended.tolist(), waits.first.tolist()
    ([3, 27, 22], [True, False, False], [True, False, True])
    """
    day = to_number(as_day(as_of))
    customer, when = order_days(ledger, as_of)
    until, ended = np.full(len(when), day, np.int32), np.zeros(len(when), bool)
    np.equal(customer[1:], customer[:-1], out=ended[:-1])
    np.copyto(until[:-1], when[1:], where=ended[:-1])
    return Waits(customer, until - when, ended)


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
    waits = order_waits(ledger, as_of)
    gaps: Days = waits.days[waits.ended]
    return gaps
