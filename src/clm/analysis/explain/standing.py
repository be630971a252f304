"""Where the values and scores of one customer stand, and how far it is to the next level."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Self

from attrs import frozen

from clm._show import counted
from clm.features.catalog import Feature
from clm.lifecycle.lookup import Subject
from clm.model.money import written
from clm.scoring.score import Score

Row = tuple[str, str, str, str]


@frozen(kw_only=True)
class Standing:
    """A value that the template looks at.

    Parameters
    ----------
    name : str
        Canonical text of the feature, or the name of an extra column.
    unit : str
        ``days``, ``count``, ``money`` (minor units), ``kind`` or ``number``.
    value : int, str or None
        What it is; None is missing.
    low, high : int or None
        The least and the greatest value on the same level; None where there is no other level.
    """

    name: str
    unit: str
    value: int | str | None
    low: int | None = None
    high: int | None = None

    @classmethod
    def of(cls, subject: Subject, value: int | None, bounds: Sequence[int]) -> Self:
        """Find the level of a value.

        Parameters
        ----------
        subject : Feature or str
            What is looked at.
        value : int or None
            Of ``latest`` the place of a kind.
        bounds : sequence of int
            The least value of every level but the lowest, ascending.

        Examples
        --------
        >>> Standing.of(Feature.parse("recency"), 20, (12, 34))
        Standing(name='recency', unit='days', value=20, low=12, high=33)
        """
        if not isinstance(subject, Feature):
            name, unit = subject, "number"
        elif subject.unit != "kind":
            name, unit = subject.name, subject.unit
        else:
            kind = None if value is None else subject.kinds[value]
            return cls(name=subject.name, unit="kind", value=kind)
        if value is None:
            return cls(name=name, unit=unit, value=None)
        level = bisect_right(bounds, value)
        low, high = _ends(level, [bound - 1 for bound in bounds])
        return cls(name=name, unit=unit, value=value, low=low, high=high)

    @property
    def to_lower(self) -> int | None:
        """By how much the value has to fall to come to another level; None if it cannot."""
        if isinstance(self.value, str) or self.value is None or self.low is None:
            return None
        return self.value - self.low + 1

    @property
    def to_higher(self) -> int | None:
        """By how much the value has to rise to come to another level; None if it cannot."""
        if isinstance(self.value, str) or self.value is None or self.high is None:
            return None
        return self.high + 1 - self.value

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "unit": self.unit,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "to_lower": self.to_lower,
            "to_higher": self.to_higher,
        }

    def row(self, currency: str) -> Row:
        """Write name, value, level, and how far it is to the levels beside it."""
        ways = (("down", self.to_lower), ("up", self.to_higher))
        steps = [f"{way} {said(by, self.unit, currency)}" for way, by in ways if by is not None]
        low = 0 if self.low is None and self.unit in ("count", "days") else self.low
        there = self.value is not None and steps
        level = _between(low, self.high, self.unit, currency) if there else ""
        return self.name, said(self.value, self.unit, currency), level, ", ".join(steps)


@frozen(kw_only=True)
class ScoreStanding:
    """A score, and the cut points that gave it.

    Parameters
    ----------
    score : Score
        The definition.
    cuts : tuple of int
        Cut points on the feature, ascending; none where the scale was fitted on nobody.
    of : int or None
        The value of the feature.
    value : int or None
        From 1 (worst) to the number of bins (best); None is missing.
    """

    score: Score
    cuts: tuple[int, ...]
    of: int | None = None
    value: int | None = None

    @classmethod
    def at(cls, score: Score, cuts: tuple[int, ...], of: int | None) -> Self:
        """Score a value; None is that of somebody who has no score.

        Examples
        --------
        >>> r = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
        >>> hers = ScoreStanding.at(r, (11, 33), 20)
        >>> hers.value, hers.better, hers.worse
        (2, (3, 9), (1, 14))
        """
        if of is None or not cuts:
            return cls(score=score, cuts=cuts, of=of)
        return cls(score=score, cuts=cuts, of=of, value=score.rank(bisect_left(cuts, of)))

    @property
    def name(self) -> str:
        """What the score is called."""
        return self.score.name

    @property
    def low(self) -> int | None:
        """The least value of the feature that gets this score; None where lower ones do, too."""
        return self._ends[0]

    @property
    def high(self) -> int | None:
        """The greatest value of the feature that gets this score; None where greater ones do."""
        return self._ends[1]

    @property
    def better(self) -> tuple[int, int] | None:
        """The next better score that somebody can have, and how far its values are; or None."""
        return self._beside(up=self.score.best == "high")

    @property
    def worse(self) -> tuple[int, int] | None:
        """The next worse score that somebody can have, and how far its values are; or None."""
        return self._beside(up=self.score.best != "high")

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "of": self.score.of,
            "value": self.value,
            "bins": self.score.bins,
            "best": self.score.best,
            "cuts": list(self.cuts),
            "low": self.low,
            "high": self.high,
            "better": _step(self.better),
            "worse": _step(self.worse),
        }

    def row(self, currency: str) -> Row:
        """Write feature and score, value, the values of this score, and how far others are."""
        unit, up = self.score.unit, self.score.best == "high"
        ways = ((self.better, "up" if up else "down"), (self.worse, "down" if up else "up"))
        steps = [
            f"{self.name} {step[0]}: {way} {said(step[1], unit, currency)}"
            for step, way in ways
            if step is not None
        ]
        low = self.score.least if self.low is None else self.low
        level = _between(low, self.high, unit, currency) if self.cuts else ""
        label = f"{self.score.of} ({self.name} {self.value})"
        return label, said(self.of, unit, currency), level, ", ".join(steps)

    @property
    def _ends(self) -> tuple[int | None, int | None]:
        """The least and the greatest value that get this score."""
        if self.value is None:
            return None, None
        return _ends(self.score.below(self.value), self.cuts)

    def _beside(self, *, up: bool) -> tuple[int, int] | None:
        """The score of the values above or below, and how far away they are."""
        edge = self.high if up else self.low
        if self.of is None or edge is None:
            return None
        value = edge + 1 if up else edge - 1
        least = self.score.least
        if least is not None and value < least:
            return None
        return self.score.rank(bisect_left(self.cuts, value)), abs(value - self.of)


def said(value: int | str | None, unit: str, currency: str) -> str:
    """Write a value with its unit; money in major units.

    Examples
    --------
    >>> said(1, "days", "EUR"), said(3410, "money", "EUR"), said(None, "count", "EUR")
    ('1 day', '34.10', 'none')
    """
    if value is None or isinstance(value, str):
        return "none" if value is None else value
    if unit == "days":
        return counted(value, "day")
    return written(value, currency) if unit == "money" else f"{value:,}"


def _ends(level: int, last: Sequence[int]) -> tuple[int | None, int | None]:
    """Give the ends of a level, by the last values of all levels but the highest."""
    low = last[level - 1] + 1 if level else None
    return low, last[level] if level < len(last) else None


def _between(low: int | None, high: int | None, unit: str, currency: str) -> str:
    """Write the values of a level."""
    if high is None:
        return "" if low is None else f"{said(low, unit, currency)} and more"
    last = said(high, unit, currency)
    if low is None:
        return f"up to {last}"
    return last if low == high else f"{said(low, unit, currency).removesuffix(' days')} to {last}"


def _step(step: tuple[int, int] | None) -> dict[str, int] | None:
    """Give a score beside another as plain values."""
    return None if step is None else {"score": step[0], "by": step[1]}
