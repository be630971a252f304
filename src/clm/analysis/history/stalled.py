"""Customers who have been in a stage for longer than it has patience."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import brief, counted, html_table, table, tag
from clm.analysis.history.runs import runs_of
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.transitions.matrix import stage_keys
from clm.features.table import MONETARY
from clm.ledger.column import AnyArray, Bools, Codes, Ints, locked, stays_locked
from clm.model.day import to_number
from clm.model.money import written

_SHOWN: Final = 9
_HEAD: Final = ("customer", "stage", "since", "days", "net")


@stays_locked
@frozen(eq=False, repr=False)
class Stalled(Framed):
    """Who has been in her stage for more days than its `stalled_after_days`.

    The longest first; of those of equally many days, the most valuable first. Arrays are read-only.

    Parameters
    ----------
    last : Snapshot
        The day on which they are there.
    rows : (n,) integer
        Their rows in it.
    stage : (n,) text
        Their stages.
    since : (n,) datetime64[D]
        The first day on which they were seen there.
    at_least : (n,) bool
        Who was there on the first day of all, and perhaps before.
    """

    last: Snapshot
    rows: Ints = field(converter=locked)
    stage: AnyArray = field(converter=locked)
    since: AnyArray = field(converter=locked)
    at_least: Bools = field(converter=locked)

    @property
    def days(self) -> Ints:
        """Days since they were first seen there; (n,) int64, read-only."""
        return locked((np.datetime64(self.last.as_of, "D") - self.since).astype(np.int64))

    def counts(self) -> dict[str, int]:
        """Count them by stage, of all stages that know patience."""
        patient = [each.key for each in self.last.template.stages if each.stalled_after_days]
        return {key: int(np.count_nonzero(self.stage == key)) for key in patient}

    def columns(self) -> dict[str, AnyArray]:
        """Give them as columns.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer``, ``stage``, ``since`` (datetime64[D]), ``days``, ``at_least`` (bool: there
            from the first day on), ``monetary`` (net, minor units).
        """
        features = self.last.features
        return {
            "customer": locked(features.customers[self.rows]),
            "stage": self.stage,
            "since": self.since,
            "days": self.days,
            "at_least": self.at_least,
            "monetary": locked(features.column(MONETARY)[self.rows]),
        }

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    def __repr__(self) -> str:
        """How many there are by stage, and the first few."""
        more = len(self) - _SHOWN
        rest = [f"… {more:,} more"] if more > 0 else []
        rows = [table(_HEAD, self._rows(_SHOWN))] if len(self) else []
        return "\n".join([self._head(), *rows, *rest])

    def _repr_html_(self) -> str:
        """The first few as a table."""
        return html_table(self._head()[1:-1], _HEAD, self._rows(20))

    def _head(self) -> str:
        """Say how many there are in each stage."""
        by_stage = (f"{number:,} in {key}" for key, number in self.counts().items() if number)
        as_of = f"as of {self.last.as_of}"
        return tag("Stalled", as_of, counted(len(self), "customer"), *by_stage)

    def _rows(self, most: int) -> list[tuple[object, ...]]:
        """Write the first few."""
        columns = {name: column[:most].tolist() for name, column in self.columns().items()}
        columns["customer"] = [*map(brief, columns["customer"])]
        sign = ["≥ " if each else "" for each in columns.pop("at_least")]
        columns["days"] = [
            f"{before}{days:,} d" for before, days in zip(sign, columns["days"], strict=True)
        ]
        currency = self.last.features.currency
        columns["monetary"] = [written(each, currency) for each in columns["monetary"]]
        return list(zip(*columns.values(), strict=True))


def stalled_in(snapshots: Sequence[Snapshot]) -> Stalled:
    """Find who is stalled on the last of some days."""
    last = snapshots[-1]
    runs = runs_of(snapshots)
    runs = runs.of(runs.stop == len(snapshots))
    ends = np.array([to_number(each.as_of) for each in snapshots], "datetime64[D]")
    keys = stage_keys(last.template)
    patience = {each.key: each.stalled_after_days for each in last.template.stages}
    # Of a stage without patience nobody is stalled: no stay is as long as the calendar.
    most = np.array([patience.get(key) or np.iinfo(np.int32).max for key in keys])
    days = (ends[-1] - ends[runs.start]).astype(np.int64)
    late = np.flatnonzero(days > most[runs.stage])
    net = last.features.column(MONETARY)[_rows_of(last, runs.customer[late])]
    late = late[np.lexsort((-net, -days[late]))]
    rows = _rows_of(last, runs.customer[late])
    stage, since = np.array(keys, Text)[runs.stage[late]], ends[runs.start[late]]
    return Stalled(last, rows, stage, since, runs.start[late] == 0)


def _rows_of(snap: Snapshot, codes: Codes) -> Ints:
    """Find the rows of customer codes, all of whom are there."""
    return np.searchsorted(snap.features.codes, codes)
