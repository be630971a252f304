"""Cohorts: customers by the period of their first order, followed through those after it."""

from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, table, tag
from clm.analysis.activity.calendar import Calendar
from clm.analysis.activity.marks import DOUBTFUL, doubtful_notes, open_notes
from clm.analysis.by_group import ByGroup, shown
from clm.analysis.cohorts.followed import Measure, Retention
from clm.analysis.cohorts.heat import heat_table, shades_of
from clm.analysis.cohorts.shown import figure_of, writer_of, written_cells
from clm.analysis.snapshot.columns import Text
from clm.ledger.column import AnyArray, Bools, Floats, Ints, locked, stays_locked
from clm.model.money import written
from clm.model.period import Period

_LINES: Final = 12
_OFFSETS: Final = 12
_HTML: Final = 60
_NAMED: Final = 4


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Cohorts(Framed):
    """What the customers of every cohort did in its own period and in those after it.

    Make one with `clm.cohorts`. Cell ``[k, n]`` is of cohort k, n periods after its own, so it
    lies in ``periods[k + n]``.

    Parameters
    ----------
    measure : str
        ``customers``, ``orders`` or ``revenue``.
    retention : str
        ``first_time``, ``recurring`` or ``rolling``.
    calendar : Calendar
        The periods, from that of the first order to that of the as-of day.
    complete_from : date or None
        The first day from which all orders are known.
    currency : str
        ISO 4217 code of amounts.
    sizes : (cohorts,) int64, read-only
        People of every cohort.
    counts : (cohorts, periods) int64, read-only
        People, counted orders, or net money in minor units; 0 where nothing is observed yet.
    outside : int
        Money in no cell: before a customer's first counted order, or of people without one.
    by : str
        What customers are split by; "" is nothing.
    groups : mapping of str to Cohorts
        The cohorts of every group, over the same periods; they add up to the whole. "" is who has
        no value of the attribute, or was not in the snapshot.

    Examples
    --------
    >>> from clm.analysis.cohorts.taking import cohorts
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-01-05", "2024-01-09", "2024-02-02", "2024-03-01"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "bob", "ann", "cem"], when=days, amount=[9, 9, 5, 7], currency="EUR"
    ... )
    >>> found = cohorts(shop)
    >>> found.sizes.tolist(), found.counts.tolist()
    ([2, 0, 1], [[2, 1, 0], [0, 0, 0], [1, 0, 0]])
    >>> found.complete.tolist()
    [[True, True, False], [True, False, False], [False, False, False]]
    """

    measure: Measure
    retention: Retention
    calendar: Calendar
    complete_from: date | None
    currency: str
    sizes: Ints = field(converter=locked)
    counts: Ints = field(converter=locked)
    outside: int
    by: str = ""
    groups: ByGroup["Cohorts"] = field(factory=ByGroup["Cohorts"])

    @property
    def as_of(self) -> date:
        """The day, inclusive."""
        return self.calendar.as_of

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods, without gaps."""
        return self.calendar.periods

    @property
    def cohorts(self) -> tuple[Period, ...]:
        """The period of every cohort, from the first to the last with people."""
        return self.periods[: len(self)]

    @property
    def observed(self) -> Bools:
        """Which cells lie in a period that has begun; (cohorts, periods) bool, read-only."""
        return self._up_to(len(self.periods))

    @property
    def complete(self) -> Bools:
        """Which cells lie in a period that is over; (cohorts, periods) bool, read-only."""
        return self._up_to(self.calendar.whole)

    @property
    def doubtful(self) -> Bools:
        """Which cohorts start before `complete_from`, and may hold customers from before.

        Returns
        -------
        (cohorts,) bool, read-only
        """
        return self.calendar.before(self.complete_from)[: len(self)]

    @cached_property
    def rates(self) -> Floats:
        """Counts per customer of the cohort.

        Returns
        -------
        (cohorts, periods) float64, read-only
            The share that ordered, orders a head, or minor units a head; NaN where nothing is
            observed yet, or nobody is in the cohort.
        """
        rates = np.full(self.counts.shape, np.nan)
        sizes = self.sizes[:, np.newaxis]
        np.divide(self.counts, sizes, out=rates, where=self.observed & (sizes > 0))
        return locked(rates)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: periods not over, cohorts in doubt, money outside."""
        doubtful, what = int(self.doubtful.sum()), "may hold old customers"
        amount = f"{written(self.outside, self.currency)} {self.currency}"
        return (
            *open_notes(self.calendar),
            *doubtful_notes(doubtful, "cohort", what, self.complete_from),
            *([f"{amount} are of nobody's cohort, or from before it"] if self.outside else []),
        )

    def columns(self) -> dict[str, AnyArray]:
        """Give the cells in long form: a row for every observed cell, of every group if there are.

        Returns
        -------
        dict of str to (c,) array, read-only
            ``group`` (text, where customers are split), ``cohort`` and ``period`` (first days,
            datetime64[D]), ``offset`` (periods between them), ``size``, ``count``, ``rate`` (NaN
            where nobody is in the cohort), ``complete`` and ``doubtful``.
        """
        if not self.groups:
            return {name: locked(each) for name, each in self._cells().items()}
        cells = [each._cells() for each in self.groups.values()]  # noqa: SLF001  # of this class
        names = np.array([*self.groups], Text)
        group = np.repeat(names, [len(each["cohort"]) for each in cells])
        joined = {name: np.concatenate([each[name] for each in cells]) for name in cells[0]}
        return {name: locked(each) for name, each in {"group": group, **joined}.items()}

    def table(self) -> str:
        """Write the whole triangle of rates."""
        return table(self._header(len(self.periods)), self._rows(0, len(self.periods)))

    def __len__(self) -> int:
        """Count the cohorts."""
        return len(self.sizes)

    def __repr__(self) -> str:
        """The last cohorts in their first periods, and what deserves a second look."""
        ends = [*self._group_line(), *(f"note: {each}" for each in self.notes)]
        room = _LINES - 2 - len(ends)
        if len(self) > room or len(self.periods) > _OFFSETS:
            room -= 1
            ends = [f"… {self._hidden(room, _OFFSETS)}: print(….table())", *ends]
        first = max(len(self) - room, 0)
        offsets = min(_OFFSETS, len(self.periods) - first)
        triangle = table(self._header(offsets), self._rows(first, offsets))
        lines = [*triangle.splitlines(), *ends] if len(self) else ends
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """The triangle as a heat map."""
        first = max(len(self) - _HTML, 0)
        offsets = min(len(self.periods), _HTML)
        hidden = self._hidden(_HTML, _HTML)
        said = [self._head()[1:-1], *self._group_line(), *self.notes]
        caption = " · ".join([*said, *([f"{hidden} not shown"] if hidden else [])])
        shades = shades_of(self.rates[first:, :offsets])
        return heat_table(caption, self._header(offsets), self._rows(first, offsets), shades)

    def _up_to(self, periods: int) -> Bools:
        """Tell which cells lie in the first so many periods."""
        cohort, offset = np.ogrid[: len(self), : len(self.periods)]
        return locked(cohort + offset < periods)

    def _cells(self) -> dict[str, AnyArray]:
        """Lay out the observed cells."""
        cohort, offset = np.nonzero(self.observed)
        first_days = self.calendar.first_days()
        return {
            "cohort": first_days[cohort],
            "period": first_days[cohort + offset],
            "offset": offset,
            "size": self.sizes[cohort],
            "count": self.counts[cohort, offset],
            "rate": self.rates[cohort, offset],
            "complete": self.complete[cohort, offset],
            "doubtful": self.doubtful[cohort],
        }

    def _head(self) -> str:
        """Say what is counted, as of when, and of how many."""
        people = int(self.sizes.sum())
        return tag(
            "Cohorts",
            f"by {self.calendar.every}",
            figure_of(self.measure, self.retention, self.currency),
            f"as of {self.as_of}",
            counted(len(self), "cohort") if len(self) else "nobody has ordered",
            counted(people, "customer") if people and self.retention != "recurring" else "",
        )

    def _group_line(self) -> list[str]:
        """Name the first groups that have customers, and say how many."""
        if not self.groups:
            return []
        people = [(shown(name), int(each.sizes.sum())) for name, each in self.groups.items()]
        once = self.retention != "recurring"  # else one customer counts in several cohorts
        sizes = [f"{name} {number:,}" if once else name for name, number in people if number]
        more = [f"{len(sizes) - _NAMED} more"] if len(sizes) > _NAMED else []
        return [f"by {self.by}: {' · '.join([*sizes[:_NAMED], *more])}"]

    def _hidden(self, cohorts_shown: int, periods_shown: int) -> str:
        """Say what is left out."""
        cohorts, periods = len(self) - cohorts_shown, len(self.periods) - periods_shown
        return " and ".join(
            counted(number, f"more {word}")
            for number, word in ((cohorts, "cohort"), (periods, self.calendar.every))
            if number > 0
        )

    def _header(self, offsets: int) -> list[str]:
        """Name the columns."""
        return ["cohort", "size", *map(str, range(offsets))]

    def _rows(self, first: int, offsets: int) -> list[list[str]]:
        """Write the cohorts from one on."""
        cells = written_cells(
            self.rates[first:, :offsets],
            self.observed[first:, :offsets],
            self.complete[first:, :offsets],
            writer_of(self.measure, self.currency),
        )
        names = (
            each.name + (DOUBTFUL if doubtful else "")
            for each, doubtful in zip(self.cohorts[first:], self.doubtful[first:], strict=True)
        )
        sizes = (f"{each:,}" for each in self.sizes[first:].tolist())
        return [[*each, *row] for *each, row in zip(names, sizes, cells, strict=True)]
