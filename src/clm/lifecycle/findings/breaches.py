"""Claims that do not hold of everybody in their segment."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from attrs import define, frozen

from clm.errors import TemplateError
from clm.lifecycle.cells.case import Case, Cells
from clm.lifecycle.cells.covered import in_words
from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.cells.match import matched
from clm.lifecycle.cells.regions import Naming, naming
from clm.lifecycle.cells.rule import Claim, Rule, coded
from clm.lifecycle.conditions.condition import holds
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.findings.finding import Finding
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

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


def breaches(case: Case) -> Breaches:
    """Find somebody for every claim that does not hold of all customers in its segment.

    Each segment is laid over a grid of its own, which its claims cut finer: its condition, those
    of the segments that take precedence over it, and its claims.

    Parameters
    ----------
    case : Case
        Segments laid over a grid.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> broken = breaches(templates["rfm-11"].proof.case).findings
    >>> next(each.what for each in broken if each.segments == ("cant_lose",))
    "'cant_lose' claims orders >= 2, but has rfm 215, 214, 115, 114, 113, orders ≤ 1"
    """
    found = Breaches([], 0)
    for place, rule in enumerate(case.rules):
        if rule.claims:
            before = [each for at, each in enumerate(case.rules) if (at, place) in case.taken]
            for court in _courts(case, (*before, rule), rule.claims):
                if court is None:
                    found.doubtful += 1
                else:
                    court.judge(found)
    return found


def _courts(
    case: Case, rules: Sequence[Rule], claims: Sequence[Claim]
) -> Iterator["_ClaimCourt | None"]:
    """A grid for all claims; one for each where that is too large; None where even that is."""
    try:
        yield _ClaimCourt.of(case, rules, claims)
    except TemplateError:
        if len(claims) == 1:
            yield None
            return
        for claim in claims:
            yield from _courts(case, rules, (claim,))


@frozen(eq=False)
class _ClaimCourt:
    """The claims of one segment, on a grid that tells them."""

    case: Case
    claims: Sequence[Claim]
    own: Bools
    naming: Naming

    @classmethod
    def of(cls, case: Case, rules: Sequence[Rule], claims: Sequence[Claim]) -> "_ClaimCourt":
        """Lay the last of some rules out with its claims."""
        words, currency = case.vocabulary, case.currency
        told = [claim.condition for claim in claims]
        grid = Grid.of([*(rule.condition for rule in rules), *told], words)
        possible = feasible(grid, words)
        match = matched(rules, grid, possible)
        lookup = match.lookup
        small = Case(tuple(rules), words, None, currency, grid, lookup, possible, match.taken)
        how = naming(grid, words.codes, coded(rules[-1:], words), currency)
        own = lookup == len(rules) - 1
        return cls(small, claims, own, how)

    @cached_property
    def seeker(self) -> Seeker:
        """Finds customers for cells; made if one is broken."""
        return Seeker.of(self.case.grid, self.case.vocabulary, self.case.currency)

    def judge(self, found: Breaches) -> None:
        """Note the claims that do not hold."""
        for claim in self.claims:
            holding = self.case.grid.where(claim.condition).reshape(-1)
            broken = np.flatnonzero(self.own & ~holding)
            if broken.size:
                nobody = not (self.own & holding).any()
                self.note(claim, broken, found, nobody=nobody)

    def note(self, claim: Claim, broken: Cells, found: Breaches, *, nobody: bool) -> None:
        """Note a claim, if there is somebody of whom it does not hold."""
        rule = self.case.rules[-1]
        places = self.case.places(rule.condition, claim.condition)
        alike = self.case.projected(broken, places)
        _, firsts, group = np.unique(alike, return_index=True, return_inverse=True)
        shown, example = self.witnesses(claim, broken[firsts])
        found.doubtful += int((~shown).sum())
        if example is not None:
            which = np.zeros(self.own.size, bool)
            which[broken[shown[group]]] = True
            cells = in_words(which, ~self.own, self.naming, SHOWN, "; ")
            has = "it holds of nobody there" if nobody else f"has {cells}"
            what = f"'{rule.key}' claims {claim.text}, but {has}"
            finding = Finding(
                "claim", claim.where, what, int(shown.sum()), f"{example}", (rule.key,)
            )
            found.findings.append(finding)

    def witnesses(self, claim: Claim, cells: Cells) -> tuple[Bools, Witness | None]:
        """Which cells have somebody, and the first of them."""
        shown = np.zeros(cells.size, bool)
        example: Witness | None = None
        levels = [self.case.levels(cell) for cell in cells[:SEARCHES].tolist()]
        self.seeker.prepare(levels)
        fruitless = 0
        for at, cell in enumerate(levels):
            witness = self.seeker.find(cell)
            if witness is not None and self.confirmed(claim, witness):
                shown[at] = True
                example = example or witness
            elif (fruitless := fruitless + 1) == FRUITLESS:
                break
        return shown, example

    def confirmed(self, claim: Claim, witness: Witness) -> bool:
        """Whether the conditions themselves, without any grid, put her there."""
        *before, own = self.case.rules
        return (
            holds(own.condition, witness.value)
            and not any(holds(rule.condition, witness.value) for rule in before)
            and not holds(claim.condition, witness.value)
        )
