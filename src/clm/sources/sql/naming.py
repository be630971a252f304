"""Names in SQL: quoted where they must be, and never more than names."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlglot import exp, maybe_parse
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from clm.errors import ColumnError
from clm.sources.sql.order_table import name_faults

if TYPE_CHECKING:
    from sqlglot import Expr

    Sql: TypeAlias = Expr
else:
    Sql = exp.Expression  # what sqlglot called it before version 30

GIVEN: Final = "given"
"""Marks a table of the caller's among those that the query makes itself."""

_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]*")
_LISTED: Final = ("duckdb", "postgres", "mysql", "redshift", "exasol", "bigquery", "snowflake")
_FREE: Final = frozenset({"stage"})
"""Words that some dialect begins a statement with, and that none reserves."""

_MEND: Final = 'write orders, shop.orders or, quoted as the database does, "Order Lines"'


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


def table_named(text: object, dialect: str, where: str = "table") -> exp.Table:
    """Read the name of a table, which may have those of its schema and database before it.

    Raises
    ------
    ColumnError
        It is no name, or more than one.

    Examples
    --------
    >>> table_named('shop."Order Lines"', "duckdb").sql()
    'shop."Order Lines"'
    >>> table_named("orders; drop table orders", "duckdb")
    Traceback (most recent call last):
    clm.errors.ColumnError: table: 'orders; drop table orders' is no name of a table → write ...
    """
    faults = [*name_faults(text, where)]
    if faults:
        raise ColumnError(faults)
    parts = _parts(str(text), dialect)
    if parts is None:
        raise ColumnError.of(where, f"{text!r:.80} is no name of a table", _MEND)
    made = exp.Table(**parts)
    made.meta[GIVEN] = True
    return made


def apart(query: Sql) -> Sql:
    """Rename tables that the query makes, where one of the caller's is called so; in place.

    Examples
    --------
    >>> made = exp.select("*").from_(table_named("people", "duckdb"))
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


def _parts(text: str, dialect: str) -> dict[str, exp.Identifier] | None:
    """Take the name of a table apart; None if it is anything else."""
    try:
        found = maybe_parse(text, into=exp.Table, dialect=dialect)
    except (SqlglotError, RecursionError):
        return None
    parts = {key: each for key, each in found.args.items() if each}
    names = all(isinstance(each, exp.Identifier) and each.this for each in parts.values())
    if not names or found.comments or not {"this"} <= {*parts} <= {"this", "db", "catalog"}:
        return None
    return {key: _as_written(each) for key, each in parts.items()}


def _as_written(name: exp.Identifier) -> exp.Identifier:
    """Keep a name as it was written; a word that SQL reserves gets its quotes."""
    quoted = bool(name.args.get("quoted")) or name.name.lower() in _reserved() - _FREE
    return exp.Identifier(this=name.name, quoted=quoted)


@cache
def _reserved() -> frozenset[str]:
    """List the words that a name had better not be; some more than any one database reserves."""
    dialects = [Dialect.get_or_raise(name) for name in _LISTED]
    words = {word for each in dialects for word in each.tokenizer_class.KEYWORDS}
    words |= {word for each in dialects for word in each.generator_class.RESERVED_KEYWORDS}
    return frozenset(word.lower() for word in words)
