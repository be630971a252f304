"""What the levels of an axis say of the customer's history: ranges of one feature.

A score is a range too, under some scale: cut points are whole numbers, ascending, and none lies
below the least value of the population. So the lowest value always has no cut below it, and every
other value may have any number. Among repeaters the first cut is 1, so that one event, and nothing
else, has none below it.
"""

from fractions import Fraction
from typing import Final

from attrs import frozen

from clm.features.catalog import LONGEST_WINDOW, Feature
from clm.lifecycle.cells.grid import Axis
from clm.lifecycle.conditions.condition import Vocabulary
from clm.scoring.score import Score

END: Final = LONGEST_WINDOW + 1
"""An age that no event has: where unlimited windows end."""

FREE: Final = 1 << 60
"""A bound that binds nothing."""


@frozen
class Level:
    """What a level says: missing, or a closed range of values, and that some event counts."""

    missing: bool = False
    low: int = -FREE
    high: int = FREE
    counted: bool = False


@frozen
class Meaning:
    """The feature or extra column behind an axis, and what each level says of it."""

    axis: Axis
    of: Feature | str
    levels: tuple[Level, ...]
    score: Score | None = None


def meaning(axis: Axis, vocabulary: Vocabulary) -> Meaning:
    """Say what the levels of an axis mean."""
    score = vocabulary.scores.get(axis.subject) if isinstance(axis.subject, str) else None
    if score is None:
        return Meaning(axis, axis.subject, tuple(_plain(span) for span in axis.spans()))
    of = source(score, vocabulary)
    least = floor(score, vocabulary)
    levels = tuple(_scored(span, score, least, vocabulary) for span in axis.spans())
    return Meaning(axis, of, levels, score)


def source(score: Score, vocabulary: Vocabulary) -> Feature | str:
    """The feature or extra column that a score cuts."""
    return vocabulary.sources[score.of]


def floor(score: Score, vocabulary: Vocabulary) -> int | None:
    """The least value that somebody with that score can have."""
    of = source(score, vocabulary)
    return of.least if isinstance(of, Feature) else vocabulary.extra[of].min


def below(score: Score, value: int) -> int:
    """How many cut points lie below the values that get a score."""
    return score.below(value)


def _plain(span: tuple[int | None, int | None] | None) -> Level:
    """The level of a feature that is compared itself."""
    if span is None:
        return Level(missing=True)
    low, high = span
    return Level(low=-FREE if low is None else low, high=FREE if high is None else high)


def _scored(
    span: tuple[int | None, int | None] | None,
    score: Score,
    least: int | None,
    vocabulary: Vocabulary,
) -> Level:
    """The level of a score: the values that some scale gives it."""
    if span is None or span[0] is None or span[1] is None:
        return Level(missing=True)
    few, many = sorted((below(score, span[0]), below(score, span[1])))
    low, high = _limits(score, vocabulary)
    if score.fixed is not None:
        cuts = (-FREE, *score.fixed, FREE)
        low = max(low, cuts[few] + 1 if few else -FREE)
        high = min(high, cuts[many + 1])
    else:
        if few and least is not None:
            low = max(low, least + 1)
        if not many and score.population == "repeaters":
            high = min(high, 1)
    return Level(low=low, high=high, counted=True)


def _limits(score: Score, vocabulary: Vocabulary) -> tuple[int, int]:
    """The range of an extra column behind a score."""
    extra = vocabulary.extra.get(score.of)
    return (-FREE, FREE) if extra is None else (extra.min, extra.max)


def shares(scores: tuple[Score, ...]) -> tuple[tuple[int, ...], ...]:
    """The scores that one value can have in several free scores of one feature at once.

    Cut k of b lies at the share k / b of one population, so the cuts of all of them come in the
    order of their shares. The scores are cut in one way, all by repeaters or all by gaps.

    Examples
    --------
    >>> shares((Score("a", of="orders", bins=2), Score("b", of="orders", bins=3)))
    ((1, 1), (1, 2), (2, 2), (2, 3))
    """
    cuts = sorted({share for score in scores for share in score.shares})
    return tuple(
        tuple(score.rank(sum(share <= top for share in score.shares)) for score in scores)
        for top in (Fraction(-1), *cuts)
    )
