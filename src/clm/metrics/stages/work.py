"""The way through the periods: who stood where at both ends, and what was counted between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from attrs import frozen

from clm.analysis.history.runs import stages_of_ledger
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.transitions.matrix import stage_keys
from clm.features.catalog import Feature
from clm.features.table import Features
from clm.ledger.column import AnyArray, Bools, Ints
from clm.lifecycle.template import Template
from clm.metrics.catalogue.earning import revenue
from clm.metrics.catalogue.entry import Entry
from clm.metrics.catalogue.recommending import feedback_score, nps
from clm.metrics.catalogue.spending import spend
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.moment import Moment
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.sums import Groups, Sums, summed
from clm.metrics.span import Span
from clm.metrics.stages.advance import stage_moves
from clm.metrics.stages.tracking import REFERRALS, REFUNDS, tracked
from clm.metrics.traffic.traffic import Traffic

NEWCOMERS = "(newcomers)"
"""The group of those whom nobody knew when the period began."""

SPEND, REVENUE = spend().metric, revenue().metric

ALWAYS = (spend(), revenue(), feedback_score())
"""What every stage is measured by besides its own metrics: effort, value, and what people say."""

ANSWERS = (feedback_score(), nps())
"""What tracked groups are measured by."""


@frozen(eq=False)
class Stand:
    """Where everybody stands at one end of a period.

    Parameters
    ----------
    features : Features
        As of the day.
    snapshot : Snapshot
        The segments.
    """

    features: Features
    snapshot: Snapshot

    @cached_property
    def moment(self) -> Moment:
        """What is known of everybody."""
        return Moment(self.features)

    @cached_property
    def place(self) -> AnyArray:
        """Everybody's stage by customer code; the number of stages is who is not there."""
        return stages_of_ledger(self.snapshot)

    @cached_property
    def groups(self) -> Mapping[str, Bools]:
        """Who is in which tracked group."""
        return tracked(self.moment)

    @cached_property
    def people(self) -> Ints:
        """How many are in each tracked group; (4,)."""
        return np.array([np.count_nonzero(who) for who in self.groups.values()])


@frozen(eq=False)
class Measured:
    """What was counted in one period.

    Parameters
    ----------
    opening, closing : Snapshot
        Both ends.
    sums : tuple of Sums
        Of each entry: of the shop, of each stage, and of newcomers.
    moves : (t + 1, t + 1) int64
        People by their stages at both ends; the last are those who are not there.
    people : (2, 4) int64
        How many are in each tracked group, at both ends.
    answers : tuple of Sums
        Of each of `ANSWERS`: of the shop, and of each tracked group.
    """

    opening: Snapshot
    closing: Snapshot
    sums: tuple[Sums, ...]
    moves: Ints
    people: Ints
    answers: tuple[Sums, ...]


@frozen(eq=False)
class Work:
    """What is to be measured.

    Parameters
    ----------
    entries : tuple of Entry
        Every metric once.
    followed : Followed
        What becomes of customers later.
    traffic : Traffic or None
        What is told of nobody in particular.
    """

    entries: tuple[Entry, ...]
    followed: Followed
    traffic: Traffic | None

    @property
    def wants(self) -> tuple[Feature, ...]:
        """Features of both ends that are looked at."""
        own = (each for entry in self.entries for each in entry.wants)
        return tuple(dict.fromkeys((REFERRALS, REFUNDS, *own)))

    def along(
        self, pairs: Iterable[tuple[Features, Snapshot]], spans: Sequence[Span]
    ) -> Iterator[Measured]:
        """Measure one period after the other."""
        stands = pairwise(Stand(*pair) for pair in pairs)
        for span, (opening, closing) in zip(spans, stands, strict=True):
            yield self._measured(span, opening, closing)

    def _measured(self, span: Span, opening: Stand, closing: Stand) -> Measured:
        """Measure one period."""
        names = group_names(opening.snapshot.template)
        seen = Seen(span, opening.moment, closing.moment, self.followed, self.traffic)
        groups = Groups(names, opening.place)
        # Of a passage between stages only the shop's figure is told.
        split = {"stage": groups, "shop": None}
        return Measured(
            opening=opening.snapshot,
            closing=closing.snapshot,
            sums=tuple(summed(each, seen, split[each.metric.scope]) for each in self.entries),
            moves=stage_moves(opening.place, closing.place, len(names)),
            people=np.array([opening.people, closing.people]),
            answers=tuple(_answers(each, seen, closing.groups) for each in ANSWERS),
        )


def group_names(template: Template) -> tuple[str, ...]:
    """Name the stages, who is in none of them, and those who are new."""
    keys = stage_keys(template)
    return (*(key or str(template.unclassified) for key in keys), NEWCOMERS)


def _answers(entry: Entry, seen: Seen, groups: Mapping[str, Bools]) -> Sums:
    """Measure one period by groups that overlap."""
    lacking = entry.lacking(seen)
    if lacking:
        nothing = np.zeros(1 + len(groups), np.int64)
        return Sums(nothing, nothing, nothing, lacking)
    found = [
        summed(entry, seen, Groups((name,), (~who).astype(np.uint8)))
        for name, who in groups.items()
    ]
    hits, base, censored = (
        np.array([getattr(found[0], name)[0], *(getattr(each, name)[1] for each in found)])
        for name in ("hits", "base", "censored")
    )
    return Sums(hits, base, censored, found[0].reason)
