"""Two templates over one grid: their conditions in the words of both."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clm.errors import CurrencyError, Fault, TemplateError
from clm.lifecycle.cells.grid import Bools, Grid
from clm.lifecycle.conditions.condition import (
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Or,
    Present,
    Subject,
    Vocabulary,
)
from clm.lifecycle.definition import Definition
from clm.lifecycle.feasibility.feasible import feasible
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

Places = NDArray[np.uint16]

NOWHERE: Final = int(np.iinfo(np.uint16).max)
"""The place of a cell that nobody can be in, or that no segment takes."""


@frozen(eq=False)
class Joint:
    """The grid of two templates, and whose each cell is in both.

    Parameters
    ----------
    grid : Grid
        Of all conditions.
    vocabulary : Vocabulary
        The names of both; a score that both define alike is one, others of one name are told apart.
    names : tuple of mapping of str to str
        For each template, the joint names of its scores.
    mine, theirs : (cells,) uint16
        Position of the segment; the unclassified is the last; `NOWHERE` if there is none.

    Examples
    --------
    >>> from clm.lifecycle.stage import Segment, Stage
    >>> lead, buyer = Segment("lead", "all", "orders == 0"), Segment("buyer", "all", "orders >= 1")
    >>> one = Definition(key="one", stages=[Stage("all")], segments=[lead, buyer])
    >>> regular = Segment("regular", "all", "orders >= 2")
    >>> other = Definition(key="other", stages=[Stage("all")], segments=[regular],
    ...                    unclassified="rest")
    >>> joint = Joint.of(one, other)
    >>> joint.mine, joint.theirs
    (array([0, 1, 1], dtype=uint16), array([1, 1, 0], dtype=uint16))
    """

    grid: Grid
    vocabulary: Vocabulary
    names: tuple[Mapping[str, str], Mapping[str, str]]
    mine: Places
    theirs: Places

    @classmethod
    def of(cls, mine: Definition, theirs: Definition) -> "Joint":
        """Lay two templates over one grid.

        Raises
        ------
        CurrencyError
            Their amounts are in two currencies.
        TemplateError
            Extra columns of one name have no value in common; the grid has too many cells.
        """
        if mine.currency and theirs.currency and mine.currency != theirs.currency:
            what = f"is in {mine.currency}, {theirs.key!r} in {theirs.currency}"
            raise CurrencyError.of(f"template {mine.key!r}", what, "write both in one currency")
        extra = _extra(mine, theirs)
        scores: dict[str, Score] = {}
        names = _named(mine, scores, extra), _named(theirs, scores, extra)
        words = Vocabulary(scores=scores, codes=_codes(mine, names[0]), extra=extra)
        conditions = [
            [_renamed(each, named) for each in side.conditions]
            for side, named in zip((mine, theirs), names, strict=True)
        ]
        grid = Grid.of([*conditions[0], *conditions[1]], words)
        possible = feasible(grid, words)
        rest = (mine.unclassified is not None, theirs.unclassified is not None)
        places = (_places(grid, possible, each) for each in conditions)
        one, other = (
            np.where(found == NOWHERE, len(each), found).astype(np.uint16) if open_ else found
            for found, each, open_ in zip(places, conditions, rest, strict=True)
        )
        one[~possible] = other[~possible] = NOWHERE
        return cls(grid, words, names, one, other)


def _extra(mine: Definition, theirs: Definition) -> dict[str, Extra]:
    """Unite extra columns; one of both has the values that both allow."""
    extra = {**mine.extra, **theirs.extra}
    faults: list[Fault] = []
    for name in mine.extra.keys() & theirs.extra.keys():
        one, other = mine.extra[name], theirs.extra[name]
        extra[name] = Extra(max(one.min, other.min), min(one.max, other.max))
        if extra[name].min > extra[name].max:
            what = f"{one.min} to {one.max} in {mine.key!r}, {other.min} to {other.max} in"
            mend = "give one of them another name"
            faults.append(Fault(f"extra.{name}", f"{what} {theirs.key!r}", mend))
    if faults:
        raise TemplateError(faults)
    return extra


def _named(
    side: Definition, scores: dict[str, Score], extra: Mapping[str, Extra]
) -> dict[str, str]:
    """Name the scores of a template; those that the one before defines alike take their names."""
    before = dict(scores)
    names: dict[str, str] = {}
    for name, score in side.scores.items():
        alike = (each for each in before if evolve(before[each], name=name) == score)
        free = (name, f"{name} of {side.key}", f"{name} of the other {side.key}")
        names[name] = next(alike, "") or next(
            each for each in free if each not in scores and each not in extra
        )
        before.pop(names[name], None)  # two scores of one template stay two
        least = extra[score.of].min if score.of in extra else score.least
        scores[names[name]] = evolve(score, name=names[name], least=least)
    return names


def _codes(side: Definition, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Give the codes of a template in the joint names."""
    return {code: tuple(names[part] for part in parts) for code, parts in side.codes.items()}


def _renamed(condition: Condition, names: Mapping[str, str]) -> Condition:
    """Write a condition with the joint names of scores."""
    match condition:
        case And(parts) | Or(parts):
            return evolve(condition, parts=tuple(_renamed(each, names) for each in parts))
        case Not(part):
            return Not(_renamed(part, names))
        case Code(parts):
            return evolve(condition, parts=tuple(names[part] for part in parts))
        case Compare(subject) | Present(subject):
            return evolve(condition, subject=_subject(subject, names))
        case Constant(of=subject):
            return evolve(condition, of=_subject(subject, names))


def _subject(subject: Subject, names: Mapping[str, str]) -> Subject:
    """Give the joint name of a score; features and extra columns keep theirs."""
    return names.get(subject, subject) if isinstance(subject, str) else subject


def _places(grid: Grid, possible: Bools, conditions: Sequence[Condition]) -> Places:
    """Give every cell to the first condition that holds there."""
    places: Places = np.full(grid.cells, NOWHERE, np.uint16)
    left = possible.copy()
    for place, condition in enumerate(conditions):
        taken = grid.where(condition).reshape(-1) & left
        places[taken] = place
        left &= ~taken
    return places
