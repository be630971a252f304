"""Counts and sums over a window: events come into it and leave it as the days go by."""

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from clm.features.catalog import Feature
from clm.features.levels import levels_of
from clm.features.silence.sequence import ends, in_sequence, previous, running, starts
from clm.features.silence.shelves import Shelves
from clm.features.silence.steps import Steps
from clm.features.table import Features
from clm.ledger.column import AnyArray, Ints


@frozen(eq=False)
class Passing:
    """A count or a sum over a window.

    Parameters
    ----------
    now : (n,) integer array
        Its value today.
    bounds : tuple of int
        The least value of every level but the lowest, ascending.
    shelves : Shelves
        The events that are in the window on any of the days.
    feature : Feature
        What is counted, where the window begins and where it ends.
    days : int
        The last day ahead.
    """

    now: AnyArray
    bounds: tuple[int, ...]
    shelves: Shelves
    feature: Feature
    days: int

    def steps(self, piece: slice) -> Iterator[Steps]:
        """Give the steps of everybody whose count passes a bound."""
        row, age, weight = self.shelves.piece(piece)
        if self.feature.stat == "days":
            once = _distinct(row, age)
            row, age, weight = row[once], age[once], weight[once]
        row, ahead, change = self._passages(row, age, weight)
        if len(row):
            yield self._passed(row, ahead, change, self.now[piece])

    def _passages(self, row: Ints, age: AnyArray, weight: AnyArray) -> tuple[Ints, Ints, Ints]:
        """Let every event come in and leave, in sequence, if it does so within the days."""
        ways = [(self.feature.ago, 1)]
        ways += [(self.feature.end, -1)] if self.feature.end is not None else []
        parts: list[tuple[Ints, AnyArray, Ints]] = []
        for edge, sign in ways:
            ahead = edge - age.astype(np.int64)
            at = np.flatnonzero((ahead >= 1) & (ahead <= self.days))
            parts.append((row[at], ahead[at], sign * weight[at].astype(np.int64)))
        rows, aheads, changes = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = in_sequence(rows, aheads)
        return rows[order], aheads[order], changes[order]

    def _passed(self, row: Ints, ahead: Ints, change: Ints, now: AnyArray) -> Steps:
        """Compare the level at the end of each day with the one before."""
        value = running(change, starts(row), now[row])
        last = np.flatnonzero(ends(row, ahead))
        row, ahead = row[last], ahead[last]
        level = levels_of(value[last], self.bounds).astype(np.int64)
        before = previous(level, starts(row), levels_of(now[row], self.bounds).astype(np.int64))
        moved = np.flatnonzero(level != before)
        return Steps(row[moved], ahead[moved], (level - before)[moved])


def passing(features: Features, feature: Feature, bounds: tuple[int, ...], days: int) -> Passing:
    """Find how a count or a sum passes its bounds; `course_of` says what the arguments are."""
    swept, weights = feature.swept(days), list[AnyArray]()
    if feature.unit == "count":
        found = [features.windows.events(swept)]
        weights = [np.ones(len(each.customer), np.int8) for each in found]
    else:
        parts = features.windows.summands(swept)
        found = [window for window, _ in parts]
        weights = [sign * window.amount for window, sign in parts]
    shelves = Shelves.of(features, found, weights)
    return Passing(features.column(feature), bounds, shelves, feature, days)


def _distinct(row: Ints, age: AnyArray) -> Ints:
    """Find one event of every customer and day."""
    order = in_sequence(row, age)
    return order[starts(row[order], age[order])]
