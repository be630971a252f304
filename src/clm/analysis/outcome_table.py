"""The table of a backtest as people read it: shares in per cent, money in major units."""

from collections.abc import Sequence
from math import isnan
from typing import Final

import numpy as np

from clm.analysis.intervals import Estimates, wilson
from clm.analysis.outcomes import Outcomes
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
    """Write a row for every group, and one for all together.

    Parameters
    ----------
    names : sequence of str
        Of the groups.
    found : Outcomes
        Of as many groups.
    currency : str
        ISO 4217 code of the amounts.
    """
    groups: list[list[object]] = [
        [
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
        for at, name in enumerate(names)
    ]
    return [*groups, _all(found, currency)]


def _all(found: Outcomes, currency: str) -> list[object]:
    """Write the row of everybody."""
    sums = (found.people, found.returned, found.orders, found.money)
    people, returned, orders, money = (int(each.sum()) for each in sums)
    head = written(round(money / people), currency) if people else _NONE
    return [
        "(all)",
        people,
        returned,
        *_percent(wilson(np.array([returned]), np.array([people])), 0),
        *(_NONE, _NONE),
        orders,
        written(money, currency),
        *(head, _NONE),
        *("100.0 %" if money > 0 else _NONE, _NONE),
    ]


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
