"""Doors: orders come in, or stay in an engine; a fitted template goes out as SQL.

Everything is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Final

from clm._lazy import loading

if TYPE_CHECKING:
    from clm.sources.relations.order_engine import Engine, engine
    from clm.sources.relations.segmenting import segment_in_engine
    from clm.sources.sql.emitting import to_sql
    from clm.sources.sql.order_table import OrderTable

_HOMES: Final = {
    "Engine": "relations.order_engine",
    "OrderTable": "sql.order_table",
    "engine": "relations.order_engine",
    "segment_in_engine": "relations.segmenting",
    "to_sql": "sql.emitting",
}
"""The module in which each public name lives."""

__all__ = ["Engine", "OrderTable", "engine", "segment_in_engine", "to_sql"]

__getattr__, __dir__ = loading(__name__, _HOMES)
