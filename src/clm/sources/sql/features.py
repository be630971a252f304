"""Features as SQL, from rows and orders that count.

::

    bought   a row a customer with an order that counts: orders, recency, tenure, order_days, …
    spent    a row a customer: money and refunds
    people   both, with what follows from them
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlglot import exp

from clm.errors import Fault
from clm.features.catalog import Feature
from clm.sources.sql.conditions import literal
from clm.sources.sql.naming import Sql, column, named, own_table
from clm.sources.sql.order_rows import Step, is_refund, ranked

_TOLD: Final = ("order", "refund")
"""The kinds of event that a table of orders tells; the others never happened."""

_MEND: Final = "store the features as a table, and emit the query on that"
_ORDERS: Final = Feature.parse("orders")
_MONETARY: Final = Feature.parse("monetary")


def feature_faults(features: Iterable[Feature]) -> Iterator[Fault]:
    """Name the features that a table of orders does not tell.

    Examples
    --------
    >>> print(*feature_faults([Feature.parse("count('order', channel='email')")]))
    count('order', channel='email'): a table of orders has no channels → store the features ...
    """
    for feature in features:
        if feature.channel is not None and _told(feature):
            yield Fault(feature.name, "a table of orders has no channels", _MEND)
        elif len(_told(feature)) > 1:
            yield Fault(feature.name, "which of a day's rows came last is not told", _MEND)


def people(features: Sequence[Feature], extra: Iterable[str]) -> Iterator[Step]:
    """Make a row a customer: features under their names, extra columns without a value."""
    needed = dict.fromkeys((_ORDERS, _MONETARY, *features))
    bought = [each for each in needed if _holder(each) == "bought"]
    spent = [each for each in needed if _holder(each) == "spent"]
    source = "counted"
    if any(each.stat == "gap" for each in bought):
        source = "ranked"
        yield ranked()
    yield "bought", _grouped(source, [named(_of_orders(each), each.name) for each in bought])
    yield "spent", _grouped("known", [named(_of_rows(each), each.name) for each in spent])
    chosen = [column("customer", "spent"), *(named(_joined(each), each.name) for each in features)]
    chosen += [named(exp.cast(exp.null(), "BIGINT"), name) for name in extra]
    same = exp.EQ(this=column("customer", "bought"), expression=column("customer", "spent"))
    yield (
        "people",
        exp.select(*chosen)
        .from_(own_table("spent"))
        .join(own_table("bought"), on=same, join_type="left"),
    )


def _told(feature: Feature) -> tuple[str, ...]:
    """Give the kinds of a feature that a table of orders tells."""
    return tuple(kind for kind in feature.kinds if kind in _TOLD)


def _holder(feature: Feature) -> str:
    """Say where a feature is reckoned: of the orders, of the rows, or of neither."""
    if not _told(feature) or feature.stat == "average":
        return ""
    of_rows = feature.stat in {"net", "total"} or _told(feature) == ("refund",)
    return "spent" if of_rows else "bought"


def _grouped(source: str, columns: Iterable[Sql]) -> exp.Select:
    """Reckon something of every customer."""
    chosen = exp.select(column("customer"), *columns).from_(own_table(source))
    return chosen.group_by(column("customer"))


def _joined(feature: Feature) -> Sql:
    """Take a feature from where it is reckoned; who never bought has no row of orders."""
    holder = _holder(feature)
    if feature.stat == "average":
        return _average()
    if not holder:
        return _never(feature)
    value = column(feature.name, holder)
    if holder == "bought" and not feature.optional:
        return exp.Coalesce(this=value, expressions=[literal(0)])
    return value


def _average() -> Sql:
    """Divide net money by orders, rounded down.

    The quotient of two numbers below 2^53 never reaches the next whole number by the rounding of a
    double; whole-number division rounds towards 0 in most databases.
    """
    money = exp.cast(column(_MONETARY.name, "spent"), "DOUBLE")
    share = exp.Div(this=money, expression=column(_ORDERS.name, "bought"))
    return exp.cast(exp.Floor(this=share), "BIGINT")


def _never(feature: Feature) -> Sql:
    """Say that nothing of the kind ever happened."""
    if not feature.optional:
        return literal(0)
    return exp.cast(exp.null(), "VARCHAR" if feature.unit == "kind" else "BIGINT")


def _of_orders(feature: Feature) -> Sql:
    """Reckon a feature of the orders that count."""
    return _of_events(feature, [], "order")


def _of_rows(feature: Feature) -> Sql:
    """Reckon a feature of lines and refunds, on their own days."""
    if feature.stat not in {"net", "total"}:
        return _of_events(feature, [is_refund()], "refund")
    conditions, amount = _window(feature), column("minor")
    if feature.stat == "total" and feature.kinds == ("refund",):
        return _sum([is_refund(), *conditions], exp.Neg(this=amount))
    if feature.stat == "total":
        conditions.insert(0, exp.GT(this=column("minor"), expression=literal(0)))
    return _sum(conditions, amount)


def _of_events(feature: Feature, which: list[Sql], kind: str) -> Sql:
    """Count events, or find the first or the last, in the feature's window."""
    which = [*which, *_window(feature)]
    match feature.stat:
        case "count":
            return exp.Count(this=_where(which, literal(1)) if which else exp.Star())
        case "days":
            return exp.Count(this=exp.Distinct(expressions=[_where(which, column("age"))]))
        case "first":
            return exp.Max(this=_where(which, column("age")))
        case "gap":
            second = [exp.EQ(this=column("nth"), expression=literal(2))]
            before = exp.Min(this=_where(second, column("age")))
            return exp.Sub(this=before, expression=exp.Min(this=column("age")))
        case "latest":
            there = exp.Not(this=exp.Is(this=_min(which), expression=exp.null()))
            return exp.Case().when(there, literal(kind))
        case _:
            return _min(which)


def _min(which: Sequence[Sql]) -> Sql:
    """Find the least age."""
    return exp.Min(this=_where(which, column("age")))


def _sum(which: Sequence[Sql], amount: Sql) -> Sql:
    """Sum amounts up, in 64 bits."""
    summand = exp.Case().when(exp.and_(*which), amount).else_(literal(0)) if which else amount
    return exp.cast(exp.Sum(this=summand), "BIGINT")


def _where(which: Sequence[Sql], value: Sql) -> Sql:
    """Look at some rows only."""
    return exp.Case().when(exp.and_(*which), value) if which else value


def _window(feature: Feature) -> list[Sql]:
    """Ask that an age lies in the window of a feature."""
    age = column("age")
    bounds: list[Sql] = []
    if feature.ago:
        bounds.append(exp.GTE(this=age, expression=literal(feature.ago)))
    if feature.end is not None:
        bounds.append(exp.LT(this=age.copy(), expression=literal(feature.end)))
    return bounds
