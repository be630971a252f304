"""Statistics of events in a window of ages, on demand; one value a customer of the ledger."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from attrs import evolve, frozen

from clm.features.catalog import LONGEST_WINDOW, Feature, Stat
from clm.features.kernel import MISSING_DAYS, Counts
from clm.ledger.column import AnyArray, Bools, Codes, Days, Ints
from clm.ledger.contents import no_rows
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.ledger.sales.orders import Orders

MISSING: Final = np.iinfo(np.int64).min
"""Stands for a missing value that is no number of days."""

_DAY_BITS: Final = 32


@frozen(eq=False)
class Window:
    """The events of one kind that a feature looks at.

    Parameters
    ----------
    rows : Rows
        In time order.
    live : (n,) bool
        Which of them.
    """

    rows: Rows
    live: Bools

    @property
    def customer(self) -> Codes:
        """Codes of the customers of the events."""
        return self.rows.customer[self.live]

    @property
    def day(self) -> Days:
        """Days of the events."""
        return self.rows.day[self.live]

    @property
    def amount(self) -> Ints:
        """Amounts of the events, in minor units."""
        if self.rows.amount is None:
            return np.zeros(int(self.live.sum()), np.int64)
        return self.rows.amount[self.live]


@frozen(eq=False)
class Windows:
    """Features of all customers of a ledger on a day.

    Parameters
    ----------
    ledger : Ledger
        All events.
    orders : Orders
        As known on the last day that is looked at.
    day : int
        The as-of day, since 1970-01-01.
    known : int
        The last day that is looked at; not after `day`.
    """

    ledger: Ledger
    orders: Orders
    day: int
    known: int

    def values(self, feature: Feature) -> AnyArray:
        """Compute a feature.

        Returns
        -------
        (k,) int64 of money, int32 of all else
            -1 where days or a kind are missing. One number in the memory of one stands for all
            customers where such events never happened.
        """
        if all(self.ledger.rows(kind) is None for kind in feature.kinds):
            nothing = np.int32(MISSING_DAYS if feature.optional else 0)
            return np.broadcast_to(nothing, len(self.ledger))
        return _STATS[feature.stat](self, feature)

    def count(self, feature: Feature) -> Counts:
        """Count the events."""
        return self._counted(self.events(feature).customer)

    def total(self, feature: Feature) -> Ints:
        """Sum up amounts; of orders all lines on their own days, net less refunds."""
        total = np.zeros(len(self.ledger), np.int64)
        for window, sign in self.summands(feature):
            np.add.at(total, window.customer, sign * window.amount)
        return total

    def summands(self, feature: Feature) -> list[tuple[Window, int]]:
        """Give the events whose amounts make up a sum, and whether they add or take away."""
        if feature.kinds != ("order",):
            return [(self.events(feature), 1)]
        lines = [(self._select(rows, feature), 1) for rows in (self.orders.rows, self.orders.late)]
        if feature.stat == "total":
            return lines
        refund = Feature("total", ("refund",), feature.days, feature.ago)
        return [*lines, (self.events(refund), -1)]

    def last(self, feature: Feature) -> Days:
        """Count the days since the last event."""
        events = self.events(feature)
        return self._since(events.customer, events.day)

    def first(self, feature: Feature) -> Days:
        """Count the days since the first event."""
        events = self.events(feature)
        return self._since(events.customer[::-1], events.day[::-1])

    def days(self, feature: Feature) -> Counts:
        """Count distinct days with an event."""
        customer, _ = self.distinct_days(feature)
        return self._counted(customer)

    def gap(self, feature: Feature) -> Days:
        """Count the days between the last two days with an event."""
        customer, day = self.distinct_days(feature)
        gap = np.full(len(self.ledger), MISSING_DAYS, np.int32)
        again = np.flatnonzero(customer[1:] == customer[:-1]) + 1
        gap[customer[again]] = day[again] - day[again - 1]
        return gap

    def latest(self, feature: Feature) -> Codes:
        """Tell which kind came last, by place in the call; at one instant the one named last."""
        latest = np.full(len(self.ledger), MISSING_DAYS, np.int32)
        best_day, best_instant = np.full((2, len(self.ledger)), MISSING)
        for place, kind in enumerate(feature.kinds):
            events = self.events(evolve(feature, kinds=(kind,)))
            row = np.full(len(self.ledger), -1)
            row[events.customer] = np.flatnonzero(events.live)
            who = np.flatnonzero(row >= 0)
            day, instant = events.rows.day[row[who]], events.rows.instant[row[who]]
            later = (day > best_day[who]) | (
                (day == best_day[who]) & (instant >= best_instant[who])
            )
            who = who[later]
            latest[who], best_day[who], best_instant[who] = place, day[later], instant[later]
        return latest

    def events(self, feature: Feature) -> Window:
        """Select the events of a feature's kind, channel and window; orders only if they count."""
        if feature.kinds[0] != "order":
            rows = self.ledger.rows(feature.kinds[0])
            return self._select(no_rows() if rows is None else rows, feature)
        window = self._select(self.orders.rows, feature)
        void = self.orders.voids.on(self.known)
        window.live[void[void < len(window.live)]] = False
        return window

    def _select(self, rows: Rows, feature: Feature) -> Window:
        """Select rows by their age and channel."""
        youngest = min(self.day - min(feature.ago, LONGEST_WINDOW), self.known)
        oldest = self.day - LONGEST_WINDOW if feature.end is None else self.day - feature.end + 1
        live = np.zeros(len(rows), bool)
        live[rows.between(oldest, youngest)] = True
        if feature.channel is not None:
            code = self.ledger.contents.books.channel.code_of(feature.channel)
            known = code >= 0 and rows.channel is not None
            live &= rows.channel == code if known else False
        return Window(rows, live)

    def _counted(self, customer: Codes) -> Counts:
        """Count how often every customer occurs."""
        return np.bincount(customer, minlength=len(self.ledger)).astype(np.int32)

    def _since(self, customer: Codes, day: Days) -> Days:
        """Count the days since the event written last."""
        since = np.full(len(self.ledger), MISSING_DAYS, np.int32)
        since[customer] = self.day - day
        return since

    def distinct_days(self, feature: Feature) -> tuple[Codes, Days]:
        """Give the distinct days of every customer, sorted by customer, then day."""
        events = self.events(feature)
        first = events.day.min(initial=0)
        # Customer and day in one integer sort eight times as fast as a stable sort by customer.
        line = events.customer.astype(np.int64) << _DAY_BITS
        line |= events.day - first
        line.sort()
        new = np.ones(len(line), bool)
        new[1:] = line[1:] != line[:-1]
        line = line[new]
        day = (line & ((1 << _DAY_BITS) - 1)).astype(np.int32) + first
        return (line >> _DAY_BITS).astype(np.int32), day


_STATS: Final[Mapping[Stat, Callable[[Windows, Feature], AnyArray]]] = {
    "count": Windows.count,
    "total": Windows.total,
    "net": Windows.total,
    "last": Windows.last,
    "first": Windows.first,
    "days": Windows.days,
    "gap": Windows.gap,
    "latest": Windows.latest,
}
