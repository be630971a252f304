"""Parsed conditions as SQL.

A comparison with a missing value is false here and unknown in SQL. Under ``and`` and ``or`` that is
the same, since only what is true counts. So ``not`` never stands in the SQL: it is carried down to
the comparisons, which are turned round and let the missing values in.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen
from sqlglot import exp

from clm.features.catalog import Feature
from clm.lifecycle.conditions.tree import (
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Operator,
    Or,
    Present,
    Subject,
)
from clm.sources.sql.naming import Sql, column

_SIGNS: Final[Mapping[Operator, type[exp.Binary]]] = {
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
    "==": exp.EQ,
    "!=": exp.NEQ,
}
_OPPOSITE: Final[Mapping[Operator, Operator]] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}
_MEMBER: Final[Mapping[type[And] | type[Or], Operator]] = {And: "!=", Or: "=="}


@frozen
class _Test:
    """A column against one number or several: less, equal, in, ….

    Parameters
    ----------
    name : str
        Of the column.
    op : str
        Several numbers have ``==`` for in, ``!=`` for not in.
    values : tuple of int or str
        Numbers, or kinds of event.
    optional : bool
        Whether the column may be missing.
    """

    name: str
    op: Operator
    values: tuple[int | str, ...]
    optional: bool

    def holds(self) -> Sql:
        """Write it; unknown where the column is missing."""
        values = [literal(each) for each in self.values]
        if len(values) == 1:
            return _SIGNS[self.op](this=column(self.name), expression=values[0])
        inside = exp.In(this=column(self.name), expressions=values)
        return inside if self.op == "==" else exp.Not(this=inside)

    def fails(self) -> Sql:
        """Write what is true wherever it does not hold."""
        other = _Test(self.name, _OPPOSITE[self.op], self.values, self.optional).holds()
        return exp.or_(other, _missing(self.name)) if self.optional else other


def holds(condition: Condition, codes: Mapping[str, tuple[str, ...]]) -> Sql:
    """Write SQL that is true of exactly those for whom a condition holds.

    Parameters
    ----------
    condition : Condition
        What `parse` made of a text.
    codes : mapping of str to tuple of str
        Codes: the scores whose digits they are made of. Each is a column, as scores are.

    Examples
    --------
    >>> recency, orders = Feature.parse("recency"), Feature.parse("orders")
    >>> few = And((Compare(orders, ">=", 1), Compare(orders, "<=", 3)))
    >>> holds(And((few, Not(Compare(recency, "<=", 60)))), {}).sql()
    'orders >= 1 AND orders <= 3 AND (recency > 60 OR recency IS NULL)'
    """
    test = _test(condition, codes)
    if test is not None:
        return test.holds()
    match condition:
        case And(parts):
            return _every([holds(each, codes) for each in parts])
        case Or(parts):
            return _some([holds(each, codes) for each in parts])
        case Not(part):
            return fails(part, codes)
        case _:
            return _plain(condition)


def fails(condition: Condition, codes: Mapping[str, tuple[str, ...]]) -> Sql:
    """Write SQL that is true of exactly those for whom a condition does not hold.

    Examples
    --------
    >>> fails(Compare("m", "==", 5), {}).sql()
    'm <> 5 OR m IS NULL'
    """
    test = _test(condition, codes)
    if test is not None:
        return test.fails()
    match condition:
        case And(parts):
            return _some([fails(each, codes) for each in parts])
        case Or(parts):
            return _every([fails(each, codes) for each in parts])
        case Not(part):
            return holds(part, codes)
        case Present(subject) if _is_optional(subject):
            return _missing(name_of(subject))
        case _:
            return exp.true() if _plain(condition) == exp.false() else exp.false()


def name_of(subject: Subject) -> str:
    """Name the column of a feature, a score or an extra column."""
    return subject.name if isinstance(subject, Feature) else subject


def code_of(parts: Sequence[str], codes: Mapping[str, tuple[str, ...]]) -> str:
    """Give the name of a code; of two with the same scores that of the first.

    Examples
    --------
    >>> code_of(("r", "f"), {"rfm": ("r", "f", "m"), "rf": ("r", "f")})
    'rf'
    """
    return next(name for name, each in codes.items() if each == parts)


def literal(value: int | str) -> Sql:
    """Write a number or a text."""
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=number) if value < 0 else number


def _test(condition: Condition, codes: Mapping[str, tuple[str, ...]]) -> _Test | None:
    """Read a comparison, a code, or a list of either kind; None if it is another condition."""
    match condition:
        case Compare(subject, op, value):
            return _Test(name_of(subject), op, (_value(subject, value),), _is_optional(subject))
        case Code(parts, cells, inside):
            name = code_of(parts, codes)
            numbers = sorted((int("".join(map(str, cell))) for cell in cells), reverse=True)
            return _Test(name, "==" if inside else "!=", tuple(numbers), optional=True)
        case And(parts) | Or(parts):
            return _listed(parts, _MEMBER[type(condition)])
        case _:
            return None


def _listed(parts: Sequence[Condition], op: Operator) -> _Test | None:
    """Read what was written with ``in`` or ``not in``."""
    tests = [each for each in parts if isinstance(each, Compare) and each.op == op]
    subject = tests[0].subject if tests else None
    if subject is None or len(tests) < len(parts) or {each.subject for each in tests} != {subject}:
        return None
    values = dict.fromkeys(_value(each.subject, each.value) for each in tests)
    return _Test(name_of(subject), op, tuple(values), _is_optional(subject))


def _value(subject: Subject, value: int) -> int | str:
    """Give the constant as the column has it: of ``latest`` the kind itself."""
    if isinstance(subject, Feature) and subject.unit == "kind":
        return subject.kinds[value]
    return value


def _plain(condition: Condition) -> Sql:
    """Write what compares nothing."""
    match condition:
        case Present(subject) if _is_optional(subject):
            return exp.Not(this=_missing(name_of(subject)))
        case Constant(value=False):
            return exp.false()
        case _:
            return exp.true()


def _missing(name: str) -> Sql:
    """Ask whether a column is missing."""
    return exp.Is(this=column(name), expression=exp.null())


def _is_optional(subject: Subject) -> bool:
    """Tell whether a subject may be missing; scores and extra columns always may."""
    return not isinstance(subject, Feature) or subject.optional


def _every(parts: Iterable[Sql]) -> Sql:
    """Ask that all hold."""
    return _joined(exp.And, parts, neutral=exp.true(), decisive=exp.false())


def _some(parts: Iterable[Sql]) -> Sql:
    """Ask that one holds."""
    return _joined(exp.Or, parts, neutral=exp.false(), decisive=exp.true())


def _joined(
    connector: type[exp.And] | type[exp.Or], parts: Iterable[Sql], *, neutral: Sql, decisive: Sql
) -> Sql:
    """Join parts, without those that change nothing; what is joined alike needs no brackets."""
    kept = [each for each in parts if each != neutral]
    if decisive in kept:
        return decisive
    flat = [
        one for each in kept for one in (each.flatten() if isinstance(each, connector) else (each,))
    ]
    join = exp.and_ if connector is exp.And else exp.or_
    return join(*flat) if flat else neutral
