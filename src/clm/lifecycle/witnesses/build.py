"""A history for one cell: numbers of events and amounts first, then the events themselves."""

from collections.abc import Iterable

from clm.lifecycle.feasibility.couplings import ORDER_DAYS, ORDERS
from clm.lifecycle.feasibility.staircase import Key
from clm.lifecycle.witnesses.attempt import Attempt, found, no_history, none_where
from clm.lifecycle.witnesses.history import History, Moment, Purchase
from clm.lifecycle.witnesses.solution import solve
from clm.lifecycle.witnesses.trade import Trade


def build(attempt: Attempt) -> History:
    """Write a history by the numbers of an attempt.

    Raises
    ------
    NoHistoryError
        The attempt leads to none.
    """
    moments: list[Moment] = []
    for kind in dict.fromkeys(key[0] for key in attempt.pinned.counts):
        if kind not in ("order", "refund", ORDER_DAYS[0]):
            moments += _events(attempt, kind)
    orders: list[Purchase] = []
    if ORDERS in attempt.pinned.counts:
        orders, refunds = Trade(attempt).write()
        moments += refunds
    return History(tuple(orders), tuple(moments))


def merged(histories: Iterable[History]) -> History:
    """Histories of different kinds as one; whoever did nothing made a contact."""
    lived = [each for each in histories if each.orders or each.moments]
    if not lived:
        return History(moments=(Moment("contact", 0),))
    if len(lived) == 1:  # with all that was counted of it
        return lived[0]
    return History(
        tuple(order for each in lived for order in each.orders),
        tuple(moment for each in lived for moment in each.moments),
    )


def _events(attempt: Attempt, kind: str) -> list[Moment]:
    """Events of any kind but orders and refunds, with their amounts."""
    whole, channels = attempt.by_channel(kind)
    sums = {
        key[1]: _amounts(attempt, key, whole if key[1] is None else channels[key[1]])
        for key in attempt.pinned.money
        if key[0] == kind
    }
    named = [each for channel, each in sums.items() if channel is not None]
    if None in sums:
        sums[None] = [all_ - sum(more) for all_, *more in zip(sums[None], *named, strict=True)]
    made: list[Moment] = []
    for channel, numbers in channels.items():
        made += _moments(attempt, kind, channel, numbers, sums)
    if any(any(each) for each in sums.values()):
        raise no_history()
    return made


def _moments(
    attempt: Attempt,
    kind: str,
    channel: str | None,
    numbers: list[int],
    sums: dict[str | None, list[int]],
) -> list[Moment]:
    """Events of one channel; the first of an interval takes its whole amount."""
    pending = sums.get(channel, sums.get(None)) or [0] * len(attempt.pinned.edges)
    made: list[Moment] = []
    for place, number in enumerate(numbers):
        for _ in range(number):
            at = attempt.edge(place)
            amount, pending[at] = pending[at], 0
            made.append(Moment(kind, attempt.age(place), amount, channel, attempt.hour(kind)))
    return made


def _amounts(attempt: Attempt, key: Key, numbers: list[int]) -> list[int]:
    """Amounts of any sign, near nothing, in the intervals that have events."""
    counts = attempt.coarse(numbers)
    none = [(j, i, weight) for i, j, weight in none_where(counts)]
    bounds = none_where(counts) + none
    return found(
        solve(attempt.pinned.money[key], bounds, lambda _, low, high: min(max(0, low), high))
    )
