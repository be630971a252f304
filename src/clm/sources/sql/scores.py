"""Scores and codes as SQL: a scale's cut points become the branches of a CASE."""

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from clm.features.catalog import Feature
from clm.lifecycle.lookup import subject_of
from clm.scoring.scale import Scale
from clm.scoring.score import Score
from clm.sources.sql.conditions import literal, name_of
from clm.sources.sql.naming import Sql, column

_INT_DIGITS: Final = 9
"""Numbers of more digits may overflow 32 bits."""


def score(definition: Score, scale: Scale) -> Sql:
    """Write a score: NULL where it is missing.

    Examples
    --------
    >>> import clm
    >>> r = Score("r", of="recency", bins=3, best="low", least=0, unit="days")
    >>> score(r, clm.Scale.fixed({"r": [12, 33]}, scores={"r": r})).sql()
    'CASE WHEN recency <= 12 THEN 3 WHEN recency <= 33 THEN 2 WHEN recency > 33 THEN 1 END'
    """
    value, cuts = column(name_of(subject_of(definition))), scale.cuts[definition.name]
    case = exp.Case()
    counted = presence(definition)
    if counted is not None:
        nobody = exp.EQ(this=column(counted.name), expression=literal(0))
        case = case.when(nobody, exp.null(), copy=False)
    for below, cut in enumerate(cuts):
        if cut not in cuts[:below]:
            test = exp.LTE(this=value.copy(), expression=literal(cut))
            case = case.when(test, literal(definition.rank(below)), copy=False)
    above = exp.GT(this=value, expression=literal(cuts[-1]))
    return case.when(above, literal(definition.rank(len(cuts))), copy=False)


def presence(definition: Score) -> Feature | None:
    """Give the count that is 0 for those without a score; None if the value itself tells it.

    Examples
    --------
    >>> presence(Score("m", of="monetary(days=30)", unit="money"))
    Feature("orders(days=30)")
    """
    subject = subject_of(definition)
    if not isinstance(subject, Feature) or subject.unit == "days":
        return None
    return subject.counted


def code(parts: Sequence[str]) -> Sql:
    """Write scores as the digits of one number; NULL where one of them is missing.

    Examples
    --------
    >>> code(["r", "f", "m"]).sql()
    '100 * r + 10 * f + m'
    """
    digits = [_digit(part, len(parts) - at - 1) for at, part in enumerate(parts)]
    number = digits[0]
    for each in digits[1:]:
        number = exp.Add(this=number, expression=each)
    return number


def _digit(part: str, zeros: int) -> Sql:
    """Put a score in its decimal place."""
    if not zeros:
        return column(part)
    unit = literal(10**zeros)
    if zeros >= _INT_DIGITS:
        unit = exp.cast(unit, "BIGINT")
    return exp.Mul(this=unit, expression=column(part))
