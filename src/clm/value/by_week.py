"""Tracking: repeat orders of the whole customer base week by week, expected and actual."""

from datetime import date
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.features.gaps import order_days
from clm.ledger.column import AnyArray, Bools, Days, Floats, Ints, locked, stays_locked
from clm.ledger.ledger import Ledger
from clm.model.day import to_number
from clm.value.dropout_model import DropoutModel
from clm.value.held_out import held_out
from clm.value.unit import DAYS

_WEEK: Final = DAYS["week"]
_LINES: Final = 8
_HEAD: Final = ("week until", "expected", "actual", "expected so far", "actual so far")


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Tracking(Framed):
    """Repeat orders of all customers by week, expected by a model and actual.

    Make one with `tracking`. Orders are order days.

    Parameters
    ----------
    as_of : date
        The last day that the model was told of.
    customers : int
        How many customers had ordered by then.
    day : (w,) datetime64[D], read-only
        The last day of every week; one of them is `as_of`.
    cumulative_expected : (w,) float64, read-only
        Repeat orders from the beginning until then, by the model.
    cumulative_actual : (w,) int64, read-only
        Those that came.
    """

    as_of: date
    customers: int
    day: AnyArray = field(converter=locked)
    cumulative_expected: Floats = field(converter=locked)
    cumulative_actual: Ints = field(converter=locked)

    @property
    def expected(self) -> Floats:
        """Repeat orders of every week, by the model; (w,) float64, read-only."""
        return locked(np.diff(self.cumulative_expected, prepend=0.0))

    @property
    def actual(self) -> Ints:
        """Repeat orders of every week that came; (w,) int64, read-only."""
        return locked(np.diff(self.cumulative_actual, prepend=0))

    @property
    def held_out(self) -> Bools:
        """Which weeks lie after `as_of`; (w,) bool, read-only."""
        return locked(self.day > np.datetime64(self.as_of, "D"))

    def columns(self) -> dict[str, AnyArray]:
        """Give a row a week.

        Returns
        -------
        dict of str to (w,) array, read-only
            ``day``, ``expected``, ``actual``, ``cumulative_expected``, ``cumulative_actual`` and
            ``held_out``.
        """
        names = ("day", "expected", "actual", "cumulative_expected", "cumulative_actual")
        return {name: getattr(self, name) for name in (*names, "held_out")}

    def table(self) -> str:
        """Write all weeks."""
        return table(_HEAD, self._rows(0))

    def __len__(self) -> int:
        """Count the weeks."""
        return len(self.day)

    def __repr__(self) -> str:
        """The last weeks."""
        first = max(len(self) - _LINES, 0)
        more = [f"… {counted(first, 'earlier week')}: print(….table())"] if first else []
        lines = [*table(_HEAD, self._rows(first)).splitlines(), *more] if len(self) else []
        return "\n".join([self._head(), *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        """All weeks."""
        return html_table(self._head()[1:-1], _HEAD, self._rows(0))

    def _head(self) -> str:
        """Say whom it follows, and since when nobody told the model what came."""
        some = counted(self.customers, "customer")
        return tag("Tracking", some, counted(len(self), "week"), f"held out after {self.as_of}")

    def _rows(self, first: int) -> list[list[object]]:
        """Write the weeks from one on."""
        columns = list(self.columns().values())[:5]
        return [
            [str(day), f"{expected:,.1f}", actual, f"{expected_so_far:,.1f}", so_far]
            for day, expected, actual, expected_so_far, so_far in zip(
                *(column[first:].tolist() for column in columns), strict=True
            )
        ]


def tracking(model: DropoutModel[Any], ledger: Ledger, *, as_of: object, until: object) -> Tracking:
    """Follow the repeat orders of all customers by week, as expected and as they came.

    For every customer the model expects, from her first order day on, what it expects of anybody;
    what she did afterwards is not told to it. So the sum shows whether the model holds for the
    customer base, before and after the day on which it was fitted.

    Parameters
    ----------
    model : BgNbd or MbgNbd
        Fitted on what was known on `as_of`, or before.
    ledger : Ledger
        All events; those after `until` are not seen.
    as_of : date, str or datetime64
        The last day that the model may know of. A week ends with it, and so on before and after.
    until : date, str or datetime64
        The last day of the holdout; days of it beyond the last whole week are left out.

    Returns
    -------
    Tracking
        Of customers whose first order day, as known on `until`, is not after `as_of`.

    Raises
    ------
    FitError
        Something else than a model or a ledger; no such days; all of it at once.
    ComparisonError
        The model has seen days after `as_of`.

    Examples
    --------
    >>> from clm.value import BgNbd
    >>> days = ["2024-01-01", "2024-01-12", "2024-01-20", "2024-01-08"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "ann", "ann", "bob"], when=days, amount=[9, 5, 2, 7], currency="EUR"
    ... )
    >>> model = BgNbd(unit="week", r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> tracking(model, shop, as_of="2024-01-14", until="2024-01-31")
    <Tracking 2 customers · 4 weeks · held out after 2024-01-14>
      week until  expected  actual  expected so far  actual so far
      2024-01-07       0.0       0              0.0              0
      2024-01-14       0.1       1              0.1              1
      2024-01-21       0.1       1              0.2              2
      2024-01-28       0.1       0              0.3              2
    """
    start, end = held_out(model, ledger, as_of, until)
    split, (customer, day) = to_number(start), order_days(ledger, end)
    fresh = np.ones(len(customer), bool)
    np.not_equal(customer[1:], customer[:-1], out=fresh[1:])
    firsts = day[fresh][day[fresh] <= split]
    known = np.zeros(len(ledger), bool)
    known[customer[fresh][day[fresh] <= split]] = True
    repeats = np.sort(day[~fresh & known[customer]])
    back = (split - int(firsts.min(initial=split))) // _WEEK
    ends = split + _WEEK * np.arange(-back, (to_number(end) - split) // _WEEK + 1)
    return Tracking(
        as_of=start,
        customers=len(firsts),
        day=ends.astype("M8[D]"),
        cumulative_expected=_expected(model, firsts, ends),
        cumulative_actual=np.searchsorted(repeats, ends, side="right").astype(np.int64),
    )


def _expected(model: DropoutModel[Any], firsts: Days, ends: Ints) -> Floats:
    """Sum up what is expected of everybody between the first order day and each end."""
    days, people = np.unique(firsts, return_counts=True)
    ages = np.maximum(ends[:, None] - days, 0)
    times: Floats = np.arange(float(ages.max(initial=0)) + 1) / DAYS[model.unit]
    by_age = model.expected_purchases_of_new(times)
    return np.asarray(by_age[ages] @ people, np.float64)
