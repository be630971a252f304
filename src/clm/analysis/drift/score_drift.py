"""One score of two populations: its people now, and when its cut points were fitted."""

from collections.abc import Iterator
from math import log
from typing import Final

from attrs import frozen

from clm._show import percent
from clm.scoring.score import Score
from clm.scoring.spans import span

DRIFTED: Final = 0.25
"""An index above this is commonly read as a large change; up to 0.1 as none."""

BY_CHANCE: Final = 0.1
"""Where chance alone gives such an index, it tells little."""

HEAVY: Final = 0.3
"""A value that more than this share of the people have deserves a look."""

FAIR: Final = 1.5
"""Of scores with few values, each may have so many times its equal share."""

HALF: Final = 0.5
"""A value that nobody has counts as half a person: the logarithm of nothing is infinite."""


@frozen
class ScoreDrift:
    """People by the values of a score, in two populations.

    Parameters
    ----------
    score : Score
        The definition.
    people : tuple of int
        How many have 1, 2, … now; people without the score are left out.
    fitted : tuple of int
        How many had 1, 2, … when the cut points were fitted; empty if nobody was counted.

    Examples
    --------
    >>> drift = ScoreDrift(Score("f", of="orders", bins=3), (80, 15, 5), (50, 30, 20))
    >>> [round(part, 3) for part in drift.parts], round(drift.psi, 3)
    ([0.141, 0.104, 0.208], 0.453)
    """

    score: Score
    people: tuple[int, ...]
    fitted: tuple[int, ...]

    @property
    def comparable(self) -> bool:
        """Whether there is somebody on both sides."""
        return sum(self.people) > 0 and sum(self.fitted) > 0

    @property
    def parts(self) -> tuple[float, ...]:
        """What each value adds to the index; nothing at all if there is nobody on one side."""
        if not self.comparable:
            return ()
        return tuple(
            _part(now / sum(self.people), then / sum(self.fitted)) if both else 0.0
            for now, then, both in (
                (max(now, HALF), max(then, HALF), now + then)
                for now, then in zip(self.people, self.fitted, strict=True)
            )
        )

    @property
    def psi(self) -> float:
        """The population stability index; NaN if there is nobody on one side."""
        return sum(self.parts) if self.comparable else float("nan")

    @property
    def chance(self) -> float:
        """About the index that two samples of one population, as large as these, would have."""
        alive = sum(now + then > 0 for now, then in zip(self.people, self.fitted, strict=True))
        return (alive - 1) * (1 / sum(self.people) + 1 / sum(self.fitted))

    def notes(self) -> Iterator[str]:
        """Say which values have many people, and whether the score has drifted."""
        name, everybody = self.score.name, sum(self.people)
        if not everybody:
            yield f"nobody has {name}"
            return
        for value, people in enumerate(self.people, start=1):
            if people / everybody > max(HEAVY, FAIR / self.score.bins):
                then = self._then(value)
                was = f" ({then} when fitted)" if then != "-" else ""
                yield f"{name} {value} has {percent(people, everybody)} of the people{was}"
        if not self.comparable:
            yield f"{name} was fitted on nobody, so there is nothing to compare it with"
        elif self.psi > DRIFTED:
            few = self.chance > BY_CHANCE
            but = f", but chance alone gives about {self.chance:.2f}" if few else ""
            yield f"{name} has drifted: index {self.psi:.3f}, above {DRIFTED}{but}"

    def rows(self, cuts: tuple[int, ...], currency: str | None) -> Iterator[tuple[object, ...]]:
        """Tell every value in words, the best first."""
        everybody = sum(self.people)
        for value in range(self.score.bins, 0, -1):
            people = self.people[value - 1]
            yield (
                self.score.name,
                value,
                span(self.score, cuts, self.score.below(value), currency) if cuts else "-",
                people,
                percent(people, everybody),
                self._then(value),
                f"{self.parts[value - 1]:.3f}" if self.comparable else "-",
            )

    def _then(self, value: int) -> str:
        """Write the share that a value had."""
        return percent(self.fitted[value - 1], sum(self.fitted)) if self.fitted else "-"


def _part(now: float, then: float) -> float:
    """What two shares of one value add to the index."""
    return (now - then) * log(now / then)
