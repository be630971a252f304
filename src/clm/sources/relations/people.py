"""One row a customer, in the engine: every feature that is wanted, and what is wrong with the rows.

Rows of all kinds are stacked with what each adds to every part, and grouped by customer once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from clm.errors import Fault
from clm.features.catalog import Feature
from clm.sources.relations.parts import (
    check_reducible,
    combined,
    finished,
    neutral,
    one_type,
    parts_of,
    with_none,
)
from clm.sources.relations.rows import Table
from clm.sources.relations.strands import SUMS, event_strand, order_strand


def people(tables: Mapping[str, Table], as_of: date, wanted: Iterable[Feature]) -> Any:
    """Reduce tables of events to one row a customer.

    Parameters
    ----------
    tables : mapping of str to Table
        By kind of event; those of orders hold refunds as well.
    as_of : date
        The day, inclusive.
    wanted : iterable of Feature
        The features.

    Returns
    -------
    narwhals frame
        ``customer``, ``seen``, `SUMS`, and the features by name: int64, null is missing.

    Raises
    ------
    FeatureError
        Features that cannot be reduced, by name.
    """
    features = tuple(dict.fromkeys(wanted))
    check_reducible(features)
    kinds = (*tables, "refund")
    parts = [
        part
        for part in dict.fromkeys(part for each in features for part in parts_of(each))
        if part.kinds[0] in kinds
    ]
    grouped = (
        _stacked(tables, parts, as_of)
        .with_columns(with_none(parts))
        .group_by("customer")
        .agg(
            nw.col(*SUMS).sum(),
            nw.col("seen").min(),
            *(column for part in parts for column in combined(part)),
        )
    )
    return grouped.select(
        "customer", "seen", *SUMS, *(finished(each, kinds, as_of) for each in features)
    )


def strangers(table: Table, as_of: date) -> Any:
    """Find orders whose rows stand under several customers: ``order``, ``one``, ``other``."""
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


def _stacked(tables: Mapping[str, Table], parts: Sequence[Feature], as_of: date) -> Any:
    """Put the strands of all kinds into one, each with every part."""
    strands: list[Any] = []
    for kind, table in tables.items():
        own = [each for each in parts if each.kinds[0] in _kinds_in(kind)]
        read = order_strand if kind == "order" else event_strand
        strand = read(table, own, as_of)
        columns = [one_type(each) if each in own else neutral(each) for each in parts]
        sums = [nw.col(name).cast(kind) for name, kind in SUMS.items()]
        strands.append(strand.select("customer", "seen", *sums, *columns))
    return strands[0] if len(strands) == 1 else nw.concat(strands)


def _kinds_in(kind: str) -> tuple[str, ...]:
    """List the kinds of event that a table holds."""
    return ("order", "refund") if kind == "order" else (kind,)


def flaws(nameless: int, no_day: int, no_amount: int, size: float, most: float) -> list[Fault]:
    """Say what is wrong with rows, from how many there are.

    Parameters
    ----------
    nameless, no_day, no_amount : int
        Rows without a customer, without a day, and without an amount that can be.
    size : float
        The sum of the sizes of all amounts, in minor units.
    most : float
        What it must stay below.
    """
    mend = "leave them out before, or mend them"
    counted = {
        "customer": (nameless, "no customer"),
        "when": (no_day, "no day"),
        "amount": (no_amount, "no amount, or one that the currency cannot hold"),
    }
    faults = [
        Fault(where, f"{number:,} {'row has' if number == 1 else 'rows have'} {what}", mend)
        for where, (number, what) in counted.items()
        if number
    ]
    if size >= most:
        what = f"the amounts add up to {size:.3g} minor units"
        faults.append(Fault("amount", what, f"stay below {most:,.0f}; check the unit"))
    return faults
