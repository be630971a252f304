"""Features of the one event that counts, the last or the first of a window: others take its place.

Each event stands for a stretch of days: from when it takes the place of the one before, or comes
into the window, until another takes its own, or it leaves. A level is the sum over the stretches.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from attrs import evolve, frozen

from clm.features.catalog import Feature
from clm.features.levels import levels_of
from clm.features.silence.sequence import by_row, starts
from clm.features.silence.shelves import Shelves
from clm.features.silence.steps import Steps
from clm.features.table import Features
from clm.features.windows import Window
from clm.ledger.column import AnyArray, Ints
from clm.ledger.rows import Rows

_NEVER: Final = np.int64(1 << 40)


@frozen(eq=False)
class Standing:
    """Days since the last or the first event of a window, or the kind of the last.

    Parameters
    ----------
    bounds : tuple of int
        The least value of every level, ascending from 0.
    shelves : Shelves
        The events that are in the window on any of the days, in time order; their weights are the
        places of their kinds.
    feature : Feature
        ``last``, ``first`` or ``latest``, where the window begins and where it ends.
    days : int
        The last day ahead.
    """

    bounds: tuple[int, ...]
    shelves: Shelves
    feature: Feature
    days: int

    def steps(self, piece: slice) -> Iterator[Steps]:
        """Let every event begin to count, grow older, and cease to count."""
        row, days, place = self.shelves.piece(piece)
        order = by_row(row)
        row, age = row[order], days[order].astype(np.int64)
        begin, cease = self._stretches(row, age)
        some = np.flatnonzero((begin < cease) & (begin <= self.days))
        row, age, begin, cease = row[some], age[some], begin[some], cease[some]
        first, last = age + begin, age + cease - 1
        if self.feature.stat == "latest":
            first = last = place[order][some]
        else:
            yield from self._growing(row, age, begin, cease)
        yield self._at(row, begin, first, 1)
        yield self._at(row, cease, last, -1)

    def _stretches(self, row: Ints, age: Ints) -> tuple[Ints, Ints]:
        """Say from which day on each event counts, and from which it does no more."""
        new, end = starts(row), self.feature.end
        enter = self.feature.ago - age
        leave = end - age if end is not None else np.full(len(age), _NEVER)
        if self.feature.stat == "first":
            begin = np.where(new, enter, np.maximum(enter, np.roll(leave, 1)))
            return np.maximum(begin, 0), leave
        replaced = np.full(len(age), _NEVER)
        follows = np.flatnonzero(~new)
        replaced[follows - 1] = enter[follows]
        return np.maximum(enter, 0), np.minimum(leave, replaced)

    def _growing(self, row: Ints, age: Ints, begin: Ints, cease: Ints) -> Iterator[Steps]:
        """Give a step up for every bound that an event reaches while it counts."""
        for bound in self.bounds[1:]:
            ahead = bound - age
            at = np.flatnonzero((ahead > begin) & (ahead < cease) & (ahead <= self.days))
            yield Steps(row[at], ahead[at], 1)

    def _at(self, row: Ints, ahead: Ints, value: Ints, sign: int) -> Steps:
        """Give a step from or to missing, at the value that there is then."""
        at = np.flatnonzero((ahead >= 1) & (ahead <= self.days))
        return Steps(row[at], ahead[at], sign * levels_of(value[at], self.bounds).astype(np.int64))


def standing(features: Features, feature: Feature, bounds: tuple[int, ...], days: int) -> Standing:
    """Find how the event that counts changes; `course_of` says what the arguments are."""
    swept = feature.swept(days)
    found = [features.windows.events(evolve(swept, kinds=(kind,))) for kind in swept.kinds]
    places = [np.full(len(each.customer), at, np.int16) for at, each in enumerate(found)]
    if len(found) > 1:
        window, places = _in_order(found, places)
        found = [window]
    return Standing(bounds, Shelves.of(features, found, places), feature, days)


def _in_order(found: list[Window], places: list[AnyArray]) -> tuple[Window, list[AnyArray]]:
    """Put events of several kinds in time order; at one instant the kind named last is later."""
    place = np.concatenate(places)
    columns = [
        np.concatenate([getattr(each.rows, name)[each.live] for each in found])
        for name in ("customer", "day", "instant")
    ]
    _, day, instant = columns
    order = np.lexsort((place, instant, day))
    customer, day, instant = (column[order] for column in columns)
    rows = Rows(customer=customer, day=day, instant=instant)
    return Window(rows, np.ones(len(rows), bool)), [place[order]]
