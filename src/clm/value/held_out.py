"""The holdout check: what a model expected of customers, and what they then did."""

from datetime import date
from typing import Final, Generic

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.analysis.snapshot.taking import ledger_faults
from clm.errors import ComparisonError, Fault, FitError
from clm.features.gaps import order_days
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.ledger.ledger import Ledger
from clm.model.day import as_day, day_faults, to_number
from clm.value.dropout_model import DropoutModel
from clm.value.taking import rfm_summary
from clm.value.unit import DAYS, U

LAST: Final = 7
"""Customers with so many repeat orders and more are one group."""

_HEAD: Final = ("repeat orders before", "customers", "expected", "actual")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Holdout(Framed, Generic[U]):
    """Expected and actual orders of every customer after the as-of day.

    Make one with `holdout`. Orders are order days.

    Parameters
    ----------
    unit : {"day", "week"}
        The unit of the model.
    as_of, until : date
        The last day that the model was told of, and the last of the holdout.
    customers : (n,) int64 or text, read-only
        Those who had ordered by `as_of`.
    frequency : (n,) int64, read-only
        Their repeat orders until then.
    expected : (n,) float64, read-only
        Orders after it, by the model.
    actual : (n,) int64, read-only
        Those that came.
    """

    unit: U
    as_of: date
    until: date
    customers: AnyArray = field(converter=locked)
    frequency: Ints = field(converter=locked)
    expected: Floats = field(converter=locked)
    actual: Ints = field(converter=locked)

    @property
    def bias(self) -> float:
        """By how much too many orders were expected, over those that came; NaN if none came."""
        came = int(self.actual.sum())
        return float(self.expected.sum()) / came - 1 if came else float("nan")

    @property
    def mean_absolute_error(self) -> float:
        """By how many orders the model was wrong for a customer, on average; NaN of nobody."""
        return float(np.abs(self.expected - self.actual).mean()) if len(self) else float("nan")

    def by_frequency(self) -> dict[str, AnyArray]:
        """Compare the means of customers by their repeat orders before the holdout.

        Returns
        -------
        dict of str to (8,) array, read-only
            ``frequency`` (0 to 7, the last is 7 and more), ``customers`` (int64), ``expected`` and
            ``actual`` (mean orders a customer, float64; NaN of nobody).
        """
        group = np.minimum(self.frequency, LAST)
        people = np.bincount(group, minlength=LAST + 1)
        sums = (np.bincount(group, each, LAST + 1) for each in (self.expected, self.actual))
        with np.errstate(invalid="ignore"):
            expected, actual = (each / people for each in sums)
        found = {
            "frequency": np.arange(LAST + 1),
            "customers": people.astype(np.int64),
            "expected": expected,
            "actual": actual,
        }
        return {name: locked(column) for name, column in found.items()}

    def columns(self) -> dict[str, AnyArray]:
        """Give a row a customer.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``customer``, ``frequency``, ``expected``, ``actual``.
        """
        names = ("frequency", "expected", "actual")
        return {"customer": self.customers, **{name: getattr(self, name) for name in names}}

    def __len__(self) -> int:
        """Count the customers."""
        return len(self.frequency)

    def __repr__(self) -> str:
        """How wrong the model was, and for whom."""
        lines = table(_HEAD, self._rows()).splitlines() if len(self) else []
        lines += [f"mean error {self.mean_absolute_error:.2f} orders a customer"] if lines else []
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """Expected and actual orders by repeat orders before."""
        return html_table(self._head()[1:-1], _HEAD, self._rows())

    def _head(self) -> str:
        """Say how many orders were expected and came."""
        orders = f"{self.expected.sum():,.1f} orders expected, {int(self.actual.sum()):,} came"
        bias = f"{100 * self.bias:+.1f} %" if self.actual.any() else ""
        some = counted(len(self), "customer")
        return tag("Holdout", some, f"{self.as_of} … {self.until}", orders, bias)

    def _rows(self) -> list[list[object]]:
        """Write a line for every number of repeat orders."""
        columns = (each.tolist() for each in self.by_frequency().values())
        return [
            [f"{x}+" if x == LAST else str(x), people, f"{expected:.2f}", f"{actual:.2f}"]
            for x, people, expected, actual in zip(*columns, strict=True)
            if people
        ]


def holdout(model: DropoutModel[U], ledger: Ledger, *, as_of: object, until: object) -> Holdout[U]:
    """Compare what a model expects after a day with what customers did.

    Parameters
    ----------
    model : BgNbd or MbgNbd
        Fitted on what was known on `as_of`, or before.
    ledger : Ledger
        All events; those after `until` are not seen.
    as_of : date, str or datetime64
        The last day that the model may know of, inclusive.
    until : date, str or datetime64
        The last day of the holdout, inclusive.

    Returns
    -------
    Holdout
        Of customers who had an order that counted on `as_of`; their orders after it are those
        that count on `until`.

    Raises
    ------
    FitError
        Something else than a model or a ledger; no such days; all of it at once.
    ComparisonError
        The model has seen days after `as_of`.

    Examples
    --------
    >>> from clm.value import BgNbd
    >>> days = ["2024-01-01", "2024-01-29", "2024-04-01", "2024-01-08"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "ann", "ann", "bob"], when=days, amount=[9, 5, 2, 7], currency="EUR"
    ... )
    >>> model = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> holdout(model, shop, as_of="2024-02-29", until="2024-05-31")
    <Holdout 2 customers · 2024-02-29 … 2024-05-31 · 0.9 orders expected, 1 came · -7.7 %>
      repeat orders before  customers  expected  actual
                         0          1      0.23    0.00
                         1          1      0.69    1.00
      mean error 0.27 orders a customer
    """
    start, end = held_out(model, ledger, as_of, until)
    summary = rfm_summary(ledger, as_of=start, unit=model.unit)
    customer, day = order_days(ledger, end)
    later = np.bincount(customer[day > to_number(start)], minlength=len(ledger))
    return Holdout(
        unit=model.unit,
        as_of=start,
        until=end,
        customers=summary.customers,
        frequency=summary.frequency,
        expected=model.expected_purchases((end - start).days / DAYS[model.unit], summary),
        actual=later[ledger.codes_of(summary.customers.tolist())].astype(np.int64),
    )


def held_out(
    model: DropoutModel[U], ledger: Ledger, as_of: object, until: object
) -> tuple[date, date]:
    """Read the days of a holdout, and refuse what cannot be compared; see `holdout`."""
    faults = [*ledger_faults(ledger), *day_faults(as_of), *day_faults(until, "until")]
    if not isinstance(model, DropoutModel):  # pyright: ignore[reportUnnecessaryIsInstance]
        what = f"{type(model).__name__} is no model of orders"
        faults.append(Fault("model", what, "make one with fit_bg_nbd"))
    if faults:
        raise FitError(faults)
    start, end = as_day(as_of), as_day(until, "until")
    if start >= end:
        raise FitError.of("until", f"{end} is not after {start}", "give a later day")
    fit = model.estimation
    if fit is not None and fit.as_of is not None and fit.as_of > start:
        what = f"has seen what happened until {fit.as_of}, after {start}"
        raise ComparisonError.of("model", what, f"fit it on rfm_summary(…, as_of='{start}')")
    return start, end
