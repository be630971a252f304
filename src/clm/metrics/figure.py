"""A figure: one number together with the exact definition that it answers to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import isfinite

import numpy as np
from attrs import Factory, field, frozen

from clm._show import brief, tag
from clm.analysis.backtest.intervals import wilson
from clm.errors import ComparisonError, Fault, MetricError, SnapshotError, shown
from clm.metrics.definition import Metric
from clm.metrics.span import Span
from clm.model.money import written


@frozen(kw_only=True, repr=False)
class Figure:
    """A number, what it is made of, and what it means.

    Figures of different definitions or currencies do not compare: 30 % second orders within 30 days
    and 30 % within 90 are different things.

    Parameters
    ----------
    metric : Metric
        The definition.
    span : Span
        The days it is told of.
    as_of : date
        The last day that was looked at.
    numerator : int or float
        What was counted or summed up; money in minor units.
    denominator : int, Fraction or None
        What it is divided by, shares of people exactly; None where it is not.
    group : str
        Of whom: "" is the whole shop.
    censored : int
        How many were left out because they were not watched long enough.
    currency : str
        ISO 4217 code where money is meant; "" of all else.
    reason : str
        Why there is no value, where that is not the denominator's fault.
    stretch : str
        How long a period it is of; that of the span if left out.
    pooled_of : int
        Of how many figures it is the average.

    Raises
    ------
    MetricError
        No metric, no number, a share of more than everything.

    Examples
    --------
    >>> bought = Metric(
    ...     key="conversion_rate", title="Conversion rate", unit="share", numerator="who bought",
    ...     denominator="visitors", population="visitors", window="the period",
    ... )
    >>> may = Span.of(date(2024, 5, 1), date(2024, 5, 31))
    >>> figure = Figure(
    ...     metric=bought, span=may, as_of=may.last, numerator=81, denominator=263
    ... )
    >>> figure
    <Figure conversion_rate · 30.8 % (25.5 … 36.6) · 81 / 263 · 2024-05-01 … 2024-05-31>
    >>> nobody = Figure(metric=bought, span=may, as_of=may.last, numerator=0, denominator=0)
    >>> nobody.value, nobody.undefined
    (None, 'no visitors')
    """

    metric: Metric
    span: Span
    as_of: date
    numerator: float
    denominator: int | Fraction | None = None
    group: str = ""
    censored: int = 0
    currency: str = ""
    reason: str = ""
    stretch: str = field(default=Factory(lambda self: _stretch_of(self.span), takes_self=True))
    pooled_of: int = field(default=1, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be."""
        if not isinstance(self.metric, Metric):  # pyright: ignore[reportUnnecessaryIsInstance]
            what = f"{shown(self.metric)} is no metric"
            raise MetricError.of("metric", what, "give that of a figure, or clm.metric's")
        faults = [*_number_faults("numerator", self.numerator)]
        if self.denominator is not None:
            faults += _number_faults("denominator", self.denominator)
        if not faults and self.metric.unit == "share" and not self.undefined:
            whole = self.denominator or 0
            if not 0 <= self.numerator <= whole:
                what = f"{self.numerator} of {whole} is no share"
                faults.append(Fault("numerator", what, "give one from 0 to the denominator"))
        if faults:
            raise MetricError(faults)

    @property
    def undefined(self) -> str:
        """Why there is no value; "" if there is one."""
        if self.reason or self.denominator is None or self.denominator > 0:
            return self.reason
        late = f"; {self.censored:,} not watched long enough" if self.censored else ""
        return f"no {self.metric.denominator}{late}"

    @property
    def value(self) -> float | None:
        """The number; None where it is undefined."""
        if self.undefined:
            return None
        if self.denominator is None:
            return self.numerator
        return float(self.numerator / self.denominator)

    @property
    def low(self) -> float | None:
        """The lower end of the 95 % interval of a share (Wilson 1927); None of all else."""
        return self._ends[0]

    @property
    def high(self) -> float | None:
        """The upper end."""
        return self._ends[1]

    @property
    def made_of(self) -> str:
        """What is divided by what, in numbers; "" where nothing is."""
        if self.denominator is None:
            return ""
        money = self.metric.money and self.currency
        above = written(round(self.numerator), self.currency) if money else f"{self.numerator:,}"
        below = self.denominator
        ratio = money and self.metric.unit in ("ratio", "multiple")
        return f"{above} / {written(round(below), self.currency) if ratio else _plainly(below)}"

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.span.first, self.span.last

    @classmethod
    def pooled(cls, figures: Iterable["Figure"]) -> "Figure":
        """Average figures of one definition and group: sums over sums, each weighing what it holds.

        There is no interval, since the people of two periods may be the same.

        Parameters
        ----------
        figures : iterable of Figure
            Of periods that do not overlap.

        Raises
        ------
        ComparisonError
            They mean different things or are of different groups; they overlap; they are counts,
            whose sum over periods would count people twice.
        SnapshotError
            There are none.

        Examples
        --------
        >>> bought = Metric(
        ...     key="conversion_rate", title="", unit="share", numerator="who bought",
        ...     denominator="visitors", population="visitors", window="the period",
        ... )
        >>> may = Span.of(date(2024, 5, 1), date(2024, 5, 31))
        >>> june = Span.of(date(2024, 6, 1), date(2024, 6, 30))
        >>> one, other = (
        ...     Figure(metric=bought, span=span, as_of=span.last, numerator=n, denominator=d)
        ...     for span, n, d in [(may, 1, 10), (june, 9, 30)]
        ... )
        >>> Figure.pooled([one, other]).value
        0.25
        """
        given = tuple(_listed(figures))
        if not given:
            raise SnapshotError.of("figures", "there are none", "give at least one")
        for each in given[1:]:
            given[0]._check_same(each)  # noqa: SLF001  # of this class
        faults = [*_pooling_faults(given)]
        if faults:
            raise ComparisonError(faults)
        first, last = min(each.span.first for each in given), max(each.span.last for each in given)
        return cls(
            metric=given[0].metric,
            span=Span.of(first, last),
            as_of=max(each.as_of for each in given),
            numerator=sum(each.numerator for each in given),
            denominator=sum(each.denominator or 0 for each in given),
            group=given[0].group,
            censored=sum(each.censored for each in given),
            currency=given[0].currency,
            reason=next((each.reason for each in given if each.reason), ""),
            stretch=given[0].stretch,
            pooled_of=len(given),
        )

    def __sub__(self, other: "Figure") -> float:
        """Give the difference of two values.

        Raises
        ------
        ComparisonError
            They mean different things, or one has no value.
        """
        mine, theirs = self._comparable(other)
        return mine - theirs

    def __lt__(self, other: "Figure") -> bool:
        """Compare two values."""
        mine, theirs = self._comparable(other)
        return mine < theirs

    def __le__(self, other: "Figure") -> bool:
        """Compare two values."""
        mine, theirs = self._comparable(other)
        return mine <= theirs

    def __gt__(self, other: "Figure") -> bool:
        """Compare two values."""
        mine, theirs = self._comparable(other)
        return mine > theirs

    def __ge__(self, other: "Figure") -> bool:
        """Compare two values."""
        mine, theirs = self._comparable(other)
        return mine >= theirs

    def __float__(self) -> float:
        """Give the value.

        Raises
        ------
        ComparisonError
            There is none.
        """
        if self.value is None:
            raise ComparisonError([self._nothing()])
        return float(self.value)

    def __str__(self) -> str:
        """The value as people write it, with its interval."""
        if self.value is None:
            return f"undefined: {self.undefined}"
        if self.low is None or self.high is None:
            return self._written(self.value)
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f} … {100 * self.high:.1f})"

    def __repr__(self) -> str:
        """The value, what it is made of, whose it is and when."""
        late = f"{self.censored:,} censored" if self.censored else ""
        whose = (self.metric.key, brief(self.group))
        return tag("Figure", *whose, str(self), self.made_of, late, str(self.span))

    @property
    def _ends(self) -> tuple[float | None, float | None]:
        """Both ends of the interval."""
        if self.metric.unit != "share" or self.undefined or self.denominator is None:
            return None, None
        if self.pooled_of > 1:
            return None, None
        one = wilson(np.array([float(self.numerator)]), np.array([float(self.denominator)]))
        return float(one.low[0]), float(one.high[0])

    def _written(self, value: float) -> str:
        """Write a value in its unit."""
        match self.metric.unit:
            case "money":
                return f"{written(round(value), self.currency)} {self.currency}"
            case "count":
                return f"{value:,.0f}"
            case "ratio" | "share":
                return f"{100 * value:.1f} %"
            case "score" | "multiple":
                return f"{value:,.2f}"
            case unit:
                return f"{value:,.2f} {unit}"

    def _comparable(self, other: "Figure") -> tuple[float, float]:
        """Give both values, if they may stand side by side."""
        self._check_same(other)
        faults = [each._nothing() for each in (self, other) if each.value is None]  # noqa: SLF001
        if faults or self.value is None or other.value is None:
            raise ComparisonError(faults)
        return self.value, other.value

    def _check_same(self, other: object) -> None:
        """Refuse what means something else."""
        if not isinstance(other, Figure):
            raise ComparisonError([_no_figure(other)])
        told = list(self.metric.differences(other.metric))
        if self.metric.per_period and self.stretch != other.stretch:
            told.append(f"period: a {self.stretch} ≠ a {other.stretch}")
        if self.currency != other.currency:
            told.append(f"currency: {self.currency or 'none'} ≠ {other.currency or 'none'}")
        if told:
            mend = "measure both by one definition"
            raise ComparisonError([Fault(self.metric.key, each, mend) for each in told])

    def _nothing(self) -> Fault:
        """Say that there is no value."""
        return Fault(self.metric.key, f"is undefined in {self.span}: {self.undefined}")


def _stretch_of(span: object) -> str:
    """Tell how long the days are; leave all else for the faults."""
    return span.stretch if isinstance(span, Span) else ""


def _pooling_faults(figures: Sequence[Figure]) -> Iterator[Fault]:
    """Say why figures of one definition are no parts of one average."""
    key = figures[0].metric.key
    if figures[0].denominator is None:
        yield Fault(
            key, "is a count, and some may count in two of them", "measure all days at once"
        )
    groups = [*dict.fromkeys(each.group for each in figures)]
    if len(groups) > 1:
        what = f"of {groups[0] or 'the shop'!r} and of {groups[1] or 'the shop'!r}"
        yield Fault(key, what, "pool the periods of one group")
    spans = sorted(each.span for each in figures)
    for before, after in pairwise(spans):
        if after.first <= before.last:
            yield Fault(key, f"{before} and {after} overlap", "give periods one after the other")


def _number_faults(name: str, number: object) -> list[Fault]:
    """Name what is no finite number."""
    if isinstance(number, int | float | Fraction) and isfinite(number):
        return []
    return [Fault(name, f"{shown(number)} is no number", "give a finite one")]


def _listed(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Give figures one by one.

    Raises
    ------
    ComparisonError
        Something is no figure, or no list of them.
    """
    if not isinstance(figures, Iterable) or isinstance(figures, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ComparisonError.of("figures", f"{shown(figures)} is no list", "give a list of Figure")
    for each in figures:
        if not isinstance(each, Figure):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ComparisonError([_no_figure(each)])
        yield each


def _no_figure(value: object) -> Fault:
    """Say that something is no figure."""
    return Fault("", f"{shown(value)} is no figure", "give a Figure")


def _plainly(number: int | Fraction) -> str:
    """Write a number of things; a share with two decimals."""
    return f"{number:,}" if isinstance(number, int) else f"{float(number):,.2f}"
