"""Where the customers of one template's segments stand in another's."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from clm._frozen import FrozenDict
from clm._show import counted, html_table, tag
from clm.ledger.column import Ints, locked
from clm.lifecycle.crosswalk.joint import NOWHERE, Joint
from clm.lifecycle.stage import Segment
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

if TYPE_CHECKING:
    from clm.lifecycle.template import Template

TRIES: Final = 16
"""Cells of a pair that are searched for a customer."""

_SHOWN: Final = 10
_WIDE: Final = 100


@frozen(eq=False, repr=False)
class Crosswalk:
    r"""Which segments of two templates a customer can be in at once.

    Make one with `Template.crosswalk`. Scores of one definition are taken to be fitted on one
    population; others are independent.

    Parameters
    ----------
    keys : tuple of (str, str)
        The two templates.
    segments, others : tuple of Segment
        Of the first and of the second template, in order; an unclassified one is the last.
    matrix : (m, t) int64, read-only
        Feasible cells of the joint grid that are in a segment of the first (rows) and in one of
        the second (columns).
    witnesses : mapping of (str, str) to Witness
        For each pair of segments a customer who is in both.

    Examples
    --------
    >>> from clm.lifecycle.template import Template
    >>> head = 'schema = 1\nkey = "mine"\nstage = [{ key = "all" }]\n'
    >>> row = '[[segment]]\nkey = "{}"\nstage = "all"\nwhen = "{}"\n'
    >>> one, other = (
    ...     Template.from_toml(head + row.format("few", few) + row.format("many", many))
    ...     for few, many in [("orders <= 1", "orders >= 2"), ("orders <= 4", "orders >= 5")]
    ... )
    >>> found = one.crosswalk(other)
    >>> found
    <Crosswalk mine → mine · 3 of 4 pairs can occur>
      few   few
      many  few, many
    >>> found.witnesses["many", "many"]
    <Witness 5 orders, last today>
    """

    keys: tuple[str, str]
    segments: tuple[Segment, ...]
    others: tuple[Segment, ...]
    matrix: Ints
    witnesses: Mapping[tuple[str, str], Witness]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of segments that can occur, in the order of the templates."""
        return tuple(
            (self.segments[row].key, self.others[column].key)
            for row, column in np.argwhere(self.matrix).tolist()
        )

    @property
    def undecided(self) -> tuple[tuple[str, str], ...]:
        """Pairs that look possible, but for which no customer was found."""
        return tuple(pair for pair in self.pairs if pair not in self.witnesses)

    def to_dict(self) -> dict[str, object]:
        """Lay it out in plain values, as JSON has them."""
        cells = self.matrix[self.matrix > 0].tolist()
        return {
            "template": self.keys[0],
            "other": self.keys[1],
            "pairs": [
                {
                    "segment": pair[0],
                    "other": pair[1],
                    "cells": number,
                    "witness": str(self.witnesses[pair]) if pair in self.witnesses else None,
                }
                for pair, number in zip(self.pairs, cells, strict=True)
            ],
        }

    def __str__(self) -> str:
        """Every segment with those of the other template that it meets."""
        return "\n".join([self._head(), *self._lines()])

    def __repr__(self) -> str:
        """The first segments, with those of the other template that they meet."""
        lines = [each if len(each) <= _WIDE else _cut(each) for each in self._lines()]
        more = len(lines) - _SHOWN
        rest = [f"  … {counted(more, 'more segment')}, all of them by print()"]
        return "\n".join([self._head(), *lines[:_SHOWN], *(rest if more > 0 else [])])

    def _repr_html_(self) -> str:
        """The matrix of cells, with a customer for every pair."""
        rows = [
            (*pair, number, self.witnesses.get(pair, "nobody found"))
            for pair, number in zip(self.pairs, self.matrix[self.matrix > 0].tolist(), strict=True)
        ]
        head = (self.keys[0], self.keys[1], "cells", "for example")
        return html_table(self._head()[1:-1], head, rows)

    def _head(self) -> str:
        """Say which templates, and how many pairs."""
        parts = [f"{len(self.pairs)} of {counted(self.matrix.size, 'pair')} can occur"]
        if self.undecided:
            parts.append(f"{len(self.undecided)} undecided")
        return tag("Crosswalk", " → ".join(self.keys), *parts)

    def _lines(self) -> list[str]:
        """Write one line a segment."""
        width = max(len(each.key) for each in self.segments)
        return [
            f"  {each.key:{width}}  {', '.join(met) or '-'}"
            for each, row in zip(self.segments, self.matrix, strict=True)
            for met in [[self.others[at].key for at in np.flatnonzero(row).tolist()]]
        ]


def _cut(line: str) -> str:
    """Leave out the last segments of a line that is too wide, and count them."""
    kept = line[: line.rindex(", ", 0, _WIDE - 12)]
    return f"{kept} … {line.count(', ') - kept.count(', ')} more"


def crossed(mine: "Template", theirs: "Template") -> Crosswalk:
    """Lay one template over another.

    Raises
    ------
    CurrencyError
        Their amounts are in two currencies.
    TemplateError
        Extra columns of one name have no value in common; the joint grid has too many cells.
    """
    joint = Joint.of(mine.definition, theirs.definition)
    segments, others = mine.segments, theirs.segments
    placed = (joint.mine != NOWHERE) & (joint.theirs != NOWHERE)
    cells = np.flatnonzero(placed)
    pair = joint.mine[cells].astype(np.int64) * len(others) + joint.theirs[cells]
    matrix = np.bincount(pair, minlength=len(segments) * len(others))
    found = _witnesses(joint, cells, pair, mine.currency or theirs.currency)
    return Crosswalk(
        (mine.key, theirs.key),
        segments,
        others,
        locked(matrix.astype(np.int64).reshape(len(segments), len(others))),
        FrozenDict(
            {
                (segments[at // len(others)].key, others[at % len(others)].key): witness
                for at, witness in found.items()
            }
        ),
    )


def _witnesses(joint: Joint, cells: Ints, pair: Ints, currency: str | None) -> dict[int, Witness]:
    """Find a customer for every pair, by its number."""
    seeker = Seeker.of(joint.grid, joint.vocabulary, currency)
    order = np.argsort(pair, kind="stable")
    numbers, starts = np.unique(pair[order], return_index=True)
    groups = dict(zip(numbers.tolist(), np.split(cells[order], starts[1:]), strict=True))
    levels = {number: _sample(joint, group) for number, group in groups.items()}
    seeker.prepare([first for first, *_ in levels.values()])
    found: dict[int, Witness] = {}
    for number, some in levels.items():
        witness = next(filter(None, map(seeker.find, some)), None)
        if witness is not None:
            found[number] = witness
    return found


def _sample(joint: Joint, cells: Ints) -> list[Sequence[int]]:
    """Give the levels of a few cells, spread over all."""
    picks = np.unique(np.linspace(0, len(cells) - 1, min(TRIES, len(cells))).astype(int))
    levels: list[Sequence[int]] = np.stack(
        np.unravel_index(cells[picks], joint.grid.shape), 1
    ).tolist()
    return levels
