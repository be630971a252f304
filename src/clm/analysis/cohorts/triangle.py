"""Triangles: how much there is of every cohort, in its own period and in those after it."""

from math import prod
from typing import Final, Self

import numpy as np
from attrs import frozen

from clm._show import counted
from clm.analysis.activity.active import Active
from clm.analysis.cohorts.followed import Followed, Measure, Retention, followed
from clm.analysis.cohorts.groups import Groups
from clm.errors import SnapshotError
from clm.ledger.column import Ints
from clm.ledger.ledger import Ledger

MOST: Final = 20_000_000
"""More cells than this are more than anybody reads, and than memory should hold."""

_SIDES: Final = ("group", "cohort", "period")


@frozen(eq=False)
class Triangles:
    """A triangle for every group of customers.

    Parameters
    ----------
    sizes : (groups, cohorts) int64
        People of every cohort.
    counts : (groups, cohorts, periods) int64
        By cohort, and by the number of periods after it.
    outside : (groups,) int64
        What lies in no cell: money before the first order that counts, or of people without one.
    """

    sizes: Ints
    counts: Ints
    outside: Ints

    @classmethod
    def of(
        cls, ledger: Ledger, active: Active, measure: Measure, retention: Retention, groups: Groups
    ) -> Self:
        """Follow every cohort.

        Parameters
        ----------
        ledger : Ledger
            All events; those after the calendar's day are not seen.
        active : Active
            Who ordered in which period.
        measure, retention : str
            What is counted, and how.
        groups : Groups
            By whom it is split.

        Raises
        ------
        SnapshotError
            There are too many cells.
        """
        recurring = retention == "recurring"
        members = np.arange(len(active)) if recurring else np.flatnonzero(active.previous < 0)
        cohort, group = active.place[members], groups.places(active.customer[members])
        shape = (len(groups.names), int(cohort.max(initial=-1)) + 1, len(active.calendar))
        _check(shape)
        sizes = np.bincount(group * shape[1] + cohort, minlength=shape[0] * shape[1])
        counts, outside = np.zeros(shape, np.int64), np.zeros(shape[0], np.int64)
        for each in followed(ledger, active, measure, retention):
            kept = _let_go(each, groups, outside)
            add = _add_to_all if recurring else _add_to_first
            add(counts, kept, active, groups.places(kept.customer))
        if retention == "rolling":
            counts = np.cumsum(counts[..., ::-1], axis=-1)[..., ::-1]
        return cls(sizes.reshape(shape[:2]), counts, outside)


def _let_go(what: Followed, groups: Groups, outside: Ints) -> Followed:
    """Count what is of no cohort; give the rest."""
    if not (what.row < 0).any():
        return what
    lost = what.take(what.row < 0)
    np.add.at(outside, groups.places(lost.customer), lost.values())
    return what.take(what.row >= 0)


def _add_to_first(counts: Ints, what: Followed, active: Active, group: Ints) -> None:
    """Count for the cohort of each customer's first order."""
    cell = _column(counts, what, group)
    cell += active.origin[what.row] * _step(counts)
    _add(counts, cell, what.value)


def _add_to_all(counts: Ints, what: Followed, active: Active, group: Ints) -> None:
    """Count for every cohort that the customer was in until then, the latest first."""
    column, row, value = _column(counts, what, group), what.row, what.value
    while len(row):
        _add(counts, column + active.place[row] * _step(counts), value)
        row = active.previous[row]
        more = row >= 0
        column, row = column[more], row[more]
        value = None if value is None else value[more]


def _column(counts: Ints, what: Followed, group: Ints) -> Ints:
    """Give the cells in which all would lie, were they of the first cohort of their group."""
    _, cohorts, periods = counts.shape
    column: Ints = group * (cohorts * periods) + what.place
    return column


def _step(counts: Ints) -> np.int64:
    """Give the way from one cohort to the next in the same period: a row down, a column back."""
    return np.int64(counts.shape[2] - 1)


def _add(counts: Ints, cell: Ints, value: Ints | None) -> None:
    """Add to cells, in place; one each if there are no values."""
    flat = counts.reshape(-1)
    if value is None:
        flat += np.bincount(cell, minlength=len(flat))
    else:
        np.add.at(flat, cell, value)


def _check(shape: tuple[int, int, int]) -> None:
    """Refuse more cells than there should be."""
    if prod(shape) > MOST:
        sides = [counted(number, word) for number, word in zip(shape, _SIDES, strict=True)]
        mend = f"take longer periods, or fewer groups; {MOST:,} are the most"
        raise SnapshotError.of("cohorts", f"{prod(shape):,} cells of {', '.join(sides)}", mend)
