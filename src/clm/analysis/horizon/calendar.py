"""The calendar of moves: how many people move on which day, from where to where."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Self

import numpy as np
from attrs import evolve, field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.analysis.horizon.moves import Moves
from clm.analysis.snapshot.columns import Text
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, Days, Ints, locked
from clm.lifecycle.lookup import Cells
from clm.lifecycle.template import Template

_BARS: Final = "▁▂▃▄▅▆▇█"
_WIDTH: Final = 60
PAIR_HEAD: Final = ("from", "to", "moves", "first", "last")


@frozen(eq=False, repr=False, kw_only=True)
class Calendar(Framed, Mapping[date, int]):
    """Moves by day: a mapping of the days on which somebody moves to how many do.

    Make one with `Horizon.calendar`.

    Parameters
    ----------
    template : Template
        Whose segments.
    as_of, until : date
        The day before the first, and the last that was looked at.
    ahead : (p,) int32, read-only
        Days after `as_of`, ascending; one row for each day and pair of segments.
    before, after : (p,) uint8 or uint16, read-only
        Positions of the segments.
    moves : (p,) int64, read-only
        How many move between them on that day.

    Examples
    --------
    >>> from clm.analysis.snapshot.taking import snapshot
    >>> from clm.ledger.ledger import Ledger
    >>> days = ["2024-05-01", "2024-05-01", "2024-05-02"]
    >>> shop = Ledger.from_columns(customer=[1, 2, 3], when=days, amount=[9] * 3, currency="EUR")
    >>> calendar = snapshot(shop, "growth-accounting", as_of="2024-05-12").horizon().calendar()
    >>> dict(calendar.between("new", "dormant"))
    {datetime.date(2024, 5, 31): 2, datetime.date(2024, 6, 1): 1}
    """

    template: Template
    as_of: date
    until: date
    ahead: Days = field(converter=locked)
    before: Cells = field(converter=locked)
    after: Cells = field(converter=locked)
    moves: Ints = field(converter=locked)

    @classmethod
    def of(cls, template: Template, as_of: date, until: date, moves: Moves) -> Self:
        """Count moves by day and pair of segments."""
        size = len(template.segments)
        key = (moves.ahead.astype(np.int64) * size + moves.before) * size + moves.after
        key, people = _counted(key, ((until - as_of).days + 1) * size * size)
        kind = moves.after.dtype
        return cls(
            template=template,
            as_of=as_of,
            until=until,
            ahead=(key // (size * size)).astype(np.int32),
            before=(key // size % size).astype(kind),
            after=(key % size).astype(kind),
            moves=people,
        )

    def between(self, before: str | None = None, after: str | None = None) -> Self:
        """Keep the moves from a segment, to a segment, or from one to the other.

        Parameters
        ----------
        before, after : str, optional
            Keys of segments; any if left out.

        Raises
        ------
        UnknownNameError
            The template has no such segment.
        """
        known = {each.key: place for place, each in enumerate(self.template.segments)}
        asked: list[object] = [each for each in (before, after) if each is not None]
        strange = [each for each in asked if not isinstance(each, str) or each not in known]
        if strange:
            raise UnknownNameError("segment", strange[0], known, *strange[1:])
        kept = np.ones(len(self.ahead), bool)
        kept &= before is None or self.before == known[before]
        kept &= after is None or self.after == known[after]
        return evolve(
            self,
            ahead=self.ahead[kept],
            before=self.before[kept],
            after=self.after[kept],
            moves=self.moves[kept],
        )

    def columns(self) -> dict[str, AnyArray]:
        """Give the calendar as columns, a row for every day and pair of segments.

        Returns
        -------
        dict of str to (p,) array, read-only
            ``day`` (datetime64[D]), ``before``, ``after`` (keys of segments), ``moves``.
        """
        keys = np.array([each.key for each in self.template.segments], Text)
        return {
            "day": locked(np.datetime64(self.as_of, "D") + self.ahead),
            "before": locked(keys[self.before]),
            "after": locked(keys[self.after]),
            "moves": self.moves,
        }

    def table(self) -> str:
        """Write the moves of every pair of segments, with the first and the last day."""
        return table(PAIR_HEAD, self.pairs())

    def pairs(self) -> list[tuple[str, str, int, date, date]]:
        """List the pairs of segments: keys, moves, first and last day; most moves first."""
        size = len(self.template.segments)
        key = self.before.astype(np.int64) * size + self.after
        pair, where = np.unique(key, return_inverse=True)
        number = np.zeros(len(pair), np.int64)
        np.add.at(number, where, self.moves)
        first, last = np.zeros((2, len(pair)), np.int64)
        first[where[::-1]], last[where] = self.ahead[::-1], self.ahead
        order = np.argsort(-number, kind="stable")
        keys = [each.key for each in self.template.segments]
        columns = (column[order].tolist() for column in (pair, number, first, last))
        return [
            (keys[both // size], keys[both % size], moves, self._on(begin), self._on(end))
            for both, moves, begin, end in zip(*columns, strict=True)
        ]

    @cached_property
    def _days(self) -> dict[date, int]:
        """Moves by day."""
        ahead, first = np.unique(self.ahead, return_index=True)
        number = np.add.reduceat(self.moves, first) if len(first) else first
        return {
            self._on(days): moves
            for days, moves in zip(ahead.tolist(), number.tolist(), strict=True)
        }

    def __getitem__(self, day: date) -> int:
        """Give the number of moves on a day.

        Raises
        ------
        UnknownNameError
            Nobody moves on that day, or it is none.
        """
        if day not in self:
            raise UnknownNameError("day with moves", f"{day!s:.40}", map(str, self))
        return self._days[day]

    def __contains__(self, day: object) -> bool:
        """Tell whether somebody moves on a day."""
        return isinstance(day, date) and day in self._days

    def __iter__(self) -> Iterator[date]:
        """Go through the days on which somebody moves, in order."""
        return iter(self._days)

    def __len__(self) -> int:
        """Count the days on which somebody moves."""
        return len(self._days)

    def __repr__(self) -> str:
        """How many moves there are, and a picture of when."""
        head = self._head()
        return f"{head}\n{self._picture()}" if len(self) else head

    def _repr_html_(self) -> str:
        """The moves of every pair of segments."""
        return html_table(self._head()[1:-1], PAIR_HEAD, self.pairs())

    def _head(self) -> str:
        """Say which template, which days, and how many moves."""
        size = counted(int(self.moves.sum()), "move")
        return tag(
            "Calendar",
            self.template.key,
            f"{self._on(1)} … {self.until}",
            f"{size} on {counted(len(self), 'day')}" if len(self) else size,
        )

    def _picture(self) -> str:
        """Draw the moves of stretches of equal length, and say how long and high they are."""
        days = (self.until - self.as_of).days
        width = -(-days // _WIDTH)
        bars = np.bincount((self.ahead - 1) // width, self.moves, -(-days // width))
        most = int(bars.max())
        highest = len(_BARS) - 1
        # A stretch without moves is blank, one with few has the lowest bar.
        drawn = "".join(
            _BARS[int(each) * highest // most] if each else " " for each in bars.tolist()
        )
        stretch = "day" if width == 1 else f"{width} days"
        return f"  {drawn.rstrip()}\n  each bar {stretch}, the highest {counted(most, 'move')}"

    def _on(self, ahead: int) -> date:
        """Give the day after so many."""
        return self.as_of + timedelta(days=ahead)


def _counted(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Count equal numbers below a size; give them ascending, and how often they occur."""
    if size > 2 * len(keys):
        return np.unique(keys, return_counts=True)
    number = np.bincount(keys, minlength=size)
    found = np.flatnonzero(number)
    return found, number[found]
