"""Spells: how long people stayed in each stage, with those of unseen beginning or end kept."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, cast

import numpy as np
from attrs import frozen

from clm._frames import Columns, Framed, Missing
from clm._show import counted, first_lines, html_table, tag
from clm.analysis.history.runs import Runs, runs_of
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.survival import Survival, survival
from clm.analysis.transitions.matrix import stage_keys
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, Bools, Days, Ints, locked
from clm.model.day import to_number

_HEAD: Final = ("stage", "spells", "begun before", "ended", "going on", "half stay")


@frozen(eq=False, repr=False)
class Spells(Framed):
    """Everybody's stays in the stages of a template, told to the day of a snapshot.

    A stay begins on the first day on which somebody was seen in the stage, and ends on the first
    on which she was seen in another. What began before the first snapshot, or had not ended by the
    last, is kept and marked.

    Parameters
    ----------
    snapshots : tuple of Snapshot
        In which people were seen.
    runs : Runs
        The stays, by position of the snapshots.
    """

    snapshots: tuple[Snapshot, ...]
    runs: Runs

    @classmethod
    def of(cls, snapshots: Sequence[Snapshot]) -> "Spells":
        """Find all stays in the stages."""
        return cls(tuple(snapshots), runs_of(snapshots))

    @property
    def stages(self) -> tuple[str, ...]:
        """Keys of the stages, and "" if the template has unclassified people."""
        return stage_keys(self.snapshots[0].template)

    @property
    def open_start(self) -> Bools:
        """Who was there in the first snapshot, nobody knows how long; (n,) bool, read-only."""
        return locked(self.runs.start == 0)

    @property
    def open_end(self) -> Bools:
        """Who was still there in the last one; (n,) bool, read-only."""
        return locked(self.runs.stop == len(self.snapshots))

    @property
    def days(self) -> Ints:
        """Days of each stay as far as it was seen; (n,) int64, read-only."""
        seen = np.minimum(self.runs.stop, len(self.snapshots) - 1)
        return locked((self._ends[seen] - self._ends[self.runs.start]).astype(np.int64))

    def stay(self, stage: str) -> Survival:
        """Estimate how long people stay in a stage, of all who were seen to enter it.

        Raises
        ------
        UnknownNameError
            The template has no such stage.
        """
        if not isinstance(cast("object", stage), str) or stage not in self.stages:
            raise UnknownNameError("stage", stage, self.stages)
        hers = (self.runs.stage == self.stages.index(stage)) & ~self.open_start
        return survival(self.days[hers], ~self.open_end[hers])

    def columns(self) -> dict[str, AnyArray]:
        """Give the stays as columns, in the order in which they end.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer``, ``stage``, ``start`` and ``end`` (datetime64[D]; NaT of a stay that goes
            on), ``days`` (as far as it was seen), ``open_start``, ``open_end`` (bool).
        """
        dates = np.array([*self._ends, 0], "datetime64[D]")
        dates[-1] = np.datetime64("NaT", "D")
        return {
            "customer": locked(self.snapshots[0].ledger.customers[self.runs.customer]),
            "stage": locked(np.array(self.stages, Text)[self.runs.stage]),
            "start": locked(dates[self.runs.start]),
            "end": locked(dates[self.runs.stop]),
            "days": self.days,
            "open_start": self.open_start,
            "open_end": self.open_end,
        }

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        return {"end": np.isnat(columns["end"])}

    def __len__(self) -> int:
        """Count the stays."""
        return len(self.runs.customer)

    def __repr__(self) -> str:
        """How many stays each stage saw, and how long half of them last."""
        head = tag("Spells", counted(len(self), "stay"))
        return "\n".join([head, *first_lines(_HEAD, self._rows(), "stage")])

    def _repr_html_(self) -> str:
        """The same as a table."""
        return html_table(f"{counted(len(self), 'stay')} in a stage", _HEAD, self._rows())

    @cached_property
    def _ends(self) -> Days:
        """The days of the snapshots, since 1970-01-01."""
        return np.array([to_number(each.as_of) for each in self.snapshots], np.int32)

    def _rows(self) -> list[tuple[object, ...]]:
        """Sum the stays of each stage up."""
        rows: list[tuple[object, ...]] = []
        for place, key in enumerate(self.stages):
            hers = self.runs.stage == place
            median = self.stay(key).median
            parts = (hers, hers & self.open_start, hers & ~self.open_end, hers & self.open_end)
            counts = (int(np.count_nonzero(each)) for each in parts)
            rows.append((key or "-", *counts, "-" if median is None else f"{median} d"))
        return rows
