"""Touches: the contacts by which newcomers may have come, in the order of time."""

from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.ledger.column import Codes, Days, Ints
from clm.ledger.door.zone import DAY, instants_of
from clm.ledger.ledger import Ledger
from clm.ledger.rows import Rows
from clm.metrics.acquisition.channels import Channels
from clm.metrics.acquisition.newcomers import Newcomers

KINDS: Final = ("touch", "visit")
"""Events that are touches if they name a channel; at one instant an ad comes before the visit."""


@frozen(eq=False)
class Touches:
    """Touches of newcomers up to their moment, sorted by newcomer, then time.

    Parameters
    ----------
    newcomer : (n,) int64
        Positions among the newcomers, ascending.
    channel : (n,) int32
        Positions of channels; none is 0, no channel.
    """

    newcomer: Ints
    channel: Codes

    @classmethod
    def of(
        cls, ledger: Ledger, newcomers: Newcomers, channels: Channels, within: int | None
    ) -> Self:
        """Find the touches of newcomers, at most so many days before their moment.

        Touches of one day and instant stay in the order in which their rows came.

        Examples
        --------
        >>> shop = Ledger.from_columns(
        ...     customer=["ann"], when=["2024-05-09"], amount=[9], currency="EUR"
        ... ).with_events(
        ...     "touch", customer=["ann"] * 3, channel=["tv", "email", "ads"],
        ...     when=["2024-05-08", "2024-05-01", "2024-05-10"],
        ... )
        >>> ways, bought = Channels.of(shop, None), Newcomers.first_of(shop.orders.rows, 1)
        >>> [ways.names[each] for each in Touches.of(shop, bought, ways, 30).channel]
        ['email', 'tv']
        >>> [ways.names[each] for each in Touches.of(shop, bought, ways, 7).channel]
        ['tv']
        """
        place = np.full(len(ledger), -1)
        place[newcomers.customer] = np.arange(len(newcomers))
        told = (ledger.rows(kind) for kind in KINDS)
        parts = [_found(rows, place, newcomers, channels, within) for rows in told]
        newcomer, day, instant, channel = (
            np.concatenate(each) for each in zip(*parts, strict=True)
        )
        line = np.lexsort((instant, day, newcomer))
        return cls(newcomer[line], channel[line])

    def __len__(self) -> int:
        """Count them."""
        return len(self.newcomer)


def first_day(ledger: Ledger) -> int | None:
    """Give the first day of which touches are told; None where none ever are."""
    told = [ledger.rows(kind) for kind in KINDS]
    days = [int(rows.day[0]) for rows in told if rows is not None and len(rows)]
    return min(days, default=None)


def later_that_day(ledger: Ledger, newcomers: Newcomers, channels: Channels) -> int:
    """Count newcomers at midnight who have a touch later on that day.

    What is told by its day alone stands at midnight, before all that has a time of day.

    Examples
    --------
    >>> shop = Ledger.from_columns(
    ...     customer=["ann"], when=["2024-05-09"], amount=[9], currency="EUR"
    ... ).with_events("visit", customer=["ann"], when=["2024-05-09 10:00"], channel=["tv"])
    >>> bought = Newcomers.first_of(shop.orders.rows, 1)
    >>> later_that_day(shop, bought, Channels.of(shop, None))
    1
    """
    midnight = instants_of(newcomers.day.astype(np.int64) * DAY, ledger.terms.zone)
    at_midnight = newcomers.instant == midnight
    late = np.zeros(len(newcomers), bool)
    place = np.full(len(ledger), -1)
    place[newcomers.customer[at_midnight]] = np.flatnonzero(at_midnight)
    for rows in map(ledger.rows, KINDS):
        if rows is not None and rows.channel is not None and at_midnight.any():
            newcomer = place[rows.customer]
            same = (newcomer >= 0) & (channels.places(rows) != 0)
            same &= rows.day == newcomers.day[newcomer]
            same &= rows.instant > newcomers.instant[newcomer]
            late[newcomer[same]] = True
    return int(late.sum())


def _found(
    rows: Rows | None,
    place: Ints,
    newcomers: Newcomers,
    channels: Channels,
    within: int | None,
) -> tuple[Ints, Days, Ints, Codes]:
    """Select the events of a kind: newcomer, day, instant and channel."""
    if rows is None or rows.channel is None:
        none = np.zeros(0, np.int32)
        return np.zeros(0, np.int64), none, np.zeros(0, np.int64), none
    newcomer = place[rows.customer]
    at = np.flatnonzero(newcomer >= 0)
    newcomer = newcomer[at]
    day, instant, channel = rows.day[at], rows.instant[at], channels.places(rows, at)
    end, moment = newcomers.day[newcomer], newcomers.instant[newcomer]
    kept = (channel != 0) & ((day < end) | ((day == end) & (instant <= moment)))
    if within is not None:
        kept &= end.astype(np.int64) - day <= within
    return newcomer[kept], day[kept], instant[kept], channel[kept]
