"""Overlapping spend: what is told twice of one day and channel would be counted twice."""

import numpy as np

from clm.errors import Fault
from clm.ledger.column import NAMED, AnyArray, Ints
from clm.model.day import from_number


def repeats(columns: tuple[AnyArray, ...]) -> tuple[Ints, Ints]:
    """Find the rows that are equal to an earlier one in all of some columns.

    Returns
    -------
    rows, firsts : (k,) int64
        Ascending; the first row that each repeats.

    Examples
    --------
    >>> repeats((np.array([3, 3, 3, 4]), np.array([1, 0, 1, 1])))
    (array([2]), array([0]))
    """
    line = np.lexsort(columns[::-1])
    same = np.ones(max(len(line) - 1, 0), bool)
    for column in columns:
        same &= column[line[1:]] == column[line[:-1]]
    fresh = np.append(True, ~same)[: len(line)]  # the first row is
    starts = np.flatnonzero(fresh)
    firsts = np.repeat(line[starts], np.diff(starts, append=len(line)))
    again = np.flatnonzero(~fresh)
    order = np.argsort(line[again])
    return line[again][order], firsts[again][order]


def overlap_faults(rows: Ints, firsts: Ints, said: list[str]) -> list[Fault]:
    """Name rows that repeat others.

    Parameters
    ----------
    rows, firsts : (k,) int64
        From `repeats`.
    said : list of str
        Of the first of them, which day and channel that is.

    Examples
    --------
    >>> print(*overlap_faults(np.array([2]), np.array([0]), ["2024-05-01 of 'tv'"]))
    day[2]: 2024-05-01 of 'tv' stands in row 0 already → give one row, or name the campaigns
    """
    mend = "give one row, or name the campaigns"
    pairs = zip(rows.tolist(), firsts.tolist(), said, strict=False)
    faults = [
        Fault(f"day[{row}]", f"{what} stands in row {first} already", mend)
        for row, first, what in pairs
    ]
    rest = len(rows) - len(faults)
    more = [Fault("day", f"the same in {rest:,} more rows", mend)] if rest > 0 else []
    return [*faults, *more]


def places_of(rows: Ints, day: AnyArray, *names: tuple[tuple[str, ...], AnyArray]) -> list[str]:
    """Say of the first rows which day, channel and campaign they are of.

    Examples
    --------
    >>> places_of(np.array([1]), np.array([0, 1]), (("", "tv"), np.array([0, 1])))
    ["1970-01-02 of 'tv'"]
    """
    said: list[str] = []
    for row in rows[:NAMED].tolist():
        named = " · ".join(repr(of[int(codes[row])]) for of, codes in names)
        said.append(f"{from_number(int(day[row]))} of {named}")
    return said
