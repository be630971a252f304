"""The definition of a score: which feature is cut into how many bins, and which end is best."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal, cast, get_args

from attrs import evolve, field, frozen

from clm.errors import Fault, ScaleError, shown

Best = Literal["high", "low"]
Whom = Literal["everyone", "repeaters"]
What = Literal["people", "gaps"]

BESTS: Final[tuple[Best, ...]] = get_args(Best)
POPULATIONS: Final[tuple[Whom, ...]] = get_args(Whom)
QUANTILES: Final[tuple[What, ...]] = get_args(What)

GAP_SHARES: Final = (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(19, 20))
"""Shares of the gaps between order days at which silence passes from one score to the next."""


@frozen
class Score:
    """A score from 1 (worst) to `bins` (best) by cut points on a feature.

    Parameters
    ----------
    name : str
        What the score is called: ``r``, ``f``, ``m``.
    of : str
        Canonical text of the feature, or the name of an extra column.
    bins : int
        How many scores there are.
    best : {"high", "low"}
        Which values score best: of recency the low ones.
    fixed : tuple of int or None
        Cut points that are given, not fitted.
    least : int or None
        The smallest value that somebody in the population can have; None is unbounded.
    unit : str
        What one step of the value is: ``count``, ``days``, ``money`` or ``number``.
    population : {"everyone", "repeaters"}
        Whose values are cut into equal parts. With ``repeaters``, of a count of orders only, one
        order scores 1, and those with more are cut into the other scores.
    quantiles_of : {"people", "gaps"}
        What the cut points are quantiles of. With ``gaps``, of recency only, they lie at 50, 75, 90
        and 95 % of all gaps between the order days of all customers.

    Raises
    ------
    ScaleError
        Texts that are none, numbers that are no whole ones. Which numbers and words make a score
        is checked where it is used: by a template, or by a scale.

    Examples
    --------
    >>> Score("r", of="recency", best="low", least=0, unit="days").bins
    5
    >>> Score("f", of="orders", population="repeaters").toml
    '{ of = "orders", bins = 5, population = "repeaters" }'
    """

    name: str
    of: str
    bins: int = 5
    best: Best = "high"
    fixed: tuple[int, ...] | None = None
    least: int | None = field(default=None, eq=False)
    unit: str = field(default="number", eq=False)
    population: Whom = "everyone"
    quantiles_of: What = "people"

    def __attrs_post_init__(self) -> None:
        """Refuse values of other types."""
        texts = ("name", "of", "best", "unit", "population", "quantiles_of")
        faults = [fault for name in texts for fault in _text_faults(getattr(self, name), name)]
        faults += _number_faults(self.bins, "bins")
        faults += () if self.least is None else _number_faults(self.least, "least")
        faults += () if self.fixed is None else _row_faults(self.fixed)
        if faults:
            raise ScaleError(faults)

    @property
    def options(self) -> tuple[str, ...]:
        """The ways of cutting that differ from the usual one."""
        ways = (self.population, POPULATIONS[0]), (self.quantiles_of, QUANTILES[0])
        return tuple(way for way, usual in ways if way != usual)

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """The shares of a population, or of gaps, at which the fitted cut points lie, ascending.

        Examples
        --------
        >>> [str(share) for share in Score("f", of="orders", bins=4).shares]
        ['1/4', '1/2', '3/4']
        """
        if self.quantiles_of == "gaps":
            return GAP_SHARES
        # One order is the least of a repeater's population, which bins - 1 scores share.
        skipped = int(self.population == "repeaters")
        parts = self.bins - skipped
        return tuple(Fraction(k - skipped, parts) for k in range(1, self.bins))

    def serves(self, needed: "Score") -> bool:
        """Tell whether this is the score that is needed; cut points given by hand serve any fit."""
        if self.fixed is None or needed.fixed is not None:
            return self == needed
        free = evolve(
            self, fixed=None, population=needed.population, quantiles_of=needed.quantiles_of
        )
        return free == needed

    def rank(self, below: int) -> int:
        """Score of a value that has `below` cut points strictly below it."""
        return 1 + below if self.best == "high" else self.bins - below

    def below(self, rank: int) -> int:
        """How many cut points lie strictly below the values with a score; undoes `rank`."""
        return rank - 1 if self.best == "high" else self.bins - rank

    @property
    def toml(self) -> str:
        """How a template's file defines it; `best` is left out where it is the high end.

        Examples
        --------
        >>> Score("r", of="recency", best="low").toml
        '{ of = "recency", bins = 5, best = "low" }'
        """
        of = json.dumps(self.of, ensure_ascii=False).replace("\x7f", "\\u007f")
        size = f"bins = {self.bins}" if self.fixed is None else f"cuts = {[*self.fixed]}"
        size = 'cuts = "gaps"' if self.quantiles_of == "gaps" else size
        best = ', best = "low"' if self.best == "low" else ""
        whom = ', population = "repeaters"' if self.population == "repeaters" else ""
        return f"{{ of = {of}, {size}{best}{whom} }}"


def _text_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what is no text."""
    if not isinstance(value, str):
        yield Fault(where, f"{shown(value)} is no text", "give a str")


def _number_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what is no whole number of Python's own."""
    if type(value) is not int:
        yield Fault(where, f"{shown(value)} is no whole number", "give an int")


def _row_faults(cuts: object) -> Iterator[Fault]:
    """Refuse what is no row of cut points."""
    if not isinstance(cuts, tuple):
        yield Fault("fixed", f"{shown(cuts)} is no tuple of cut points", "write (1, 2, 3, 5)")
        return
    for at, cut in enumerate(cast("tuple[object, ...]", cuts)):
        yield from _number_faults(cut, f"fixed[{at}]")
