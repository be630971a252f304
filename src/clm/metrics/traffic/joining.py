"""The rows of two traffics put together; what both tell of is refused."""

from typing import Any, Final

import numpy as np

from clm.errors import Fault, MetricError
from clm.ledger.column import NAMED, AnyArray, Ints
from clm.metrics.traffic.counts import sum_faults
from clm.metrics.traffic.names import Names
from clm.metrics.traffic.overlaps import places_of, repeats
from clm.metrics.traffic.reading import MEASURES, in_order

_NAMED: Final[tuple[str, ...]] = ("channel", "campaign")


def joined(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Put columns together, as `read_traffic` gives them.

    Raises
    ------
    MetricError
        Both tell of the same day and channel, and of the same campaign if both name campaigns.

    Examples
    --------
    >>> day, tv = np.array([3], np.int32), Names(("tv",), np.array([0], np.int32))
    >>> joined({"day": day, "channel": tv}, {"day": day + 1, "channel": tv})["day"]
    array([3, 4], dtype=int32)
    """
    named = [name for name in _NAMED if name in mine or name in theirs]
    columns: dict[str, Any] = {"day": np.concatenate([mine["day"], theirs["day"]])}
    for name in named:
        columns[name] = _names(mine, name).followed_by(_names(theirs, name))
    both = [name for name in named if name in mine and name in theirs]
    _refuse(columns, both, len(mine["day"]))
    faults: list[Fault] = []
    for name in MEASURES:
        if name in mine or name in theirs:
            columns[name] = np.concatenate([_measured(each, name) for each in (mine, theirs)])
            faults += sum_faults(columns[name], name)
    if faults:
        raise MetricError(faults)
    return in_order(columns)


def _names(columns: dict[str, Any], name: str) -> Names:
    """Give a column of names; where there is none, all have none."""
    nameless = Names(("",), np.zeros(len(columns["day"]), np.int32))
    found: Names = columns.get(name, nameless)
    return found


def _measured(columns: dict[str, Any], name: str) -> Any:
    """Give a measure; what is not measured counts as 0."""
    return columns.get(name, np.zeros(len(columns["day"]), np.int64))


def _refuse(columns: dict[str, Any], named: list[str], mine: int) -> None:
    """Name what both sides tell of."""
    names = [columns[name] for name in named]
    keys = (columns["day"], *(each.codes for each in names))
    # Without their campaigns the rows of one side alone may repeat each other.
    kept = np.concatenate([_once(keys, slice(0, mine)), _once(keys, slice(mine, len(keys[0])))])
    twice = kept[repeats(tuple(key[kept] for key in keys))[0]]
    mend = "leave it out of one of them"
    faults = [
        Fault("append", f"both tell of {what}", mend)
        for what in places_of(twice, columns["day"], *((e.names, e.codes) for e in names))
    ]
    rest = len(twice) - NAMED
    more = [Fault("append", f"the same of {rest:,} more", mend)] if rest > 0 else []
    if faults:
        raise MetricError([*faults, *more])


def _once(keys: tuple[AnyArray, ...], side: slice) -> Ints:
    """Give the rows of one side, of equal ones the first."""
    fresh = np.zeros(len(keys[0]), bool)
    fresh[side] = True
    fresh[repeats(tuple(key[side] for key in keys))[0] + side.start] = False
    return np.flatnonzero(fresh)
