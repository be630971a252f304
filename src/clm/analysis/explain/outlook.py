"""Where one customer comes from and where she may go, with segments by name and days as dates."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from attrs import evolve, frozen

from clm.analysis.explain.least import Change, least_changes
from clm.analysis.explain.moves import LeastChange, Move, Since
from clm.analysis.explain.ordering import Ordering
from clm.analysis.explain.ruler import Place, Ruler
from clm.analysis.explain.silence import silent_path
from clm.analysis.explain.stay import stay_of
from clm.features.person.person import Person
from clm.features.person.turning import Silence
from clm.ledger.door.zone import DAY, instants_of
from clm.lifecycle.stage import Segment
from clm.model.day import from_number

_MOVES: Final = 2


@frozen(eq=False)
class Outlook:
    """One customer on a day, and the days after it.

    Parameters
    ----------
    person : Person
        All that happened to her.
    ruler : Ruler
        By which she is judged.
    segments : sequence of Segment
        Those of the template, in matching order.
    silence : Silence
        From the day of the snapshot as far as shall be looked ahead.
    """

    person: Person
    ruler: Ruler
    segments: Sequence[Segment]
    silence: Silence

    @cached_property
    def path(self) -> list[tuple[int, Place]]:
        """Where she is, and where silence brings her, by day and position."""
        return silent_path(self.person, self.ruler, self.silence)

    @property
    def place(self) -> int:
        """The position of her segment."""
        return self.path[0][1] or 0

    def since(self) -> Since:
        """Find the first day of her stay."""
        stay = stay_of(self.person, self.ruler, self.silence.start, self.silence.known)
        before = self._segment(stay.before)
        return Since(
            day=from_number(stay.since),
            before=before.key if before else None,
            new=stay.new,
            causes=stay.causes,
        )

    def moves(self) -> Iterator[Move]:
        """Give the next moves if nothing happens."""
        for day, place in self.path[1 : _MOVES + 1]:
            segment = self._segment(place)
            key, stage = (segment.key, segment.stage) if segment else (None, None)
            yield Move(day=from_number(day), segment=key, stage=stage)

    def better(self, zone: ZoneInfo, currency: str) -> Iterator[LeastChange]:
        """Find the least change for every segment of a higher rank, by rank.

        Parameters
        ----------
        zone : ZoneInfo
            Where the shop's days begin.
        currency : str
            ISO 4217 code of amounts.
        """
        ranks = {place: each.rank for place, each in enumerate(self.segments)}
        own = ranks[self.place]
        better = [place for place, rank in ranks.items() if rank > own]
        ordering = Ordering(self.person, self._with_orders(), self._midnight(zone))
        found = least_changes(ordering, self.ruler, frozenset(better))
        for place in sorted(better, key=ranks.__getitem__):
            segment = self.segments[place]
            none = LeastChange(segment=segment.key, stage=segment.stage, currency=currency)
            yield self._dated(none, found[place]) if place in found else none

    def _segment(self, place: Place) -> Segment | None:
        """Give a segment by its position."""
        return None if place is None else self.segments[place]

    def _with_orders(self) -> Silence:
        """Give the days on which a new order can be told from all that is known.

        A refund of the first day that names no order may be matched with a new one.
        """
        start, known = self.silence.start, self.silence.known
        loose = self.person.purchases.loose(known) if self.person.exact else ()
        return evolve(self.silence, start=start + any(each.day == start for each in loose))

    def _midnight(self, zone: ZoneInfo) -> int:
        """Tell when the first day begins, if somebody asks what came last."""
        if all(axis.feature.stat != "latest" for axis in self.ruler.axes):
            return 0
        return int(instants_of(np.array([self.silence.start * DAY]), zone)[0])

    def _dated(self, none: LeastChange, change: Change) -> LeastChange:
        """Put a change into words that know the calendar."""
        return evolve(
            none,
            orders=change.orders,
            amount=change.amount,
            first=from_number(change.first),
            last=from_number(change.last),
            open_ended=change.last == self.silence.stop,
        )
