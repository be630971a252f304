"""The search for findings."""

from collections.abc import Iterator, Sequence
from typing import Final, Self

import numpy as np
from attrs import define, field, frozen

from clm.features.catalog import Feature
from clm.lifecycle.cells.case import Case, Cells, alike, picks
from clm.lifecycle.cells.covered import EVERYBODY, in_words
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.cells.regions import Naming, naming
from clm.lifecycle.cells.rule import Rule, coded
from clm.lifecycle.findings.breaches import breaches
from clm.lifecycle.findings.exhibits import Exhibit, Exhibitor
from clm.lifecycle.findings.finding import Finding, Kind
from clm.lifecycle.findings.moves import Cause
from clm.lifecycle.findings.steps import Steps, falls, rises

TRIES: Final = 3
"""Steps that are tried for one cell."""

PAIRS: Final = 48
"""Steps that are looked at over two days, for one cell."""

SEARCHES: Final = 2_000
"""Cells for which somebody is sought, of one kind of finding."""

FRUITLESS: Final = 60
"""Cells without anybody after which the search for a kind of finding gives up."""

PATIENCE: Final = 20
"""Cells without anybody after which the search for one finding does."""

SHOWN: Final = 6
"""Groups of cells that a finding tells."""

_KINDS: Final[tuple[tuple[Kind, Cause, str], ...]] = (
    ("falls by buying", "order", "one more order lowers"),
    ("falls by money", "money", "more money lowers"),
    ("rises in silence", "time", "time alone raises"),
)


@frozen
class Odd:
    """Findings, and how many cells were left open.

    Parameters
    ----------
    findings : tuple of Finding
        Each with a customer.
    doubtful : int
        Cells that look like a finding but for which no customer was found.
    """

    findings: tuple[Finding, ...]
    doubtful: int

    @classmethod
    def of(cls, case: Case) -> Self:
        """Look for every kind of finding.

        Examples
        --------
        >>> from clm.lifecycle.registry import templates
        >>> for finding in Odd.of(templates["growth-accounting"].proof.case).findings:
        ...     print(finding.what)
        time alone raises 'resurrected' to 'returning' in every cell
        """
        found: list[Finding] = []
        doubtful = 0
        exhibitor = Exhibitor.of(case)
        steps = [rises(case) if cause == "time" else falls(case, cause) for _, cause, _ in _KINDS]
        exhibitor.prepare(np.unique(np.concatenate([each.starts for each in steps])))
        for (kind, cause, words), each in zip(_KINDS, steps, strict=True):
            search = Search(exhibitor, kind, cause, words)
            found += search.findings(each)
            doubtful += search.doubtful
        broken = breaches(case, exhibitor.seeker)
        return cls((*found, *broken.findings), doubtful + broken.doubtful)


@define
class Search:
    """Looks for somebody who takes each step, and gathers what is found by segments.

    Parameters
    ----------
    exhibitor : Exhibitor
        Finds somebody for a step.
    kind : str
        The kind of finding.
    cause : str
        What moves people.
    words : str
        What it does to the rank.
    """

    exhibitor: Exhibitor
    kind: Kind
    cause: Cause
    words: str
    doubtful: int = 0
    searches: int = 0
    fruitless: int = 0
    naming: Naming = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Prepare the words."""
        case = self.case
        used = coded(case.rules, case.vocabulary)
        self.naming = naming(case.grid, case.vocabulary.codes, used, case.currency)

    @property
    def case(self) -> Case:
        """Segments laid over a grid."""
        return self.exhibitor.case

    @property
    def is_over(self) -> bool:
        """Whether enough was sought."""
        return self.searches >= SEARCHES or self.fruitless >= FRUITLESS

    def findings(self, steps: Steps) -> Iterator[Finding]:
        """One finding for each pair of segments."""
        self.doubtful += steps.missed
        rules, lookup = self.case.rules, self.case.lookup
        pair = lookup[steps.starts].astype(np.int64) * len(rules) + lookup[steps.ends]
        for rows in alike(pair):
            starts, ends = steps.starts[rows], steps.ends[rows]
            if self.is_over:
                self.doubtful += np.unique(starts).size
                continue
            both = rules[int(lookup[starts[0]])], rules[int(lookup[ends[0]])]
            finding = self.finding(both, starts, ends)
            if finding is not None:
                yield finding

    def finding(self, rules: tuple[Rule, Rule], starts: Cells, ends: Cells) -> Finding | None:
        """The steps from one segment to another, as far as somebody takes them."""
        places = self.case.places(*(rule.condition for rule in rules))
        groups = alike(self.case.projected(starts, places))
        self.exhibitor.prepare(starts[[rows[0] for rows in groups]])
        shown, examples = self.exhibits(groups, starts, ends)
        self.doubtful += len(groups) - len(shown)
        if not examples:
            return None
        before, after = (f"'{rule.key}'" for rule in rules)
        cells = self.told(starts[np.concatenate(shown)])
        where = " in every cell" if cells == EVERYBODY else f": {cells}"
        example = _story(self.case.grid, examples[0], before, after)
        keys = (rules[0].key, rules[1].key)
        what = f"{self.words} {before} to {after}{where}"
        return Finding(self.kind, rules[0].where, what, len(shown), example, keys)

    def exhibits(
        self, groups: Sequence[Cells], starts: Cells, ends: Cells
    ) -> tuple[list[Cells], list[Exhibit]]:
        """The groups of steps that somebody takes, and who does."""
        shown: list[Cells] = []
        examples: list[Exhibit] = []
        patience = self.fruitless + PATIENCE
        for rows in groups:
            if self.is_over or self.fruitless >= patience:
                break
            exhibit = self.exhibit(rows, starts, ends)
            if exhibit is not None:
                shown.append(rows)
                examples.append(exhibit)
        return shown, examples

    def exhibit(self, rows: Cells, starts: Cells, ends: Cells) -> Exhibit | None:
        """Somebody who takes one of some steps."""
        self.searches += 1
        found: Exhibit | None = None
        for row in rows[picks(rows.size, TRIES)].tolist():
            found = self.exhibitor.find(self.cause, int(starts[row]), int(ends[row]))
            if found is not None:
                return found
        if self.cause == "time":
            both = rows[picks(rows.size, PAIRS)]
            found = self.exhibitor.overnight(starts[both], ends[both])
        self.fruitless += found is None
        return found

    def told(self, cells: Cells) -> str:
        """Cells of one segment in words, told apart from its others."""
        place = self.case.lookup[cells[0]]
        which = np.zeros(self.case.grid.cells, bool)
        which[cells] = True
        return in_words(which, self.case.lookup != place, self.naming, SHOWN, "; ")


def _story(grid: Grid, exhibit: Exhibit, before: str, after: str) -> str:
    """What becomes of somebody, in one line."""
    old, new = exhibit.couple.before, exhibit.couple.after
    values = [(axis, old.value(axis.subject), new.value(axis.subject)) for axis in grid.axes]
    moved = (
        f"{axis.name} from {'missing' if a is None else a} to {'missing' if b is None else b}"
        for axis, a, b in values
        if isinstance(axis.subject, Feature)
        and axis.subject.unit == "count"
        and (axis.subject.ago or axis.subject.end)
        and axis.level(a) != axis.level(b)
    )
    told = "; ".join([f"{new}", *moved])
    return f"{old} is {before}; {exhibit.words} ({told}) she is {after}"
