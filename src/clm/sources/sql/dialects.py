"""The dialects of SQL: which there are, and a query written in one."""

import re
from typing import Final

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import UnsupportedError

from clm.errors import SnapshotError, UnknownNameError
from clm.sources.sql.naming import Sql

_SUBTRACTS: Final = ("postgres", "materialize", "oracle", "risingwave")
"""Dialects in which the difference of two dates is a number of days."""

_WIDTH: Final = 160
_BRANCH: Final = re.compile("\n +THEN ")
"""A branch of a CASE, which is put on one line; no name and no text in a query holds a newline."""


def dialect_named(name: object) -> str:
    """Check that there is a dialect.

    Raises
    ------
    UnknownNameError
        There is none of that name; the nearest are offered.

    Examples
    --------
    >>> dialect_named("postgres")
    'postgres'
    >>> dialect_named("postgre")
    Traceback (most recent call last):
    clm.errors.UnknownNameError: no dialect 'postgre' → did you mean 'postgres'?
    """
    known = sorted({*Dialect.classes} - {""})
    if not isinstance(name, str) or name not in known:
        raise UnknownNameError("dialect", name, known)
    return name


def days_between(later: Sql, earlier: Sql) -> Sql:
    """Count the days from one date to another."""
    return exp.DateDiff(this=later, expression=earlier, unit=exp.var("DAY"))


def written(query: Sql, dialect: str) -> str:
    """Write a query, one thing a line.

    Raises
    ------
    SnapshotError
        The dialect cannot say some of it.

    Examples
    --------
    >>> age = days_between(exp.column("as_of"), exp.column("day"))
    >>> written(age, "duckdb"), written(age, "postgres"), written(age, "bigquery")
    ("DATE_DIFF('DAY', day, as_of)", 'as_of - day', 'DATE_DIFF(as_of, day, DAY)')
    """
    if dialect in _SUBTRACTS:
        query = query.transform(_subtracted)
    try:
        text = query.sql(
            dialect=dialect,
            pretty=True,
            max_text_width=_WIDTH,
            unsupported_level=ErrorLevel.RAISE,
        )
    except UnsupportedError as error:
        what = f"cannot say this: {error}"
        mend = "emit the query on a table of features, or ask for another dialect"
        raise SnapshotError.of(f"dialect {dialect!r}", what, mend) from error
    return _BRANCH.sub(" THEN ", text)


def _subtracted(node: Sql) -> Sql:
    """Take one date from another."""
    if isinstance(node, exp.DateDiff):
        return exp.Sub(this=node.this, expression=node.expression)
    return node
