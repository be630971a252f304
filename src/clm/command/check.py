"""Check the files of templates: every fault and finding, each with its line and column."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from attrs import evolve, frozen

from clm._show import counted
from clm.command.remarks import Kind, Remark
from clm.errors import Fault, FileError, TemplateError, file_error
from clm.lifecycle.document.positions import Positions, path_of
from clm.lifecycle.findings.finding import Finding
from clm.lifecycle.template import Template

MOST: Final = 16_000_000
"""Bytes of a file that are read; a template has some ten thousand."""

STDIN: Final = "-"
_SIXTEEN: Final = (b"\xff\xfe", b"\xfe\xff")


@frozen
class Checked:
    """A file that was checked.

    Parameters
    ----------
    file : str
        As it was named; ``<stdin>`` for standard input.
    remarks : tuple of Remark
        In the order of the file.
    template : Template or None
        What the file says, if it has no fault.
    """

    file: str
    remarks: tuple[Remark, ...]
    template: Template | None = None

    @property
    def unread(self) -> bool:
        """Whether the file could not be read at all."""
        return any(remark.kind == "unreadable" for remark in self.remarks)

    @property
    def lines(self) -> tuple[str, ...]:
        """The remarks; after them what a file without a fault is."""
        said = tuple(map(str, self.remarks))
        return said if self.template is None else (*said, self._verdict(self.template))

    def _verdict(self, template: Template) -> str:
        """What a file without a fault is, in a line."""
        proof = template.proof
        open_ = f" · {counted(proof.undecided, 'cell')} undecided" if proof.undecided else ""
        sizes = f"{proof.grid.cells:,} cells, {int(proof.feasible.sum()):,} feasible{open_}"
        odd = f" · {counted(len(self.remarks), 'finding')}" if self.remarks else ""
        segments = counted(len(proof.keys), "segment")
        return f"{self.file}: ok · {template.key} · {segments} · {sizes}{odd}"


def check(files: Iterable[str]) -> tuple[Checked, ...]:
    """Check files one by one; what is wrong with one keeps no other from being checked.

    Parameters
    ----------
    files : iterable of str
        Paths; ``-`` is standard input.

    Returns
    -------
    tuple of Checked
        In the order of the files, each file once.
    """
    return tuple(map(_checked, dict.fromkeys(files)))


def status(checked: Iterable[Checked], fatal: Iterable[Kind]) -> int:
    """The status to exit with: 2 if a file could not be read, 1 if a remark is fatal, else 0.

    Examples
    --------
    >>> status([check_text("my.toml", "schema = 1")], ["fault"])
    1
    """
    some = tuple(checked)
    kinds = {remark.kind for each in some for remark in each.remarks}
    return 2 if any(each.unread for each in some) else int(not kinds.isdisjoint(fatal))


def check_text(file: str, text: str) -> Checked:
    r"""Check the text of a file.

    Parameters
    ----------
    file : str
        Its name, for the remarks.
    text : str
        A TOML document.

    Examples
    --------
    >>> print(*check_text("my.toml", 'schema = 1\nkey = "My"').remarks, sep="\n")
    my.toml:1:1: stage: there is none → write [[stage]]
    my.toml:1:1: segment: there is none → write [[segment]]
    my.toml:2:7: key: 'My' is no key → write lower-case words, joined by dashes
    """
    # A short text without the end of a line would be taken for the name of a file.
    whole = text if text.endswith("\n") else text + "\n"
    try:
        template = Template.from_toml(whole)
    except TemplateError as error:
        return Checked(file, _placed(file, whole, error.faults, "fault"))
    found = [_told(finding) for finding in template.proof.findings]
    return Checked(file, _placed(file, whole, found, "finding"), template)


def _checked(name: str) -> Checked:
    """Read a file and check it."""
    file = "<stdin>" if name == STDIN else name
    try:
        content = _content(name)
    except FileError as error:
        (fault,) = error.faults
        return Checked(file, (Remark("unreadable", file, 0, 0, "", fault.what, fault.mend),))
    if len(content) > MOST:
        mend = "leave out what is no part of the template"
        what = f"more than {MOST // 1_000_000} MB"
        return Checked(file, (Remark("unreadable", file, 0, 0, "", what, mend),))
    try:
        return check_text(file, content.decode())
    except UnicodeDecodeError as error:
        return Checked(file, (_undecodable(file, content, error.start),))


def _content(name: str) -> bytes:
    """Read a file, or standard input, but no more than is checked."""
    try:
        with _opened(name) as file:
            return file.read(MOST + 1)
    except OSError as error:
        raise file_error(name, error) from error
    except ValueError as error:  # a path with signs that no path has
        raise FileError.of(name, str(error), "check the path") from error


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    """Open a file, or lend standard input, which stays open; a closed one is empty."""
    if name != STDIN:
        return Path(name).open("rb")
    return nullcontext(getattr(sys.stdin, "buffer", None) or BytesIO())


def _undecodable(file: str, content: bytes, at: int) -> Remark:
    """Say where a file stops being text."""
    before = content[:at].decode(errors="replace").split("\n")
    what = f"byte 0x{content[at]:02x} is no UTF-8"
    if content[:2] in _SIXTEEN:
        what = "the file is UTF-16"
    return Remark("fault", file, len(before), len(before[-1]) + 1, "", what, "save it as UTF-8")


def _told(finding: Finding) -> Fault:
    """A finding as a fault is told: its place, and the rest of its line."""
    return Fault(finding.where, str(finding).removeprefix(f"{finding.where}: "))


def _placed(file: str, text: str, said: Sequence[Fault], kind: Kind) -> tuple[Remark, ...]:
    """Put faults or findings at their places, in the order of the file."""
    if not said:
        return ()
    positions = Positions.of(text)
    remarks = [evolve(_remark(file, positions, each), kind=kind) for each in said]
    return tuple(sorted(remarks, key=lambda each: (each.line, each.column)))


def _remark(file: str, positions: Positions, fault: Fault) -> Remark:
    """Put what is said at its place; a key that stands twice is told with the first one."""
    if twice := positions.twice(fault.where):
        path, at, first = twice
        what = f"stands in line {first.line} already"
        return Remark("fault", file, *at, path, what, fault.mend)
    at = positions.fault(fault)
    return Remark("fault", file, *at, path_of(fault.where), fault.what, fault.mend)
