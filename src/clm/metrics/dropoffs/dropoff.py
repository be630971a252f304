"""One drop-off: who goes on from a stage, who does not, and what stands beside it."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final, Literal

import numpy as np
from attrs import field, frozen

from clm._show import brief, counted, html_table, tag
from clm.errors import UnknownNameError
from clm.features.catalog import Feature
from clm.features.table import MONETARY, FeatureTable
from clm.ledger.column import Ints, locked, stays_locked
from clm.metrics.benchmark import Comparison, points
from clm.metrics.figure import Figure
from clm.metrics.span import Span
from clm.model.event import CustomerId
from clm.model.money import written

Behind = Literal["all", "stalled", "lost"]

_SHOWN: Final = 4
_NAMES: Final = {
    "stage_advance_rate": "went on",
    "stage_stalled_rate": "stalled",
    "stage_lost_rate": "lost",
}
_HEAD: Final = ("share", "value", "stays", "measured by", "gap")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Dropoff:
    """What becomes of the stays in one stage, and who stands behind those that do not go on.

    Parameters
    ----------
    stage : str
        Its key.
    within : int or None
        Days in which people should go on; None where nobody says.
    ahead : tuple of str
        The stages to which they should.
    advance, stalled, lost : Figure
        The three shares of the stays that were counted; they add up to one. Undefined where no
        stay was counted; `advance` also where nothing lies ahead.
    begun_before, too_late, not_looked_at : int
        Stays that were not counted: there in the first snapshot; entered too late to be watched
        for more than those days; and no snapshot within them.
    target : float or None
        The share that should go on.
    benchmarks : tuple of Comparison
        The figures beside what others say of them.
    features : FeatureTable
        Of everybody on the last day.
    period : Span or None
        The last whole period of the history; None where there is none.
    stalled_rows, lost_rows : (n,) int64, read-only
        Rows of those who are stalled there, and of those who fell out and did not come on since.
    """

    stage: str
    within: int | None
    ahead: tuple[str, ...]
    advance: Figure
    stalled: Figure
    lost: Figure
    begun_before: int
    too_late: int
    not_looked_at: int
    target: float | None
    benchmarks: tuple[Comparison, ...]
    features: FeatureTable
    period: Span | None
    stalled_rows: Ints = field(converter=locked)
    lost_rows: Ints = field(converter=locked)

    @property
    def counted(self) -> int:
        """Stays of which it is known what became of them: the denominator of all three shares."""
        return int(self.stalled.denominator or 0)

    @property
    def censored(self) -> int:
        """Stays of which that is not known."""
        return self.begun_before + self.too_late + self.not_looked_at

    @property
    def stays(self) -> int:
        """All stays in the stage."""
        return self.counted + self.censored

    @property
    def stalled_people(self) -> int:
        """How many are stalled on the last day; nobody where nothing lies ahead."""
        return len(self.stalled_rows)

    @property
    def lost_people(self) -> int:
        """How many left the stage by their last move, and not for what lies ahead."""
        return len(self.lost_rows)

    @property
    def people(self) -> int:
        """Both together."""
        return self.stalled_people + self.lost_people

    @cached_property
    def money(self) -> int:
        """What these people brought up to the last day, less refunds, in minor units."""
        return self._sum(MONETARY)

    @cached_property
    def money_last_period(self) -> int | None:
        """What they brought in the last whole period; None where there is none."""
        if self.period is None:
            return None
        ago = (self.features.as_of - self.period.last).days
        return self._sum(Feature("net", ("order",), days=self.period.days, ago=ago))

    @property
    def gap(self) -> float | None:
        """The share that goes on less the target; None where either is not there."""
        if self.target is None or self.advance.value is None:
            return None
        return self.advance.value - self.target

    @property
    def benchmark(self) -> Comparison | None:
        """The first benchmark of the share that goes on."""
        mine = (each for each in self.benchmarks if each.figure == self.advance)
        return next(mine, None)

    def customers(self, which: Behind = "all") -> list[CustomerId]:
        """List the people behind the drop-off, in the order of the last snapshot.

        Parameters
        ----------
        which : {"all", "stalled", "lost"}
            All of them, or one kind.

        Raises
        ------
        UnknownNameError
            There is no such kind.
        """
        rows = {"stalled": self.stalled_rows, "lost": self.lost_rows, "all": self._rows}
        if not isinstance(which, str) or which not in rows:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise UnknownNameError("kind of drop-off", which, ("all", "stalled", "lost"))
        ids: list[CustomerId] = self.features.customers[rows[which]].tolist()
        return ids

    def __repr__(self) -> str:
        """The three shares, what they are measured by, and who stands behind."""
        measured = [f"  {' · '.join(each)}" for each in self._measured()]
        more = len(measured) - _SHOWN
        rest = [f"  … {counted(more, 'more benchmark')}"] if more > 0 else []
        shares = (f"  {name:7}  {self._told(figure)}" for name, figure in self._shares)
        return "\n".join([self._head(), *shares, *measured[:_SHOWN], *rest, f"  {self._behind()}"])

    def _repr_html_(self) -> str:
        """The same as a table."""
        rows = [
            (name, str(figure), f"{int(figure.numerator):,} / {self.counted:,}", "", "")
            for name, figure in self._shares
        ]
        rows += [(name, "", "", by, " · ".join(gap)) for name, by, *gap in self._measured()]
        return html_table(f"{self._head()[1:-1]} · {self._behind()}", _HEAD, rows)

    @property
    def _shares(self) -> list[tuple[str, Figure]]:
        """The three shares, each by its name."""
        return [*zip(_NAMES.values(), (self.advance, self.stalled, self.lost), strict=True)]

    @property
    def _rows(self) -> Ints:
        """Everybody behind, in the order of the last snapshot."""
        return np.sort(np.concatenate([self.stalled_rows, self.lost_rows]))

    def _sum(self, feature: Feature) -> int:
        """Sum a feature up of everybody behind."""
        return int(self.features.column(feature)[self._rows].sum())

    def _head(self) -> str:
        """Say which stage it is, and how many stays were counted."""
        days = "no patience" if self.within is None else f"within {counted(self.within, 'day')}"
        late = f"{self.censored:,} censored"
        return tag("Dropoff", self.stage, days, f"{counted(self.counted, 'stay')}, {late}")

    def _told(self, figure: Figure) -> str:
        """Write a share and what it is made of."""
        if figure.value is None:
            return str(figure)
        return f"{figure} · {int(figure.numerator):,} / {self.counted:,}"

    def _measured(self) -> Iterator[tuple[str, ...]]:
        """Write the target and the benchmarks, each with its gap."""
        if self.target is not None:
            yield "went on", f"target {100 * self.target:.1f} %", points(self.gap)
        for each in self.benchmarks:
            name = _NAMES[each.figure.metric.key]
            by = f"{each.benchmark} by {brief(each.benchmark.source)}, {each.benchmark.date}"
            yield name, by, points(each.gap), *filter(None, [each.verdict])

    def _behind(self) -> str:
        """Say who stands behind it, and with how much money."""
        currency = self.features.currency
        people = f"{self.stalled_people:,} stalled and {self.lost_people:,} lost on {self._day}"
        money = f"{written(self.money, currency)} {currency} net so far"
        if self.period is None or self.money_last_period is None:
            return f"{people}: {money}"
        lately = f"{written(self.money_last_period, currency)} {currency} in {self.period}"
        return f"{people}: {money}, {lately}"

    @property
    def _day(self) -> date:
        """The last day."""
        return self.features.as_of
