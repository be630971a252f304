"""Claims that do not hold of everybody in their segment."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, Self

import numpy as np
from attrs import define, frozen

from clm.errors import TemplateError
from clm.lifecycle.cells.case import Case, Cells, alike, picks
from clm.lifecycle.cells.coarse import Coarse, refines
from clm.lifecycle.cells.covered import in_words
from clm.lifecycle.cells.grid import Bools, Grid, axes_of
from clm.lifecycle.cells.match import matched
from clm.lifecycle.cells.regions import Naming, naming
from clm.lifecycle.cells.rule import Claim, Rule, coded
from clm.lifecycle.conditions.condition import holds
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.findings.finding import Finding
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

TRIES: Final = 3
"""Cells that are tried of those that the conditions do not tell apart."""

SEARCHES: Final = 500
"""Cells of a claim for which somebody is sought."""

FRUITLESS: Final = 50
"""Cells without anybody after which the search for a claim gives up."""

SHOWN: Final = 6
"""Groups of cells that a finding tells."""


@define
class Breaches:
    """The claims that are broken, and how many cells were left open.

    Parameters
    ----------
    findings : list of Finding
        Each with somebody of whom a claim does not hold.
    doubtful : int
        Cells that break a claim but for which nobody was found; a claim whose grid has too many
        cells counts for one.
    """

    findings: list[Finding]
    doubtful: int


def breaches(case: Case, seeker: Seeker | None = None) -> Breaches:
    """Find somebody for every claim that does not hold of all customers in its segment.

    What breaks a claim is told on a grid of its segment's own: its condition, those of the
    segments that take precedence over it, and its claims. Where the grid of the case is finer, its
    cells are searched; else those of the segment's.

    Parameters
    ----------
    case : Case
        Segments laid over a grid.
    seeker : Seeker, optional
        Finds customers for the cells of the case.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> broken = breaches(templates["rfm-11"].proof.case).findings
    >>> next(each.what for each in broken if each.segments == ("cant_lose",))
    "'cant_lose' claims orders >= 2, but has rfm 215, 214, 115, 114, 113, orders ≤ 1"
    """
    seeker = seeker or Seeker.of(case.grid, case.vocabulary, case.currency)
    found = Breaches([], 0)
    broken: list[_Broken] = []
    for place, rule in enumerate(case.rules):
        if not _hold(case, place):
            for court in _courts(case, seeker, place, rule.claims):
                broken += court.broken() if court else ()
                found.doubtful += court is None
    seekers = {id(each.court.seeker): each.court.seeker for each in broken}
    for key, each in seekers.items():
        mine = (one for one in broken if id(one.court.seeker) == key)
        each.prepare([levels for one in mine for levels in one.first])
    for one in broken:
        one.note(found)
    return found


def _hold(case: Case, place: int) -> bool:
    """Whether the grid of the case tells already that all claims of a segment hold."""
    claims = [claim.condition for claim in case.rules[place].claims]
    if not claims or not refines(case.grid, axes_of(claims, case.vocabulary)):
        return not claims
    own = case.lookup == place
    return not any((own & ~case.grid.where(claim).reshape(-1)).any() for claim in claims)


def _courts(
    case: Case, seeker: Seeker, place: int, claims: Sequence[Claim]
) -> Iterator["_ClaimCourt | None"]:
    """A grid for all claims; one for each where that is too large; None where even that is."""
    try:
        yield _ClaimCourt.of(case, seeker, place, claims)
    except TemplateError:
        if len(claims) == 1:
            yield None
            return
        for claim in claims:
            yield from _courts(case, seeker, place, (claim,))


@frozen(eq=False)
class _ClaimCourt:
    """The claims of one segment, on a grid that tells them.

    Parameters
    ----------
    case : Case
        Segments laid over the grid whose cells are searched.
    seeker : Seeker
        Finds customers for these cells.
    place : int
        The segment.
    claims : sequence of Claim
        Those that are judged.
    coarse : Coarse
        The grid that is searched, and the one on which is told what was found.
    """

    case: Case
    seeker: Seeker
    place: int
    claims: Sequence[Claim]
    coarse: Coarse

    @classmethod
    def of(cls, case: Case, seeker: Seeker, place: int, claims: Sequence[Claim]) -> Self:
        """Lay a segment out with its claims."""
        rules = (*_before(case, place), case.rules[place])
        conditions = (*(rule.condition for rule in rules), *(claim.condition for claim in claims))
        grid = Grid.of(conditions, case.vocabulary)
        if not refines(case.grid, grid.axes):
            case, place = _laid_out(case, rules, grid), len(rules) - 1
            seeker = Seeker.of(grid, case.vocabulary, case.currency)
        return cls(case, seeker, place, claims, Coarse(case.grid, grid))

    @property
    def rule(self) -> Rule:
        """The segment."""
        return self.case.rules[self.place]

    @cached_property
    def own(self) -> Bools:
        """(cells,) bool: who is in the segment."""
        return np.asarray(self.case.lookup == self.place)

    @cached_property
    def naming(self) -> Naming:
        """How cells are told."""
        words = self.case.vocabulary
        return naming(self.coarse.grid, words.codes, coded((self.rule,), words), self.case.currency)

    def broken(self) -> Iterator["_Broken"]:
        """The claims that do not hold."""
        for claim in self.claims:
            holding = self.case.grid.where(claim.condition).reshape(-1)
            cells = np.flatnonzero(self.own & ~holding)
            if cells.size:
                nobody = not (self.own & holding).any()
                axes = self.case.places(self.rule.condition, claim.condition)
                told = [self.case.grid.axes[axis].subject for axis in axes]
                groups = [cells[rows] for rows in alike(self.coarse.numbers(cells, told))]
                yield _Broken(self, claim, groups, nobody)

    def confirmed(self, claim: Claim, witness: Witness) -> bool:
        """Whether the conditions themselves, without any grid, put her there."""
        return (
            holds(self.rule.condition, witness.value)
            and not any(
                holds(rule.condition, witness.value) for rule in _before(self.case, self.place)
            )
            and not holds(claim.condition, witness.value)
        )


@frozen(eq=False)
class _Broken:
    """A claim that does not hold of all in its segment.

    Parameters
    ----------
    court : _ClaimCourt
        Its segment.
    claim : Claim
        What is claimed.
    groups : list of numpy.ndarray
        The cells that break it, together where segment and claim do not tell them apart.
    nobody : bool
        Whether it holds of nobody at all.
    """

    court: _ClaimCourt
    claim: Claim
    groups: list[Cells]
    nobody: bool

    @property
    def first(self) -> Iterator[tuple[int, ...]]:
        """The levels of the first cell of each group that is searched."""
        return (self.court.case.levels(int(cells[0])) for cells in self.groups[:SEARCHES])

    def note(self, found: Breaches) -> None:
        """Note the claim, if there is somebody of whom it does not hold."""
        court, rule, claim = self.court, self.court.rule, self.claim
        shown = dict(self.witnesses())
        found.doubtful += len(self.groups) - len(shown)
        if not shown:
            return
        which = court.coarse.table(np.concatenate([self.groups[at] for at in shown]))
        own = court.coarse.table(np.flatnonzero(court.own))
        cells = in_words(which, ~own, court.naming, SHOWN, "; ")
        has = "it holds of nobody there" if self.nobody else f"has {cells}"
        what = f"'{rule.key}' claims {claim.text}, but {has}"
        example = next(iter(shown.values()))
        found.findings.append(
            Finding("claim", claim.where, what, len(shown), f"{example}", (rule.key,))
        )

    def witnesses(self) -> Iterator[tuple[int, Witness]]:
        """The groups that have somebody, by their numbers, and who it is."""
        fruitless = 0
        for at, cells in enumerate(self.groups[:SEARCHES]):
            witness = self.witness(cells)
            if witness is not None:
                yield at, witness
            elif (fruitless := fruitless + 1) == FRUITLESS:
                return

    def witness(self, cells: Cells) -> Witness | None:
        """Somebody in one of some cells."""
        for cell in cells[picks(cells.size, TRIES)].tolist():
            witness = self.court.seeker.find(self.court.case.levels(cell))
            if witness is not None and self.court.confirmed(self.claim, witness):
                return witness
        return None


def _before(case: Case, place: int) -> list[Rule]:
    """The segments that take somebody whom a segment would fit."""
    return [rule for at, rule in enumerate(case.rules) if (at, place) in case.taken]


def _laid_out(case: Case, rules: tuple[Rule, ...], grid: Grid) -> Case:
    """Some segments of a case over a grid of their own."""
    possible = feasible(grid, case.vocabulary)
    match = matched(rules, grid, possible)
    words, currency = case.vocabulary, case.currency
    return Case(rules, words, None, currency, grid, match.lookup, possible, match.taken)
