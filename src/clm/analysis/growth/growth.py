"""Growth accounting: how the active customers of every period came to be, and who was lost."""

from datetime import date
from functools import cached_property
from typing import Final, Self

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.analysis.activity.active import Active, active_in
from clm.analysis.activity.asked import Asked
from clm.analysis.activity.calendar import Calendar
from clm.analysis.activity.marks import DOUBTFUL, OPEN, doubtful_notes, open_notes
from clm.errors import Fault, unknown
from clm.ledger.column import AnyArray, Bools, Floats, Ints, locked, stays_locked
from clm.ledger.ledger import Ledger
from clm.model.period import Every, Period, Weekday

_LINES: Final = 12
_HTML: Final = 100
_HEAD: Final = ("period", "active", "new", "returning", "resurrected", "dormant", "quick ratio")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Growth(Framed):
    """Active customers by period: new, returning, resurrected, and those who became dormant.

    Make one with `clm.growth`. From one period to the next, ``active`` grows by ``new`` and
    ``resurrected`` and shrinks by ``dormant``, which is negative; and it is the sum of ``new``,
    ``returning`` and ``resurrected``.

    Parameters
    ----------
    kind : str
        The kind of event that makes somebody active.
    calendar : Calendar
        The periods, from that of the first event to that of the as-of day.
    complete_from : date or None
        The first day from which all events are known.
    new : (periods,) int64, read-only
        Customers whose first event of that kind lies in the period.
    returning : (periods,) int64, read-only
        Active in this period and in the one before.
    resurrected : (periods,) int64, read-only
        Active in this period, not in the one before, but earlier.
    dormant : (periods,) int64, read-only
        Less than 0: those who were active in the period before and are not in this one.

    Examples
    --------
    >>> days = ["2024-01-05", "2024-01-09", "2024-02-02", "2024-03-01"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "bob", "ann", "bob"], when=days, amount=[9, 9, 5, 7], currency="EUR"
    ... )
    >>> growth(shop, as_of="2024-03-31")
    <Growth by month · order · as of 2024-03-31 · 3 months>
       period  active  new  returning  resurrected  dormant  quick ratio
      2024-01       2    2          0            0        0            -
      2024-02       1    0          1            0       -1         0.00
      2024-03       1    0          0            1       -1         1.00
    """

    kind: str
    calendar: Calendar
    complete_from: date | None
    new: Ints = field(converter=locked)
    returning: Ints = field(converter=locked)
    resurrected: Ints = field(converter=locked)
    dormant: Ints = field(converter=locked)

    @classmethod
    def of(cls, kind: str, active: Active, complete_from: date | None) -> Self:
        """Count who was active in which period."""
        before, now = active.previous, active.place
        # Before their first period all are in row -1: the last one, which no period follows.
        first, again = before < 0, now[before] + 1 == now
        periods = len(active.calendar)
        new, returning, everybody = (
            np.bincount(now[rows], minlength=periods).astype(np.int64)
            for rows in (first, again, slice(None))
        )
        return cls(
            kind=kind,
            calendar=active.calendar,
            complete_from=complete_from,
            new=new,
            returning=returning,
            resurrected=everybody - new - returning,
            dormant=returning - np.append(0, everybody)[:periods],
        )

    @property
    def as_of(self) -> date:
        """The day, inclusive."""
        return self.calendar.as_of

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods, without gaps."""
        return self.calendar.periods

    @cached_property
    def active(self) -> Ints:
        """Customers with an event in the period; (periods,) int64, read-only."""
        return locked(self.new + self.returning + self.resurrected)

    @cached_property
    def quick_ratio(self) -> Floats:
        """Customers gained for each that was lost: new and resurrected, over dormant.

        Above 1 the number of active customers grows; NaN where nobody was lost [1]_.

        Returns
        -------
        (periods,) float64, read-only

        References
        ----------
        .. [1] Jonathan Hsu, "Diligence at Social Capital, part 1: Accounting for user growth",
           2015.
        """
        ratio = np.full(len(self), np.nan)
        np.divide(self.new + self.resurrected, -self.dormant, out=ratio, where=self.dormant < 0)
        return locked(ratio)

    @property
    def complete(self) -> Bools:
        """Which periods are over; (periods,) bool, read-only."""
        return self.calendar.complete

    @property
    def doubtful(self) -> Bools:
        """Which periods start before `complete_from`: their new customers may be old ones.

        Returns
        -------
        (periods,) bool, read-only
        """
        return self.calendar.before(self.complete_from)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: a period that is not over, periods in doubt."""
        doubtful, what = int(self.doubtful.sum()), "may call old customers new"
        every = self.calendar.every
        return (
            *open_notes(self.calendar),
            *doubtful_notes(doubtful, every, what, self.complete_from),
        )

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns.

        Returns
        -------
        dict of str to (periods,) array, read-only
            ``period`` (first day, datetime64[D]), ``active``, ``new``, ``returning``,
            ``resurrected``, ``dormant`` (not above 0), ``quick_ratio`` (NaN where nobody was
            lost), ``complete`` and ``doubtful``.
        """
        return {
            "period": self.calendar.first_days(),
            "active": self.active,
            "new": self.new,
            "returning": self.returning,
            "resurrected": self.resurrected,
            "dormant": self.dormant,
            "quick_ratio": self.quick_ratio,
            "complete": self.complete,
            "doubtful": self.doubtful,
        }

    def table(self) -> str:
        """Write the whole table; ``*`` marks a period that is not over, ``?`` one in doubt."""
        return table(_HEAD, self._rows(0))

    def __len__(self) -> int:
        """Count the periods."""
        return len(self.periods)

    def __repr__(self) -> str:
        """The last periods, and what deserves a second look."""
        ends = [f"note: {each}" for each in self.notes]
        room = _LINES - 2 - len(ends)
        if len(self) > room:
            room -= 1
            ends = [f"… {counted(len(self) - room, 'earlier period')}: print(….table())", *ends]
        rows = self._rows(max(len(self) - room, 0))
        lines = [*table(_HEAD, rows).splitlines(), *ends] if rows else ends
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """The table; of very many periods the last ones."""
        first = max(len(self) - _HTML, 0)
        hidden = [f"{counted(first, 'earlier period')} not shown"] if first else []
        caption = " · ".join([self._head()[1:-1], *self.notes, *hidden])
        return html_table(caption, _HEAD, self._rows(first))

    def _head(self) -> str:
        """Say what is counted, and as of when."""
        every = self.calendar.every
        some = counted(len(self), every) if len(self) else "nobody was active"
        return tag("Growth", f"by {every}", self.kind, f"as of {self.as_of}", some)

    def _rows(self, first: int) -> list[list[object]]:
        """Write the periods from one on."""
        columns = [each[first:].tolist() for each in self.columns().values()]
        names = (each.name for each in self.periods[first:])
        return [
            [
                name + (DOUBTFUL if doubtful else "") + ("" if over else OPEN),
                *numbers,
                "-" if ratio != ratio else f"{ratio:.2f}",  # noqa: PLR0124  # NaN
            ]
            for name, (_, *numbers, ratio, over, doubtful) in zip(
                names, zip(*columns, strict=True), strict=True
            )
        ]


def growth(
    ledger: Ledger,
    kind: str = "order",
    *,
    every: Every = "month",
    week_start: Weekday = "monday",
    as_of: object = None,
    complete_from: object = None,
) -> Growth:
    """Count new, returning, resurrected and dormant customers of every calendar period.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    kind : str
        The kind of event that makes somebody active; of orders those that count as of the day, so
        one that was given back in full by then makes nobody active.
    every : {"day", "week", "month", "quarter", "year"}
        Calendar periods.
    week_start : str
        The first day of a week.
    as_of : date, str or datetime64, optional
        The day, inclusive; the ledger's last day if left out.
    complete_from : date, str or datetime64, optional
        The first day from which all events are known. Periods that start before it are marked as
        doubtful: a customer who is new there may be an old one.

    Returns
    -------
    Growth

    Raises
    ------
    SnapshotError
        Something else than a ledger, or one without events; no such kind, period or weekday; a day
        before the first event; more periods than there should be.

    Notes
    -----
    The four counts are those of lifecycle charts in product analytics [1]_. There, a person is
    new in the period of her creation; here, in that of her first event of the kind.

    References
    ----------
    .. [1] PostHog, "Lifecycle", docs/product-analytics/lifecycle.
    """
    asked = Asked.of(
        ledger,
        every=every,
        week_start=week_start,
        as_of=as_of,
        complete_from=complete_from,
        further=_kind_faults(ledger, kind),
    )
    return Growth.of(kind, active_in(ledger, kind, asked), asked.complete_from)


def _kind_faults(ledger: object, kind: object) -> list[Fault]:
    """Name what is no kind of event, and one that the ledger does not have."""
    if not isinstance(kind, str):
        what = f"{kind!r:.40} is no kind of event"
        return [Fault("kind", what, "write a name such as 'visit'")]
    if not isinstance(ledger, Ledger) or ledger.rows(kind) is not None:
        return []
    return [unknown("kind of event", kind, ledger.contents.kinds, "kind")]
