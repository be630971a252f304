"""Doors in: orders from files and dataframes, and engines that keep them where they are."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from clm.sources.relations.order_engine import Engine, engine
    from clm.sources.relations.segmenting import segment_in_engine

__all__ = ["Engine", "engine", "segment_in_engine"]

_HOMES: Final = {
    "Engine": "relations.order_engine",
    "engine": "relations.order_engine",
    "segment_in_engine": "relations.segmenting",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"clm.sources.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
