"""The definition of a score: which feature is cut into how many bins, and which end is best."""

import json
from typing import Literal

from attrs import field, frozen

Best = Literal["high", "low"]


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

    Examples
    --------
    >>> Score("r", of="recency", best="low", least=0, unit="days").bins
    5
    """

    name: str
    of: str
    bins: int = 5
    best: Best = "high"
    fixed: tuple[int, ...] | None = None
    least: int | None = field(default=None, eq=False)
    unit: str = field(default="number", eq=False)

    def rank(self, below: int) -> int:
        """Score of a value that has `below` cut points strictly below it."""
        return 1 + below if self.best == "high" else self.bins - below

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
        best = ', best = "low"' if self.best == "low" else ""
        return f"{{ of = {of}, {size}{best} }}"
