"""Effort and value of every stage, side by side."""

from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import brief, first_lines, html_table, percent, tag
from clm.analysis.history.runs import stages_of_ledger
from clm.errors import MetricError, shown
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.metrics.acquisition.valued import Valued, places_among, values_of
from clm.metrics.figure import Figure
from clm.metrics.stages.stage_metrics import StageMetrics
from clm.metrics.stages.work import REVENUE, SPEND, group_names
from clm.model.money import digits_of, written

NOBODY: Final = "(no customer)"
"""The row of what was spent on nobody in particular."""

_TEXT: Final = np.dtypes.StringDType()
_HEAD: Final = ("stage", "people", "spend", "share", "net", "share", "expected", "says", "metric")
_LONG: Final = 38
_LINES: Final = 10


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class StageWorth(Framed):
    """What was spent on the people of each stage, what they brought, and what they will.

    Make one with `clm.stage_worth`. A row for every stage, for those in none, for newcomers, and
    for what was spent on nobody in particular; spend and net money add up to the shop's.

    Parameters
    ----------
    found : StageMetrics
        The stages, measured.
    stages : tuple of str
        The rows.
    people : (n,) int64, read-only
        Who stands there on the last day.
    spend, net : (n,) int64, read-only
        Cost of touches and of traffic, and order lines less refunds, of the whole span; of who
        stood there when each period began; minor units.
    expected : (n,) float64, read-only
        What the people are expected to bring, in major units; NaN where nothing is known.
    valued : (n,) int64, read-only
        Of how many people that is known.
    feedback : tuple of Figure
        What they said in the last period in which they said anything.
    unknown : str
        Why nothing is known of the spend; "" if something is.
    """

    found: StageMetrics
    stages: tuple[str, ...]
    people: Ints = field(converter=locked)
    spend: Ints = field(converter=locked)
    net: Ints = field(converter=locked)
    expected: Floats = field(converter=locked)
    valued: Ints = field(converter=locked)
    feedback: tuple[Figure | None, ...]
    unknown: str

    @property
    def currency(self) -> str:
        """ISO 4217 code of the money."""
        return self.found.history.ledger.currency

    @property
    def expected_each(self) -> Floats:
        """What one person is expected to bring; (n,) float64, NaN where nothing is known."""
        known = np.where(self.valued > 0, self.valued, np.nan)
        return locked(self.expected / known)

    @property
    def notes(self) -> tuple[str, ...]:
        """What deserves a second look: spend that is not known, or not of all periods."""
        if self.unknown:
            return (f"nothing is known of the spend: {self.unknown}",)
        reasons = self.found.of(SPEND).reasons
        known = sum(not each for each in reasons)
        if known == len(reasons):
            return ()
        why = next(each for each in reasons if each)
        return (f"spend is known of {known} of {len(reasons)} periods: {why}",)

    def columns(self) -> dict[str, AnyArray]:
        """Give a row a stage.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``stage``, ``people``, ``spend`` and ``net`` (float64 minor units, NaN where spend is
            not known), ``expected`` and ``expected_each`` (major units, NaN where unknown),
            ``valued``, ``feedback`` (NaN where nobody said anything), ``answers``.
        """
        spent = np.full(len(self), np.nan) if self.unknown else self.spend.astype(np.float64)
        said = [None if each is None else each.value for each in self.feedback]
        answers = [0 if each is None else each.denominator or 0 for each in self.feedback]
        columns = {
            "stage": np.array(self.stages, _TEXT),
            "people": self.people,
            "spend": spent,
            "net": self.net.astype(np.float64),
            "expected": self.expected,
            "expected_each": self.expected_each,
            "valued": self.valued,
            "feedback": np.array([np.nan if each is None else each for each in said], np.float64),
            "answers": np.array(answers, np.int64),
        }
        return {name: locked(column) for name, column in columns.items()}

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.stages)

    def __repr__(self) -> str:
        """Every stage in a row."""
        notes = [f"note: {each}" for each in self.notes]
        lines = [*first_lines(_HEAD, self._rows(), "row", _LINES - len(notes)), *notes]
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """The same as a table."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    def _head(self) -> str:
        """Say which template and days."""
        first, last = self.found.spans[0].first, self.found.spans[-1].last
        return tag("StageWorth", self.found.template.key, self.currency, f"{first} … {last}")

    def _rows(self) -> list[tuple[object, ...]]:
        """Write every stage in a row."""
        spent, net = int(self.spend.sum()), int(self.net.sum())
        return [
            (
                stage,
                int(self.people[at]),
                "-" if self.unknown else written(int(self.spend[at]), self.currency),
                "-" if self.unknown else percent(int(self.spend[at]), spent),
                written(int(self.net[at]), self.currency),
                percent(int(self.net[at]), net),
                self._written(float(self.expected[at])),
                str(self.feedback[at] or "-"),
                self._measured(stage),
            )
            for at, stage in enumerate(self.stages)
        ]

    def _written(self, amount: float) -> str:
        """Write major units as money; what is not known as nothing."""
        digits = digits_of(self.currency)
        return f"{amount:,.{digits}f}" if amount == amount else "-"  # noqa: PLR0124  # NaN

    def _measured(self, stage: str) -> str:
        """Write the last figure of what the stage is first measured by."""
        named = [metric for key, metric in self.found.measured if key == stage]
        if not named:
            return "-"
        figures = self.found[stage, named[0]]
        return brief(f"{named[0].key} {figures.latest(figures.groups[0])}", _LONG)


def stage_worth(found: StageMetrics, value: float | Valued | None = None) -> StageWorth:
    """Lay effort and value of every stage side by side.

    Parameters
    ----------
    found : StageMetrics
        As `clm.stage_metrics` gives it, with traffic if there is some.
    value : float or lifetime values, optional
        What people are expected to bring: one number in major units for everybody, or what
        `clm.value.lifetime_value` gives. Of people without a value nothing is expected, and they
        are counted.

    Returns
    -------
    StageWorth

    Raises
    ------
    MetricError
        No measured stages; values that are none, or in another currency.

    Examples
    --------
    >>> from clm import demo
    >>> from clm.metrics.stages.taking import stage_metrics
    >>> year = stage_metrics(demo.simulate(2_000), "five-stage", "2025-01-01", "2025-12-31")
    >>> worth = stage_worth(year, value=80)
    >>> worth.stages[3], int(worth.people[3]), int(worth.net[3]), float(worth.expected[3])
    ('retention', 759, 9256197, 60720.0)
    """
    if not isinstance(found, StageMetrics):  # pyright: ignore[reportUnnecessaryIsInstance]
        mend = "measure the stages with clm.stage_metrics"
        raise MetricError.of("found", f"{shown(found)} measures no stages", mend)
    spend, net = found.of(SPEND), found.of(REVENUE)
    stages = (*group_names(found.template), NOBODY)
    people, expected, valued = _expected(found, value)
    return StageWorth(
        found=found,
        stages=stages,
        people=_padded(people, 2),
        spend=_with_rest(spend.numerator.sum(axis=0)),
        net=_with_rest(net.numerator.sum(axis=0)),
        expected=np.append(expected, [np.nan, np.nan]),
        valued=_padded(valued, 2),
        feedback=(*(_said(found, each) for each in stages[:-1]), None),
        unknown="" if not all(spend.reasons) else spend.reasons[0],
    )


def _with_rest(sums: Ints) -> Ints:
    """Take the groups of a shop's sum, and what is in none of them."""
    whole, groups = sums[0], sums[1:]
    return np.append(groups, whole - groups.sum()).astype(np.int64)


def _padded(counts: Ints, rows: int) -> Ints:
    """Add rows of nobody."""
    return np.append(counts, np.zeros(rows, np.int64))


def _expected(found: StageMetrics, value: float | Valued | None) -> tuple[Ints, Floats, Ints]:
    """Count the people of each stage, and sum up what they are expected to bring.

    Returns
    -------
    people, expected, valued : (t,) array
        By stage; the unclassified are the last if there are such.
    """
    last = found.history.snapshots[-1]
    stages = len(group_names(found.template)) - 1
    stage = stages_of_ledger(last)[last.features.codes]
    people = np.bincount(stage, minlength=stages).astype(np.int64)
    if value is None:
        return people, np.full(stages, np.nan), np.zeros(stages, np.int64)
    known, worth = values_of(value, last.ledger.currency)
    place = (
        np.zeros(len(last), np.int64)
        if known is None
        else places_among(known, last.features.customers)
    )
    # Who has no number has no value either.
    there = np.append(~np.isnan(worth), False)[place]
    valued = np.bincount(stage[there], minlength=stages).astype(np.int64)
    sums = np.bincount(stage[there], weights=worth[place[there]], minlength=stages)
    return people, np.where(valued > 0, sums, np.nan), valued


def _said(found: StageMetrics, group: str) -> Figure | None:
    """Give what a stage's people said in the last period in which they said anything."""
    figure = found.of("feedback_score").latest(group)
    return figure if figure.value is not None else None
