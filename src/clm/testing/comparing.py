"""What two snapshots say differently of somebody."""

from collections.abc import Mapping
from typing import Any

from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import LawBrokenError
from clm.model.event import CustomerId

Rows = Mapping[CustomerId, Mapping[str, Any]]


def alike(expected: Snapshot, found: Snapshot) -> None:
    """Refuse snapshots that differ in anything but the order of rows.

    Raises
    ------
    LawBrokenError
        With the first customer of whom they say different things.
    """
    if expected == found:
        return
    compare(by_customer(expected), by_customer(found))
    raise LawBrokenError.of("", f"{expected.scale!r} becomes {found.scale!r}")


def compare(expected: Rows, found: Rows) -> None:
    """Refuse rows that differ.

    Raises
    ------
    LawBrokenError
        With the first customer of whom they say different things.

    Examples
    --------
    >>> compare({"ann": {"orders": 1}}, {"ann": {"orders": 2}})
    Traceback (most recent call last):
    clm.errors.LawBrokenError: 'ann' has orders 1, then 2
    """
    for who in expected.keys() ^ found.keys():
        says = "is left out" if who in expected else "is there too"
        raise LawBrokenError.of("", f"{who!r} {says}")
    for who, row in expected.items():
        for name, value in row.items():
            if found[who].get(name) != value:
                what = f"{who!r} has {name} {value!r}, then {found[who].get(name)!r}"
                raise LawBrokenError.of("", what)


def by_customer(snap: Snapshot) -> dict[CustomerId, dict[str, Any]]:
    """Give what a snapshot says of everybody as a row of plain values."""
    columns = {name: column.tolist() for name, column in snap.columns().items()}
    people = columns.pop("customer")
    rows = zip(*columns.values(), strict=True)
    return {
        who: dict(zip(columns, row, strict=True)) for who, row in zip(people, rows, strict=True)
    }
