"""One row a customer, in the engine: every feature that is wanted, of all kinds of event.

Rows of all kinds are stacked with what each adds to every part, and grouped by customer once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from clm.features.catalog import Feature
from clm.sources.relations.parts import (
    combined,
    finished,
    neutral,
    parts_of,
    with_none,
)
from clm.sources.relations.rows import Table
from clm.sources.relations.strands import event_strand, order_strand


def people(tables: Mapping[str, Table], as_of: date, wanted: Iterable[Feature]) -> Any:
    """Reduce tables of events to one row a customer.

    Parameters
    ----------
    tables : mapping of str to Table
        By kind of event; those of orders hold refunds as well.
    as_of : date
        The day, inclusive.
    wanted : iterable of Feature
        The features; those that `check_reducible` lets pass.

    Returns
    -------
    narwhals frame
        ``customer``, and the features by name: int64, null is missing.
    """
    features = tuple(dict.fromkeys(wanted))
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
        .agg(*(column for part in parts for column in combined(part)))
    )
    return grouped.select("customer", *(finished(each, kinds, as_of) for each in features))


def _stacked(tables: Mapping[str, Table], parts: Sequence[Feature], as_of: date) -> Any:
    """Put the strands of all kinds into one, each with every part."""
    strands: list[Any] = []
    for kind, table in tables.items():
        own = [each for each in parts if each.kinds[0] in _kinds_in(kind)]
        read = order_strand if kind == "order" else event_strand
        strand = read(table, own, as_of)
        columns = [nw.col(each.name) if each in own else neutral(each) for each in parts]
        strands.append(strand.select("customer", *columns))
    return strands[0] if len(strands) == 1 else nw.concat(strands)


def _kinds_in(kind: str) -> tuple[str, ...]:
    """List the kinds of event that a table holds."""
    return ("order", "refund") if kind == "order" else (kind,)
