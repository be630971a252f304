"""The table of a backtest as people read it: shares in per cent, money in major units."""

from collections.abc import Sequence
from math import isnan
from typing import Final

import numpy as np

from clm.analysis.backtest.intervals import Estimates, wilson
from clm.analysis.backtest.outcomes import Outcomes
from clm.model.money import written

HEAD: Final = (
    "segment",
    "people",
    "ordered",
    "share",
    "95 %",
    "beyond recency",
    "95 %",
    "orders",
    "money",
    "a head",
    "95 %",
    "of all",
    "95 %",
)
"""What the columns are called."""

_NONE: Final = "-"


def rows(names: Sequence[str], found: Outcomes, currency: str) -> list[list[object]]:
    """Write a row for every segment and one for all who were there, then newcomers and all.

    Parameters
    ----------
    names : sequence of str
        Of the segments, and last of the newcomers.
    found : Outcomes
        Of as many groups.
    currency : str
        ISO 4217 code of the amounts.
    """
    last = len(names) - 1
    groups = [_group(name, at, found, currency) for at, name in enumerate(names)]
    there, everybody = (_sums(found, number) for number in (last, last + 1))
    share = _percent(wilson(*(np.array([each]) for each in (there[1], there[0]))), 0)
    return [
        *groups[:last],
        _together("(all there)", there, share, everybody[3], currency),
        groups[last],
        _together("(all)", everybody, (_NONE, _NONE), everybody[3], currency),
    ]


def _group(name: str, at: int, found: Outcomes, currency: str) -> list[object]:
    """Write the row of one group."""
    return [
        name,
        int(found.people[at]),
        int(found.returned[at]),
        *_percent(found.return_share, at),
        *_percent(found.beyond_recency, at),
        int(found.orders[at]),
        written(int(found.money[at]), currency),
        *_money(found.money_per_head, at, currency),
        *_percent(found.money_share, at),
    ]


def _sums(found: Outcomes, number: int) -> list[int]:
    """Give people, those who ordered, orders and money of the first groups."""
    sums = (found.people, found.returned, found.orders, found.money)
    return [int(each[:number].sum()) for each in sums]


def _together(
    name: str, sums: list[int], share: tuple[str, str], whole: int, currency: str
) -> list[object]:
    """Write the row of several groups."""
    people, returned, orders, money = sums
    head = written(round(money / people), currency) if people else _NONE
    part = f"{100 * money / whole:.1f} %" if whole > 0 else _NONE
    row: list[object] = [name, people, returned, *share, _NONE, _NONE, orders]
    return [*row, written(money, currency), head, _NONE, part, _NONE]


def _percent(estimates: Estimates, at: int) -> tuple[str, str]:
    """Write a share and its interval."""
    value, low, high = (round(100 * each, 1) + 0.0 for each in _of(estimates, at))  # no -0.0
    share = _NONE if isnan(value) else f"{value:.1f} %"
    return share, _NONE if isnan(low) else f"{low:.1f} … {high:.1f}"


def _money(estimates: Estimates, at: int, currency: str) -> tuple[str, str]:
    """Write an amount and its interval."""
    value, low, high = (
        _NONE if isnan(each) else written(round(each), currency) for each in _of(estimates, at)
    )
    return value, _NONE if low == _NONE else f"{low} … {high}"


def _of(estimates: Estimates, at: int) -> tuple[float, float, float]:
    """Give one figure and its interval."""
    return float(estimates.value[at]), float(estimates.low[at]), float(estimates.high[at])
