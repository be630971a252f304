"""The proof that every customer who can exist has exactly one segment.

Each segment's condition is looked up over the whole grid. A cell that somebody can be in and no
segment takes is a gap, one that several take an overlap, a segment without cells unreachable.
Every fault comes with a concrete customer.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from clm._show import counted, tag
from clm.errors import Fault
from clm.lifecycle.cells.case import Case
from clm.lifecycle.cells.covered import who_in_cells
from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.cells.match import Codes, matched
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.findings.finding import Finding
from clm.lifecycle.findings.odd import Odd
from clm.lifecycle.proving.account import Account
from clm.lifecycle.proving.court import Court
from clm.lifecycle.witnesses.witness import Witness

__all__ = ["Proof", "Rule", "prove"]

QUICK: Final = 100_000
"""Up to so many cells a prompt looks for findings, and says how many there are."""


@frozen(eq=False, repr=False)
class Proof:
    """What is known of a template's segments.

    Parameters
    ----------
    case : Case
        What was proved: conditions, grid, and who takes each cell.
    faults : tuple of Fault
        Gaps, overlaps and unreachable segments, each with a customer.
    witnesses : mapping of str to Witness
        A customer for every segment.
    undecided : int
        Cells that look like a fault but for which no customer was found.
    covers : mapping of str to int
        How many feasible cells each segment has.
    precedences : mapping of (str, str) to int
        Cells that a segment takes although a later one fits too.
    """

    case: Case
    faults: tuple[Fault, ...]
    witnesses: Mapping[str, Witness]
    undecided: int
    covers: Mapping[str, int]
    precedences: Mapping[tuple[str, str], int]

    @property
    def keys(self) -> tuple[str, ...]:
        """The segments in matching order."""
        return tuple(rule.key for rule in self.case.rules)

    @property
    def grid(self) -> Grid:
        """The levels that the conditions tell apart."""
        return self.case.grid

    @property
    def lookup(self) -> Codes:
        """(cells,) position of the segment that takes each cell.

        ``len(keys)`` is the unclassified, ``len(keys) + 1`` a cell that nobody can be in.
        """
        return self.case.lookup

    @property
    def feasible(self) -> Bools:
        """(cells,) bool, whether somebody can be there."""
        return self.case.feasible

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd although it is no fault; looked for when it is first asked for."""
        return self._odd.findings

    @property
    def doubtful(self) -> int:
        """Cells that look like a finding but for which no customer was found."""
        return self._odd.doubtful

    @property
    def who_in_cells(self) -> Mapping[str, str]:
        """Who is in each segment, in the levels of the grid; the unclassified come last."""
        return self._who

    @cached_property
    def _who(self) -> Mapping[str, str]:
        """The same, put into words once."""
        return MappingProxyType(who_in_cells(self.case))

    @cached_property
    def _odd(self) -> Odd:
        """The findings, and what was left open."""
        return Odd.of(self.case)

    @cached_property
    def _account(self) -> Account:
        """The whole proof in words and numbers."""
        return Account.of(self.case, self)

    def to_dict(self) -> dict[str, Any]:
        """Give the whole proof as texts, numbers, lists and dicts, fit for JSON."""
        return self._account.to_dict()

    def text(self) -> str:
        """Tell the whole proof: axes, segments, precedences, faults and findings."""
        return self._account.text()

    def to_html(self) -> str:
        """Write the whole proof as tables, for a page or a notebook."""
        return self._account.html()

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        return self.to_html()

    def __repr__(self) -> str:
        """The verdict, and the first faults, in one to twelve lines."""
        many = int(self.feasible.sum())
        head = (
            counted(len(self.keys), "segment"),
            f"{self.grid.cells:,} cells, {many:,} feasible",
        )
        open_ = f"{counted(self.undecided, 'cell')} undecided" if self.undecided else ""
        if not self.faults:
            verdict = "every customer has exactly one, each can be reached"
            return tag("Proof", *head, verdict, open_, *self._remarks())
        lines = [tag("Proof", *head, open_, counted(len(self.faults), "fault"))]
        lines += map(str, self.faults[:10])
        more = len(self.faults) - 10
        return "\n  ".join([*lines, f"… and {more} more"] if more > 0 else lines)

    def _remarks(self) -> list[str]:
        """Count what is odd, and what may be; not for grids where that takes long."""
        if self.grid.cells > QUICK:
            return []
        doubtful = f"{counted(self.doubtful, 'cell')} doubtful" if self.doubtful else ""
        return [counted(len(self.findings), "finding") if self.findings else "", doubtful]


def prove(
    rules: Sequence[Rule], vocabulary: Vocabulary, unclassified: str | None, currency: str | None
) -> Proof:
    """Prove that segments share out all customers who can exist.

    Parameters
    ----------
    rules : sequence of Rule
        The segments in matching order.
    vocabulary : Vocabulary
        The names in their conditions.
    unclassified : str or None
        The segment of whoever is left; None if nobody may be.
    currency : str or None
        The currency of amounts, for words.

    Returns
    -------
    Proof
        With all faults; none is raised.

    Raises
    ------
    TemplateError
        The grid has too many cells.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import parse
    >>> words = Vocabulary()
    >>> texts = {"lead": "orders == 0", "customer": "orders >= 1"}
    >>> rules = [Rule(key, parse(text, words, key)) for key, text in texts.items()]
    >>> prove(rules, words, None, None)
    <Proof 2 segments · 2 cells, 2 feasible · every customer has exactly one, each can be reached>
    >>> print(prove(rules[1:], words, None, None).faults[0].what)
    a gap: orders 0 fits no segment, e.g. no order, 1 contact today
    """
    grid = Grid.of((rule.condition for rule in rules), vocabulary)
    possible = feasible(grid, vocabulary)
    match = matched(rules, grid, possible)
    court = Court(rules, grid, vocabulary, possible, match, currency)
    court.judge(unclassified)
    lookup = match.lookup
    if unclassified is None:
        lookup[lookup == len(rules)] = len(rules) + 1
    lookup.setflags(write=False)
    possible.setflags(write=False)
    yielded = {(rules[a].key, rules[b].key): n.size for (a, b), n in match.yielded.items()}
    return Proof(
        Case(tuple(rules), vocabulary, unclassified, currency, grid, lookup, possible, match.taken),
        tuple(court.faults),
        court.witnesses,
        court.undecided,
        court.covers,
        yielded,
    )
