"""Two snapshots set side by side: who moved from where to where."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import cast

import numpy as np
from attrs import field, frozen

from clm._frames import Columns, Framed, Missing
from clm._frozen import FrozenDict
from clm._show import html_table, tag
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.transitions.causes import Causes
from clm.analysis.transitions.compared import comparison_faults
from clm.analysis.transitions.matrix import by_stage, moves_between, stage_keys
from clm.analysis.transitions.moves import Moves
from clm.analysis.transitions.people import People
from clm.analysis.transitions.route import CAUSES, Route
from clm.analysis.transitions.stage_graph import Steps, steps
from clm.analysis.transitions.standing import Standing
from clm.errors import ComparisonError
from clm.ledger.column import AnyArray, Ints, locked
from clm.lifecycle.template import Template
from clm.model.event import CustomerId

Way = Callable[[], tuple[Standing, ...]]


@frozen(eq=False, repr=False)
class Transitions(Framed):
    """How people moved from one snapshot to another.

    Make one with `clm.transitions`.

    Parameters
    ----------
    people : People
        Everybody in either, told apart by the id.
    before, after : Standing
        Where they stood, and where they stand.
    way : callable
        Gives where they stand after each cause.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-06-11", "2024-03-01", "2024-06-20"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "ann", "bob", "cem"], when=days, amount=[9, 1, 5, 7], currency="EUR"
    ... )
    >>> may = snapshot(shop, "five-stage", as_of="2024-05-31")
    >>> moved = transitions(may, snapshot(shop, "five-stage", as_of="2024-06-30"))
    >>> moved
    <Transitions five-stage · 2024-05-31 → 2024-06-30 · 1 new · 1 rose by buying · 0 slipped ...>
    >>> [(each.customer, each.before, each.after, each.cause) for each in moved.moves]
    [('ann', 'new_customer', 'retained', 'behaviour')]
    """

    people: People
    before: Standing
    after: Standing
    way: Way = field(repr=False)

    @property
    def template(self) -> Template:
        """The template of the later snapshot."""
        return self.after.template

    @property
    def refitted(self) -> bool:
        """Whether the two were scored with different cut points."""
        return self.before.fitted.scale != self.after.fitted.scale

    @property
    def retemplated(self) -> bool:
        """Whether the two templates differ in meaning."""
        return self.before.template.fingerprint != self.after.template.fingerprint

    @cached_property
    def _everybody(self) -> Ints:
        """People by segment; the last row are newcomers, the last column those who are gone."""
        size = self.after.absent + 1
        return locked(moves_between(self.before.places, self.after.places, size))

    @property
    def matrix(self) -> Ints:
        """People of both snapshots by segment before (rows) and after (columns).

        Returns
        -------
        (s, s) int64, read-only
            Both in template order, the unclassified last.
        """
        return self._everybody[:-1, :-1]

    @property
    def stage_matrix(self) -> Ints:
        """The same by stage, in order; the last is "" if the template has unclassified people.

        Rows are the stages of the earlier template, columns those of the later one.
        """
        return by_stage(self.matrix, self.before.template, self.after.template)

    @property
    def joined(self) -> Ints:
        """Newcomers by the segment where they are; (s,) int64, read-only."""
        return self._everybody[-1, :-1]

    @property
    def left(self) -> Ints:
        """People whose id is not in the later snapshot, by the segment where they were; (s,)."""
        return self._everybody[:-1, -1]

    @property
    def moved(self) -> int:
        """How many are in both snapshots, in different segments."""
        return int(self.matrix.sum() - self.matrix.trace())

    @property
    def merged(self) -> Mapping[CustomerId, CustomerId]:
        """Who of those who are gone became whom, as the later ledger knows."""
        return dict(self.people.merged)

    @property
    def skipped(self) -> Steps:
        """People who skipped a stage on the way along `next`, by (from, to)."""
        return dict(self._steps[0])

    @property
    def returned(self) -> Steps:
        """People who went back to a stage from which `next` leads on, by (from, to)."""
        return dict(self._steps[1])

    @cached_property
    def _steps(self) -> tuple[Steps, Steps]:
        """Sort the moves between stages, both of them as the later template has them."""
        matrix = by_stage(self.matrix, self.template, self.template)
        return steps(self.template, matrix, stage_keys(self.template))

    @cached_property
    def moves(self) -> Moves:
        """Everybody who moved, with cause, days since the last order, and money.

        Raises
        ------
        SnapshotError
            The later snapshot was loaded from a file: causes need its ledger.
        """
        return Moves(self.people, self.before, self.after, self.causes().decisive)

    def causes(self) -> Causes:
        """Split every move into its causes; the steps are made once.

        Returns
        -------
        Causes
            Mapping of ``late_data``, ``ageing``, ``behaviour``, ``refit`` and ``template`` to
            `Transitions`.

        Raises
        ------
        SnapshotError
            The later snapshot was loaded from a file and has no ledger.
        """
        return Causes(self, self._by_cause)

    @cached_property
    def _by_cause(self) -> Mapping[str, "Transitions"]:
        """The steps, made once; they do not know the whole, so that both go when nobody asks."""
        stands = self.way()
        return FrozenDict(
            {
                cause: Transitions(self.people, start, end, _alone(stands[at], end, at))
                for at, (cause, start, end) in enumerate(
                    zip(CAUSES, stands, stands[1:], strict=False)
                )
            }
        )

    def customers(self, before: str | None = None, after: str | None = None) -> list[CustomerId]:
        """List people by where they were and where they are.

        Parameters
        ----------
        before, after : str, optional
            Keys of segments; "" is who was not there; anywhere if left out.

        Raises
        ------
        UnknownNameError
            The template has no such segment.
        """
        chosen = np.ones(len(self.people), bool)
        for key, standing in ((before, self.before), (after, self.after)):
            if key is not None:
                chosen &= standing.places == _place(key, standing)
        found: list[CustomerId] = self.people.customers[chosen].tolist()
        return found

    def columns(self) -> dict[str, AnyArray]:
        """Give the matrix as columns, a row for every pair of segments that somebody has.

        Returns
        -------
        dict of str to (p,) array, read-only
            ``before``, ``after`` ("" is not there), ``people``.
        """
        rows, columns = np.nonzero(self._everybody)
        keys = np.array([*(each.key for each in self.template.segments), ""], Text)
        people = self._everybody[rows, columns]
        return {
            "before": locked(keys[rows]),
            "after": locked(keys[columns]),
            "people": locked(people),
        }

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        return {name: columns[name] == "" for name in ("before", "after")}

    @property
    def days_written(self) -> str:
        """The two days."""
        return f"{self.before.day} → {self.after.day}"

    def __repr__(self) -> str:
        """How many are new, rose by buying, slipped with time, or moved otherwise."""
        return tag("Transitions", *self._said())

    def _repr_html_(self) -> str:
        """The matrix, darker where more people are."""
        keys = [each.key for each in self.template.segments]
        rows = [(key, *numbers) for key, numbers in zip([*keys, "new"], self._shown(), strict=True)]
        return html_table(" · ".join(self._said()), ("from \\ to", *keys, "gone"), rows)

    def _shown(self) -> list[list[int | str]]:
        """Give the matrix with newcomers and the gone; nobody is a blank."""
        return [[each or "" for each in line] for line in self._everybody.tolist()]

    def _said(self) -> list[str]:
        """Say what happened."""
        gone = int(self.left.sum())
        return [
            self.template.key,
            self.days_written,
            f"{int(self.joined.sum()):,} new",
            *([f"{gone:,} gone"] if gone else []),
            *self._moved_how(),
            *(["refitted"] if self.refitted else []),
            *(["another template"] if self.retemplated else []),
        ]

    def _moved_how(self) -> list[str]:
        """Tell rises, slips and others apart, where there is a ledger to tell them by."""
        if self.after.features.ledger is None:
            return [f"{self.moved:,} moved", "no ledger to tell why"]
        rose, slipped = (
            int(np.count_nonzero(each)) for each in (self.moves.rose, self.moves.slipped)
        )
        other = self.moved - rose - slipped
        return [f"{rose:,} rose by buying", f"{slipped:,} slipped", f"{other:,} other"]


def transitions(before: Snapshot, after: Snapshot) -> Transitions:
    """Set two snapshots side by side.

    Parameters
    ----------
    before, after : Snapshot
        Of templates with the same segments, in one currency, the earlier day first.

    Returns
    -------
    Transitions

    Raises
    ------
    ComparisonError
        What is no snapshot; other segments, another currency, ids of another type, or the later
        day first.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> shop = Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    >>> may = snapshot(shop, "five-stage", as_of="2024-05-02")
    >>> transitions(may, snapshot(shop, "five-stage", as_of="2024-07-02")).causes().decided()
    {'late_data': 0, 'ageing': 1, 'behaviour': 0, 'refit': 0, 'template': 0}
    """
    faults = comparison_faults(before, after)
    if faults:
        raise ComparisonError(faults)
    route = Route(People.of(before, after), before, after)
    return Transitions(route.people, route.first(), route.last(), route.standings)


def _alone(start: Standing, end: Standing, at: int) -> Way:
    """Give the way of a step: all of it is by one cause."""
    return partial(_way, start, end, at)


def _way(start: Standing, end: Standing, at: int) -> tuple[Standing, ...]:
    """Stand still, take the one step, stand still."""
    return (start,) * (at + 1) + (end,) * (len(CAUSES) - at)


def _place(key: str, standing: Standing) -> int:
    """Give the position of a segment; "" is who is not there."""
    if isinstance(cast("object", key), str) and key == "":
        return standing.absent
    segments = standing.template.segments
    return segments.index(standing.template.segment(key))
