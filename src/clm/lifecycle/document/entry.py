"""A table of a TOML file, taken key by key: faults are noted with their paths, reading goes on."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, cast

from clm.errors import Fault, unknown

T = TypeVar("T")

_CALLED: Final[Mapping[type, tuple[str, str]]] = {
    str: ("text", '{key} = "…"'),
    int: ("a whole number", "{key} = …"),
    float: ("a decimal number", "{key} = …"),
    bool: ("true or false", "{key} = true"),
    list: ("a list", "{key} = […]"),
    dict: ("a table", "{key} = {{…}}"),
}

SHORT: Final = 60
"""A longer value is not shown in a fault."""


class Entry:
    """A table of the file.

    A value that is missing or of a wrong type becomes a fault, and a harmless stand-in is given in
    its place, so that one fault does not call up others.

    Parameters
    ----------
    values : dict
        The table as `tomllib` reads it.
    path : str
        Where it stands in the file, "" for the whole of it.
    faults : list of Fault
        The faults of the whole file, to which those of this table are added.

    Examples
    --------
    >>> stage = Entry({"key": "retain", "gaol": "keep them"}, "stage[1]", faults := [])
    >>> stage.must("key", str, ""), stage.text("goal")
    ('retain', '')
    >>> stage.close()
    >>> print(*faults)
    stage[1].gaol: no key 'gaol' → did you mean 'goal'?
    """

    def __init__(self, values: Mapping[str, object], path: str, faults: list[Fault]) -> None:
        self.values = values
        self.path = path
        self.faults = faults
        self.asked: set[str] = set()

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        self.asked.add(key)
        return key in self.values

    def take(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key, or `default` where there is none of that type."""
        if not self.has(key):
            return default
        return self._typed(self.at(key), key, self.values[key], kind, default)

    def must(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key that may not be left out."""
        if not self.has(key):
            self.faults.append(Fault(self.at(key), "missing", _example(key, kind)))
        return self.take(key, kind, default)

    def text(self, key: str) -> str:
        """A text, "" if there is none."""
        return self.take(key, str, "")

    def whole(self, key: str) -> int | None:
        """A whole number, if there is one; nothing stands in for a faulty one."""
        given = self.take(key, int, 0)
        return given if type(self.values.get(key)) is int else None

    def each(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """The items of a list; an empty one takes the place of what is not of that type."""
        items: list[object] = self.take(key, list, [])
        kept: list[T] = []
        for at, item in enumerate(items):
            kept.append(item if type(item) is kind else kind())
            if type(item) is not kind:
                self._wrong(f"{self.at(key)}[{at}]", item, f"give {_CALLED[kind][0]}")
        return tuple(kept)

    def tables(self, key: str, name: str = "") -> tuple["Entry", ...]:
        """The tables written as ``[[name]]``."""
        name = name or key
        if not self.has(key):
            return ()
        found = self.values[key]
        if not isinstance(found, list):
            shown = "is one table" if isinstance(found, dict) else _shown(found)
            self.faults.append(Fault(self.at(key), shown, f"write [[{name}]]"))
            return ()
        rows = cast("tuple[dict[str, object], ...]", self.each(key, dict))
        return tuple(
            Entry(row, f"{self.at(key)}[{at}]", self.faults) for at, row in enumerate(rows)
        )

    def table(self, key: str) -> "Entry":
        """The table written as ``[key]``, empty if there is none."""
        values: dict[str, object] = self.take(key, dict, {})
        return Entry(values, self.at(key), self.faults)

    def rows(self, key: str) -> Iterator[tuple[str, "Entry"]]:
        """The tables inside a table, by name."""
        table = self.table(key)
        for name in table.values:
            yield name, table.table(name)

    def close(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                self.faults.append(unknown("key", key, sorted(self.asked), self.at(key)))

    def _typed(self, path: str, key: str, value: object, kind: type[T], default: T) -> T:
        """Give the value if it is of that very type: a truth is no number."""
        if type(value) is kind:
            return value
        self._wrong(path, value, _example(key, kind))
        return default

    def _wrong(self, path: str, value: object, mend: str) -> None:
        """Note a value of a wrong type."""
        self.faults.append(Fault(path, _shown(value), mend))


def _shown(value: object) -> str:
    """Say of what type a value is; a short one is shown, as TOML writes it."""
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    called = _CALLED.get(type(value), (f"a {type(value).__name__}", ""))[0]
    short = isinstance(value, str | int | float) and len(str(value)) <= SHORT
    return f"{value!r} is {called}" if short else f"is {called}"


def _example(key: str, kind: type) -> str:
    """How a value of that type is written."""
    if key == "schema":
        return "write schema = 1"
    called, example = _CALLED[kind]
    return f"give {called}: {example.format(key=key)}"
