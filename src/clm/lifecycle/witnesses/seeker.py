"""The search for a customer who is in a cell."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, evolve, field, frozen

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.feasibility.levels import FREE, Meaning, below, floor, meaning
from clm.lifecycle.feasibility.system import System, systems
from clm.lifecycle.witnesses.attempt import Asked, Attempt, NoHistoryError
from clm.lifecycle.witnesses.build import build, merged
from clm.lifecycle.witnesses.history import History
from clm.lifecycle.witnesses.solution import Pinned, pin
from clm.lifecycle.witnesses.witness import Witness

ATTEMPTS: Final = 60

Own = tuple[int, ...]
"""A system by its number, and a cell's levels along its axes."""


@define
class Drawn:
    """Histories of one customer, written when they are first asked for, and kept.

    Parameters
    ----------
    way : iterator of History
        Writes one after the other.

    Examples
    --------
    >>> drawn = Drawn(iter([History()]))
    >>> drawn.at(0), drawn.at(1)
    (History(orders=(), moments=()), None)
    """

    way: Iterator[History]
    kept: list[History] = field(factory=list[History])

    def at(self, place: int) -> History | None:
        """One of them by its number; None if there are not so many."""
        while len(self.kept) <= place:
            history = next(self.way, None)
            if history is None:
                return None
            self.kept.append(history)
        return self.kept[place]


@frozen(eq=False)
class Seeker:
    """Finds witnesses for the cells of one grid.

    Parameters
    ----------
    grid : Grid
        The grid of a template.
    vocabulary : Vocabulary
        Its names.
    currency : str or None
        The currency of amounts, for words.
    meanings : tuple of Meaning
        What the levels of every axis say.
    systems : tuple of System
        The axes by kinds of events.
    """

    grid: Grid
    vocabulary: Vocabulary
    currency: str | None
    meanings: tuple[Meaning, ...]
    systems: tuple[System, ...]
    _pinned: dict[Own, Pinned | None] = field(factory=dict[Own, "Pinned | None"])
    _drawn: dict[Own, Drawn] = field(factory=dict[Own, Drawn])

    @classmethod
    def of(cls, grid: Grid, vocabulary: Vocabulary, currency: str | None = None) -> "Seeker":
        """Prepare for a grid."""
        meanings = tuple(meaning(axis, vocabulary) for axis in grid.axes)
        return cls(grid, vocabulary, currency, meanings, tuple(systems(grid, vocabulary)[0]))

    def find(self, cell: Sequence[int]) -> Witness | None:
        """A customer in the cell, by its levels; None if none was found."""
        parts = [drawn.at(0) for drawn in self._ways(cell)]
        lived = [part for part in parts if part is not None]
        return self._checked(cell, merged(lived)) if len(lived) == len(parts) else None

    def histories(self, cell: Sequence[int], most: int) -> Iterator[History]:
        """Several histories that may be in the cell, each chosen in another way."""
        ways = self._ways(cell)
        for at in range(most):
            fresh = [way.at(at) is not None for way in ways]
            if not all(way.kept for way in ways) or (at and not any(fresh)):
                return
            yield merged(way.kept[at % len(way.kept)] for way in ways)

    def _ways(self, cell: Sequence[int]) -> list[Drawn]:
        """For each system, the histories that are in the cell along its axes."""
        self.prepare([cell])
        owns = [_own(number, system, cell) for number, system in enumerate(self.systems)]
        for own, system in zip(owns, self.systems, strict=True):
            if own not in self._drawn:
                self._drawn[own] = Drawn(self._parts(system, cell, self._pinned[own]))
        return [self._drawn[own] for own in owns]

    def blank(self, history: History, cell: Sequence[int]) -> Witness:
        """A customer with the extra columns of a cell, whose scores have no cut points yet."""
        subjects = tuple(axis.subject for axis in self.grid.axes)
        extra = self._extra(cell)
        return Witness(history, {}, extra, self.vocabulary, subjects, self.currency)

    def is_in(self, witness: Witness, cell: Sequence[int]) -> bool:
        """Whether plain counting puts a customer into a cell."""
        levels = zip(self.grid.axes, cell, strict=True)
        return all(axis.level(witness.value(axis.subject)) == level for axis, level in levels)

    def may_be_in(self, history: History, cell: Sequence[int]) -> bool:
        """Whether a history is on the levels of a cell, each score under a scale of its own."""
        places = (line.place for system in self.systems for line in system.lines)
        return all(self._fits(history, place, cell[place]) for place in places)

    def prepare(self, cells: Sequence[Sequence[int]]) -> None:
        """Solve the systems of many cells at once, which is faster than one by one."""
        for number, system in enumerate(self.systems):
            new = {_own(number, system, cell): cell for cell in cells}
            new = {own: cell for own, cell in new.items() if own not in self._pinned}
            if new:
                self._pinned.update(zip(new, pin(system, [*new.values()]), strict=True))

    def _parts(
        self, system: System, cell: Sequence[int], pinned: Pinned | None
    ) -> Iterator[History]:
        """Histories that are in the cell along the axes of one system."""
        if pinned is None:
            return
        asked = _asked(system, cell)
        for attempt in range(ATTEMPTS):
            try:
                history = build(Attempt(pinned, asked, attempt))
            except NoHistoryError:
                continue
            if all(self._fits(history, line.place, cell[line.place]) for line in system.lines):
                yield history

    def _fits(self, history: History, place: int, level: int) -> bool:
        """Whether a history is on a level, under some scale if it is of a score."""
        told = self.meanings[place]
        assert isinstance(told.of, Feature)  # noqa: S101  # systems hold features only
        value = history.value(told.of)
        if told.score is None:
            return told.axis.level(value) == level
        want = told.levels[level]
        if value is None or not history.present(told.of):
            return want.missing
        return not want.missing and want.low <= value <= want.high

    def _extra(self, cell: Sequence[int]) -> dict[str, int]:
        """Values of the extra columns."""
        limits: dict[str, tuple[int, int]] = {}
        for told, level in zip(self.meanings, cell, strict=True):
            want = told.levels[level]
            if isinstance(told.of, str) and not want.missing:
                low, high = limits.get(told.of, (-FREE, FREE))
                limits[told.of] = max(low, want.low), min(high, want.high)
        return {name: min(max(0, low), high) for name, (low, high) in limits.items()}

    def _checked(self, cell: Sequence[int], history: History) -> Witness | None:
        """A witness, if plain counting puts her into the cell."""
        blank = self.blank(history, cell)
        cuts = {
            told.score.name: self._cuts(told, level, blank.measured(told.score))
            for told, level in zip(self.meanings, cell, strict=True)
            if told.score is not None
        }
        found = evolve(blank, cuts=cuts)
        return found if self.is_in(found, cell) else None

    def _cuts(self, told: Meaning, level: int, value: int | None) -> tuple[int, ...]:
        """Legal cut points under which a value has the score of a level."""
        score = told.score
        assert score is not None  # noqa: S101  # asked of scores only
        if score.fixed is not None:
            return score.fixed
        least = floor(score, self.vocabulary)
        span = told.axis.spans()[level]
        top = value if value is not None else 0
        top = top if least is None else max(top, least)
        if value is None or span is None or span[0] is None or span[1] is None:
            return (top,) * (score.bins - 1)
        under = min(below(score, span[0]), below(score, span[1]))
        cuts = (value - 1,) * under + (top,) * (score.bins - 1 - under)
        return (1, *cuts[1:]) if score.population == "repeaters" else cuts


def _own(number: int, system: System, cell: Sequence[int]) -> Own:
    """What a system sees of a cell."""
    return (number, *(cell[line.place] for line in system.lines))


def _asked(system: System, cell: Sequence[int]) -> Asked:
    """What a cell asks of a system beside its bounds."""
    told = [line.told[line.of_level[cell[line.place]]] for line in system.lines]
    averages = [each.average for each in told if each.average[0] <= each.average[1]]
    gaps = [each.gap for each in told if each.gap is not None]
    winners = [
        line.feature.kinds[each.winner]
        for line, each in zip(system.lines, told, strict=True)
        if line.feature.stat == "latest" and each.winner >= 0
    ]
    return Asked(_narrowest(averages), _narrowest(gaps), tuple(winners))


def _narrowest(ranges: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """What several ranges have in common."""
    if not ranges:
        return None
    return max(low for low, _ in ranges), min(high for _, high in ranges)
