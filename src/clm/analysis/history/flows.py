"""Flows: how many people enter and leave every stage from one snapshot to the next."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from attrs import frozen

from clm._frames import Framed
from clm._show import counted, first_lines, html_table, percent, tag
from clm.analysis.backtest.intervals import ratio
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.transitions.matrix import stage_keys
from clm.analysis.transitions.transitions import transitions
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked

_HEAD: Final = ("stage", "people", "entered", "rate", "left", "rate")


@stays_locked
@frozen(eq=False, repr=False)
class Flows(Framed):
    """People who entered and left each stage, period by period.

    A rate is a share of those who were in the stage when the period began; NaN of nobody.

    Parameters
    ----------
    snapshots : tuple of Snapshot
        The days between which people move.
    at_start, entered, left : (p, s) int64, read-only
        By period (rows) and stage (columns): who was there when it began, who came from another
        stage or was not there at all, and who went to another.
    """

    snapshots: tuple[Snapshot, ...]
    at_start: Ints
    entered: Ints
    left: Ints

    @classmethod
    def of(cls, snapshots: Sequence[Snapshot]) -> "Flows":
        """Count from one snapshot to the next."""
        stages = len(stage_keys(snapshots[0].template))
        at_start, entered, left = np.zeros((3, max(len(snapshots) - 1, 0), stages), np.int64)
        for at, (start, end) in enumerate(pairwise(snapshots)):
            matrix = transitions(start, end).stage_matrix
            at_start[at] = matrix.sum(axis=1)
            left[at] = at_start[at] - matrix.diagonal()
            entered[at] = [*end.stage_counts().values()] - matrix.diagonal()
        return cls(tuple(snapshots), *map(locked, (at_start, entered, left)))

    @property
    def stages(self) -> tuple[str, ...]:
        """Keys of the stages, and "" if the template has unclassified people."""
        return stage_keys(self.snapshots[0].template)

    @property
    def entry_rates(self) -> Floats:
        """Who entered, by who was there; (p, s) float64, NaN of nobody, read-only."""
        return locked(ratio(self.entered, self.at_start))

    @property
    def exit_rates(self) -> Floats:
        """Who left, by who was there; (p, s) float64, NaN of nobody, read-only."""
        return locked(ratio(self.left, self.at_start))

    def columns(self) -> dict[str, AnyArray]:
        """Give the flows as columns, a row for every period and stage.

        Returns
        -------
        dict of str to (p * s,) array, read-only
            ``start``, ``end`` (datetime64[D]: after the one, up to the other), ``stage``,
            ``at_start``, ``entered``, ``left``, ``entry_rate``, ``exit_rate``.
        """
        days = np.array([each.as_of for each in self.snapshots], "datetime64[D]")
        stages = len(self.stages)
        return {
            "start": locked(np.repeat(days[:-1], stages)),
            "end": locked(np.repeat(days[1:], stages)),
            "stage": locked(np.tile(np.array(self.stages, Text), max(len(days) - 1, 0))),
            "at_start": locked(self.at_start.ravel()),
            "entered": locked(self.entered.ravel()),
            "left": locked(self.left.ravel()),
            "entry_rate": locked(self.entry_rates.ravel()),
            "exit_rate": locked(self.exit_rates.ravel()),
        }

    def __len__(self) -> int:
        """Count the periods."""
        return len(self.at_start)

    def __repr__(self) -> str:
        """The means of all periods, stage by stage."""
        return "\n".join([self._head(), *first_lines(_HEAD, self._rows(), "stage")])

    def _repr_html_(self) -> str:
        """The same as a table."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    def _head(self) -> str:
        """Say how many periods there are."""
        return tag("Flows", f"{counted(len(self), 'period')}, all together")

    def _rows(self) -> list[tuple[object, ...]]:
        """Sum all periods up: people are counted once for each period in which they are there."""
        sums = (each.sum(axis=0).tolist() for each in (self.at_start, self.entered, self.left))
        return [
            (key or "-", there, entered, percent(entered, there), left, percent(left, there))
            for key, there, entered, left in zip(self.stages, *sums, strict=True)
        ]
