"""From a table of orders to its rows as of a day, and to the orders that count.

::

    asked    the day
    sales    customer, order id, day, minor units: the table's columns under these names
    known    rows up to the day, with their age in days
    counted  one row an order that counts, with the age of its earliest line
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlglot import exp

from clm.sources.sql.conditions import literal
from clm.sources.sql.dialects import days_between
from clm.sources.sql.naming import Sql, column, named, own_table, table_named
from clm.sources.sql.order_table import OrderTable

Step = tuple[str, exp.Query]
"""The name of a table that the query makes, and what it holds."""

PRECISION: Final = 18
"""Decimal digits of an amount: a ledger's are below 2^53, which has sixteen."""


def order_rows(orders: OrderTable, as_of: date) -> Iterator[Step]:
    """Make the rows up to a day, and the orders that count on it.

    Raises
    ------
    ColumnError
        The table's name is none.
    """
    yield "asked", exp.select(named(_date(literal(as_of.isoformat())), "as_of"))
    yield "sales", _sales(orders)
    yield "known", _known(orders)
    yield "counted", _counted(orders)


def ranked() -> Step:
    """Make the orders that count, with their place among the customer's order days."""
    place = exp.Window(
        this=exp.Anonymous(this="DENSE_RANK"),
        partition_by=[column("customer")],
        order=exp.Order(expressions=[exp.Ordered(this=column("age"))]),
    )
    chosen = exp.select(column("customer"), column("age"), named(place, "nth"))
    return "ranked", chosen.from_(own_table("counted"))


def is_refund() -> Sql:
    """Ask whether a row gives money back."""
    return exp.LT(this=column("minor"), expression=literal(0))


def _sales(orders: OrderTable) -> exp.Select:
    """Take the columns of the caller's table, under our names."""
    chosen = [named(column(orders.customer), "customer")]
    if orders.order is not None:
        chosen.append(named(column(orders.order), "order_id"))
    chosen += [named(_day(orders), "sold_on"), named(_minor(orders), "minor")]
    return exp.select(*chosen).from_(table_named(orders.table, "orders.table"))


def _day(orders: OrderTable) -> Sql:
    """Turn dates, local times or instants into the shop's days."""
    when: Sql = column(orders.when)
    if orders.timezone is not None:
        when = exp.AtTimeZone(this=when, zone=exp.Literal.string(orders.timezone))
    return _date(when)


def _minor(orders: OrderTable) -> Sql:
    """Turn amounts into whole minor units."""
    if orders.amount is None:
        return exp.cast(column(str(orders.amount_minor)), "BIGINT")
    amount = exp.cast(column(orders.amount), f"DECIMAL({PRECISION}, {orders.digits})")
    whole = exp.Mul(this=amount, expression=literal(10**orders.digits))
    return exp.cast(whole if orders.digits else amount, "BIGINT")


def _known(orders: OrderTable) -> exp.Select:
    """Keep the rows up to the day, and count how many days ago they are."""
    ids = [column("order_id")] if orders.order is not None else []
    age = days_between(column("as_of"), column("sold_on"))
    return (
        exp.select(column("customer"), *ids, column("minor"), named(age, "age"))
        .from_(own_table("sales"))
        .join(own_table("asked"), join_type="cross")
        .where(_there("customer"), exp.LTE(this=column("sold_on"), expression=column("as_of")))
    )


def _counted(orders: OrderTable) -> exp.Query:
    """Put lines together; an order that was given back in full does not count.

    Its lines are not below 0, its refunds are: it counts if none of its rows is a refund, or if
    something is left of the sum of them all.
    """
    bought = exp.GTE(this=column("minor"), expression=literal(0))
    alone = exp.select(column("customer"), column("age")).from_(own_table("known")).where(bought)
    if orders.order is None:
        return alone
    without = exp.Is(this=column("order_id"), expression=exp.null())
    first = exp.Max(this=exp.Case().when(bought.copy(), column("age")))
    kept = exp.GTE(this=exp.Min(this=column("minor")), expression=literal(0))
    left = exp.GT(this=exp.Sum(this=column("minor")), expression=literal(0))
    together = (
        exp.select(column("customer"), named(first, "age"))
        .from_(own_table("known"))
        .where(_there("order_id"))
        .group_by(column("customer"), column("order_id"))
        .having(exp.or_(kept, left))
    )
    return exp.union(together, alone.where(without), distinct=False)


def _there(name: str) -> Sql:
    """Ask that a column is not missing."""
    return exp.Not(this=exp.Is(this=column(name), expression=exp.null()))


def _date(value: Sql) -> Sql:
    """Take the day of a moment."""
    return exp.cast(value, "DATE")
