"""Drop-offs of all stages, the worst first."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import numpy as np
from attrs import frozen

from clm._frames import Columns, Framed, Missing
from clm._show import first_lines, html_table, percent, span, tag
from clm.analysis.snapshot.columns import Text
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, locked
from clm.lifecycle.template import Template
from clm.metrics.benchmark import points
from clm.metrics.dropoffs.asked import By
from clm.metrics.dropoffs.dropoff import Dropoff
from clm.model.money import written
from clm.model.period import Every

_LINES: Final = 10
_NONE: Final = np.iinfo(np.int64).min
_HEAD: Final = ("stage", "within", "stays", "went on", "stalled", "lost", "censored")


@frozen(eq=False, repr=False, kw_only=True)
class Dropoffs(Framed, Mapping[str, Dropoff]):
    """Where people do not go on, stage by stage, the worst first.

    Make one with `clm.dropoffs`. It is a mapping of the keys of stages to their drop-offs.

    Parameters
    ----------
    template : Template
        The stages.
    days : tuple of date
        The days of the snapshots.
    every : str
        How often people were looked at.
    by : {"money", "people", "gap"}
        What is worst.
    rows : tuple of Dropoff
        One a stage, in order.
    """

    template: Template
    days: tuple[date, ...]
    every: Every
    by: By
    rows: tuple[Dropoff, ...]

    @property
    def grain(self) -> tuple[int, int]:
        """The fewest and the most days from one snapshot to the next; nobody is seen in between."""
        steps = np.diff(np.array(self.days, "datetime64[D]")).astype(np.int64)
        return (int(steps.min()), int(steps.max())) if len(steps) else (0, 0)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: patience that nobody tells, or that is too short to see."""
        silent = [each.stage for each in self.rows if each.within is None]
        blind = [each for each in self.rows if each.within is not None and each.not_looked_at]
        last = [each.stage for each in self.rows if not each.ahead]
        notes = (
            (blind, f"nobody looked in time at {self._unseen(blind)}: take shorter periods"),
            (silent, f"no patience for {', '.join(silent)}: say how many days by within="),
            (last, f"nothing lies ahead of {', '.join(last)}: staying there is no failing"),
        )
        return tuple(note for some, note in notes if some)

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns, the worst stage first.

        Returns
        -------
        dict of str to (t,) array, read-only
            ``stage``; ``within`` (days; -1 where nobody says); ``stays`` (those counted);
            ``advanced``, ``stalled``, ``lost`` (of them); ``advance_rate``, ``stalled_rate``,
            ``lost_rate``, ``advance_low``, ``advance_high`` (float64); ``begun_before``,
            ``too_late``, ``not_looked_at`` (stays not counted); ``stalled_people``,
            ``lost_people``; ``money``, ``money_last_period`` (minor units; the least int64 where
            there is no whole period); ``target``, ``gap``, ``benchmark``, ``benchmark_gap``
            (float64). NaN where there is none.
        """
        rows = [_values(each) for each in self.rows]
        columns = {
            name: np.array([row[name] for row in rows], Text if name == "stage" else None)
            for name in rows[0]
        }
        return {name: locked(column) for name, column in columns.items()}

    def _missing(self, columns: Columns) -> Missing:
        """Tell which values are none."""
        within, money = columns["within"] == -1, columns["money_last_period"] == _NONE
        return {**super()._missing(columns), "within": within, "money_last_period": money}

    def __getitem__(self, stage: str) -> Dropoff:
        """Give the drop-off of a stage.

        Raises
        ------
        UnknownNameError
            The template has no such stage.
        """
        for each in self.rows:
            if isinstance(stage, str) and each.stage == stage:  # pyright: ignore[reportUnnecessaryIsInstance]
                return each
        raise UnknownNameError("stage", stage, self)

    def __iter__(self) -> Iterator[str]:
        """Go through the keys of the stages, the worst first."""
        return (each.stage for each in self.rows)

    def __len__(self) -> int:
        """Count the stages."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Where people drop off, and what it costs."""
        notes = [f"note: {each}" for each in self.notes]
        table = first_lines(self._names(), self._lines(), "stage", _LINES - len(notes))
        return "\n".join([self._head(), *table, *notes])

    def _repr_html_(self) -> str:
        """The same as a table."""
        caption = " · ".join([self._head()[1:-1], *self.notes])
        return html_table(caption, self._names(), self._lines())

    def _head(self) -> str:
        """Say of which days it is told, how often people were looked at, and what is worst."""
        least, most = self.grain
        steps = f"{least} days" if least == most else f"{least} to {most} days"
        seen = f"seen every {'day' if most == 1 else steps}" if most else "seen once"
        days = span(self.days[0], self.days[-1])
        return tag("Dropoffs", self.template.key, days, seen, f"by {self.by}")

    def _names(self) -> tuple[str, ...]:
        """Name the columns; targets and benchmarks only if there are any."""
        gaps = (
            *(("to target",) if self._targeted else ()),
            *(("to benchmark",) if self._benchmarked else ()),
        )
        return (*_HEAD, *gaps, "people", "net")

    def _lines(self) -> list[tuple[object, ...]]:
        """Write the stages."""
        return [self._line(each) for each in self.rows]

    def _line(self, row: Dropoff) -> tuple[object, ...]:
        """Write one stage."""
        shares = [
            "-" if each.value is None else percent(each.numerator, row.counted)
            for each in (row.advance, row.stalled, row.lost)
        ]
        gaps = [points(row.gap)] if self._targeted else []
        if self._benchmarked:
            gaps.append(points(row.benchmark.gap if row.benchmark else None))
        days = "-" if row.within is None else f"{row.within:,} d"
        money = written(row.money, row.features.currency)
        return (row.stage, days, row.counted, *shares, row.censored, *gaps, row.people, money)

    @property
    def _targeted(self) -> bool:
        """Whether any stage has a target."""
        return any(each.target is not None for each in self.rows)

    @property
    def _benchmarked(self) -> bool:
        """Whether the share that goes on has a benchmark at any stage."""
        return any(each.benchmark is not None for each in self.rows)

    @staticmethod
    def _unseen(rows: list[Dropoff]) -> str:
        """Write how many stays of which stages nobody looked at in time."""
        return ", ".join(f"{each.not_looked_at:,} stays in {each.stage}" for each in rows)


def _values(row: Dropoff) -> dict[str, object]:
    """Give one stage by column."""
    shares = {"advance": row.advance, "stalled": row.stalled, "lost": row.lost}
    measured = {
        "target": row.target,
        "gap": row.gap,
        "benchmark": row.benchmark.benchmark.value if row.benchmark else None,
        "benchmark_gap": row.benchmark.gap if row.benchmark else None,
    }
    ends = {"advance_low": row.advance.low, "advance_high": row.advance.high}
    rates = {f"{name}_rate": each.value for name, each in shares.items()}
    return {
        "stage": row.stage,
        "within": -1 if row.within is None else row.within,
        "stays": row.counted,
        "advanced": int(row.advance.numerator),
        "stalled": int(row.stalled.numerator),
        "lost": int(row.lost.numerator),
        **{name: _float(each) for name, each in (rates | ends).items()},
        "begun_before": row.begun_before,
        "too_late": row.too_late,
        "not_looked_at": row.not_looked_at,
        "stalled_people": row.stalled_people,
        "lost_people": row.lost_people,
        "money": row.money,
        "money_last_period": _NONE if row.money_last_period is None else row.money_last_period,
        **{name: _float(each) for name, each in measured.items()},
    }


def _float(number: float | None) -> float:
    """Give NaN where there is no number."""
    return float("nan") if number is None else float(number)
