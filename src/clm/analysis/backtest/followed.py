"""Everybody as of a day, and what they did in the days after."""

from datetime import date, timedelta

import numpy as np
from attrs import evolve, frozen

from clm._show import counted
from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import Fault, SnapshotError
from clm.features.table import MONETARY, ORDERS, RECENCY, Features, FeatureTable
from clm.ledger.column import AnyArray, Bools, Ints
from clm.ledger.ledger import Ledger
from clm.lifecycle.lookup import Cells
from clm.model.day import to_number


@frozen(eq=False)
class Followed:
    """Everybody who was there on the first day or came later, and what they did.

    Parameters
    ----------
    features : FeatureTable
        On the first day.
    places : (n,) uint8 or uint16
        Segments of those who were there.
    there : (p,) bool
        Who of all the people was there already, in the same order.
    orders, money : (p,) int
        Counted orders, and order lines less refunds in minor units, of the days after.
    """

    features: FeatureTable
    places: Cells
    there: Bools
    orders: AnyArray
    money: Ints

    @property
    def buyers(self) -> Bools:
        """Who of those that were there had a counted order; (n,) bool."""
        buyers: Bools = self.features.column(RECENCY) >= 0
        return buyers

    @property
    def returned(self) -> Bools:
        """Who of those that were there ordered; (n,) bool."""
        returned: Bools = self.orders[self.there] > 0
        return returned

    def groups(self, newcomers: int) -> Ints:
        """Give everybody's segment, and those who came later the group after the last one."""
        group = np.full(len(self.there), newcomers)
        group[self.there] = self.places
        return group


def follow(snap: Snapshot, ledger: Ledger, days: int) -> Followed:
    """Look at everybody again at the end of the last day."""
    later = Features.of(ledger, as_of=snap.as_of + timedelta(days=days))
    orders, money = (later.column(evolve(each, days=days)) for each in (ORDERS, MONETARY))
    return Followed(snap.features, snap.places, _there(ledger, later, snap.as_of), orders, money)


def _there(ledger: Ledger, later: Features, day: date) -> Bools:
    """Tell who of a later day was there on an earlier one."""
    first = ledger.arrivals.day
    if len(later) < len(ledger):
        first = first[first <= to_number(later.as_of)]
    there: Bools = first <= to_number(day)
    return there


def days_faults(days: object) -> list[Fault]:
    """Name what is no number of days."""
    if isinstance(days, int | np.integer) and not isinstance(days, bool) and days >= 1:
        return []
    return [Fault("days", f"{days!r:.40} is no number of days", "give a whole number from 1")]


def check_span(ledger: Ledger, day: date, days: int) -> None:
    """Refuse a day before the first event, and days after the last one."""
    first, last = ledger.first_day, ledger.last_day
    if first is None or last is None:
        raise SnapshotError.of("ledger", "has no events", "add orders first")
    whole = (last - first).days
    if whole == 0:
        raise SnapshotError.of("ledger", "has a single day", "two days are the least")
    mend = f"days up to {whole} work"
    if days <= whole:
        mend = f"for {counted(days, 'day')}, as_of from {first} to {last - timedelta(days=days)}"
    if day < first:
        raise SnapshotError.of("as_of", f"nobody is there on {day}", mend)
    left = (last - day).days
    if days > left:
        here = f"; as of {day}, days up to {left}" if left > 0 else ""
        ends = f"{counted(left, 'day')} after {day}, not {days:,}" if left >= 0 else f"before {day}"
        raise SnapshotError.of("days", f"the ledger ends on {last}, {ends}", mend + here)
