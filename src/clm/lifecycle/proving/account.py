"""A proof as a document: the same facts as text, as tables for a page, and as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self

from attrs import asdict, frozen

from clm._show import counted, html_table, table
from clm.errors import Fault
from clm.lifecycle.cells.case import Case
from clm.lifecycle.findings.finding import Finding
from clm.lifecycle.witnesses.words import levels


class Judged(Protocol):
    """What is known of a case."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Gaps, overlaps and unreachable segments."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd."""
        ...

    @property
    def undecided(self) -> int:
        """Cells that may be at fault."""
        ...

    @property
    def doubtful(self) -> int:
        """Cells that may be odd."""
        ...

    @property
    def covers(self) -> Mapping[str, int]:
        """Feasible cells of each segment."""
        ...

    @property
    def precedences(self) -> Mapping[tuple[str, str], int]:
        """Cells that a segment takes before a later one."""
        ...

    @property
    def who_in_cells(self) -> Mapping[str, str]:
        """Who is in each segment."""
        ...


@frozen
class Account:
    """Everything that a proof says.

    Parameters
    ----------
    axes : mapping of str to tuple of str
        The levels of each axis in words.
    cells, feasible : int
        All cells, and those that somebody can be in.
    segments : mapping of str to tuple of int and str
        How many feasible cells each segment has, and who is in them.
    precedences : tuple of tuple of str, str and int
        Segments that take cells which a later one fits too, and how many.
    faults, findings : tuple of Fault, tuple of Finding
        What is wrong, and what is odd.
    undecided, doubtful : int
        Cells that look like a fault, and like a finding, though no customer was found.
    """

    axes: Mapping[str, tuple[str, ...]]
    cells: int
    feasible: int
    segments: Mapping[str, tuple[int, str]]
    precedences: tuple[tuple[str, str, int], ...]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    undecided: int
    doubtful: int

    @classmethod
    def of(cls, case: Case, judged: Judged) -> Self:
        """Put the account of a case together."""
        told = judged.who_in_cells
        rest = int((case.lookup == len(case.rules)).sum())
        covers = {key: judged.covers.get(key, rest) for key in told}
        return cls(
            axes=_axes(case),
            cells=case.grid.cells,
            feasible=int(case.feasible.sum()),
            segments={key: (covers[key], who) for key, who in told.items()},
            precedences=tuple((a, b, cells) for (a, b), cells in judged.precedences.items()),
            faults=judged.faults,
            findings=judged.findings,
            undecided=judged.undecided,
            doubtful=judged.doubtful,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as texts, numbers, lists and dicts.

        Returns
        -------
        dict
            ``axes``, ``cells``, ``feasible``, ``segments``, ``precedences``, ``faults``,
            ``findings``, ``undecided`` and ``doubtful``; nothing in it is shared.
        """
        return {
            "axes": {name: list(said) for name, said in self.axes.items()},
            "cells": self.cells,
            "feasible": self.feasible,
            "segments": {
                key: {"cells": cells, "who": who} for key, (cells, who) in self.segments.items()
            },
            "precedences": [
                {"segment": a, "before": b, "cells": cells} for a, b, cells in self.precedences
            ],
            "faults": [asdict(each) for each in self.faults],
            "findings": [
                asdict(each) | {"segments": list(each.segments)} for each in self.findings
            ],
            "undecided": self.undecided,
            "doubtful": self.doubtful,
        }

    def text(self) -> str:
        """Tell it in plain text, section by section; sections without anything are left out."""
        said = [f"{self._size()}; {self._verdict()}"]
        for title, head, rows in self._tables():
            said.append(f"{title}\n\n{table(head, rows)}")
        lists = (("Faults", self.faults), ("Findings", self.findings))
        said += ["\n".join([name, "", *map(str, found)]) for name, found in lists if found]
        return "\n\n".join([*said, *self._open()])

    def html(self) -> str:
        """Write it as one table after the other."""
        tables = [html_table(*each) for each in self._tables()]
        if self.faults:
            rows = [(each.where, each.what, each.mend) for each in self.faults]
            tables.append(html_table("Faults", ["where", "what", "mend"], rows))
        if self.findings:
            found = [(e.kind, e.where, e.what, e.cells, e.example) for e in self.findings]
            head = ["finding", "where", "what", "cells", "example"]
            tables.append(html_table("Findings", head, found))
        words = [f"{self._size()}; {self._verdict()}", *self._open()]
        return "".join([f"<p>{words[0]}</p>", *tables, *(f"<p>{each}</p>" for each in words[1:])])

    def _tables(self) -> Sequence[tuple[str, Sequence[str], Sequence[Sequence[object]]]]:
        """The parts that are tables: axes, segments and precedences."""
        axes = [(name, len(said), " | ".join(said)) for name, said in self.axes.items()]
        segments = [(key, cells, who) for key, (cells, who) in self.segments.items()]
        found: list[tuple[str, Sequence[str], Sequence[Sequence[object]]]] = [
            ("Axes", ["axis", "levels", "which"], axes),
            ("Segments", ["segment", "cells", "who"], segments),
        ]
        if self.precedences:
            head = ["segment", "comes before", "cells"]
            found.append(("Precedences", head, self.precedences))
        return found

    def _size(self) -> str:
        """How large the grid is."""
        return f"{counted(self.cells, 'cell')}, {self.feasible:,} feasible"

    def _verdict(self) -> str:
        """Whether the template fits together."""
        if self.faults:
            return counted(len(self.faults), "fault")
        return "every customer has exactly one segment, each can be reached"

    def _open(self) -> list[str]:
        """What was left open."""
        said: list[str] = []
        if self.undecided:
            what = "would be a fault, but no customer was found for it"
            said.append(f"Undecided: {counted(self.undecided, 'cell')} {what}.")
        if self.doubtful:
            what = "would be a finding, but no customer was found for it"
            said.append(f"Doubtful: {counted(self.doubtful, 'cell')} {what}.")
        return said


def _axes(case: Case) -> dict[str, tuple[str, ...]]:
    """The levels of every axis in words."""
    return {
        axis.name: tuple(
            levels(axis, at, at, case.currency).removeprefix(axis.name).strip() or "any"
            for at in range(axis.size)
        )
        for axis in case.grid.axes
    }
