"""Conditions and scores of a template in the words of a library: comparisons with literals."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, eq, ge, gt, le, lt, ne
from typing import Any, Final

import narwhals.stable.v2 as nw

from clm.features.catalog import Feature
from clm.lifecycle.conditions.tree import (
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Or,
    Present,
    Subject,
)
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import subject_of
from clm.scoring.score import Score

_COMPARE: Final[Mapping[str, Callable[[Any, int], Any]]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
}


def there(score: Score) -> Any:
    """Tell who has a score, from the columns of features.

    Parameters
    ----------
    score : Score
        Of a template.

    Returns
    -------
    narwhals expression
        bool, never null.
    """
    subject = subject_of(score)
    if isinstance(subject, Feature) and subject.unit != "days":
        return nw.col(subject.counted.name) > 0
    return ~column_of(subject).is_null()


def scored(score: Score, cuts: tuple[int, ...]) -> Any:
    """Score everybody: 1 and how many cut points lie below, or the other way round.

    Returns
    -------
    narwhals expression
        int64; null is missing.
    """
    if not cuts:
        return nw.lit(None).cast(nw.Int64).alias(score.name)
    below = levels(score, cuts)
    points = below + 1 if score.best == "high" else nw.lit(score.bins) - below
    return nw.when(there(score)).then(points).cast(nw.Int64).alias(score.name)


def levels(score: Score, cuts: tuple[int, ...]) -> Any:
    """Count the cut points below the value of everybody."""
    value = column_of(subject_of(score))
    return reduce(add, [(value > cut).cast(nw.Int64) for cut in cuts])


def segment(fitted: FittedTemplate, keys: Mapping[str, str]) -> Any:
    """Find everybody's segment: the first whose condition holds.

    Parameters
    ----------
    fitted : FittedTemplate
        Its scores are columns already.
    keys : mapping of str to str
        What to write for each segment: its key, or its stage.

    Returns
    -------
    narwhals expression
        Text; null is nobody's, by the template's proof.
    """
    definition, rest = fitted.template.definition, fitted.template.unclassified
    # Without an unclassified segment the proof says that nobody is left over.
    found: Any = nw.lit(None).cast(nw.String()) if rest is None else nw.lit(keys[rest])
    for each, condition in reversed(
        [*zip(definition.segments, definition.conditions, strict=True)]
    ):
        found = nw.when(holds(condition)).then(nw.lit(keys[each.key])).otherwise(found)
    return found


def holds(condition: Condition) -> Any:  # noqa: PLR0911  # one for each kind
    """Tell for whom a condition holds; what is missing compares as false.

    Returns
    -------
    narwhals expression
        bool, never null.
    """
    match condition:
        case And(parts):
            return nw.all_horizontal(map(holds, parts), ignore_nulls=False)
        case Or(parts):
            return nw.any_horizontal(map(holds, parts), ignore_nulls=False)
        case Not(part):
            return ~holds(part)
        case Present(subject):
            return ~column_of(subject).is_null()
        case Compare(subject, op, value):
            column = column_of(subject)
            return ~column.is_null() & _COMPARE[op](column, value)
        case Code():
            return _code(condition)
        case Constant(value):
            # Orders are never missing, and a literal alone would not be as long as the table.
            always = ~nw.col("orders").is_null()
            return always if value else ~always


def column_of(subject: Subject) -> Any:
    """Give the column of a feature, a score or an extra column."""
    return nw.col(subject.name if isinstance(subject, Feature) else subject)


def _code(code: Code) -> Any:
    """Tell whose scores, read as digits of one number, are among some."""
    columns = [nw.col(part) for part in code.parts]
    known = nw.all_horizontal([~each.is_null() for each in columns], ignore_nulls=False)
    number = reduce(lambda high, low: high * 10 + low, columns)
    cells = sorted(reduce(lambda high, low: high * 10 + low, cell) for cell in code.cells)
    inside = number.is_in(cells)
    return known & (inside if code.inside else ~inside)
