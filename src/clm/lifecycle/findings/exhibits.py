"""The search for somebody who shows that one cell leads to another."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, Self

from attrs import define, field, frozen

from clm.features.catalog import Feature
from clm.lifecycle.cells.case import Case, Cells, picks
from clm.lifecycle.conditions.condition import holds
from clm.lifecycle.feasibility.levels import FREE, Meaning
from clm.lifecycle.findings.moves import Cause
from clm.lifecycle.witnesses.changes import Change, later, with_days, with_money, with_order
from clm.lifecycle.witnesses.couple import Couple, couple
from clm.lifecycle.witnesses.history import History
from clm.lifecycle.witnesses.kept import Kept
from clm.lifecycle.witnesses.overnight import overnight
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

BATCH: Final = 256
"""Cells that are prepared for at once."""

CHANGES: Final = 200
"""Changes of customers that are tried for one step."""

HISTORIES: Final = 12
"""Customers that are tried for one cell."""

NIGHTS: Final = 4
"""Pairs of cells that are tried for two days at once, of those that may be."""


@frozen
class Exhibit:
    """A customer in one segment, and what puts her into another.

    Parameters
    ----------
    couple : Couple
        She before and after.
    words : str
        What happened.
    """

    couple: Couple
    words: str


@define
class Exhibitor:
    """Finds exhibits for the cells of one case.

    Parameters
    ----------
    case : Case
        Segments laid over a grid.
    seeker : Seeker
        Finds customers for cells.
    """

    case: Case
    seeker: Seeker
    _known: dict[tuple[object, ...], Kept[Change]] = field(
        factory=dict[tuple[object, ...], "Kept[Change]"], init=False
    )
    _lean: dict[int, History] = field(factory=dict[int, History], init=False)

    @classmethod
    def of(cls, case: Case) -> Self:
        """Prepare for a case."""
        return cls(case, Seeker.of(case.grid, case.vocabulary, case.currency))

    def prepare(self, starts: Cells) -> None:
        """Prepare for some cells at once, which is faster than one by one."""
        self.seeker.prepare([self.case.levels(cell) for cell in starts[:BATCH].tolist()])

    def find(self, cause: Cause, start: int, end: int) -> Exhibit | None:
        """Somebody whom a cause brings from one cell to another; None if none was found."""
        cells = self.case.levels(start), self.case.levels(end)
        return self.shown(islice(self.changes(cause, cells), CHANGES), start, end)

    def overnight(self, starts: Cells, ends: Cells) -> Exhibit | None:
        """Somebody who is in one cell today and in another tomorrow, of some pairs of cells.

        Her events are chosen for both days at once, which finds those whom `find` does not: who
        has to be on the right side of several edges on both days.
        """
        pairs = [
            (start, end, self.case.levels(start) + self.case.levels(end))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        self.nights.prepare([cell for *_, cell in pairs])
        able = [pair for pair in pairs if self.nights.is_possible(pair[2])]
        for start, end, cell in (able[at] for at in picks(len(able), NIGHTS)):
            histories = self.nights.histories(cell, HISTORIES)
            days = (Change(each, later(each, 1), "1 day later") for each in histories)
            found = self.shown(days, start, end)
            if found is not None:
                return found
        return None

    @cached_property
    def nights(self) -> Seeker:
        """Finds customers for two days at once."""
        return overnight(self.seeker)

    def shown(self, changes: Iterable[Change], start: int, end: int) -> Exhibit | None:
        """The first of some changes that does bring somebody from one cell to another."""
        cells = self.case.levels(start), self.case.levels(end)
        for change in changes:
            found = couple(self.seeker, (change.before, change.after), cells)
            if found is not None and self.confirmed(found, start, end):
                return Exhibit(found, change.words)
        return None

    def confirmed(self, found: Couple, start: int, end: int) -> bool:
        """Whether the conditions themselves, without any grid, give both their segments."""
        segments = self.segment(found.before), self.segment(found.after)
        return segments == (int(self.case.lookup[start]), int(self.case.lookup[end]))

    def segment(self, witness: Witness) -> int:
        """The position of the first segment whose condition holds."""
        rules = self.case.rules
        fits = (at for at, rule in enumerate(rules) if holds(rule.condition, witness.value))
        return next(fits, len(rules))

    def changes(
        self, cause: Cause, cells: tuple[tuple[int, ...], tuple[int, ...]]
    ) -> Iterator[Change]:
        """What may become of somebody in a cell; the same for all whose histories are the same."""
        for whole in self.seeker.histories(cells[0], HISTORIES):
            for history in self.leaner(whole):
                short = () if cause == "time" else tuple(sorted({1, *self.short(history, cells)}))
                key = (cause, id(history), short)
                if key not in self._known:
                    self._known[key] = Kept(self.changed(cause, history, short))
                yield from self._known[key]

    def changed(self, cause: Cause, history: History, short: Sequence[int]) -> Iterator[Change]:
        """What may become of a history that is so much short of something."""
        if cause == "time":
            return with_days(history, self.edges)
        if cause == "order":
            return with_order(history, short[-1])
        orders = sum(1 for _ in history.counted())
        return with_money(history, sorted({each * n for each in short for n in (1, orders)}))

    def leaner(self, whole: History) -> tuple[History, ...]:
        """A history with nothing but its orders, if that leaves any, and the whole of it."""
        if not (whole.orders and whole.moments):
            return (whole,)
        if id(whole) not in self._lean:
            self._lean[id(whole)] = History(whole.orders)
        return self._lean[id(whole)], whole

    def short(
        self, history: History, cells: tuple[tuple[int, ...], tuple[int, ...]]
    ) -> Iterator[int]:
        """How much the values of a history are short of the levels that they shall have."""
        for told, before, after in zip(self.seeker.meanings, *cells, strict=True):
            low = told.levels[after].low
            if before != after and isinstance(told.of, Feature) and low > -FREE and _is_set(told):
                value = history.value(told.of)
                if value is not None and value < low:
                    yield low - value

    @cached_property
    def edges(self) -> set[int]:
        """The ages at which something changes."""
        found: set[int] = set()
        for told in self.seeker.meanings:
            if isinstance(told.of, Feature):
                found.update({told.of.ago, told.of.end or 0})
                if told.of.stat in ("last", "first") and _is_set(told):
                    found.update(each.low for each in told.levels)
                    found.update(each.high + 1 for each in told.levels)
        return {edge for edge in found if 0 < edge < FREE}


def _is_set(told: Meaning) -> bool:
    """Whether the values of an axis' levels are known, for no scale is fitted on people."""
    return told.score is None or told.score.fixed is not None
