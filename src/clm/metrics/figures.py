"""Figures of one metric over some periods and groups, as arrays."""

from datetime import date
from typing import Final, Self

import numpy as np
from attrs import evolve, field, frozen
from attrs.converters import optional

from clm._frames import Framed
from clm._show import counted, first_lines, html_table, tag
from clm.analysis.backtest.intervals import Estimates, ratio, wilson
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.metrics.definition import Metric
from clm.metrics.figure import Figure
from clm.metrics.span import Span

WHOLE: Final = ""
"""The group of everybody."""

_TEXT: Final = np.dtypes.StringDType()
_HEAD: Final = ("period", "group", "figure", "made of")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Figures(Framed):
    """Figures of one definition: a row for each of p periods, a column for each of g groups.

    Parameters
    ----------
    metric : Metric
        The definition.
    spans : tuple of Span
        The periods.
    groups : tuple of str
        Of whom; "" is the whole shop.
    as_of : date
        The last day that was looked at.
    currency : str
        ISO 4217 code, of money; "" of all else.
    numerator : (p, g) int64 or float64, read-only
        What was counted or summed up.
    denominator : (p, g) int64 or None, read-only
        What it is divided by.
    censored : (p, g) int64, read-only
        How many were left out because they were not watched long enough.
    reasons : tuple of str
        Why there is nothing to tell of a period; "" where there is.
    """

    metric: Metric
    spans: tuple[Span, ...]
    groups: tuple[str, ...]
    as_of: date
    currency: str
    numerator: AnyArray = field(converter=locked)
    denominator: Ints | None = field(converter=optional(locked))
    censored: Ints = field(converter=locked)
    reasons: tuple[str, ...]

    @property
    def value(self) -> Floats:
        """The numbers; (p, g) float64, NaN where undefined, read-only."""
        plain = self.numerator.astype(np.float64)
        if self.denominator is not None:
            plain = ratio(plain, np.maximum(self.denominator, 0))
        plain[[bool(each) for each in self.reasons]] = np.nan
        return locked(plain)

    @property
    def low(self) -> Floats:
        """Lower ends of the 95 % intervals of shares (Wilson 1927); (p, g), NaN of all else."""
        return self._interval.low

    @property
    def high(self) -> Floats:
        """Upper ends of them; (p, g), NaN of all else."""
        return self._interval.high

    def figure(self, period: int = -1, group: str = WHOLE) -> Figure:
        """Give one of them.

        Parameters
        ----------
        period : int
            Its position; -1 is the last.
        group : str
            Of whom.

        Raises
        ------
        UnknownNameError
            There is no such period or group.
        """
        if group not in self.groups:
            raise UnknownNameError("group", group, self.groups)
        if not -len(self) <= period < len(self):
            raise UnknownNameError("period", period, range(len(self)))
        at = period, self.groups.index(group)
        return Figure(
            metric=self.metric,
            span=self.spans[period],
            as_of=self.as_of,
            numerator=self.numerator[at].item(),
            denominator=None if self.denominator is None else int(self.denominator[at]),
            group=group,
            censored=int(self.censored[at]),
            currency=self.currency,
            reason=self.reasons[period],
        )

    def latest(self, group: str = WHOLE) -> Figure:
        """Give the last figure of a group that has a value; the last of all if none has.

        Raises
        ------
        UnknownNameError
            There is no such group.
        """
        found = [self.figure(at, group) for at in range(len(self))]
        return next((each for each in reversed(found) if each.value is not None), found[-1])

    def of(self, group: str) -> Self:
        """Keep one group.

        Raises
        ------
        UnknownNameError
            There is no such group.
        """
        if group not in self.groups:
            raise UnknownNameError("group", group, self.groups)
        at = [self.groups.index(group)]
        return evolve(
            self,
            groups=(group,),
            numerator=self.numerator[:, at],
            denominator=None if self.denominator is None else self.denominator[:, at],
            censored=self.censored[:, at],
        )

    def columns(self) -> dict[str, AnyArray]:
        """Give them in long form, a row for every period and group.

        Returns
        -------
        dict of str to (p * g,) array, read-only
            ``start``, ``end`` (datetime64[D]), ``complete`` (whether the whole period lies in the
            span), ``metric``, ``group``, ``numerator``, ``denominator`` (float64, NaN of counts),
            ``value``, ``low``, ``high`` (NaN where undefined), ``censored``, ``undefined`` (why
            there is no value; "" if there is one).
        """
        groups, rows = len(self.groups), self.numerator.size
        days = np.array([(each.first, each.last) for each in self.spans], "datetime64[D]")
        whole = np.full(rows, np.nan) if self.denominator is None else self.denominator.ravel()
        figures = (self.figure(at, group) for at in range(len(self)) for group in self.groups)
        columns = {
            "start": np.repeat(days.reshape(-1, 2)[:, 0], groups),
            "end": np.repeat(days.reshape(-1, 2)[:, 1], groups),
            "complete": np.repeat(np.array([each.complete for each in self.spans], bool), groups),
            "metric": np.full(rows, self.metric.key, _TEXT),
            "group": np.tile(np.array(self.groups, _TEXT), len(self)),
            "numerator": self.numerator.ravel().astype(np.float64),
            "denominator": whole.astype(np.float64),
            "value": self.value.ravel(),
            "low": self.low.ravel(),
            "high": self.high.ravel(),
            "censored": self.censored.ravel(),
            "undefined": np.array([each.undefined for each in figures], _TEXT),
        }
        return {name: locked(column) for name, column in columns.items()}

    def __len__(self) -> int:
        """Count the periods."""
        return len(self.spans)

    def __repr__(self) -> str:
        """The figures of the first periods."""
        return "\n".join([self._head(), *first_lines(_HEAD, self._rows(), "figure")])

    def _repr_html_(self) -> str:
        """The same as a table."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    @property
    def _interval(self) -> Estimates:
        """Both ends where there are some."""
        nothing = np.full(self.numerator.shape, np.nan)
        if self.metric.unit != "share" or self.denominator is None:
            return Estimates.of(nothing, nothing, nothing)
        return wilson(self.numerator.astype(np.int64), self.denominator)

    def _head(self) -> str:
        """Say what it is, and of how many periods and groups."""
        periods, groups = counted(len(self), "period"), counted(len(self.groups), "group")
        return tag("Figures", self.metric.key, periods, groups, f"as of {self.as_of}")

    def _rows(self) -> list[tuple[str, ...]]:
        """Write every figure in a row."""
        found = (self.figure(at, group) for at in range(len(self)) for group in self.groups)
        return [(str(each.span), each.group or "-", str(each), each.made_of) for each in found]
