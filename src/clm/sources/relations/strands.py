"""Rows of one kind, each with what it adds to every part of a feature: the strands of a customer.

Orders come as a strand of their own: with order ids, the lines and refunds of each are put together
first, so that it counts once, on the day of its earliest line, unless it was given back.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw

from clm.features.catalog import Feature
from clm.sources.relations.parts import COMBINE, carried
from clm.sources.relations.rows import Table

SUMS: Final[Mapping[str, Any]] = {
    "rows": nw.Int64(),
    "no_day": nw.Int64(),
    "no_amount": nw.Int64(),
    "size": nw.Float64(),
}
"""Columns of every strand that are added up: rows, flaws, and the sum of all amounts' sizes."""

_NO_SLOT: Final = date(1, 1, 1)


def order_strand(table: Table, parts: Sequence[Feature], as_of: date) -> Any:
    """Read orders and refunds.

    Parameters
    ----------
    table : Table
        Lines, refunds negative.
    parts : sequence of Feature
        Those of orders and refunds.
    as_of : date
        The day.

    Returns
    -------
    narwhals frame
        ``customer``, ``seen`` (the first day of any event), `SUMS`, and a column for every part.
    """
    of_rows = [each for each in parts if each.kinds[0] == "refund" or each.stat == "total"]
    of_orders = [each for each in parts if each not in of_rows]
    rows = _with_sums(table.rows(as_of))
    lines = nw.col("minor") >= 0
    for kind, live, amount in (("order", lines, "minor"), ("refund", ~lines, "back")):
        rows = rows.with_columns(back=-nw.col("minor")).with_columns(
            n=live.cast(nw.Int64), amount=nw.col(amount)
        )
        rows = rows.with_columns(carried(each, as_of) for each in of_rows if each.kinds[0] == kind)
    rows = rows.with_columns(n=lines.cast(nw.Int64))
    if "order" in table.names:
        rows = _put_together(table.library.together(rows), of_rows)
    return rows.with_columns(carried(each, as_of) for each in of_orders)


def event_strand(table: Table, parts: Sequence[Feature], as_of: date) -> Any:
    """Read events of another kind; as `order_strand`."""
    rows = _with_sums(table.rows(as_of)).with_columns(
        n=nw.lit(1).cast(nw.Int64), amount=nw.col("minor")
    )
    return rows.with_columns(carried(each, as_of) for each in parts)


def _with_sums(rows: Any) -> Any:
    """Add what is added up of every row."""
    return rows.with_columns(
        seen=nw.col("day"),
        rows=nw.lit(1).cast(nw.Int64),
        size=nw.col("minor").abs().cast(nw.Float64),
    )


def _put_together(rows: Any, parts: Sequence[Feature]) -> Any:
    """Make one row of every order; rows without an id are orders of their day, several in a row."""
    line, day = nw.col("minor") >= 0, nw.col("day")
    unnamed = nw.col("order").is_null()
    dressed = rows.with_columns(
        slot=nw.when(unnamed).then(day).otherwise(nw.lit(_NO_SLOT)),
        of_line=nw.when(line).then(day),
        paid=nw.when(line).then(nw.col("minor")).otherwise(nw.lit(0)),
        back=nw.when(line).then(nw.lit(0)).otherwise(-nw.col("minor")),
    )
    orders = dressed.group_by("customer", "order", "slot").agg(
        nw.col("n", "paid", "back", *SUMS).sum(),
        nw.col("seen").min(),
        nw.col("of_line").min().alias("day"),
        *(getattr(nw.col(each.name), COMBINE[each.stat])() for each in parts),
    )
    returned = (nw.col("back") > 0) & (nw.col("back") >= nw.col("paid"))
    live = ((nw.col("n") > 0) & ~returned).cast(nw.Int64)
    number = nw.when(unnamed).then(nw.col("n").cast(nw.Int64)).otherwise(live)
    return orders.with_columns(n=number)
