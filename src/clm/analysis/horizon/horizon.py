"""The silent horizon: who moves on which day if nothing happens, and where to."""

from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, tag
from clm.analysis.horizon.calendar import PAIR_HEAD, Calendar
from clm.analysis.horizon.moves import Moves
from clm.analysis.horizon.slipping import Order, Slipping, check_slipping, slipping_of
from clm.analysis.snapshot.columns import Text
from clm.errors import DayError, UnknownNameError
from clm.features.silence.course import stands_still
from clm.features.table import FeatureTable, row_of
from clm.ledger.column import AnyArray, locked
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.template import Template
from clm.model.day import as_day
from clm.model.event import CustomerId

Moments = npt.NDArray[np.datetime64]

_SOON: Final = (7, 30, 90)
_SHOWN: Final = 3


@frozen(eq=False, repr=False, kw_only=True)
class Horizon(Framed):
    """Who will move, on which day and where to, if nothing happens.

    Time alone moves people: days since an order grow by one a day, and events leave their windows.
    Every future day is known exactly as long as nothing else happens. Make one with
    `Snapshot.horizon`.

    Parameters
    ----------
    features : FeatureTable
        What is known of n customers on the as-of day.
    fitted : FittedTemplate
        Segments and stages, with the cut points of scores.
    places : (n,) uint8 or uint16, read-only
        Position of everybody's segment today.
    until : date
        The last day that is looked at.
    moves : Moves
        All moves after the as-of day, by customer and day.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-11", "2024-03-01"]
    >>> shop = Ledger.from_columns(customer=[1, 1, 2], when=days, amount=[9, 1, 5], currency="EUR")
    >>> ahead = snapshot(shop, "five-stage", as_of="2024-05-12").horizon()
    >>> ahead.next_day[1], ahead.next_segment[1]
    (np.datetime64('2024-08-29'), 'one_time_lapsed')
    """

    features: FeatureTable
    fitted: FittedTemplate
    places: Cells = field(converter=locked)
    until: date
    moves: Moves

    @property
    def as_of(self) -> date:
        """The day of the snapshot: what happened up to it is all that ever happens."""
        return self.features.as_of

    @property
    def template(self) -> Template:
        """The segments and stages."""
        return self.fitted.template

    @property
    def days(self) -> int:
        """How many days are looked at."""
        return (self.until - self.as_of).days

    @property
    def moving(self) -> int:
        """How many people move at all."""
        return len(self.moves.first)

    @property
    def timeless(self) -> bool:
        """Whether nothing that the template looks at changes with time."""
        subjects = (axis.subject for axis in self.fitted.grid.axes)
        return all(isinstance(each, str) or stands_still(each) for each in subjects)

    @cached_property
    def next_day(self) -> Moments:
        """The day on which everybody moves next; (n,) datetime64[D], read-only; NaT is never."""
        day = np.full(len(self.places), "NaT", "M8[D]")
        first = self.moves.first
        day[self.moves.row[first]] = np.datetime64(self.as_of, "D") + self.moves.ahead[first]
        return locked(day)

    @cached_property
    def next_segment(self) -> AnyArray:
        """The segment that everybody moves to next; (n,) text, read-only; "" is never."""
        place = np.full(len(self.places), len(self.template.segments))
        first = self.moves.first
        place[self.moves.row[first]] = self.moves.after[first]
        return locked(np.array([*self._keys, ""], Text)[place])

    def path(self, customer: CustomerId) -> list[tuple[date, str]]:
        """List the days on which a customer moves, each with the segment that she moves to.

        Raises
        ------
        UnknownNameError
            Nobody of that id is in the snapshot; the nearest ids are offered.
        """
        row = row_of(self.features, customer)
        if row < 0:
            raise UnknownNameError("customer", customer, self.features.customers.tolist())
        hers = self.moves.of(row)
        return [
            (self.as_of + timedelta(days=ahead), self._keys[after])
            for ahead, after in zip(
                self.moves.ahead[hers].tolist(), self.moves.after[hers].tolist(), strict=True
            )
        ]

    def places_on(self, day: object) -> Cells:
        """Give the position of everybody's segment on a day, if nothing happens until then.

        Parameters
        ----------
        day : date, str or datetime64
            The as-of day, or one up to the last that is looked at.

        Returns
        -------
        (n,) uint8 or uint16, read-only
            In ``template.segments``.

        Raises
        ------
        DayError
            It is none of these days.
        """
        then = as_day(day, "day")
        if not self.as_of <= then <= self.until:
            what = f"{then} is not within {self.as_of} … {self.until}"
            raise DayError.of("day", what, "give one of these days, or look further with until=")
        places, moves = self.places.copy(), self.moves
        done = np.flatnonzero(moves.ahead <= (then - self.as_of).days)
        # Of several moves of one customer the last is written last.
        places[moves.row[done]] = moves.after[done]
        return locked(places)

    def counts(self, day: object) -> dict[str, int]:
        """Count the people of every segment on a day, in template order; see `places_on`.

        Raises
        ------
        DayError
            It is not the as-of day, nor one up to the last that is looked at.
        """
        number = np.bincount(self.places_on(day), minlength=len(self._keys))
        return dict(zip(self._keys, number.tolist(), strict=True))

    def calendar(self) -> Calendar:
        """Count the moves of every day, and from where to where they lead."""
        return Calendar.of(self.template, self.as_of, self.until, self.moves)

    def slipping(
        self,
        to_stage: str | None = None,
        *,
        within: int | None = None,
        top: int | None = None,
        order: Order = "money",
    ) -> Slipping:
        """List those whose next move leads to a segment of lower rank in another stage.

        Parameters
        ----------
        to_stage : str, optional
            Key of the stage that they move to, "" for the unclassified; any if left out.
        within : int, optional
            The move is at most so many days away.
        top : int, optional
            So many of them, the first; all if left out.
        order : {"money", "day"}
            The most valuable first (net money so far; of equals the soonest), or the soonest
            first (of equals the most valuable).

        Raises
        ------
        UnknownNameError
            The template has no such stage.
        SnapshotError
            Numbers that are none or reach beyond the horizon; another order.
        """
        check_slipping(
            self.template, self.days, to_stage=to_stage, within=within, top=top, order=order
        )
        return slipping_of(
            self.features,
            self.template,
            self.moves,
            to_stage=to_stage,
            within=self.days if within is None else int(within),
            top=None if top is None else int(top),
            order=order,
        )

    def columns(self) -> dict[str, AnyArray]:
        """Give all moves as columns, by customer in the snapshot's order, then day.

        Returns
        -------
        dict of str to (m,) array, read-only
            ``customer``, ``day`` (datetime64[D]), ``before``, ``after`` (keys of segments).
        """
        keys = np.array(self._keys, Text)
        columns = {
            "customer": self.features.customers[self.moves.row],
            "day": np.datetime64(self.as_of, "D") + self.moves.ahead,
            "before": keys[self.moves.before],
            "after": keys[self.moves.after],
        }
        return {name: locked(column) for name, column in columns.items()}

    def __len__(self) -> int:
        """Count the people, those who never move included."""
        return len(self.places)

    def __repr__(self) -> str:
        """How many will move, how soon, and where most of them go."""
        soon = [days for days in _SOON if days < self.days] if self.moving else []
        lines = {f"within {days} days": self._soon(days) for days in soon}
        most = self._firsts().pairs()[:_SHOWN]
        if most:
            pairs = (f"{old} → {new} ({number:,})" for old, new, number, *_ in most)
            lines["most often"] = ", ".join(pairs)
        width = max(map(len, lines), default=0)
        said = (f"  {label:{width}}  {text}" for label, text in lines.items())
        return "\n".join([self._head(), *said])

    def _repr_html_(self) -> str:
        """All moves by pair of segments."""
        return html_table(self._head()[1:-1], PAIR_HEAD, self.calendar().pairs())

    def _head(self) -> str:
        """Say which template and days, and how many will move."""
        will = f"{self.moving:,} of {len(self):,} will move if nothing happens"
        if self.timeless:
            will = "nobody will move: nothing that the template looks at changes with time"
        return tag("Horizon", self.template.key, f"{self.as_of} … {self.until}", will)

    def _soon(self, days: int) -> str:
        """Say how many move within some days, and how many of them down."""
        first = self.moves.first[self.moves.ahead[self.moves.first] <= days]
        ranks = np.array([each.rank for each in self.template.segments], np.int64)
        down = ranks[self.moves.after[first]] < ranks[self.moves.before[first]]
        return f"{counted(len(first), 'customer')}, {int(down.sum()):,} of them down"

    def _firsts(self) -> Calendar:
        """Count everybody's next move."""
        first, moves = self.moves.first, self.moves
        columns = (moves.row[first], moves.ahead[first], moves.before[first], moves.after[first])
        return Calendar.of(self.template, self.as_of, self.until, Moves(*columns))

    @property
    def _keys(self) -> list[str]:
        """The keys of the segments, by position."""
        return [each.key for each in self.template.segments]
