"""A scale: score definitions with their cut points.

It is frozen, so that tomorrow's customers are measured with the same ruler as today's.
"""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from attrs import asdict, field, frozen

from clm._show import counted, html_table, table, tag
from clm._threads import hands
from clm.errors import FormatError, ScaleError, UnknownNameError
from clm.model.money import written
from clm.scoring.legal import scale_faults
from clm.scoring.quantile import Values, cut_points, people_between
from clm.scoring.score import Score

Scores = npt.NDArray[np.uint8]

SMALL_BASE: Final = 500
"""Cut points of fewer people than this move much from day to day."""

_HEAD: Final = ("score", "", "values", "people")
_FORMAT: Final = "clm scale"
_VERSION: Final = 1


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Copy a mapping, so that nobody can change it."""
    return MappingProxyType({name: tuple(each) for name, each in mapping.items()})


@frozen(repr=False)
class Scale:
    """Cut points of scores, and how many people they were fitted on.

    Parameters
    ----------
    scores : tuple of Score
        The definitions.
    cuts : mapping of str to tuple of int
        Cut points of each score, ascending, in the unit of its feature.
    people : mapping of str to tuple of int
        People fitted on with 0, 1, … cut points below their value.
    currency : str or None
        The currency, if a score is of money.

    Examples
    --------
    >>> scale = Scale.fit([Score("f", of="orders", least=1, unit="count")],
    ...                   {"f": np.array([1, 1, 1, 2, 9])})
    >>> scale.cuts["f"], scale.population["f"]
    ((1, 1, 1, 2), 5)
    >>> scale.score("f", np.array([1, 2, 3]))
    array([1, 4, 5], dtype=uint8)
    >>> scale.dead
    {'f': (2, 3)}
    """

    scores: tuple[Score, ...]
    cuts: Mapping[str, tuple[int, ...]] = field(converter=_frozen, hash=False)
    people: Mapping[str, tuple[int, ...]] = field(converter=_frozen, hash=False)
    currency: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no fit could give."""
        faults = scale_faults(self.scores, self.cuts, self.people, self.currency)
        if faults:
            raise ScaleError(faults)

    @classmethod
    def fit(
        cls,
        scores: Iterable[Score],
        values: Mapping[str, Values],
        currency: str | None = None,
    ) -> Self:
        """Find the cut points of a population.

        Parameters
        ----------
        scores : iterable of Score
            What to fit; definitions with fixed cut points keep them.
        values : mapping of str to (n,) integer array
            For each score the values of those who have one.
        currency : str, optional
            ISO 4217 code of the values that are money.

        Returns
        -------
        Scale

        Raises
        ------
        ScaleError
            Scores that no scale can have: two of one name, fixed cut points that do not ascend, ….
        """
        scores = tuple(scores)

        def found(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
            score, own = named[name], values[name]
            if score.fixed is None:
                return cut_points(own, score.bins)
            return score.fixed, people_between(own, score.fixed)

        named = {each.name: each for each in scores}
        # Wide values take longest, so they go first.
        names = sorted(named, key=lambda name: -values[name].itemsize)
        with hands(max(map(len, values.values()), default=0)) as crew:
            fitted = dict(zip(names, crew(found, names), strict=True))
        cuts = {name: fitted[name][0] for name in named}
        people = {name: fitted[name][1] for name in named}
        money = any(each.unit == "money" for each in scores)
        return cls(scores, cuts, people, currency if money else None)

    @property
    def population(self) -> dict[str, int]:
        """How many people each score was fitted on."""
        return {name: sum(each) for name, each in self.people.items()}

    @property
    def dead(self) -> dict[str, tuple[int, ...]]:
        """Scores that nobody can get, because cut points coincide."""
        found = {each.name: self._dead(each) for each in self.scores}
        return {name: scores for name, scores in found.items() if scores}

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: few people, and scores that nobody can get."""
        fitted = [each.name for each in self.scores if each.fixed is None]
        small: dict[int, list[str]] = {}
        for name in fitted:
            if self.population[name] < SMALL_BASE:
                small.setdefault(self.population[name], []).append(name)
        dead = [f"{name} {' '.join(map(str, each))}" for name, each in self.dead.items()]
        return (
            *(
                f"{', '.join(names)} fitted on {counted(number, 'person', 'people')},"
                f" fewer than {SMALL_BASE}"
                for number, names in small.items()
            ),
            *([f"nobody can get {' · '.join(dead)}: too many have one value"] if dead else []),
        )

    @property
    def fingerprint(self) -> str:
        """A hash of definitions, cut points and currency."""
        return sha256(json.dumps(self._meaning(), sort_keys=True).encode()).hexdigest()

    def definition(self, name: str) -> Score:
        """Give the definition of a score.

        Raises
        ------
        UnknownNameError
            The scale has no such score.
        """
        for each in self.scores:
            if each.name == name:
                return each
        raise UnknownNameError("score", name, self.cuts)

    def score(self, name: str, values: Values) -> Scores:
        """Score values.

        Parameters
        ----------
        name : str
            Of the score.
        values : (n,) integer array
            In the unit of its feature; of people who have one.

        Returns
        -------
        (n,) uint8
            From 1 (worst) to the number of bins (best).

        Raises
        ------
        UnknownNameError
            The scale has no such score.
        ScaleError
            The scale was fitted on nobody, and there is somebody to score.
        """
        score = self.definition(name)
        if len(values):
            self.check_fitted(name)
        below = np.zeros(len(values), np.uint8)
        for cut in self.cuts[name]:
            below += values > cut
        return np.uint8(1) + below if score.best == "high" else np.uint8(score.bins) - below

    def check_fitted(self, name: str) -> None:
        """Refuse a score without cut points.

        Raises
        ------
        UnknownNameError
            The scale has no such score.
        ScaleError
            The scale was fitted on nobody.
        """
        if not self.cuts[self.definition(name).name]:
            raise ScaleError.of(
                f"scale.{name}", "was fitted on nobody", "fit it on a day with customers to score"
            )

    def table(self) -> str:
        """Write the values and people of every score."""
        return table(_HEAD, self._rows())

    def to_json(self) -> str:
        """Write the scale as JSON."""
        facts = {
            "format": _FORMAT,
            "version": _VERSION,
            "currency": self.currency,
            "scores": [asdict(each) for each in self.scores],
            "cuts": dict(self.cuts),
            "people": dict(self.people),
        }
        return json.dumps(facts, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a scale that `to_json` wrote.

        Raises
        ------
        FormatError
            Not such a text, or of another version.
        """
        facts = _facts(text)
        try:
            scores = tuple(Score(**_fixed_as_tuple(each)) for each in facts["scores"])
            return cls(scores, facts["cuts"], facts["people"], facts["currency"])
        except ScaleError as error:
            raise FormatError(error.faults) from error
        except (AttributeError, KeyError, TypeError) as error:
            raise FormatError.of("scale", "is no JSON of a scale", "save it anew") from error

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the parts, which are checked again."""
        return type(self), (self.scores, dict(self.cuts), dict(self.people), self.currency)

    def __repr__(self) -> str:
        """The cut points and what deserves a second look."""
        parts = [
            f"{name} ≤ {' '.join(self._shown(name, cut) for cut in cuts)}"
            for name, cuts in self.cuts.items()
        ]
        return tag("Scale", *parts, *self.notes)

    def _repr_html_(self) -> str:
        """The table of values and people."""
        return html_table("Scale", _HEAD, self._rows())

    def _dead(self, score: Score) -> tuple[int, ...]:
        """Find the scores between equal cut points."""
        cuts = self.cuts[score.name]
        equal = [place + 1 for place in range(len(cuts) - 1) if cuts[place] == cuts[place + 1]]
        return tuple(sorted(score.rank(below) for below in equal))

    def _rows(self) -> list[tuple[object, ...]]:
        """Give a row for every score, the best first."""
        rows: list[tuple[object, ...]] = []
        for score in self.scores:
            cuts, people = self.cuts[score.name], self.people[score.name]
            pairs = [(score.rank(below), below) for below in range(len(cuts) + 1)] if cuts else []
            for rank, below in sorted(pairs, reverse=True):
                rows.append(
                    (score.name, rank, self._span(score, below), people[below] if people else 0)
                )
        return rows

    def _span(self, score: Score, below: int) -> str:
        """Write the values that have so many cut points below them."""
        cuts, show = self.cuts[score.name], partial(self._shown, score.name)
        low = cuts[below - 1] + 1 if below else score.least
        high = cuts[below] if below < len(cuts) else None
        if low is not None and high is not None and low > high:
            return "nobody"
        if high is None:
            return f"{show(low or 0)} and more"
        first = "up to" if low is None else f"{show(low)} to"
        return show(high) if low == high else f"{first} {show(high)}"

    def _shown(self, name: str, value: int) -> str:
        """Write a value of a score."""
        if self.definition(name).unit == "money" and self.currency is not None:
            return written(value, self.currency)
        return f"{value:,}"

    def _meaning(self) -> list[object]:
        """Give what makes two scales the same."""
        definitions = [[each.name, each.of, each.bins, each.best] for each in self.scores]
        return [definitions, {name: list(cuts) for name, cuts in self.cuts.items()}, self.currency]


def _facts(text: str) -> dict[str, Any]:
    """Read the facts of a scale, refusing another format or version."""
    try:
        facts = json.loads(text)
        found = (facts["format"], facts["version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormatError.of("scale", "is no JSON of a scale", "save it anew") from error
    if found != (_FORMAT, _VERSION):
        what = f"has format {found[0]!r}, version {found[1]!r}"
        raise FormatError.of("scale", what, f"this clm reads {_FORMAT!r}, version {_VERSION}")
    return dict(facts)


def _fixed_as_tuple(score: dict[str, Any]) -> dict[str, Any]:
    """Undo what JSON did to fixed cut points."""
    return {**score, "fixed": None if score["fixed"] is None else tuple(score["fixed"])}
