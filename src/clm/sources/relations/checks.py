"""What is wrong with the rows of an engine, counted in it: one pass over each table."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw

from clm.errors import ColumnError, Fault, LedgerError
from clm.model.day import FIRST_DAY, from_number
from clm.model.money import LARGEST
from clm.sources.relations.rows import Table

_NAMED: Final = 20
_MEND: Final = "leave them out before, or mend them"
_MEND_AMOUNT: Final = "leave them out before, or give whole minor units as amount_minor="


def check(tables: Mapping[str, Table], as_of: date) -> date | None:
    """Refuse rows that cannot be read, and orders that stand under several customers.

    Parameters
    ----------
    tables : mapping of str to Table
        By kind of event.
    as_of : date
        The day up to which rows are looked at.

    Returns
    -------
    date or None
        The first day of any event.

    Raises
    ------
    ColumnError
        Rows without a customer, a day or an amount, counted; amounts that add up to too much.
    LedgerError
        Orders that stand under several customers.
    """
    orders = tables["order"]
    sums = {kind: _summed(table.rows(as_of)) for kind, table in tables.items()}
    faults = [
        fault
        for kind, found in sums.items()
        for fault in _row_faults(found, "" if kind == "order" else f"{kind}: ")
    ]
    size = sum(found["size"] or 0.0 for found in sums.values())
    if size >= LARGEST:
        what = f"the amounts add up to {size:.3g} minor units"
        faults.append(Fault("amount", what, f"stay below {LARGEST:,}; check the unit"))
    days = [found["first"] for found in sums.values() if found["first"] is not None]
    if min(days, default=0) < FIRST_DAY:
        faults.append(Fault("when", "a day lies out of the calendar", "use years 1 to 9999"))
    if faults:
        raise ColumnError(faults)
    if "order" in orders.names:
        _check_owners(orders, as_of)
    return from_number(int(min(days))) if days else None


def collected(frame: Any) -> Any:
    """Have a frame reckoned, if it is not yet."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def _summed(rows: Any) -> dict[str, Any]:
    """Count the rows that cannot be read, add up sizes, and find the first day."""
    sums = rows.select(
        no_customer=nw.col("customer").is_null().cast(nw.Int64).sum(),
        no_day=nw.col("no_day").sum(),
        no_amount=nw.col("no_amount").sum(),
        size=nw.col("minor").abs().cast(nw.Float64).sum(),
        first=nw.col("day").min(),
    )
    found: dict[str, Any] = next(collected(sums).iter_rows(named=True))
    return found


def _row_faults(found: Mapping[str, Any], kind: str) -> Iterator[Fault]:
    """Say how many rows cannot be read."""
    whats = {
        "no_customer": ("customer", "no customer"),
        "no_day": ("when", "no day"),
        "no_amount": ("amount", "no amount, or one that cannot be read exactly"),
    }
    for name, (column, what) in whats.items():
        number = int(found[name] or 0)
        if number:
            rows = "row has" if number == 1 else "rows have"
            mend = _MEND_AMOUNT if column == "amount" else _MEND
            yield Fault(f"{kind}{column}", f"{number:,} {rows} {what}", mend)


def _check_owners(table: Table, as_of: date) -> None:
    """Refuse orders that stand under several customers."""
    found = collected(_strangers(table, as_of).head(_NAMED + 1))
    mend = "give one customer an order, or merge the two before"
    faults = [
        Fault(f"order {order!r}", f"stands under customer {one!r} and under {other!r}", mend)
        for order, one, other in found.select("order", "one", "other").iter_rows()
    ]
    if len(faults) > _NAMED:
        faults = [*faults[:_NAMED], Fault("order", "and more orders of the same kind")]
    if faults:
        raise LedgerError(faults)


def _strangers(table: Table, as_of: date) -> Any:
    """Find orders whose rows stand under several customers; refunds alone make no order."""
    rows = table.rows(as_of).filter(~nw.col("order").is_null())
    owners = (
        rows.with_columns(line=(nw.col("minor") >= 0).cast(nw.Int64))
        .group_by("order")
        .agg(
            nw.col("customer").min().alias("one"),
            nw.col("customer").max().alias("other"),
            nw.col("line").sum(),
        )
    )
    return owners.filter((nw.col("one") != nw.col("other")) & (nw.col("line") > 0))
