"""Names in SQL: quoted where they must be, and never more than names."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from clm.errors import ColumnError, shown
from clm.sources.sql.order_table import name_faults

if TYPE_CHECKING:
    from sqlglot import Expr

    Sql: TypeAlias = Expr
else:
    Sql = exp.Expression  # what sqlglot called it before version 30

GIVEN: Final = "given"
"""Marks a table of the caller's among those that the query makes itself."""

_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]*")
_PART: Final = r'"(?:[^"]|"")+"|`(?:[^`]|``)+`|\[[^\[\]]+\]|[^\W\d][\w$]*'
_TABLE: Final = re.compile(rf"(?:(?:(?P<catalog>{_PART})\.)?(?P<db>{_PART})\.)?(?P<this>{_PART})")
_QUOTES: Final = {'"': '"', "`": "`", "[": "]"}
_LISTED: Final = ("duckdb", "postgres", "mysql", "redshift", "exasol", "bigquery", "snowflake")
_FREE: Final = frozenset({"stage"})
"""Words that some dialect begins a statement with, and that none reserves."""

_MEND: Final = 'write orders, shop.orders or, in quotes, "Order Lines"'


def identifier(name: str) -> exp.Identifier:
    """Make a name, in quotes unless it is a plain word in lower case.

    Examples
    --------
    >>> [identifier(name).sql() for name in ("recency", "Order ID", "order", 'a"b')]
    ['recency', '"Order ID"', '"order"', '"a""b"']
    """
    plain = _PLAIN.fullmatch(name) and (name in _FREE or name not in _reserved())
    return exp.Identifier(this=name, quoted=not plain)


def column(name: str, table: str | None = None) -> exp.Column:
    """Name a column, of a table of the query if need be.

    Examples
    --------
    >>> column("orders(days=30)", "bought").sql()
    'bought."orders(days=30)"'
    """
    of = None if table is None else identifier(table)
    return exp.Column(this=identifier(name), table=of)


def named(value: Sql, name: str) -> Sql:
    """Give a value a name, unless it is a column of that name.

    Examples
    --------
    >>> named(column("age"), "recency").sql(), named(column("age"), "age").sql()
    ('age AS recency', 'age')
    """
    same = isinstance(value, exp.Column) and value.name == name
    return value if same else exp.Alias(this=value, alias=identifier(name))


def own_table(name: str) -> exp.Table:
    """Name a table that the query makes itself."""
    return exp.Table(this=identifier(name))


def table_named(text: object, where: str = "table") -> exp.Table:
    """Read the name of a table, which may have those of its schema and database before it.

    Raises
    ------
    ColumnError
        It is no name, or more than one.

    Examples
    --------
    >>> table_named('shop."Order Lines"').sql()
    'shop."Order Lines"'
    >>> table_named("orders; drop table orders")
    Traceback (most recent call last):
    clm.errors.ColumnError: table: 'orders; drop table orders' is no name of a table → write ...
    """
    faults = [*name_faults(text, where)]
    if faults:
        raise ColumnError(faults)
    parts = _TABLE.fullmatch(str(text))
    if parts is None:
        raise ColumnError.of(where, f"{shown(text)} is no name of a table", _MEND)
    made = exp.Table(**{key: _as_written(each) for key, each in parts.groupdict().items() if each})
    made.meta[GIVEN] = True
    return made


def apart(query: Sql) -> Sql:
    """Rename tables that the query makes, where one of the caller's is called so; in place.

    Examples
    --------
    >>> made = exp.select("*").from_(table_named("people"))
    >>> query = exp.select("people.age").from_(own_table("people")).with_("people", as_=made)
    >>> apart(query).sql()
    'WITH people_ AS (SELECT * FROM people) SELECT people_.age FROM people_'
    """
    given = {each.name.casefold() for each in query.find_all(exp.Table) if GIVEN in each.meta}
    for each in [*query.find_all(exp.Identifier)]:
        if each.name.casefold() in given and _names_own(each):
            each.set("this", f"{each.name}_")
    return query


def _names_own(name: exp.Identifier) -> bool:
    """Tell whether a name is that of a table which the query makes."""
    holder = name.parent
    if isinstance(holder, exp.Column):
        return name.arg_key == "table"
    return isinstance(holder, exp.TableAlias) or (
        isinstance(holder, exp.Table) and GIVEN not in holder.meta
    )


def _as_written(name: str) -> exp.Identifier:
    """Keep a part of a name as it was written; a word that SQL reserves gets its quotes."""
    close = _QUOTES.get(name[0])
    if close is None:
        return exp.Identifier(this=name, quoted=name.lower() in _reserved() - _FREE)
    return exp.Identifier(this=name[1:-1].replace(close * 2, close), quoted=True)


@cache
def _reserved() -> frozenset[str]:
    """List the words that a name had better not be; some more than any one database reserves."""
    dialects = [Dialect.get_or_raise(name) for name in _LISTED]
    words = {word for each in dialects for word in each.tokenizer_class.KEYWORDS}
    words |= {word for each in dialects for word in each.generator_class.RESERVED_KEYWORDS}
    return frozenset(word.lower() for word in words)
