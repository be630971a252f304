"""One curve: the share that has ordered again after so many days."""

from typing import Final, Literal, cast

import numpy as np
from attrs import frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.analysis.backtest.intervals import Estimate
from clm.analysis.survival import Survival, survival
from clm.errors import Fault, SnapshotError
from clm.features.catalog import LONGEST_WINDOW
from clm.features.gaps import Waits
from clm.ledger.column import AnyArray, Bools, Ints, locked

After = Literal["first", "later"]

DAYS: Final = (7, 30, 60, 90, 180, 365)
"""The days that are shown."""

HEAD: Final = ("days", "waiting", "ordered again", "95 %")
_NO_NUMBERS: Final = (bool, np.timedelta64)  # which Python and numpy take for whole numbers
_WORDS: Final = {"first": "after the first order", "later": "after a later order"}


@frozen(eq=False, repr=False)
class ReturnCurve(Framed):
    """The share that has ordered again after so many days, where some have not done so yet.

    Parameters
    ----------
    after : {"first", "later"}
        Which orders the days are counted from.
    waits : Survival
        How many were still waited for, day by day.

    Examples
    --------
    >>> days, ended = np.array([3, 8, 8, 20]), np.array([True, True, False, False])
    >>> curve = ReturnCurve("first", survival(days, ended))
    >>> curve.at(7), curve.at(8), curve.at_risk_on(8), curve.quantile(0.25)
    (0.25, 0.5, 3, 3)
    >>> curve
    <ReturnCurve after the first order · 4 waits, 2 of them ended · watched for 20 days>
    days  waiting  ordered again        95 %
       7        3         25.0 %  3.9 … 87.2
      30        0              -           -
      60        0              -           -
      90        0              -           -
     180        0              -           -
     365        0              -           -
    """

    after: After
    waits: Survival

    @property
    def number(self) -> int:
        """How many waits there are: of customers after the first order, of orders after later."""
        return int(self.waits.at_risk[0]) if len(self.waits.days) else 0

    @property
    def returned(self) -> int:
        """How many of them ended with an order."""
        return int(self.waits.events.sum())

    @property
    def longest(self) -> int:
        """The longest wait that was watched, in days."""
        return int(self.waits.days[-1]) if len(self.waits.days) else 0

    def at(self, days: int) -> float:
        """Give the share that has ordered again by then; NaN if nobody was watched so long.

        Raises
        ------
        SnapshotError
            `days` is no whole number from 0.
        """
        return self.estimate(days).value

    def estimate(self, days: int) -> Estimate:
        """Give the share with its 95 % interval; raises what `at` does."""
        found = self.waits.estimate(_checked(days))
        return Estimate(1 - found.value, 1 - found.high, 1 - found.low)

    def at_risk_on(self, day: int) -> int:
        """Count those who had not ordered before a day, and were still watched on it.

        Raises
        ------
        SnapshotError
            `day` is no whole number from 0.
        """
        return self.waits.at_risk_on(_checked(day, "day"))

    def quantile(self, share: float, *, within: int | None = None) -> int | None:
        """Find the first day by which a share has ordered again.

        Parameters
        ----------
        share : float
            Above 0, at most 1.
        within : int, optional
            Of those only who order again within so many days; of all if left out.

        Returns
        -------
        int or None
            None if so many were never seen to order again.

        Raises
        ------
        SnapshotError
            No such share, no whole number of days.
        """
        faults = share_faults(share, "share")
        faults += [] if within is None else days_faults(within, "within")
        if faults:
            raise SnapshotError(faults)
        return self.waits.quantile(float(share), None if within is None else _checked(within))

    def columns(self) -> dict[str, AnyArray]:
        """Give the curve as columns, a row for every day on which a wait ended or was cut short.

        Returns
        -------
        dict of str to (k,) array, read-only
            ``days``, ``at_risk`` (still waiting at the start of that day), ``returned`` (on it),
            ``share`` (ordered again by its end), ``share_low``, ``share_high``. There is no
            interval, but NaN, where nobody or everybody has ordered again.
        """
        found = self.waits
        columns: dict[str, AnyArray] = {
            "days": found.days,
            "at_risk": found.at_risk,
            "returned": found.events,
            "share": 1 - found.share,
            "share_low": 1 - found.high,
            "share_high": 1 - found.low,
        }
        return {name: locked(column) for name, column in columns.items()}

    def rows(self) -> list[tuple[int, int, str, str]]:
        """Write the share after some days, with how many were still waiting and the interval."""
        return [(day, self.at_risk_on(day), *written(self.estimate(day))) for day in DAYS]

    def __len__(self) -> int:
        """Count the days on which something happened."""
        return len(self.waits.days)

    def __repr__(self) -> str:
        """The share after some days."""
        return "\n".join([self._head(), table(HEAD, self.rows())])

    def _repr_html_(self) -> str:
        """The share after some days."""
        return html_table(self._head()[1:-1], HEAD, self.rows())

    def _head(self) -> str:
        """Say how many waits there are."""
        ended = f"{counted(self.number, 'wait')}, {self.returned:,} of them ended"
        return tag(
            "ReturnCurve",
            _WORDS[self.after],
            ended,
            f"watched for {counted(self.longest, 'day')}",
        )


def curve_of(waits: Waits, which: Bools | Ints, after: After) -> ReturnCurve:
    """Draw the curve of some waits.

    Parameters
    ----------
    waits : Waits
        All of them.
    which : array
        Those to take.
    after : {"first", "later"}
        A customer has one first wait, and may have several later ones.
    """
    whose = waits.customer[which] if after == "later" else None
    return ReturnCurve(after, survival(waits.days[which], waits.ended[which], whose))


def written(share: Estimate) -> tuple[str, str]:
    """Write a share and its interval in per cent."""
    value, low, high = (100 * each for each in (share.value, share.low, share.high))
    return (
        "-" if value != value else f"{value:.1f} %",  # noqa: PLR0124  # NaN
        "-" if low != low else f"{low:.1f} … {high:.1f}",  # noqa: PLR0124
    )


def share_faults(share: object, where: str) -> list[Fault]:
    """Name what is no share."""
    number = isinstance(share, int | float | np.integer | np.floating)
    if number and not isinstance(share, _NO_NUMBERS) and 0 < cast("float", share) <= 1:
        return []
    return [Fault(where, f"{share!r:.40} is no share", "give a number above 0, at most 1")]


def days_faults(days: object, where: str) -> list[Fault]:
    """Name what is no number of days."""
    whole = isinstance(days, int | np.integer) and not isinstance(days, _NO_NUMBERS)
    if whole and cast("int", days) >= 0:
        return []
    return [Fault(where, f"{days!r:.40} is no number of days", "give a whole number from 0")]


def _checked(days: int, where: str = "days") -> int:
    """Refuse what is no number of days; none is longer than the calendar."""
    faults = days_faults(days, where)
    if faults:
        raise SnapshotError(faults)
    return min(int(days), LONGEST_WINDOW + 1)
