"""A benchmark: somebody else's figure, with its source, its date and what exactly it measures."""

from datetime import date as Day  # noqa: N812  # the field is called date
from math import isfinite
from typing import Any, Final, Literal, cast

import numpy as np
from attrs import field, frozen

from clm._show import brief, tag
from clm.errors import ComparisonError, Fault, MetricError, shown
from clm.metrics.definition import Metric
from clm.metrics.figure import Figure
from clm.model.day import as_day, day_faults
from clm.model.money import DIGITS, LARGEST, written
from clm.model.period import Every, every_faults

Verdict = Literal["", "above", "below", "alike"]
"""Where a figure lies by its 95 % interval: above, below, or round the benchmark; "" is unknown."""

_NO_NUMBERS: Final = (bool, np.bool_, np.timedelta64)
_SIGNED: Final = ("money", "score", "ratio", "multiple")


def _number(value: object) -> Any:
    """Make a plain float of a number; leave all else for the faults."""
    if not isinstance(value, int | float | np.integer | np.floating):
        return value
    if isinstance(value, _NO_NUMBERS) or (isinstance(value, int) and abs(value) >= LARGEST):
        return cast("object", value)
    return float(cast("float", value))


def _day(value: object) -> Any:
    """Read a day; leave all else for the faults."""
    return value if day_faults(value) else as_day(value)


def _text(value: object) -> Any:
    """Strip a text; leave all else for the faults."""
    return value.strip() if isinstance(value, str) else value


@frozen(kw_only=True, repr=False)
class Benchmark:
    """A published or agreed figure to measure one's own by.

    clm ships none: figures of an industry go out of date, and most of them do not say what they
    count. What is compared must mean the same, so a benchmark holds a definition, as a figure does.

    Parameters
    ----------
    metric : Metric
        What it measures: that of a figure, or one made by hand if the source counts otherwise.
    value : int or float
        The figure in the metric's unit: shares from 0 to 1, money in minor units.
    source : str
        Who says so, and where.
    date : date, str or datetime64
        The day it is of, or on which it was published.
    group : str
        Of whom: an industry, a country.
    currency : str
        ISO 4217 code, of money; "" of all else.
    every : {"day", "week", "month", "quarter", "year"}, optional
        How long a period it is of, where that makes a difference: churn of a year is not that of a
        month.

    Raises
    ------
    MetricError
        Everything that is wrong: no metric, no number, a share outside 0 to 1, no source, no day,
        money without a currency,
        churn and the like without the length of their period.

    Examples
    --------
    >>> bought = Metric(
    ...     key="conversion_rate", title="Conversion rate", unit="share", numerator="who bought",
    ...     denominator="visitors", population="visitors", window="the period",
    ... )
    >>> trade = Benchmark(
    ...     metric=bought, value=0.025, source="an invented survey", date="2024-06-30",
    ...     group="fashion", every="month",
    ... )
    >>> trade
    <Benchmark conversion_rate · 2.5 % · fashion · an invented survey, 2024-06-30>
    """

    metric: Metric
    value: float = field(converter=_number)
    source: str = field(converter=_text)
    date: Day = field(converter=_day)
    group: str = field(default="", converter=_text)
    currency: str = ""
    every: Every | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody could check."""
        faults = [
            *self._metric_faults(),
            *self._value_faults(),
            *_source_faults(self.source),
            *day_faults(self.date, "date"),
            *self._every_faults(),
        ]
        if not isinstance(cast("object", self.group), str):
            faults.append(Fault("group", f"{shown(self.group)} is no text", "write 'fashion'"))
        if faults:
            raise MetricError(faults)

    def compare(self, figure: Figure) -> "Comparison":
        """Set a figure beside the benchmark.

        Parameters
        ----------
        figure : Figure
            Of the same definition and currency.

        Returns
        -------
        Comparison

        Raises
        ------
        ComparisonError
            No figure, or one that means something else: part by part.

        Examples
        --------
        >>> from clm.metrics.span import Span
        >>> bought = Metric(
        ...     key="conversion_rate", title="", unit="share", numerator="who bought",
        ...     denominator="visitors", population="visitors", window="the period",
        ... )
        >>> may = Span.of(Day(2024, 5, 1), Day(2024, 5, 31))
        >>> own = Figure(metric=bought, span=may, as_of=may.last, numerator=81, denominator=263)
        >>> trade = Benchmark(
        ...     metric=bought, value=0.25, source="a survey", date="2024-06-30", every="month"
        ... )
        >>> told = trade.compare(own)
        >>> round(told.gap, 3), told.verdict
        (0.058, 'above')
        """
        if not isinstance(cast("object", figure), Figure):
            raise ComparisonError.of("figure", f"{shown(figure)} is no figure", "give a Figure")
        told = list(self.metric.differences(figure.metric))
        # A share of money is the same in every currency.
        if self.metric.unit == "money" and self.currency != figure.currency:
            told.append(f"currency: {self.currency or 'none'} ≠ {figure.currency or 'none'}")
        if self.metric.per_period and self.every != figure.stretch:
            told.append(f"period: a {self.every} ≠ a {figure.stretch}")
        if told:
            mend = "compare what means the same"
            raise ComparisonError(Fault(self.metric.key, each, mend) for each in told)
        return Comparison(benchmark=self, figure=figure)

    def __str__(self) -> str:
        """The value as people write it."""
        match self.metric.unit:
            case "share" | "ratio":
                return f"{100 * self.value:.1f} %"
            case "money":
                return f"{written(round(self.value), self.currency)} {self.currency}"
            case "count":
                return f"{self.value:,.0f}"
            case "score" | "multiple":
                return f"{self.value:,.2f}"
            case unit:
                return f"{self.value:,.2f} {unit}"

    def __repr__(self) -> str:
        """What is measured, how much it is, of whom, and who says so."""
        source = f"{brief(self.source)}, {self.date}"
        return tag("Benchmark", self.metric.key, str(self), brief(self.group), source)

    def _metric_faults(self) -> list[Fault]:
        """Name what is no metric, and a currency that does not fit it."""
        if not isinstance(cast("object", self.metric), Metric):
            mend = "give that of a figure: figure.metric"
            return [Fault("metric", f"{shown(self.metric)} is no metric", mend)]
        code = cast("object", self.currency)
        known = isinstance(code, str) and code in DIGITS
        if self.metric.unit == "money" and not known:
            mend = "write the code of ISO 4217, such as 'EUR'"
            return [Fault("currency", f"no currency {shown(code)}", mend)]
        if self.metric.unit != "money" and not (isinstance(code, str) and not code):
            return [Fault("currency", f"{self.metric.key} is no money", "leave it out")]
        return []

    def _every_faults(self) -> list[Fault]:
        """Name what is no kind of period, and ask for one where it makes a difference."""
        if self.every is not None:
            return [*every_faults(self.every)]
        if not getattr(self.metric, "per_period", False):
            return []
        what = f"{self.metric.key} depends on how long the period is"
        return [Fault("every", what, "write every='month', say")]

    def _value_faults(self) -> list[Fault]:
        """Name what the metric cannot be."""
        value, unit = cast("object", self.value), getattr(self.metric, "unit", "")
        if not isinstance(value, float) or not isfinite(value):
            return [Fault("value", f"{shown(value)} is no number", "write 0.25 for 25 %")]
        if unit == "share" and not 0 <= value <= 1:
            percent = f"write {value / 100:g} for {value:g} %" if 1 < value <= 100 else ""
            return [Fault("value", f"{value:g} is no share", percent or "give one from 0 to 1")]
        if value < 0 and unit not in _SIGNED:
            return [Fault("value", f"{value:g} is less than nothing", "give a number from 0")]
        return []


@frozen(kw_only=True, repr=False)
class Comparison:
    """A figure beside a benchmark of the same definition; made by `Benchmark.compare`.

    Parameters
    ----------
    benchmark : Benchmark
        What it is measured by.
    figure : Figure
        One's own.
    """

    benchmark: Benchmark
    figure: Figure

    @property
    def gap(self) -> float | None:
        """The figure less the benchmark, in the metric's unit; None if it is undefined."""
        value = self.figure.value
        return None if value is None else value - self.benchmark.value

    @property
    def verdict(self) -> Verdict:
        """Whether the figure's 95 % interval lies ``above`` or ``below`` the benchmark.

        ``alike`` if it holds it: so many people may differ so much by chance. "" where there is no
        interval. The benchmark is taken for exact, since sources hardly ever tell of how many
        people it is.
        """
        low, high = self.figure.low, self.figure.high
        if low is None or high is None:
            return ""
        if low > self.benchmark.value:
            return "above"
        return "below" if high < self.benchmark.value else "alike"

    def __repr__(self) -> str:
        """Both values, the gap, and what to make of it."""
        theirs = f"{self.benchmark} by {brief(self.benchmark.source)}"
        key, gap = self.figure.metric.key, self.gap
        told = points(gap) if self.figure.metric.unit == "share" else ""
        return tag("Comparison", key, str(self.figure), theirs, told, self.verdict)


def points(gap: float | None) -> str:
    """Write the difference of two shares in percentage points; "-" of none.

    Examples
    --------
    >>> points(0.0579), points(-0.2), points(0.0), points(None)
    ('+5.8 points', '-20.0 points', '0.0 points', '-')
    """
    if gap is None:
        return "-"
    return f"{100 * gap:+.1f} points" if round(1_000 * gap) else "0.0 points"


def _source_faults(source: object) -> list[Fault]:
    """Ask who says so."""
    if isinstance(source, str) and source:
        return []
    what = "is empty" if isinstance(source, str) else f"{shown(source)} is no text"
    return [Fault("source", what, "say who says so, and where: nobody can check it otherwise")]
