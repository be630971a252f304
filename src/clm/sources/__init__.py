"""Doors: orders come in, or stay in an engine; a fitted template goes out as SQL.

Everything is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

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


def __getattr__(name: str) -> Any:
    """Load a name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'clm.sources' has no attribute {name!r}")
    value = getattr(import_module(f"clm.sources.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__]
