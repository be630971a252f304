"""A fitted template put together as one query: people, scores, segments, stages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import frozen
from sqlglot import exp

from clm.errors import Fault, FeatureError, ScaleError
from clm.features.catalog import Feature
from clm.lifecycle.conditions.tree import Code, leaves
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.needed import ALWAYS, features_of
from clm.lifecycle.template import Template
from clm.sources.sql.conditions import code_of, holds
from clm.sources.sql.dialects import dialect_named, written
from clm.sources.sql.features import feature_faults, people
from clm.sources.sql.naming import Sql, apart, column, named, own_table, table_named
from clm.sources.sql.order_rows import Step, order_rows
from clm.sources.sql.order_table import OrderTable
from clm.sources.sql.scores import code, presence, score

_LONGEST: Final = {"postgres": 63}
"""Bytes of a name that a database keeps, cutting off the rest without a word."""

_SHORT: Final = 12
"""So many characters of a fingerprint are shown."""


@frozen
class Source:
    """Where the query reads: a table of features, or one of orders as of a day."""

    table: str
    orders: OrderTable | None = None
    as_of: date | None = None


def emitted(fitted: FittedTemplate, dialect: str, source: Source) -> str:
    """Write the query that says where everybody stands.

    Raises
    ------
    UnknownNameError
        No such dialect.
    ColumnError
        The table's name is none.
    ScaleError
        A score was fitted on nobody.
    FeatureError
        The orders do not tell a feature of the template; the database does not tell two names of
        columns apart, or does not keep them whole.
    SnapshotError
        The dialect cannot say it.
    """
    dialect = dialect_named(dialect)
    _check_scale(fitted)
    _check_names(fitted.template, dialect)
    steps = [*_read(fitted, source), *_judged(fitted)]
    query = exp.select(*_told(fitted.template)).from_(own_table(steps[-1][0]))
    for name, step in steps:
        query = query.with_(name, as_=step, copy=False)
    return f"{_head(fitted, source)}\n{written(apart(query), dialect)}"


def _check_scale(fitted: FittedTemplate) -> None:
    """Refuse scores that were fitted on nobody."""
    faults: list[Fault] = []
    for name in fitted.template.scores:
        try:
            fitted.scale.check_fitted(name)
        except ScaleError as error:
            faults += error.faults
    if faults:
        raise ScaleError(faults)


def _check_names(template: Template, dialect: str) -> None:
    """Refuse names of columns that the database takes for others."""
    names = [each.name for each in _needed(template)]
    names += [*template.scores, *template.codes, *template.extra]
    first: dict[str, str] = {}
    faults: list[Fault] = []
    for name in names:
        other = first.setdefault(name.casefold(), name)
        if other != name:
            what = f"and {other} differ in case only"
            faults.append(Fault(name, what, "most databases take them for one: rename one of them"))
        if dialect in _LONGEST and len(name.encode()) > _LONGEST[dialect]:
            what = f"is longer than the {_LONGEST[dialect]} bytes that {dialect} keeps of a name"
            faults.append(Fault(name, what, "shorten the name, or that of the kind or channel"))
    if faults:
        raise FeatureError(faults)


def _read(fitted: FittedTemplate, source: Source) -> Iterator[Step]:
    """Read or reckon what the template needs to know of everybody."""
    template = fitted.template
    features = _needed(template)
    if source.orders is None or source.as_of is None:
        names = ["customer", *(each.name for each in features), *template.extra]
        table = table_named(source.table)
        yield "people", exp.select(*map(column, names)).from_(table)
        return
    faults = [*feature_faults(features)]
    if faults:
        raise FeatureError(faults)
    yield from order_rows(source.orders, source.as_of)
    yield from people(features, template.extra)


def _judged(fitted: FittedTemplate) -> Iterator[Step]:
    """Add scores, codes and segments, one after the other."""
    template = fitted.template
    scores = {name: score(each, fitted.scale) for name, each in template.scores.items()}
    codes = {name: code(template.codes[name]) for name in _used_codes(template)}
    before = "people"
    for name, columns in (
        ("scored", scores),
        ("coded", codes),
        ("placed", {"segment": _segment(template)}),
    ):
        if columns:
            added = [named(value, each) for each, value in columns.items()]
            yield name, exp.select(exp.Star(), *added).from_(own_table(before))
            before = name


def _told(template: Template) -> Iterator[Sql]:
    """Give the columns that a snapshot has, in its order."""
    further = [each.name for each in features_of(template) if each not in ALWAYS]
    yield column("customer")
    yield column("segment")
    yield named(_stage(template), "stage")
    always = [each.name for each in ALWAYS]
    for name in (*always, *template.scores, *further, *template.extra):
        yield column(name)


def _segment(template: Template) -> Sql:
    """Give the first segment whose condition holds."""
    definition, case = template.definition, exp.Case()
    for segment, condition in zip(definition.segments, definition.conditions, strict=True):
        test, key = holds(condition, template.codes), exp.Literal.string(segment.key)
        case = case.when(test, key, copy=False)
    if template.unclassified is not None:
        case = case.else_(exp.Literal.string(template.unclassified), copy=False)
    return case


def _stage(template: Template) -> Sql:
    """Give the stage of the segment."""
    case = exp.Case()
    for stage in template.stages:
        keys = [each.key for each in template.segments if each.stage == stage.key]
        if keys:
            test = _one_of(column("segment"), keys)
            case = case.when(test, exp.Literal.string(stage.key), copy=False)
    if template.unclassified is not None:
        case = case.else_(exp.Literal.string(""), copy=False)
    return case


def _one_of(value: Sql, texts: list[str]) -> Sql:
    """Ask that a column is one of some texts."""
    literals = [exp.Literal.string(each) for each in texts]
    if len(literals) == 1:
        return exp.EQ(this=value, expression=literals[0])
    return exp.In(this=value, expressions=literals)


def _needed(template: Template) -> tuple[Feature, ...]:
    """List what a template asks for, with the counts that tell who has a score."""
    counts = (presence(each) for each in template.scores.values())
    every = (*features_of(template), *(each for each in counts if each is not None))
    return tuple(dict.fromkeys(every))


def _used_codes(template: Template) -> Iterable[str]:
    """Name the codes that conditions compare."""
    found: Mapping[str, None] = {
        code_of(leaf.parts, template.codes): None
        for condition in template.definition.conditions
        for leaf in leaves(condition)
        if isinstance(leaf, Code)
    }
    return found


def _head(fitted: FittedTemplate, source: Source) -> str:
    """Say what the query is, in comments."""
    template, scale = fitted.template, fitted.scale
    orders = source.orders
    lines = [f"template {template.key} · {template.fingerprint[:_SHORT]}"]
    lines += [f"scale {scale.fingerprint[:_SHORT]}"] if template.scores else []
    currency = (orders and orders.currency) or template.currency or scale.currency
    lines += [f"money in minor units of {currency}" if currency else "money in minor units"]
    zone = f", days of {orders.timezone}" if orders and orders.timezone else ""
    lines += [f"as of {source.as_of}{zone}"] if source.as_of else []
    return "\n".join(f"-- {line}" for line in lines)
