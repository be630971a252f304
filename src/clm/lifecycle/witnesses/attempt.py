"""One way of choosing numbers for a cell; where it leads to no history, the next one may."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from random import Random
from typing import Final

from attrs import define, frozen

from clm.errors import ClmError
from clm.lifecycle.feasibility.staircase import Key
from clm.lifecycle.witnesses.solution import Bound, Pinned, Wish, solve, steps

MANY: Final = 5_000
"""A history of more events is not written down."""

PLAIN: Final = 2
"""Attempts that choose by rule; the others throw dice."""


class NoHistoryError(ClmError):
    """A way of choosing numbers that leads to no history."""


def no_history() -> NoHistoryError:
    """Make the error of an attempt that leads nowhere; the next attempt may do better."""
    return NoHistoryError.of("witness", "the numbers of an attempt make no history")


@frozen
class Asked:
    """What a cell asks of a system, beside its bounds.

    Parameters
    ----------
    average : tuple of int or None
        Range of the average order.
    gap : tuple of int or None
        Range of the days between the last two order days.
    winners : tuple of str
        Kinds that came last somewhere.
    """

    average: tuple[int, int] | None = None
    gap: tuple[int, int] | None = None
    winners: tuple[str, ...] = ()


@define
class Attempt:
    """Numbers of events for the systems of one cell.

    Parameters
    ----------
    pinned : Pinned
        The systems.
    asked : Asked
        What else is asked.
    number : int
        Which attempt it is.
    """

    pinned: Pinned
    asked: Asked
    number: int

    @cached_property
    def dice(self) -> Random:
        """The same dice for the same attempt."""
        return Random(self.number)  # noqa: S311  # nothing secret

    def wish(self, kind: str) -> Wish:
        """As few events as can be: late where a kind should come last, else early."""
        if self.number >= PLAIN:
            return lambda _, least, most: self.dice.randint(least, min(most, least + 3))
        if self.number or kind in self.asked.winners:
            return lambda _, least, most: min(max(least, 1), most)
        return lambda _, least, _most: least

    def events(self, key: Key, more: Sequence[Bound] = ()) -> list[int]:
        """How many events of a staircase are in each interval of ages."""
        return found(solve(self.pinned.counts[key], more, self.wish(key[0])))

    def by_channel(
        self, kind: str, days: Sequence[int] | None = None
    ) -> tuple[list[int], dict[str | None, list[int]]]:
        """How many events of a kind are in each interval, in all and by channel."""
        named: dict[str | None, list[int]] = {
            key[1]: self.events(key) for key in self.pinned.counts if key[0] == kind and key[1]
        }
        least = added([*named.values()], len(self.pinned.ages) - 1)
        bounds = at_least(least) if named else []
        if days is not None:
            bounds += at_least(days) + none_where(days)
        whole = self.events((kind, None), bounds)
        if sum(whole) > MANY:
            raise no_history()
        rest = [each - few for each, few in zip(whole, least, strict=True)]
        return whole, {**named, None: rest}

    def hour(self, kind: str) -> int:
        """Kinds that should come last come late in the day."""
        return 20 * (kind in self.asked.winners)

    def age(self, place: int) -> int:
        """A day in an interval of ages."""
        first, end = self.pinned.ages[place], self.pinned.ages[place + 1]
        if self.number < PLAIN or self.dice.random() < 0.5:
            return first
        return self.dice.randint(first, min(end - 1, first + 40))

    def edge(self, place: int) -> int:
        """The interval of money that an interval of ages lies in."""
        return bisect_right(self.pinned.edges, self.pinned.ages[place]) - 1

    def coarse(self, numbers: Sequence[int]) -> list[int]:
        """Numbers of events by the intervals of money."""
        gathered = [0] * (len(self.pinned.edges) - 1)
        for place, number in enumerate(numbers):
            gathered[self.edge(place)] += number
        return gathered


def found(values: list[int] | None) -> list[int]:
    """The steps of a solution, if there is one."""
    if values is None:
        raise no_history()
    return steps(values)


def at_least(numbers: Sequence[int]) -> list[Bound]:
    """Bounds that ask for so many in each interval."""
    return [(place + 1, place, -number) for place, number in enumerate(numbers)]


def none_where(numbers: Sequence[int]) -> list[Bound]:
    """Bounds that allow nothing in the intervals that have none."""
    return [(place, place + 1, 0) for place, number in enumerate(numbers) if not number]


def added(columns: Sequence[Sequence[int]], size: int) -> list[int]:
    """The sum of several rows of numbers."""
    return [sum(column[place] for column in columns) for place in range(size)]
