"""What the people of each segment did afterwards, and whether the labels told it."""

from datetime import date, timedelta
from typing import Final

import numpy as np
from attrs import frozen

from clm._frames import Framed
from clm._show import counted, html_table, percent, table, tag
from clm.analysis.backtest.contradictions import contradictions
from clm.analysis.backtest.followed import check_span, days_faults, follow
from clm.analysis.backtest.intervals import Estimates, ratio
from clm.analysis.backtest.outcome_table import HEAD, rows
from clm.analysis.backtest.outcomes import Outcomes
from clm.analysis.backtest.sorting import Sorting
from clm.analysis.snapshot.columns import Text
from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import snapshot, type_faults
from clm.errors import Fault, SnapshotError, UnknownNameError, unknown
from clm.features.table import ORDERS, RECENCY
from clm.ledger.column import AnyArray, Ints, locked
from clm.ledger.ledger import Ledger
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.model.day import as_day, day_faults
from clm.scoring.scale import Scale

NEWCOMERS: Final = "(newcomers)"
"""Stands in the segment column for those who came after the day; no segment can be named so."""

_NAMED: Final = 4
_NOTED: Final = 3
_FEW: Final = 10


@frozen(eq=False, repr=False, kw_only=True)
class Backtest(Framed):
    """What the people of each segment of a day did in the days after it.

    Make one with `backtest`.

    Parameters
    ----------
    snapshot : Snapshot
        Who was where on the day.
    days : int
        How many days were watched, from the next one on.
    outcomes : Outcomes
        Sums and shares of every segment, and last of the newcomers.
    sorting : Sorting
        Whether ranks sort people better than recency alone.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-11", "2024-06-01", "2024-06-03"]
    >>> shop = Ledger.from_columns(
    ...     customer=[1, 2, 1, 3], when=days, amount=[9, 1, 5, 5], currency="EUR"
    ... )
    >>> after = backtest(shop, "five-stage", as_of="2024-05-12", days=22)
    >>> after.returned["new_customer"], after.last_day
    (1, datetime.date(2024, 6, 3))
    """

    snapshot: Snapshot
    days: int
    outcomes: Outcomes
    sorting: Sorting

    @property
    def as_of(self) -> date:
        """The day of the segments, inclusive."""
        return self.snapshot.as_of

    @property
    def last_day(self) -> date:
        """The last day that was watched."""
        return self.as_of + timedelta(days=self.days)

    @property
    def template(self) -> Template:
        """The segments."""
        return self.snapshot.template

    @property
    def people(self) -> dict[str, int]:
        """Count the people of every segment on the day."""
        return self._by_segment(self.outcomes.people)

    @property
    def returned(self) -> dict[str, int]:
        """Count those of every segment who ordered in the days after."""
        return self._by_segment(self.outcomes.returned)

    @property
    def better(self) -> tuple[str, ...]:
        """Segments whose people ordered again more often than others of the same recency."""
        return self._with_sign(1)

    @property
    def worse(self) -> tuple[str, ...]:
        """Segments whose people ordered again less often than others of the same recency."""
        return self._with_sign(-1)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: labels that contradict their rank, few people."""
        back, bought = self.sorting.returned, self.sorting.people
        few = min(back, bought - back)
        some = "ordered again" if back <= bought - back else "did not order again"
        rough = f"only {few:,} of {counted(bought, 'buyer')} {some}: intervals are rough"
        return (*self._contradictions(), *((rough,) if few < _FEW else ()), *self.snapshot.notes)

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns: a row for every segment, and one for newcomers.

        Returns
        -------
        dict of str to (g,) array, read-only
            ``segment``, ``stage``, ``rank``; ``people``, ``returned``, ``orders`` and ``money``
            (minor units); ``return_share``, ``beyond_recency``, ``money_per_head`` (minor units)
            and ``money_share``, each with ``_low`` and ``_high``; ``orders_per_head``. What cannot
            be told is NaN.
        """
        found, segments = self.outcomes, self.template.segments
        columns: dict[str, AnyArray] = {
            "segment": np.array([*(each.key for each in segments), NEWCOMERS], Text),
            "stage": np.array([*(each.stage for each in segments), ""], Text),
            "rank": np.array([*(each.rank for each in segments), 0], np.int64),
            "people": found.people,
            "returned": found.returned,
            **_three("return_share", found.return_share),
            **_three("beyond_recency", found.beyond_recency),
            "orders": found.orders,
            "orders_per_head": ratio(found.orders, found.people),
            "money": found.money,
            **_three("money_per_head", found.money_per_head),
            **_three("money_share", found.money_share),
        }
        return {name: locked(column) for name, column in columns.items()}

    def table(self) -> str:
        """Write the table with its sums, money in major units."""
        return table(HEAD, self._rows())

    def __len__(self) -> int:
        """Count the segments."""
        return len(self.template.segments)

    def __repr__(self) -> str:
        """Whether the template sorts better than recency alone, and which labels do."""
        found = self.sorting
        lines = [
            self._head(),
            f"  ordered again  {self._share()}",
            f"  sorts buyers   {found.template}, {found.verdict}",
            f"  recency alone  {found.recency}, in {found.bands} bands {found.banded}",
            f"  orders alone   {found.orders}",
            *(
                f"  {word} than their recency: {_listed(keys)}"
                for word, keys in (("better", self.better), ("worse", self.worse))
                if keys
            ),
        ]
        notes = self.notes
        if len(notes) > _NOTED:
            notes = (*notes[: _NOTED - 1], f"{len(notes) - _NOTED + 1} more in .notes")
        return "\n".join([*lines, *(f"  note: {note}" for note in notes)])

    def _repr_html_(self) -> str:
        """The table with its total."""
        said = [self._head()[1:-1], f"money in {self.snapshot.features.currency}"]
        return html_table(" · ".join([*said, self.sorting.verdict]), HEAD, self._rows())

    def _head(self) -> str:
        """Say which template, day, and how many."""
        return tag(
            "Backtest",
            self.template.key,
            f"as of {self.as_of}",
            f"{counted(self.days, 'day')} after",
            counted(len(self.snapshot), "customer"),
        )

    def _share(self) -> str:
        """Say how many buyers ordered again."""
        back, bought = self.sorting.returned, self.sorting.people
        return f"{percent(back, bought)} of {counted(bought, 'buyer')}"

    def _by_segment(self, values: Ints) -> dict[str, int]:
        """Give values by segment, without the newcomers."""
        keys = [each.key for each in self.template.segments]
        return dict(zip(keys, values.tolist(), strict=False))

    def _with_sign(self, sign: int) -> tuple[str, ...]:
        """List the segments on one side of what their recency lets expect."""
        places = np.flatnonzero(self.outcomes.beyond_recency.sign == sign).tolist()
        return tuple(self.template.segments[at].key for at in places)

    def _contradictions(self) -> tuple[str, ...]:
        """Name segments that stand above others whose people ordered again more often."""
        segments, found = self.template.segments, self.outcomes
        people, back = found.buyers[:-1], found.buyers_returned[:-1]
        ranks = np.array([each.rank for each in segments], np.int64)

        def said(at: int) -> str:
            each = segments[at]
            return f"{each.key} (rank {each.rank}, {percent(int(back[at]), int(people[at]))})"

        return tuple(
            f"{said(each.higher)} ordered again less often than {said(each.lower)}"
            for each in contradictions(ranks, people, back)
        )

    def _rows(self) -> list[list[object]]:
        """Write a row for every segment, the newcomers, and their sums."""
        names = [*(each.key for each in self.template.segments), NEWCOMERS]
        return rows(names, self.outcomes, self.snapshot.features.currency)


def backtest(
    ledger: Ledger,
    template: str | Template | FittedTemplate,
    as_of: object,
    days: int = 90,
    *,
    scale: Scale | None = None,
    extra: ExtraColumns | None = None,
) -> Backtest:
    """Find out what the people of each segment did in the days after a day.

    Segments are those of the day, made from what was known on it. Orders afterwards are those
    counted at the end of the last day watched, money is order lines less refunds, both dated
    within those days.

    Parameters
    ----------
    ledger : Ledger
        All events; it must reach to the last day watched.
    template : str, Template or FittedTemplate
        As in `snapshot`.
    as_of : date, str or datetime64
        The day of the segments, inclusive.
    days : int
        How many days to watch, the first of them the day after `as_of`.
    scale : Scale, optional
        Cut points of another day; fitted on the people of the day if left out.
    extra : mapping of str to mapping of customer to int, optional
        The columns that the template asks for, as known on the day.

    Returns
    -------
    Backtest

    Raises
    ------
    SnapshotError
        Something else than a ledger or a template; `days` is no whole number from 1; nobody was
        there yet, or the ledger ends before the last day to watch: the error says which days work.
    DayError, UnknownNameError, ColumnError, CurrencyError, ScaleError, TemplateError
        As in `snapshot`.

    Examples
    --------
    >>> from clm import demo
    >>> backtest(demo.simulate(300), "five-stage", as_of="2025-06-30", days=60)
    <Backtest five-stage · as of 2025-06-30 · 60 days after · 196 customers>
      ordered again  25.5 % of 137 buyers
      sorts buyers   0.762 (0.684 … 0.840), not told apart from recency alone
      recency alone  0.823 (0.752 … 0.894), in 7 bands 0.820 (0.748 … 0.892)
      orders alone   0.646 (0.539 … 0.753)
    """
    day = _checked(ledger, template, as_of, days)
    snap = snapshot(ledger, template, as_of=day, scale=scale, extra=extra)
    followed = follow(snap, ledger, int(days))
    bought = followed.buyers
    ranks = np.array([each.rank for each in snap.template.segments], np.int64)
    sorting = Sorting.of(
        ranks[snap.places[bought]],
        snap.features.column(RECENCY)[bought],
        snap.features.column(ORDERS)[bought],
        followed.returned[bought],
    )
    outcomes = Outcomes.of(followed, len(snap.template.segments))
    return Backtest(snapshot=snap, days=int(days), outcomes=outcomes, sorting=sorting)


def _checked(
    ledger: Ledger, template: str | Template | FittedTemplate, as_of: object, days: int
) -> date:
    """Refuse everything at once that is wrong with the four, and read the day."""
    strange = isinstance(template, str) and template not in templates
    named = [unknown("template", template, templates, "template")] if strange else []
    kinds, watched, dated = type_faults(ledger, template), days_faults(days), day_faults(as_of)
    if not (kinds or watched or dated):
        watched = [*_span_faults(ledger, as_day(as_of), int(days))]
    if kinds or watched or (named and dated):
        raise SnapshotError([*kinds, *named, *watched, *dated])
    if named:
        raise UnknownNameError("template", template, templates)
    return as_day(as_of)


def _span_faults(ledger: Ledger, day: date, days: int) -> tuple[Fault, ...]:
    """Say why days cannot be watched."""
    try:
        check_span(ledger, day, days)
    except SnapshotError as error:
        return error.faults
    return ()


def _three(name: str, estimates: Estimates) -> dict[str, AnyArray]:
    """Name a figure and its interval."""
    return {name: estimates.value, f"{name}_low": estimates.low, f"{name}_high": estimates.high}


def _listed(keys: tuple[str, ...]) -> str:
    """Name the first few."""
    more = [f"{len(keys) - _NAMED} more"] if len(keys) > _NAMED else []
    return ", ".join([*keys[:_NAMED], *more])
