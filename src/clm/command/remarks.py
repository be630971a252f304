"""What is said of a file: in a line for people, as JSON, or as annotations of GitHub."""

import json
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from attrs import asdict, evolve, frozen

from clm.errors import Fault

Kind = Literal["fault", "finding", "unreadable"]

FORMATS: Final = ("text", "json", "github")

_LEVELS: Final[Mapping[Kind, str]] = {
    "fault": "error",
    "finding": "warning",
    "unreadable": "error",
}


@frozen
class Remark:
    """One thing that is said of a file.

    Parameters
    ----------
    kind : {"fault", "finding", "unreadable"}
        A fault refuses the file, a finding does not; what is unreadable was not looked at.
    file : str
        As it was named.
    line, column : int
        Counted from 1; 0 where the file could not be read.
    path : str
        The key in the file: ``segment[3].when``.
    what, mend : str
        What is wrong, and what would be right.

    Examples
    --------
    >>> print(Remark("fault", "my.toml", 41, 8, "segment[3].when", "empty", "write orders >= 1"))
    my.toml:41:8: segment[3].when: empty → write orders >= 1
    """

    kind: Kind
    file: str
    line: int
    column: int
    path: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        """One line, as compilers write it."""
        kind = "finding: " if self.kind == "finding" else ""
        return _one_line(f"{self.place}: {kind}{self.said}")

    @property
    def place(self) -> str:
        """The file, with line and column if it has them."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def fault(self) -> Fault:
        """The remark as an error holds it."""
        path = f": {self.path}" if self.path else ""
        return Fault(_one_line(f"{self.place}{path}"), _one_line(self.what), _one_line(self.mend))

    @property
    def said(self) -> str:
        """The remark without its place in the file."""
        path = f"{self.path}: " if self.path else ""
        mend = f" → {self.mend}" if self.mend else ""
        return f"{path}{self.what}{mend}"


def as_json(remarks: Iterable[Remark]) -> str:
    """A JSON list of the remarks, for machines; line and column are null where there are none.

    Examples
    --------
    >>> print(as_json([]))
    []
    """
    rows = [
        asdict(each) | {"line": each.line or None, "column": each.column or None}
        for each in remarks
    ]
    return json.dumps(rows, indent=2)


def github(remarks: Iterable[Remark]) -> str:
    """Commands of GitHub's workflows, which show every remark beside its line.

    Examples
    --------
    >>> print(github([Remark("fault", "a,b.toml", 2, 7, "key", "'T' is no key")]))
    ::error file=a%2Cb.toml,line=2,col=7,title=key::'T' is no key
    """
    return "\n".join(map(_annotation, remarks))


def _annotation(remark: Remark) -> str:
    """One command; signs that end a part of it are written by their numbers."""
    place = f",line={remark.line},col={remark.column}" if remark.line else ""
    title = f",title={_property(remark.path)}" if remark.path else ""
    said = evolve(remark, path="").said
    head = f"::{_LEVELS[remark.kind]} file={_property(remark.file)}{place}{title}"
    return f"{head}::{_one_line(_message(said))}"


def _message(said: str) -> str:
    """A text behind a command."""
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    """A text inside a command."""
    return _one_line(_message(value).replace(":", "%3A").replace(",", "%2C"))


def _one_line(said: str) -> str:
    """A text that neither breaks the line nor moves the cursor."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in said)
