"""Where each key, item and table of a TOML text stands.

`tomllib` gives values without their places. This scan gives the places without values; it never
says what is allowed, goes on behind whatever it does not understand, and is a flat loop, so that
no text is too deep for it.
"""

import re
import tomllib
from collections.abc import Sequence
from typing import Final

from attrs import define, field, frozen

_TEXT: Final = r"""
    \"{3} (?: [^"\\] | \\[\s\S] | "(?!"") )*+ "{3,5}+
  | '{3} (?: [^'] | '(?!'') )*+ '{3,5}+
  | " (?: [^"\\\n] | \\[^\n] )*+ "
  | ' [^'\n]*+ '
"""
_GAP: Final = re.compile(r"(?: [ \t\n\r]++ | \#[^\n]*+ )*+", re.VERBOSE)
_SCALAR: Final = re.compile(rf"{_TEXT} | [^,\]}}#\n]++", re.VERBOSE)
_PART: Final = re.compile(rf"[ \t]*+ (?P<key> {_TEXT} | [\w-]++ ) [ \t]*+", re.VERBOSE)
_EQUALS: Final = re.compile(r"=[ \t]*+")
_LINE: Final = re.compile(r"[^\n]*+\n?")

LONG: Final = 10_000
"""What lies within a longer path is told at that path; else nested texts would take all memory."""


@frozen
class Place:
    """Where something stands, as offsets into the text.

    Parameters
    ----------
    path : str
        As errors name it: ``segment[3].when``.
    key : int
        Where its key starts; of an item of a list, where the item does.
    start, end : int
        Of its value; of a table with a head line, of that.
    """

    path: str
    key: int
    start: int
    end: int


@define
class _Open:
    """A list or a table in braces whose end has not come."""

    path: str
    key: int
    start: int
    items: int | None


@define
class Scan:
    r"""A walk through a text.

    Parameters
    ----------
    text : str
        The document, with line feeds only.

    Attributes
    ----------
    found : list of Place
        What is written, in the order in which it ends.
    implied : list of Place
        Tables that the keys of others imply: ``scores`` in ``[scores.r]``.

    Examples
    --------
    >>> scan = Scan('key = "tea"\n[scores]\nr = { of = "recency" }\n')
    >>> scan.walk()
    >>> [place.path for place in scan.found]
    ['key', 'scores', 'scores.r.of', 'scores.r']
    """

    text: str
    found: list[Place] = field(factory=list[Place])
    implied: list[Place] = field(factory=list[Place])
    _at: int = field(default=0, init=False)
    _base: str = field(default="", init=False)
    _open: list[_Open] = field(factory=list[_Open], init=False)
    _rows: dict[str, int] = field(factory=dict[str, int], init=False)

    def walk(self) -> None:
        """Go through the whole text, once."""
        while self._next():
            if self._open:
                self._inside(self._open[-1])
            elif self.text[self._at] == "[":
                self._header()
            else:
                self._pair(self._base)

    def _next(self) -> bool:
        """Go to the next sign that is no blank and in no comment, if there is one."""
        match = _GAP.match(self.text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self.text)

    def _inside(self, outer: _Open) -> None:
        """Take what comes next in a list or a table in braces."""
        sign = self.text[self._at]
        if sign in ",]}":
            self._at += 1
            if sign != ",":
                self._open.pop()
                self.found.append(Place(outer.path, outer.key, outer.start, self._at))
        elif outer.items is None:
            self._pair(outer.path)
        else:
            self._value(_item(outer.path, outer.items), self._at)
            outer.items += 1

    def _header(self) -> None:
        """Take ``[table]`` or ``[[table]]``."""
        start = self._at
        double = self.text.startswith("[[", start)
        self._at += 1 + double
        parts = self._keys()
        line = self.text.find("\n", start)
        end = self.text.find("]", self._at, line if line >= 0 else None)
        if not parts or end < 0:
            self._skip()
            return
        self._at = end + 1 + double
        path = self._inner(parts[:-1], "", start)
        path = _joined(path, parts[-1])
        if double:
            row = self._rows.get(path, 0)
            self._rows[path] = row + 1
            if not row:
                self.found.append(Place(path, start, start, self._at))
            path = f"{path}[{row}]"
        self.found.append(Place(path, start, start, self._at))
        self._base = path

    def _pair(self, base: str) -> None:
        """Take ``key = value``."""
        start = self._at
        parts = self._keys()
        equals = _EQUALS.match(self.text, self._at)
        if not parts or equals is None:
            self._skip()
            return
        self._at = equals.end()
        self._value(_joined(self._inner(parts[:-1], base, start), parts[-1]), start)

    def _value(self, path: str, key: int) -> None:
        """Take a value, of a list or a table in braces only the beginning."""
        start = self._at
        sign = self.text[start : start + 1]
        if sign in ("[", "{"):
            self._open.append(_Open(path, key, start, 0 if sign == "[" else None))
            self._at += 1
            return
        match = _SCALAR.match(self.text, start)
        if match is None:
            self._skip()
            return
        self._at = match.end()
        self.found.append(Place(path, key, start, start + len(match[0].rstrip())))

    def _keys(self) -> list[str]:
        """Take the parts of a key, which points join."""
        parts: list[str] = []
        while match := _PART.match(self.text, self._at):
            parts.append(_plain(match["key"]))
            self._at = match.end()
            if not self.text.startswith(".", self._at):
                break
            self._at += 1
        return parts

    def _inner(self, parts: Sequence[str], base: str, at: int) -> str:
        """The path of the table that holds the last part of a key."""
        path = base
        for part in parts:
            path = _joined(path, part)
            self.implied.append(Place(path, at, at, at))
            if path in self._rows:
                path = f"{path}[{self._rows[path] - 1}]"
        return path

    def _skip(self) -> None:
        """Go on with the next line."""
        match = _LINE.match(self.text, self._at)
        self._at = match.end() if match else len(self.text)


def _joined(path: str, key: str) -> str:
    """The path of a key in a table, as errors write it."""
    if len(path) > LONG:
        return path
    return f"{path}.{key}" if path else key


def _item(path: str, at: int) -> str:
    """The path of an item in a list."""
    return path if len(path) > LONG else f"{path}[{at}]"


def _plain(key: str) -> str:
    """A key without its quotes."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"' or "\\" not in key:
        return key.strip('"')
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError:
        return key
