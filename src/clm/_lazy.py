"""Packages whose names are loaded when they are first used (PEP 562)."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def loading(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package.

    Parameters
    ----------
    package : str
        Its name.
    homes : mapping of str to str
        The module, below the package, in which each public name lives.

    Examples
    --------
    >>> find, names = loading("clm.model", {"Money": "money"})
    >>> find("Money").__name__, names()
    ('Money', ['Money'])
    """

    def __getattr__(name: str) -> Any:  # noqa: N807  # it becomes the package's own
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        # Found once, it is looked up no more.
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__, lambda: [*homes]
