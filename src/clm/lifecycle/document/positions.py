"""From the path of a fault to the line and column of the file.

A path leads to its value, the path of a key that nobody knows to the key, and a path with a
character of a condition to that character, through escapes and over lines. What is missing is
told at the head of the table that lacks it.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Final, NamedTuple, Self

from attrs import frozen

from clm.errors import Fault
from clm.lifecycle.document.scan import Place, Scan

_COUNTED: Final = re.compile(r"line (\d+)(?:, column (\d+))?")
_CHARACTER: Final = re.compile(r"(.*), character (\d+)", re.DOTALL)
_END: Final = "end of document"
_STEP: Final = re.compile(r"[.\[][^.\[]*$")
_STRANGE: Final = re.compile(r"no key '|no key \"")
_PIECE: Final = re.compile(
    r"(?P<joint>\\[ \t]*+\n\s*+) | \\u.{4} | \\U.{8} | \\x.{2} | \\?[\s\S]", re.VERBOSE
)


class Position(NamedTuple):
    """A line and a column, both counted from 1; columns are characters."""

    line: int
    column: int


def path_of(where: str) -> str:
    """The path that a fault names, without what else it says of the place.

    Examples
    --------
    >>> path_of("segment[2].when, character 8"), path_of("line 2, column 3")
    ('segment[2].when', '')
    """
    if where == _END or _COUNTED.fullmatch(where):
        return ""
    character = _CHARACTER.fullmatch(where)
    return character[1] if character else where


@frozen(eq=False, repr=False)
class Positions:
    r"""The places of a document.

    Parameters
    ----------
    text : str
        The document, with line feeds only and without a byte order mark.
    places : mapping of str to Place
        By path; of a key that stands twice, the first.
    ends : mapping of int to Place
        By where they end.
    lines : tuple of int
        Where each line starts.

    Examples
    --------
    >>> positions = Positions.of('schema = 1\nkey = "Tea"\n[[stage]]\nwhen = "orders = 1"\n')
    >>> positions.find("key")
    Position(line=2, column=7)
    >>> positions.find("stage[0].when, character 8")
    Position(line=4, column=16)
    >>> positions.find("stage[0].key")
    Position(line=3, column=1)
    """

    text: str
    places: Mapping[str, Place]
    ends: Mapping[int, Place]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Find the places in a text, however its lines end."""
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        scan = Scan(plain)
        scan.walk()
        places = {place.path: place for place in reversed([*scan.found, *scan.implied])}
        lengths = (len(line) + 1 for line in plain.split("\n"))
        lines = (0, *accumulate(lengths))[:-1]
        return cls(plain, places, {place.end: place for place in scan.found}, lines)

    def fault(self, fault: Fault) -> Position:
        """Where a fault is: at the value, or at the key if there is no such key."""
        place = self.places.get(fault.where)
        if place is not None and _STRANGE.match(fault.what):
            return self._position(place.key)
        return self.find(fault.where)

    def find(self, where: str) -> Position:
        """Where a path leads: the nearest table that there is, if it leads nowhere."""
        if counted := _COUNTED.fullmatch(where):
            return Position(int(counted[1]), int(counted[2] or 1))
        if where == _END:
            return self._position(len(self.text.rstrip()))
        if character := _CHARACTER.fullmatch(where):
            place = self._nearest(character[1])
            if place.path == character[1]:
                word = self.text[place.start : place.end]
                return self._position(place.start + offset(word, int(character[2]) - 1))
        return self._position(self._nearest(where).start)

    def twice(self, where: str) -> tuple[str, Position, Position] | None:
        """The path that ends there, where it stands, and where it stood before, if it did."""
        counted = _COUNTED.fullmatch(where)
        if counted is None or not counted[2] or int(counted[1]) > len(self.lines):
            return None
        at = self.lines[int(counted[1]) - 1] + int(counted[2]) - 1
        last = self.ends.get(at) or self.ends.get(at + 1)  # of a head line, before its bracket
        if last is None or self.places[last.path] == last:
            return None
        return last.path, self._position(last.key), self._position(self.places[last.path].key)

    def _nearest(self, path: str) -> Place:
        """The place of a path, or of the table that should hold it."""
        while path and path not in self.places:
            cut = _STEP.search(path)
            path = path[: cut.start()] if cut else ""
        return self.places[path] if path else Place("", 0, 0, 0)

    def _position(self, at: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self.lines, at)
        return Position(line, at - self.lines[line - 1] + 1)


def offset(word: str, character: int) -> int:
    r"""Where a character of a text stands in the word that writes it, quotes and escapes included.

    Parameters
    ----------
    word : str
        A text as TOML writes it.
    character : int
        Counted from 0; beyond the end, the closing quote.

    Examples
    --------
    >>> offset('"orders = 1"', 7)
    8
    >>> offset(r'"\u006frders = 1"', 7)
    13
    """
    quotes = 3 if word[:3] in ('"' * 3, "'" * 3) and len(word) > 5 else 1
    start = quotes + (quotes == 3 and word[3:4] == "\n")
    end = len(word) - quotes
    if word[:1] != '"':
        return min(start + character, end)
    pieces = (match for match in _PIECE.finditer(word, start, end) if not match["joint"])
    return next((match.start() for at, match in enumerate(pieces) if at == character), end)
