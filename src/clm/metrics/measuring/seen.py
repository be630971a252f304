"""One period of a shop: who was there when it began and ended, and what happened in between."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from attrs import frozen

from clm.features.kernel import Counts
from clm.ledger.column import AnyArray, Bools, Codes
from clm.ledger.contents import no_rows
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.metrics.measuring.followed import Followed, counting, marked
from clm.metrics.measuring.moment import Moment
from clm.metrics.measuring.tally import Part
from clm.metrics.span import Span
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import to_number


@frozen(eq=False)
class Seen:
    """What a shop saw in a span of days, as known on the last of them.

    Parameters
    ----------
    span : Span
        The days.
    opening, closing : Moment
        Where everybody stood on the eve of the first day, and on the last.
    followed : Followed
        What became of people later, as far as is looked at.
    traffic : Traffic or None
        Impressions, clicks and visits of people without an id.
    """

    span: Span
    opening: Moment
    closing: Moment
    followed: Followed
    traffic: Traffic | None

    @property
    def ledger(self) -> Ledger:
        """All events."""
        return self.followed.ledger

    @property
    def first(self) -> int:
        """The first day, since 1970-01-01."""
        return to_number(self.span.first)

    @property
    def last(self) -> int:
        """The last day, since 1970-01-01."""
        return to_number(self.span.last)

    def ever(self, kind: str) -> bool:
        """Tell whether an event of a kind happened up to the last day."""
        rows = self.ledger.rows(kind)
        return rows is not None and rows.until(self.last) > 0

    def rows(self, kind: str) -> Rows:
        """Give the events of a kind, other than orders."""
        return self._between(self.ledger.rows(kind) or no_rows())

    def people(self, kind: str) -> Codes:
        """Give everybody once to whom an event of a kind happened, in order of their codes."""
        return np.flatnonzero(self.met(kind)).astype(np.int32)

    def met(self, kind: str) -> Bools:
        """Tell to whom an event of a kind happened; (k,) bool by customer code."""
        return marked(self.rows(kind).customer, len(self.ledger))

    @cached_property
    def visitors(self) -> Codes:
        """Everybody who visited, once."""
        return self.people("visit")

    @cached_property
    def orders(self) -> Rows:
        """The orders that count on the last day."""
        return counting(self.closing.features.windows.orders, self.first, self.last)

    @cached_property
    def ordering(self) -> Part:
        """One for each of these orders."""
        return Part(self.orders.customer)

    @cached_property
    def times(self) -> Counts:
        """How many of these orders everybody has; (k,) int32 by customer code."""
        times = np.zeros(len(self.ledger), np.int32)
        np.add.at(times, self.orders.customer, np.int32(1))
        return times

    @cached_property
    def bought(self) -> Bools:
        """Who has one of these orders; (k,) bool by customer code."""
        return marked(self.orders.customer, len(self.ledger))

    @cached_property
    def buyers(self) -> Codes:
        """Everybody with one of these orders, once."""
        return np.flatnonzero(self.bought).astype(np.int32)

    @cached_property
    def bought_before(self) -> Bools:
        """Who ordered in the stretch before, as known when it ended; (k,) by customer code."""
        orders, before = self.opening.features.windows.orders, to_number(self.span.before)
        return marked(counting(orders, before, self.first - 1).customer, len(self.ledger))

    @cached_property
    def earnings(self) -> Part:
        """Net money: order lines less refunds, each on its own day."""
        return self._money(self.first, self.last)

    @cached_property
    def earnings_before(self) -> Part:
        """Net money of the stretch before."""
        return self._money(to_number(self.span.before), self.first - 1)

    @cached_property
    def sales(self) -> Part:
        """Gross money: order lines, each on its own day."""
        return _joined([*self._lines(self.first, self.last)])

    def _between(self, rows: Rows) -> Rows:
        """Take the rows of these days."""
        return rows.take(rows.between(self.first, self.last))

    def _money(self, first: int, last: int) -> Part:
        """Take order lines and refunds of some days."""
        back = self.ledger.contents.kinds["refund"]
        part = back.between(first, last)
        amount = -_amounts(back)[part]
        return _joined([*self._lines(first, last), (back.customer[part], amount)])

    def _lines(self, first: int, last: int) -> Iterator[tuple[Codes, AnyArray]]:
        """Take order lines of some days."""
        for rows in (self.ledger.orders.rows, self.ledger.orders.late):
            part = rows.between(first, last)
            yield rows.customer[part], _amounts(rows)[part]


def _joined(flows: list[tuple[Codes, AnyArray]]) -> Part:
    """Put flows of money together."""
    customer, amount = (np.concatenate(each) for each in zip(*flows, strict=True))
    return Part(customer, amount)


def _amounts(rows: Rows) -> AnyArray:
    """Give the amounts of rows that have some; of none nothing is asked."""
    return np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
