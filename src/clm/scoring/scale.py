"""A scale: score definitions with their cut points.

It is frozen, so that tomorrow's customers are measured with the same ruler as today's.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, Self, cast

import numpy as np
import numpy.typing as npt
from attrs import asdict, field, fields, frozen

from clm._frozen import FrozenDict
from clm._show import counted, html_table, table, tag
from clm._threads import hands
from clm.errors import FormatError, ScaleError, UnknownNameError
from clm.scoring.cutting import column, divided, population
from clm.scoring.given import Given, given
from clm.scoring.legal import MOST_BINS, listed, scale_faults
from clm.scoring.quantile import Values
from clm.scoring.score import Score
from clm.scoring.spans import HEAD, Line, lines, shown

Scores = npt.NDArray[np.uint8]

SMALL_BASE: Final = 500
"""Cut points of fewer people than this move much from day to day."""

MOST_SCORES: Final = 10_000
"""No scale has more scores."""

_FORMAT: Final = "clm scale"
_VERSION: Final = 1
_OPTIONS: Final = ("population", "quantiles_of")


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Copy a mapping, so that nobody can change it; what is none is refused with the rest."""
    if not isinstance(cast("object", mapping), Mapping):
        return mapping
    rows = {name: (listed(each, MOST_BINS + 1), each) for name, each in mapping.items()}
    return FrozenDict({name: each if row is None else row for name, (row, each) in rows.items()})


def _row(scores: Iterable[Score]) -> tuple[Score, ...]:
    """Put scores in a row; what is none is refused with the rest."""
    row = listed(scores, MOST_SCORES)
    return cast("tuple[Score, ...]", scores if row is None else row)


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
        People fitted on with 0, 1, … cut points below their value; none at all if nobody was
        counted, which fixed cut points allow.
    currency : str or None
        The currency, if a score is of money.
    gaps : int
        Gaps between order days that were cut, if a score is cut by them.

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

    scores: tuple[Score, ...] = field(converter=_row)
    cuts: Mapping[str, tuple[int, ...]] = field(converter=_frozen, hash=False)
    people: Mapping[str, tuple[int, ...]] = field(converter=_frozen, hash=False)
    currency: str | None = None
    gaps: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse what no fit could give."""
        faults = scale_faults(self.scores, self.cuts, self.people, self.currency, self.gaps)
        if faults:
            raise ScaleError(faults)

    @classmethod
    def fit(
        cls,
        scores: Iterable[Score],
        values: Mapping[str, Values],
        currency: str | None = None,
        gaps: Values | None = None,
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
        gaps : (k,) integer array, optional
            Days between neighbouring order days, of all customers; scores cut by them need some.

        Returns
        -------
        Scale

        Raises
        ------
        ScaleError
            Scores that no scale can have: two of one name, fixed cut points that do not ascend, ….
            Values that are no whole numbers.
            A score is cut by gaps between order days, and there are none.
        """
        scores = _row(scores)
        values, gaps = population(scores, values, gaps)

        def found(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
            return divided(named[name], values[name], gaps)

        named = {each.name: each for each in scores}
        # Wide values take longest, so they go first.
        names = sorted(named, key=lambda name: -values[name].itemsize)
        with hands(max(map(len, values.values()), default=0)) as crew:
            fitted = dict(zip(names, crew(found, names), strict=True))
        cuts = {name: fitted[name][0] for name in named}
        people = {name: fitted[name][1] for name in named}
        money = any(each.unit == "money" for each in scores)
        by_gaps = any(each.quantiles_of == "gaps" for each in scores)
        number = len(gaps) if gaps is not None and by_gaps else 0
        return cls(scores, cuts, people, currency if money else None, number)

    @classmethod
    def fixed(
        cls,
        cuts: Given,
        *,
        currency: str | None = None,
        scores: Mapping[str, Score] | None = None,
    ) -> Self:
        """Take cut points that somebody gives; they serve every template with such scores.

        Parameters
        ----------
        cuts : mapping of str to iterable of int or Money
            By score, ascending; whole days, counts, and minor units of money.
        currency : str, optional
            ISO 4217 code of money; `Money` brings its own.
        scores : mapping of str to Score, optional
            What the names mean: ``template.scores``. If left out, r is recency, f orders and m
            monetary.

        Raises
        ------
        ScaleError
            With every fault: names that no score has, cut points that are no whole numbers, do not
            ascend, lie below every value or are not as many as a score has, money without its
            currency.

        Examples
        --------
        >>> scale = Scale.fixed({"r": [12, 33, 71, 180], "m": [2000, 5000]}, currency="EUR")
        >>> scale.score("r", np.array([0, 13, 999]))
        array([5, 4, 1], dtype=uint8)
        >>> print(Scale.fixed({"f": [1, 3]}).table())
        score                values  people  share
        f      3  4 orders and more       -      -
        f      2      2 to 3 orders       -      -
        f      1            1 order       -      -
        """
        made, known = given(cuts, currency, scores)
        by_name = {each.name: each.fixed or () for each in made}
        return cls(made, by_name, dict.fromkeys(by_name, ()), known)

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
        small: dict[str, list[str]] = {}
        for each in self.scores:
            number, singular, plural = self._base(each)
            if each.fixed is None and number < SMALL_BASE:
                small.setdefault(counted(number, singular, plural), []).append(each.name)
        dead = [f"{name} {' '.join(map(str, each))}" for name, each in self.dead.items()]
        return (
            *(
                f"{', '.join(names)} fitted on {base}, fewer than {SMALL_BASE}"
                for base, names in small.items()
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
            if isinstance(name, str) and each.name == name:  # pyright: ignore[reportUnnecessaryIsInstance]
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
            The scale was fitted on nobody, and there is somebody to score; values that are no
            whole numbers.
        """
        score = self.definition(name)
        values = column(values)
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
        """Write the values of every score, its people and their share.

        Examples
        --------
        >>> f = Score("f", of="orders", bins=4, least=1, unit="count")
        >>> print(Scale.fit([f], {"f": np.array([1, 1, 1, 2, 9])}).table())
        score     values             people   share
        f      4  3 orders and more       1  20.0 %
        f      3  2 orders                1  20.0 %
        f      2  nobody                  0   0.0 %
        f      1  1 order                 3  60.0 %
        """
        return table(HEAD, self._rows())

    def to_json(self) -> str:
        """Write the scale as JSON."""
        facts = {
            "format": _FORMAT,
            "version": _VERSION,
            "currency": self.currency,
            "scores": [_plain(each) for each in self.scores],
            "cuts": dict(self.cuts),
            "people": dict(self.people),
        }
        facts |= {"gaps": self.gaps} if self.gaps else {}
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
            gaps = facts.get("gaps", 0)
            return cls(scores, facts["cuts"], facts["people"], facts["currency"], gaps)
        except ScaleError as error:
            raise FormatError(error.faults) from error
        except (AttributeError, KeyError, TypeError) as error:
            raise FormatError.of("scale", "is no JSON of a scale", "save it anew") from error

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the parts, which are checked again."""
        parts = (self.scores, dict(self.cuts), dict(self.people), self.currency, self.gaps)
        return type(self), parts

    def __repr__(self) -> str:
        """The cut points and what deserves a second look."""
        parts = [
            f"{name} ≤ {' '.join(shown(self.definition(name), cut, self.currency) for cut in cuts)}"
            for name, cuts in self.cuts.items()
        ]
        return tag("Scale", *parts, *self.notes)

    def _repr_html_(self) -> str:
        """The table of values and people."""
        return html_table("Scale", HEAD, self._rows())

    def _dead(self, score: Score) -> tuple[int, ...]:
        """Find the scores between equal cut points."""
        cuts = self.cuts[score.name]
        equal = [place + 1 for place in range(len(cuts) - 1) if cuts[place] == cuts[place + 1]]
        return tuple(sorted(score.rank(below) for below in equal))

    def _base(self, score: Score) -> tuple[int, str, str]:
        """Count what a score was fitted on, and name it."""
        if score.quantiles_of == "gaps":
            return self.gaps, "gap", "gaps"
        if score.population == "repeaters":
            return sum(self.people[score.name][1:]), "repeater", "repeaters"
        return sum(self.people[score.name]), "person", "people"

    def _rows(self) -> list[Line]:
        """Give a row for every score, the best first."""
        return [
            row
            for each in self.scores
            for row in lines(each, self.cuts[each.name], self.people[each.name], self.currency)
        ]

    def _meaning(self) -> list[object]:
        """Give what makes two scales the same."""
        definitions = [
            [each.name, each.of, each.bins, each.best, *each.options] for each in self.scores
        ]
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


def _plain(score: Score) -> dict[str, Any]:
    """Lay a definition out; the usual way of cutting goes without saying."""
    facts = asdict(score)
    usual = {each.name: each.default for each in fields(Score) if each.name in _OPTIONS}
    return {name: each for name, each in facts.items() if usual.get(name, ...) != each}


def _fixed_as_tuple(score: dict[str, Any]) -> dict[str, Any]:
    """Undo what JSON did to fixed cut points."""
    return {**score, "fixed": None if score["fixed"] is None else tuple(score["fixed"])}
