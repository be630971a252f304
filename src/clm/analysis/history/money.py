"""Money of each period by where its customers stood when it began."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from clm.analysis.snapshot.snapshot import Snapshot
from clm.features.table import Features
from clm.ledger.column import Ints, locked
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.lifecycle.lookup import Cells
from clm.model.day import to_number


def money_by_start(ledger: Ledger, snapshots: Sequence[Snapshot]) -> Ints:
    """Sum up the net money of each period by everybody's segment at its start.

    Parameters
    ----------
    ledger : Ledger
        Order lines and refunds, each on its own day.
    snapshots : sequence of Snapshot
        The p days between which the periods lie: after one day, up to and including the next.

    Returns
    -------
    (p - 1, s + 1) int64, read-only
        In minor units; the last column is of those who were not there at the start.
    """
    segments = len(snapshots[0].template.segments)
    money = np.zeros((max(len(snapshots) - 1, 0), segments + 1), np.int64)
    for row, (start, end) in zip(money, pairwise(snapshots), strict=True):
        place = places_of_ledger(start, segments)
        for rows, sign in _flows(ledger):
            _add(row, rows, place, (start, end), sign)
    return locked(money)


def places_of_ledger(snap: Snapshot, absent: int) -> Cells:
    """Give everybody's place by customer code; `absent` is who is not there; (k,) unsigned."""
    places = np.full(len(snap.ledger), absent, np.min_scalar_type(absent))
    people = snap.features
    # Whoever comes later mostly has a higher code.
    first = isinstance(people, Features) and people.reach == len(people)
    places[slice(len(people)) if first else people.codes] = snap.places
    return places


def _flows(ledger: Ledger) -> Iterator[tuple[Rows, int]]:
    """Give everything that moves money, and whether it adds or takes away."""
    yield ledger.orders.rows, 1
    yield ledger.orders.late, 1
    yield ledger.contents.kinds["refund"], -1


def _add(money: Ints, rows: Rows, place: Cells, ends: tuple[Snapshot, Snapshot], sign: int) -> None:
    """Add the amounts of one period, in place."""
    first, last = (to_number(each.as_of) for each in ends)
    part = rows.between(first + 1, last)
    if rows.amount is not None:
        np.add.at(money, place[rows.customer[part]], sign * rows.amount[part])
