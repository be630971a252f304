"""Rows of one kind, each with what it adds to every part of a feature: the strands of a customer.

Orders come as a strand of their own: with order ids, the lines and refunds of each are put together
first, so that it counts once, on the day of its earliest line, unless it was given back.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw

from clm.features.catalog import Feature
from clm.sources.relations.parts import COMBINE, Side, carried
from clm.sources.relations.rows import Table

_NO_SLOT: Final = 0
"""Any day will do for orders that have an id."""


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
        ``customer``, and a column for every part.
    """
    rows = table.rows(as_of)
    of_rows = [each for each in parts if each.kinds[0] == "refund" or each.stat in _MONEY]
    of_orders = [each for each in parts if each not in of_rows]
    rows = rows.with_columns(
        carried(each, REFUNDS if each.kinds[0] == "refund" else LINES, as_of) for each in of_rows
    )
    if "order" in table.names:
        rows = _put_together(table.library.together(rows), of_rows)
        side = Side((nw.col("n") > 0,), nw.col("n"), nw.lit(0))
    else:
        side = LINES
    return rows.with_columns(carried(each, side, as_of) for each in of_orders)


def event_strand(table: Table, parts: Sequence[Feature], as_of: date) -> Any:
    """Read events of another kind; as `order_strand`."""
    every = Side((), nw.lit(1), nw.col("minor"))
    return table.rows(as_of).with_columns(carried(each, every, as_of) for each in parts)


def _put_together(rows: Any, parts: Sequence[Feature]) -> Any:
    """Make one row of every order; rows without an id are orders of their day, several in a row."""
    line, day, minor = nw.col("minor") >= 0, nw.col("day"), nw.col("minor")
    unnamed = nw.col("order").is_null()
    dressed = rows.with_columns(
        slot=nw.when(unnamed).then(day).otherwise(nw.lit(_NO_SLOT)),
        day=nw.when(line).then(day),
        n=line.cast(nw.Int64),
        paid=nw.when(line).then(minor).otherwise(nw.lit(0)),
        back=nw.when(line).then(nw.lit(0)).otherwise(minor * -1),
    )
    orders = dressed.group_by("customer", "order", "slot").agg(
        nw.col("n", "paid", "back").sum(),
        nw.col("day").min(),
        *(getattr(nw.col(each.name), COMBINE[each.stat])() for each in parts),
    )
    returned = (nw.col("back") > 0) & (nw.col("back") >= nw.col("paid"))
    live = ((nw.col("n") > 0) & ~returned).cast(nw.Int64)
    return orders.with_columns(
        *(nw.col(each.name).cast(nw.Int64) for each in parts if each.stat in ("count", *_MONEY)),
        n=nw.when(unnamed).then(nw.col("n").cast(nw.Int64)).otherwise(live),
    )


LINES: Final = Side((nw.col("minor") >= 0,), nw.lit(1), nw.col("minor"))
REFUNDS: Final = Side((nw.col("minor") < 0,), nw.lit(1), nw.col("minor") * -1)
_MONEY: Final = ("total", "net")
