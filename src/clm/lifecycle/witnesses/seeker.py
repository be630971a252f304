"""The search for a customer who is in a cell."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from attrs import field, frozen

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Subject, Vocabulary
from clm.lifecycle.feasibility.levels import FREE, Meaning, below, floor, meaning
from clm.lifecycle.feasibility.system import System, systems
from clm.lifecycle.witnesses.attempt import Asked, Attempt, NoHistoryError
from clm.lifecycle.witnesses.build import build, merged
from clm.lifecycle.witnesses.history import History
from clm.lifecycle.witnesses.kept import Kept
from clm.lifecycle.witnesses.solution import Pinned, pin
from clm.lifecycle.witnesses.witness import Witness

ATTEMPTS: Final = 60

Own = tuple[int, ...]
"""A system by its number, and the classes of a cell's levels along its axes."""


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
    _known: dict[Own, Kept[History]] = field(factory=dict[Own, "Kept[History]"])
    _merged: dict[tuple[int, ...], History] = field(factory=dict[tuple[int, ...], History])

    @classmethod
    def of(cls, grid: Grid, vocabulary: Vocabulary, currency: str | None = None) -> "Seeker":
        """Prepare for a grid."""
        meanings = tuple(meaning(axis, vocabulary) for axis in grid.axes)
        return cls(grid, vocabulary, currency, meanings, tuple(systems(grid, vocabulary)[0]))

    def find(self, cell: Sequence[int]) -> Witness | None:
        """A customer in the cell, by its levels; None if none was found."""
        history = next(self.histories(cell, 1), None)
        return None if history is None else self._checked(cell, history)

    def histories(self, cell: Sequence[int], most: int) -> Iterator[History]:
        """Several histories that may be in the cell, each chosen in another way."""
        ways = self._ways(cell)
        for at in range(most):
            fresh = [way.at(at) is not None for way in ways]
            if not all(way.kept for way in ways) or (at and not any(fresh)):
                return
            yield self._whole([way.kept[at % len(way.kept)] for way in ways])

    def _ways(self, cell: Sequence[int]) -> list[Kept[History]]:
        """For each system, the histories that are in the cell along its axes."""
        ways: list[Kept[History]] = []
        for number, system in enumerate(self.systems):
            own = self._own(number, cell)
            if own not in self._known:
                self.prepare([cell])
                self._known[own] = Kept[History](self._parts(system, cell, self._pinned[own]))
            ways.append(self._known[own])
        return ways

    def _whole(self, parts: Sequence[History]) -> History:
        """Histories of different kinds as one, the same one whenever they are the same."""
        key = tuple(map(id, parts))
        if key not in self._merged:
            self._merged[key] = merged(parts)
        return self._merged[key]

    def blank(self, history: History, cell: Sequence[int]) -> Witness:
        """A customer with the extra columns of a cell, whose scores have no cut points yet."""
        extra = self._extra(cell)
        return Witness(history, {}, extra, self.vocabulary, self._subjects, self.currency)

    def is_in(self, witness: Witness, cell: Sequence[int]) -> bool:
        """Whether plain counting puts a customer into a cell."""
        levels = zip(self.grid.axes, cell, strict=True)
        return all(axis.level(witness.value(axis.subject)) == level for axis, level in levels)

    def is_scored(self, witness: Witness, cell: Sequence[int]) -> bool:
        """Whether somebody who may be in a cell has also its scores and its extra columns."""
        axes = self.grid.axes
        return all(axes[at].level(witness.value(axes[at].subject)) == cell[at] for at in self._told)

    def may_be_in(self, history: History, cell: Sequence[int]) -> bool:
        """Whether a history is on the levels of a cell, each score under a scale of its own."""
        return all(self._are_in(history, places, cell) for places in self._places)

    def prepare(self, cells: Sequence[Sequence[int]]) -> None:
        """Solve the systems of many cells at once, which is faster than one by one."""
        for number, system in enumerate(self.systems):
            new = {self._own(number, cell): cell for cell in cells}
            new = {own: cell for own, cell in new.items() if own not in self._pinned}
            if new:
                self._pinned.update(zip(new, pin(system, [*new.values()]), strict=True))

    def is_possible(self, cell: Sequence[int]) -> bool:
        """Whether the bounds of a cell leave room for somebody."""
        self.prepare([cell])
        owns = (self._own(number, cell) for number in range(len(self.systems)))
        return all(self._pinned[own] is not None for own in owns)

    def _parts(
        self, system: System, cell: Sequence[int], pinned: Pinned | None
    ) -> Iterator[History]:
        """Histories that are in the cell along the axes of one system."""
        if pinned is None:
            return
        asked, places = _asked(system, cell), [line.place for line in system.lines]
        for attempt in range(ATTEMPTS):
            try:
                history = build(Attempt(pinned, asked, attempt))
            except NoHistoryError:
                continue
            if self._are_in(history, places, cell):
                yield history

    def _are_in(self, history: History, places: Sequence[int], cell: Sequence[int]) -> bool:
        """Whether a history is on levels of some axes, under some scale if they are of scores."""
        for place in places:
            told = self.meanings[place]
            assert isinstance(told.of, Feature)  # noqa: S101  # systems hold features only
            want, value = told.levels[cell[place]], history.value(told.of)
            if value is None or (told.score is not None and not history.present(told.of)):
                if not want.missing:
                    return False
            elif want.missing or not want.low <= value <= want.high:
                return False
        return True

    @cached_property
    def _subjects(self) -> tuple[Subject, ...]:
        """What the grid looks at."""
        return tuple(axis.subject for axis in self.grid.axes)

    @cached_property
    def _told(self) -> tuple[int, ...]:
        """The axes of scores and extra columns."""
        axes = enumerate(self.grid.axes)
        return tuple(place for place, axis in axes if isinstance(axis.subject, str))

    @cached_property
    def _places(self) -> tuple[tuple[int, ...], ...]:
        """The axes of every system."""
        return tuple(tuple(line.place for line in system.lines) for system in self.systems)

    def _own(self, number: int, cell: Sequence[int]) -> Own:
        """What a system sees of a cell: most levels of a score say the same of her history."""
        return (number, *[of_level[cell[place]] for place, of_level in self._classes[number]])

    @cached_property
    def _classes(self) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]:
        """The axes of every system, and the class of each level."""
        return tuple(
            tuple((line.place, line.of_level) for line in system.lines) for system in self.systems
        )

    def _extra(self, cell: Sequence[int]) -> dict[str, int]:
        """Values of the extra columns."""
        limits: dict[str, tuple[int, int]] = {}
        for place in self._told:
            told = self.meanings[place]
            want = told.levels[cell[place]]
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
        found = blank.scaled(cuts)
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
