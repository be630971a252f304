"""Net money of new customers by period, channel, and days since their first order."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from clm.errors import MetricError
from clm.ledger.column import Codes, Days, Floats, Ints
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.metrics.acquisition.credits import Credits
from clm.metrics.acquisition.newcomers import Newcomers

MOST: Final = 20_000_000
"""More cells than this are more than memory should hold."""


def net_by_day(
    ledger: Ledger,
    bought: Newcomers,
    shares: Credits,
    *,
    period: Ints,
    days: list[int],
    channels: int,
) -> list[Floats]:
    """Add up what new customers brought in, from their first counted order on.

    Money from before that order, of one that was given back, counts on its day.

    Parameters
    ----------
    ledger : Ledger
        All events.
    bought : Newcomers
        The new customers.
    shares : Credits
        Of which channels they are.
    period : (n,) int64
        In which period each of them is new.
    days : list of int
        For each period, for how many days its new customers are followed.
    channels : int
        How many channels there are.

    Returns
    -------
    list of (channels + 1, days + 1) float64
        For each period, in minor units up to each day; the last line is of all channels.

    Raises
    ------
    MetricError
        There are too many cells.
    """
    lines = channels + 1
    lengths = np.array(days) + 1
    edges = np.append(0, np.cumsum(lengths * lines))
    if edges[-1] > MOST:
        what = f"{edges[-1]:,} cells of period, channel and day"
        raise MetricError.of(
            "as_of", what, f"look at fewer days or longer periods; {MOST:,} are the most"
        )
    starts, entries = _entries(shares, len(bought), channels)
    sums = np.zeros(int(edges[-1]))
    for customer, day, net in _money(ledger):
        place = np.full(len(ledger), -1)
        place[bought.customer] = np.arange(len(bought))
        who = place[customer]
        rows = np.flatnonzero(who >= 0)
        who = who[rows]
        age = np.maximum(day[rows].astype(np.int64) - bought.day[who], 0)
        seen = age < lengths[period[who]]
        rows, who, age = rows[seen], who[seen], age[seen]
        row, entry = _expanded(who, starts)
        line, weight = entries[0][entry], entries[1][entry]
        when = period[who[row]]
        cell = edges[when] + line * lengths[when] + age[row]
        np.add.at(sums, cell, net[rows[row]] * weight)
    parts = (sums[edges[at] : edges[at + 1]] for at in range(len(days)))
    return [
        np.cumsum(part.reshape(lines, length), axis=1)
        for part, length in zip(parts, lengths.tolist(), strict=True)
    ]


def _entries(shares: Credits, newcomers: int, channels: int) -> tuple[Ints, tuple[Codes, Floats]]:
    """Sort credits by newcomer, and add everybody to the line of all; where each one's begin."""
    everybody = np.arange(newcomers)
    who = np.concatenate([shares.newcomer, everybody])
    line = np.concatenate([shares.channel, np.full(newcomers, channels, np.int32)])
    weight = np.concatenate([shares.weights, np.ones(newcomers)])
    order = np.argsort(who, kind="stable")
    starts = np.searchsorted(who[order], np.arange(newcomers + 1))
    return starts, (line[order], weight[order])


def _expanded(who: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """Repeat rows for every entry of their newcomer; give rows and entries."""
    times = starts[who + 1] - starts[who]
    row = np.repeat(np.arange(len(who)), times)
    first = np.repeat(np.cumsum(times) - times, times)
    return row, np.repeat(starts[who], times) + np.arange(len(row)) - first


def _money(ledger: Ledger) -> Iterator[tuple[Codes, Days, Ints]]:
    """Go through order lines and refunds; refunds are negative."""
    orders = ledger.orders
    for rows, sign in ((orders.rows, 1), (orders.late, 1), (ledger.contents.kinds["refund"], -1)):
        yield rows.customer, rows.day, sign * _amounts(rows)


def _amounts(rows: Rows) -> Ints:
    """Give the amounts, which only rows that are not there lack."""
    return np.zeros(len(rows), np.int64) if rows.amount is None else rows.amount
