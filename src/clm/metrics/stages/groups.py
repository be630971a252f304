"""How many people every tracked group holds, and what they say."""

from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import html_table, table, tag
from clm.ledger.column import AnyArray, Ints, locked, stays_locked
from clm.metrics.figures import Figures
from clm.metrics.stages.tracking import TRACKED

_TEXT: Final = np.dtypes.StringDType()
_LINES: Final = 10


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class TrackedGroups(Framed):
    """Leads, customers, retained customers and advocates, period by period.

    Parameters
    ----------
    days : (p + 1,) datetime64[D], read-only
        The eve of the first period, and the last day of each.
    people : (p + 1, 4) int64, read-only
        How many are in each group on that day.
    feedback, nps : Figures
        What those who were in each group on a period's last day answered in it.
    """

    days: AnyArray = field(converter=locked)
    people: Ints = field(converter=locked)
    feedback: Figures
    nps: Figures

    @property
    def groups(self) -> tuple[str, ...]:
        """Their names; customers hold the retained ones and the advocates."""
        return TRACKED

    def columns(self) -> dict[str, AnyArray]:
        """Give them in long form, a row for every period and group.

        Returns
        -------
        dict of str to (p * 4,) array, read-only
            ``day`` (the period's last), ``group``, ``people``, ``change`` (since the period began),
            ``feedback``, ``nps`` (NaN where nobody answered).
        """
        periods = len(self.people) - 1
        columns = {
            "day": np.repeat(self.days[1:], len(TRACKED)),
            "group": np.tile(np.array(TRACKED, _TEXT), periods),
            "people": self.people[1:].ravel(),
            "change": np.diff(self.people, axis=0).ravel(),
            "feedback": self.feedback.value[:, 1:].ravel(),
            "nps": self.nps.value[:, 1:].ravel(),
        }
        return {name: locked(column) for name, column in columns.items()}

    def line(self) -> str:
        """Say how many there were on the last day, and how many more than on the first."""
        last, change = self.people[-1].tolist(), (self.people[-1] - self.people[0]).tolist()
        told = zip(TRACKED, last, change, strict=True)
        return " · ".join(f"{number:,} {name} ({more:+,})" for name, number, more in told)

    def __len__(self) -> int:
        """Count the periods."""
        return len(self.people) - 1

    def __repr__(self) -> str:
        """People on the last days."""
        rows = self._rows()[-_LINES:]
        return "\n".join([self._head(), *table(("day", *TRACKED), rows).splitlines()])

    def _repr_html_(self) -> str:
        """People on all days."""
        return html_table(self._head()[1:-1], ("day", *TRACKED), self._rows())

    def _head(self) -> str:
        """Say of which days."""
        return tag("TrackedGroups", f"{self.days[0]} … {self.days[-1]}")

    def _rows(self) -> list[tuple[object, ...]]:
        """Write every day in a row."""
        return [
            (str(day), *people) for day, people in zip(self.days, self.people.tolist(), strict=True)
        ]
