"""How periods are marked that are not over, or of which not all is known."""

from datetime import date
from typing import Final

from clm._show import counted
from clm.analysis.activity.calendar import Calendar

OPEN: Final = "*"
"""Marks a period that is not over."""
DOUBTFUL: Final = "?"
"""Marks a period that starts before all is known."""


def open_notes(calendar: Calendar) -> list[str]:
    """Say which period is not over, if one is not.

    Examples
    --------
    >>> print(*open_notes(Calendar.of(date(2024, 2, 10), date(2024, 3, 15), "month")))
    * the month 2024-03 goes on until 2024-03-31
    """
    if calendar.whole == len(calendar):
        return []
    last = calendar.periods[-1]
    return [f"{OPEN} the {last.every} {last.name} goes on until {last.last}"]


def doubtful_notes(number: int, noun: str, what: str, complete_from: date | None) -> list[str]:
    """Say how many are in doubt, and why, if any are.

    Examples
    --------
    >>> print(*doubtful_notes(2, "cohort", "may hold old customers", date(2024, 3, 1)))
    ? 2 cohorts may hold old customers: not all is known from before 2024-03-01
    """
    if not number:
        return []
    why = f"not all is known from before {complete_from}"
    return [f"{DOUBTFUL} {counted(number, noun)} {what}: {why}"]
