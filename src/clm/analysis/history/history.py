"""A history: snapshots of the last days of periods, one after the other."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np
from attrs import evolve, frozen

from clm._frames import Columns, Framed, Missing
from clm._show import counted, html_table, tag
from clm.analysis.history.days import history_days, history_faults
from clm.analysis.history.flows import Flows
from clm.analysis.history.measured import Measure, measure_faults, measured
from clm.analysis.history.money import money_by_start
from clm.analysis.history.shown import lines
from clm.analysis.history.spells import Spells
from clm.analysis.history.stalled import Stalled, stalled_in
from clm.analysis.progress import Progress, progress_faults, told
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import type_faults
from clm.analysis.transitions.matrix import stage_keys
from clm.analysis.transitions.transitions import Transitions, transitions
from clm.errors import SnapshotError
from clm.features.table import Features
from clm.ledger.column import AnyArray, Ints, locked
from clm.ledger.ledger import Ledger
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.model.day import as_day
from clm.model.event import CustomerId
from clm.model.period import Every, Weekday
from clm.scoring.scale import Scale


@frozen(eq=False, repr=False, kw_only=True)
class History(Framed):
    """Snapshots of one template on many days.

    Make one with `clm.history`.

    Parameters
    ----------
    snapshots : tuple of Snapshot
        In the order of their days.
    every : str
        The kind of period: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    partial : bool
        Whether the last day is no end of a period.

    Examples
    --------
    >>> days = ["2024-01-10", "2024-02-20", "2024-02-25"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "ann", "bob"], when=days, amount=[9, 5, 7], currency="EUR"
    ... )
    >>> past = history(shop, "five-stage", "2024-01-10", "2024-04-10", every="month")
    >>> past
    <History five-stage · 3 months and a part · 2024-01-31 … 2024-04-10 · 1 → 2 customers>
      awareness    ▁▁▁▁  0 → 0
      acquisition  ██▁▁  1 → 0
      development  ▁▁██  0 → 1
      retention    ▁███  0 → 1
      advocacy     ▁▁▁▁  0 → 0
      -            ▁▁▁▁  0 → 0
    """

    snapshots: tuple[Snapshot, ...]
    every: Every
    partial: bool

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the snapshots."""
        return tuple(each.as_of for each in self.snapshots)

    @property
    def template(self) -> Template:
        """The segments and stages."""
        return self.snapshots[0].template

    @property
    def ledger(self) -> Ledger:
        """The events behind the snapshots."""
        return self.snapshots[0].ledger

    def counts(self) -> Ints:
        """Count people by day and segment.

        Returns
        -------
        (p, s) int64, read-only
            Segments in template order, the unclassified last.
        """
        return locked(np.array([[*each.counts().values()] for each in self.snapshots], np.int64))

    def stage_counts(self) -> Ints:
        """Count people by day and stage; (p, t) int64, "" last if there are unclassified."""
        counted = [[*each.stage_counts().values()] for each in self.snapshots]
        return locked(np.array(counted, np.int64))

    def money(self) -> Ints:
        """Sum up the net money of each period by the segment in which people were at its start.

        Returns
        -------
        (p - 1, s + 1) int64, read-only
            In minor units: orders less refunds on their own days, after one snapshot's day and up
            to the next one's. The last column is of those who were not there at the start.
        """
        return self._money

    @cached_property
    def _money(self) -> Ints:
        """The same, made once."""
        return money_by_start(self.ledger, self.snapshots)

    def transitions(self) -> Iterator[Transitions]:
        """Go through the moves from each snapshot to the next.

        What is computed for their causes is kept with them, and not with the history.
        """
        for start, end in pairwise(map(_afresh, self.snapshots)):
            yield transitions(start, end)

    def flows(self) -> Flows:
        """Count who entered and left each stage, period by period, with rates."""
        return Flows.of(self.snapshots)

    def spells(self) -> Spells:
        """List everybody's stays in the stages, with those that began before or still go on."""
        return Spells.of(self.snapshots)

    def stalled(self) -> Stalled:
        """List who has been in her stage for more days than it has patience, on the last day."""
        return stalled_in(self.snapshots)

    def path(self, customer: CustomerId) -> list[tuple[date, str]]:
        """Give the days on which a customer was first seen in each segment, one after the other.

        Raises
        ------
        UnknownNameError
            Nobody of that id is in the last snapshot.
        """
        self.snapshots[-1].__getitem__(customer)
        seen = [(each.as_of, each[customer].key) for each in self.snapshots if customer in each]
        return [
            here
            for before, here in zip([None, *seen], seen, strict=False)
            if before is None or before[1] != here[1]
        ]

    def since(self, customer: CustomerId) -> date:
        """Give the day since which a customer has been seen in the segment where she is.

        Raises
        ------
        UnknownNameError
            Nobody of that id is in the last snapshot.
        """
        return self.path(customer)[-1][0]

    def columns(self) -> dict[str, AnyArray]:
        """Give people over time as columns, a row for every day and segment.

        Returns
        -------
        dict of str to (p * s,) array, read-only
            ``day`` (datetime64[D]), ``stage``, ``segment``, ``people``, ``money`` (net of the
            period that ends on the day, of who was in the segment at its start, minor units; the
            least int64 on the first day).
        """
        segments, days = self.template.segments, len(self.snapshots)
        money = np.full((days, len(segments)), np.iinfo(np.int64).min)
        money[1:] = self.money()[:, :-1]
        dates = np.array(self.days, "datetime64[D]")
        return {
            "day": locked(np.repeat(dates, len(segments))),
            "stage": locked(np.tile(np.array([each.stage for each in segments], Text), days)),
            "segment": locked(np.tile(np.array([each.key for each in segments], Text), days)),
            "people": locked(self.counts().ravel()),
            "money": locked(money.ravel()),
        }

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        return {"money": columns["money"] == np.iinfo(np.int64).min}

    def __len__(self) -> int:
        """Count the snapshots."""
        return len(self.snapshots)

    def __iter__(self) -> Iterator[Snapshot]:
        """Go through the snapshots."""
        return iter(self.snapshots)

    def __repr__(self) -> str:
        """People of each stage over time."""
        return "\n".join([self._head(), *lines(stage_keys(self.template), self.stage_counts())])

    def _repr_html_(self) -> str:
        """People of each segment on each day."""
        keys = [each.key for each in self.template.segments]
        rows = [
            (str(day), *people)
            for day, people in zip(self.days, self.counts().tolist(), strict=True)
        ]
        return html_table(self._head()[1:-1], ("day", *keys), rows)

    def _head(self) -> str:
        """Say which template, days and people."""
        whole = len(self) - self.partial
        part = " and a part" if self.partial else ""
        first, last = len(self.snapshots[0]), len(self.snapshots[-1])
        return tag(
            "History",
            self.template.key,
            f"{counted(whole, self.every)}{part}",
            f"{self.days[0]} … {self.days[-1]}",
            f"{first:,} → {counted(last, 'customer')}",
        )


def history(
    ledger: Ledger,
    template: str | Template | FittedTemplate,
    start: object,
    end: object,
    *,
    every: Every = "month",
    scale: Measure | Scale = "frozen",
    week_ends: Weekday = "sunday",
    extra: ExtraColumns | None = None,
    progress: Progress | None = None,
) -> History:
    """Take snapshots of the last days of all periods in a span of days.

    Orders are summed up in one pass, so that many days cost little more than one.

    Parameters
    ----------
    ledger : Ledger
        All events.
    template : str, Template or FittedTemplate
        As for `clm.snapshot`.
    start, end : date, str or datetime64
        Every period that ends from `start` to `end`, both included, has its last day in the
        history; so has `end`, which is marked partial if it is no such day.
    every : {"day", "week", "month", "quarter", "year"}
        The kind of period.
    scale : {"frozen", "refit"} or Scale
        Cut points of the first snapshot for all; of each for itself; or those given.
    week_ends : str
        The last day of a week.
    extra : mapping of str to mapping of customer to int, optional
        As for `clm.snapshot`; the same on all days.
    progress : callable, optional
        Called with the number of snapshots taken, and of all.

    Returns
    -------
    History

    Raises
    ------
    SnapshotError, DayError, UnknownNameError
        All that is wrong with the ledger, template, days, kind of period, scale or progress, at
        once.
    ColumnError, CurrencyError, ScaleError, TemplateError
        As for `clm.snapshot`; ScaleError where the first day has nobody to fit a scale on.
    """
    faults = [*type_faults(ledger, template), *history_faults(ledger, start, end, every, week_ends)]
    faults += [*measure_faults(template, scale), *progress_faults(progress)]
    if faults:
        raise SnapshotError(faults)
    days, partial = history_days(as_day(start), as_day(end), every, week_ends)
    taken = measured(ledger, template, days, scale, extra)
    return History(snapshots=tuple(told(taken, len(days), progress)), every=every, partial=partial)


def _afresh(snap: Snapshot) -> Snapshot:
    """Give the same snapshot with features of its own, which it computes when asked for them."""
    return evolve(snap, features=Features(snap.ledger, snap.as_of))
