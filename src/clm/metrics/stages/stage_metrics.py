"""Metrics of every stage, period by period."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import brief, counted, first_lines, html_table, table, tag
from clm.analysis.history.history import History
from clm.analysis.history.shown import trend
from clm.errors import MetricError, UnknownNameError
from clm.ledger.column import AnyArray, Ints, locked, stays_locked
from clm.lifecycle.template import Template
from clm.metrics.catalogue.catalogue import keys_of
from clm.metrics.definition import Metric
from clm.metrics.figures import WHOLE, Figures
from clm.metrics.span import Span
from clm.metrics.stages.advance import stage_passage
from clm.metrics.stages.groups import TrackedGroups

_HEAD: Final = ("stage", "metric", "of", "over time", "last figure", "until")
_LONG: Final = 36
_LINES: Final = 9


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class StageMetrics(Framed):
    """What every stage of a lifecycle is measured by, period by period.

    Make one with `clm.stage_metrics`. Found by stage and metric:
    ``found["retention", "retention_rate"]``.

    Parameters
    ----------
    history : History
        The eve of the first period, and the last day of each.
    spans : tuple of Span
        The periods.
    as_of : date
        The last day that was looked at.
    measured : tuple of (str, Metric)
        Stages and what they are measured by, in order.
    figures : tuple of Figures
        Of each metric once: of the whole shop; where a stage is measured by its own people, also
        of those who stood in each stage when the period began, and of newcomers.
    conversion : Figures
        Who went on from each stage.
    moves : (p, t + 1, t + 1) int64, read-only
        People by their stages when each period began (rows) and ended, in the order of the
        template, those in none after them; the last are those who are not there.
    tracked : TrackedGroups
        Leads, customers, retained customers and advocates.
    """

    history: History
    spans: tuple[Span, ...]
    as_of: date
    measured: tuple[tuple[str, Metric], ...]
    figures: tuple[Figures, ...]
    conversion: Figures
    moves: Ints = field(converter=locked, repr=False)
    tracked: TrackedGroups = field(repr=False)

    @property
    def template(self) -> Template:
        """The stages."""
        return self.history.template

    def of(self, metric: str | Metric) -> Figures:
        """Give a metric of the whole shop, all stages, and newcomers.

        Raises
        ------
        UnknownNameError
            It was not measured.
        MetricError
            It was measured by several definitions, of which a name alone tells none.
        """
        everything = (*self.figures, self.conversion)
        known = dict.fromkeys(each.metric.key for each in everything)
        found = [each for each in everything if _is_called(each.metric, metric)]
        if not found or len({each.metric.key for each in found}) > 1:
            raise UnknownNameError("measured metric", metric, known)
        if len(found) > 1:
            titles = ", ".join(each.metric.title for each in found)
            mend = "give the metric itself, as clm.metric makes it"
            raise MetricError.of("metric", f"{metric!r} was measured in kinds: {titles}", mend)
        return found[0]

    def passage(self, stage: str, to: str) -> Figures:
        """Tell which share of a stage's people stood in another one when each period ended.

        Parameters
        ----------
        stage, to : str
            Where they stood when it began, and when it ended.

        Returns
        -------
        Figures
            Of one group, the stage.

        Raises
        ------
        UnknownNameError
            There is no such stage.
        """
        stages = [each.key for each in self.template.stages]
        strange = [each for each in (stage, to) if each not in stages]
        if strange:
            raise UnknownNameError("stage", strange[0], stages, *strange[1:])
        return stage_passage(self.template, self.moves, self.spans, self.as_of, (stage, to))

    def columns(self) -> dict[str, AnyArray]:
        """Give the figures of all stages in long form, a row for every metric and period.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``stage``, and what `Figures.columns` gives; ``group`` is "" where a stage is measured
            by the whole shop.
        """
        parts = [(stage, self[stage, metric].columns()) for stage, metric in self]
        if not parts:
            return {"stage": np.zeros(0, np.dtypes.StringDType()), **self.conversion.columns()}
        names = np.array([stage for stage, _ in parts], np.dtypes.StringDType())
        stage = np.repeat(names, [len(part["start"]) for _, part in parts])
        joined = {name: np.concatenate([part[name] for _, part in parts]) for name in parts[0][1]}
        return {name: locked(column) for name, column in {"stage": stage, **joined}.items()}

    def table(self) -> str:
        """Write every stage and metric: how it went, and the last figure that has a value."""
        return table(_HEAD, self._rows())

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: periods cut short, days after the last event."""
        last = self.history.ledger.last_day
        short = [each for each in self.spans if not each.complete]
        late = last is not None and last < self.spans[-1].last
        return (
            *(f"{each} is a part of its period" for each in short),
            *([f"nothing is known after {last}"] if late else []),
        )

    def __getitem__(self, where: tuple[str, str | Metric]) -> Figures:
        """Give the figures of a stage: of its people, or of the shop, as the metric says.

        Raises
        ------
        UnknownNameError
            There is no such stage, or nothing is measured so.
        MetricError
            The stage is measured by several definitions of that name.
        """
        if not isinstance(where, tuple) or len(where) != 2:  # pyright: ignore[reportUnnecessaryIsInstance, reportUnnecessaryComparison]
            raise UnknownNameError("stage and metric", where, self.measured)
        stage, metric = where
        stages = [each.key for each in self.template.stages]
        if not isinstance(stage, str) or stage not in stages:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise UnknownNameError("stage", stage, stages)
        # What the stage itself is measured by goes before what another one is.
        own = {each for key, each in self.measured if key == stage and _is_called(each, metric)}
        figures = self.of(own.pop() if len(own) == 1 else metric)
        return figures.of(stage if figures.metric.scope == "stage" else WHOLE)

    def __iter__(self) -> Iterator[tuple[str, Metric]]:
        """Go through the stages and what they are measured by."""
        for stage in self.template.stages:
            yield from ((key, metric) for key, metric in self.measured if key == stage.key)
            if stage.key in self.conversion.groups:
                yield stage.key, self.conversion.metric

    def __len__(self) -> int:
        """Count the pairs of stage and metric."""
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        """The last figures of the first stages, the groups, and what deserves a second look."""
        notes = [f"note: {each}" for each in self.notes[:2]]
        lines = first_lines(_HEAD, self._rows(), "metric", _LINES - len(notes))
        body = [*lines, *notes, self.tracked.line()]
        return "\n".join([self._head(), *(f"  {line}" for line in body)])

    def _repr_html_(self) -> str:
        """All stages as a table."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    def _head(self) -> str:
        """Say which template and days."""
        periods = counted(len(self.spans), self.history.every)
        first, last = self.spans[0].first, self.spans[-1].last
        return tag("StageMetrics", self.template.key, periods, f"{first} … {last}")

    def _rows(self) -> list[tuple[str, ...]]:
        """Write every stage and metric in a row."""
        return [self._row(stage, self[stage, metric]) for stage, metric in self]

    def _row(self, stage: str, figures: Figures) -> tuple[str, ...]:
        """Write one stage and metric: how it went, and the last figure that has a value."""
        whose = "stage" if figures.groups != (WHOLE,) else "shop"
        last = figures.latest(figures.groups[0])
        written, until = brief(str(last), _LONG), str(last.span.last)
        return stage, figures.metric.key, whose, trend(figures.value[:, 0]), written, until


def _is_called(metric: Metric, name: object) -> bool:
    """Tell whether a metric is the one that is meant, or is called so."""
    if isinstance(name, Metric):
        return metric == name
    return isinstance(name, str) and (metric.key == name or metric.key in keys_of(name))
