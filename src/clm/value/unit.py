"""The unit of time that a summary and its models are told in, which is part of their type."""

from collections.abc import Mapping
from typing import Final, Literal, TypeVar, get_args

from clm.errors import Fault, unknown

Unit = Literal["day", "week"]
Day = Literal["day"]
Week = Literal["week"]
U = TypeVar("U", bound=Unit)

UNITS: Final[tuple[str, ...]] = get_args(Unit)
DAYS: Final[Mapping[str, int]] = {"day": 1, "week": 7}
"""Days of every unit."""

DAYS_A_YEAR: Final = 365.25


def unit_faults(unit: object, where: str = "unit") -> tuple[Fault, ...]:
    """Name what is no unit of time.

    Examples
    --------
    >>> print(*unit_faults("weeks"))
    unit: no unit of time 'weeks' → did you mean 'week'?
    """
    known = isinstance(unit, str) and unit in UNITS
    return () if known else (unknown("unit of time", unit, UNITS, where),)


def years(time: float, unit: Unit) -> float:
    """Turn a stretch of time into years of 365.25 days.

    Examples
    --------
    >>> years(1461, "day")
    4.0
    """
    return time * DAYS[unit] / DAYS_A_YEAR
