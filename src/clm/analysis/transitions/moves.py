"""Everybody who moved: from where, to where, why, and what she is worth."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from clm._frames import Columns, Framed, Missing
from clm._show import brief, counted, html_table, table, tag
from clm.analysis.snapshot.columns import Text
from clm.analysis.transitions.people import People
from clm.analysis.transitions.route import CAUSES
from clm.analysis.transitions.standing import Standing
from clm.features.kernel import MISSING_DAYS
from clm.features.table import RECENCY
from clm.ledger.column import AnyArray, Bools, Days, Ints, locked
from clm.model.event import CustomerId
from clm.model.money import Money, written

Direction = Literal["rose", "slipped", "other"]
Decisive = npt.NDArray[np.int8]

_SHOWN: Final = 9
_HEAD: Final = ("customer", "before", "after", "cause", "last order", "money before", "after")


@frozen
class Move:
    """One customer's move.

    Parameters
    ----------
    customer : str or int
        Who moved.
    before, after : str
        Keys of the segments.
    cause : str
        The decisive one: ``late_data``, ``ageing``, ``behaviour``, ``refit`` or ``template``.
    recency : int or None
        Days since her last order on the second day; None if there is none.
    money_before, money_after : Money
        Her net money up to each of the days.
    """

    customer: CustomerId
    before: str
    after: str
    cause: str
    recency: int | None
    money_before: Money
    money_after: Money


@frozen(eq=False, repr=False)
class Moves(Framed):
    """The people who are in both snapshots, in different segments.

    Parameters
    ----------
    people : People
        Everybody in either snapshot.
    before, after : Standing
        Where they stood, and where they stand.
    decisive : (n,) int8
        The last cause that moved each of them, by its position; -1 is none.
    rows : (m,) integer
        Who moved.
    """

    people: People
    before: Standing
    after: Standing
    decisive: Decisive
    rows: Ints = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Find who moved."""
        was, now = self.before.places, self.after.places
        moved = (was != now) & (was != self.before.absent) & (now != self.after.absent)
        object.__setattr__(self, "rows", locked(np.flatnonzero(moved)))

    @property
    def rose(self) -> Bools:
        """Who came to a higher rank by a new order that counts; (m,) bool, read-only."""
        behaviour = self._cause == CAUSES.index("behaviour")
        days = (self.after.day - self.before.day).days
        ordered = (self.recency != MISSING_DAYS) & (self.recency < days)
        return locked((self._step > 0) & behaviour & ordered)

    @property
    def slipped(self) -> Bools:
        """Who came to a lower rank by ageing; (m,) bool, read-only."""
        return locked((self._step < 0) & (self._cause == CAUSES.index("ageing")))

    @property
    def recency(self) -> Days:
        """Days since the last order on the second day; (m,) int32, -1 is missing, read-only."""
        recency = np.full(len(self.people), MISSING_DAYS, np.int32)
        recency[self.after.rows] = self.after.features.column(RECENCY)
        return locked(recency[self.rows])

    @property
    def customers(self) -> AnyArray:
        """Who moved; (m,) int64 or text, read-only."""
        return locked(self.people.customers[self.rows])

    def columns(self) -> dict[str, AnyArray]:
        """Give the moves as columns.

        Returns
        -------
        dict of str to (m,) array, read-only
            ``customer``, ``before``, ``after``, ``cause``, ``direction`` (rose, slipped, other),
            ``recency`` (days since the last order on the second day, -1 is missing),
            ``money_before`` and ``money_after`` (net up to each day, minor units).
        """
        direction = np.select([self.rose, self.slipped], [0, 1], 2)
        return {
            "customer": self.customers,
            "before": self._keys(self.before),
            "after": self._keys(self.after),
            "cause": _named(CAUSES, self._cause),
            "direction": _named(("rose", "slipped", "other"), direction),
            "recency": self.recency,
            "money_before": locked(self.before.money[self.rows]),
            "money_after": locked(self.after.money[self.rows]),
        }

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        return {"recency": columns["recency"] == MISSING_DAYS}

    def __len__(self) -> int:
        """Count the moves."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Move]:
        """Go through the moves, in the order of the later snapshot."""
        currency = self.after.features.currency
        columns = self.columns()
        del columns["direction"]
        for who, was, now, cause, since, first, last in zip(
            *(column.tolist() for column in columns.values()), strict=True
        ):
            recency = None if since == MISSING_DAYS else since
            money = (Money.from_minor(each, currency) for each in (first, last))
            yield Move(who, was, now, cause, recency, *money)

    def __repr__(self) -> str:
        """How many moved, and the first few."""
        more = len(self) - _SHOWN
        rest = [f"… {counted(more, 'more move')}"] if more > 0 else []
        head = tag("Moves", counted(len(self), "customer"))
        return "\n".join([head, *([table(_HEAD, self._rows(_SHOWN))] if len(self) else []), *rest])

    def _repr_html_(self) -> str:
        """The first few moves, as a table."""
        return html_table(tag("Moves", counted(len(self), "customer"))[1:-1], _HEAD, self._rows(20))

    @cached_property
    def _cause(self) -> Decisive:
        """The decisive cause of every move."""
        return self.decisive[self.rows]

    @cached_property
    def _step(self) -> Ints:
        """How far up or down in rank every move leads."""
        ranks = np.array([each.rank for each in self.after.template.segments], np.int64)
        was, now = self.before.places[self.rows], self.after.places[self.rows]
        step: Ints = ranks[now] - ranks[was]
        return step

    def _keys(self, standing: Standing) -> AnyArray:
        """Write the segments out."""
        keys = tuple(each.key for each in standing.template.segments)
        return _named(keys, standing.places[self.rows])

    def _rows(self, most: int) -> list[tuple[object, ...]]:
        """Write the first few moves."""
        columns = {name: column[:most].tolist() for name, column in self.columns().items()}
        columns["customer"] = [*map(brief, columns["customer"])]
        currency = self.after.features.currency
        for name in ("money_before", "money_after"):
            columns[name] = [written(each, currency) for each in columns[name]]
        columns["recency"] = [
            "-" if each == MISSING_DAYS else f"{each} d" for each in columns["recency"]
        ]
        del columns["direction"]
        return list(zip(*columns.values(), strict=True))


def _named(names: tuple[str, ...], places: AnyArray) -> AnyArray:
    """Write names out by position."""
    return locked(np.array(names, Text)[places])
