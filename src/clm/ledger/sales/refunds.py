"""Which order a refund gives back, and from when to when an order therefore does not count."""

from typing import Final

import numpy as np
from attrs import frozen

from clm.ledger.column import AnyArray, Bools, Codes, Days, Ints

UNATTACHED: Final = -1
EVER: Final = np.iinfo(np.int32).max
"""A day after all days."""


@frozen(eq=False)
class Voids:
    """When orders do not count, because refunds reach their lines.

    Parameters
    ----------
    order : (n,) int32
        Positions of orders, ascending.
    start : (n,) int32
        First day of not counting.
    stop : (n,) int32
        Day from which the order counts again; `EVER` is never.
    """

    order: Codes
    start: Days
    stop: Days

    def __len__(self) -> int:
        """Count the intervals."""
        return len(self.order)

    def on(self, day: int) -> Codes:
        """Give the orders that do not count on a day, ascending."""
        return self.order[(self.start <= day) & (day < self.stop)]


def match_exactly(
    orders: tuple[Codes, Ints, Ints], refunds: tuple[Codes, Ints, Ints]
) -> tuple[Ints, Ints]:
    """Pair each refund with the customer's latest earlier unpaired order of exactly its amount.

    Orders and refunds of one customer and amount are like brackets: a refund closes the order
    opened last. They pair where they stand at one depth.

    Parameters
    ----------
    orders, refunds : tuple of (n,) arrays
        Customer code, amount in minor units, and place in time: at one place orders come first.

    Returns
    -------
    order, refund : (k,) int64
        Positions of the pairs.
    """
    customer = np.concatenate([orders[0], refunds[0]])
    amount = np.concatenate([orders[1], refunds[1]])
    place = np.concatenate([orders[2], refunds[2]])
    opening = np.repeat([True, False], [len(orders[0]), len(refunds[0])])
    position = np.concatenate([np.arange(len(orders[0])), np.arange(len(refunds[0]))])
    line = np.lexsort((position, ~opening, place, amount, customer))
    group = _starts(customer[line], amount[line])
    depth = _depths(np.where(opening[line], 1, -1), group)
    return _pairs(opening[line], position[line], np.cumsum(group, dtype=np.int64), depth)


def _starts(*keys: AnyArray) -> Bools:
    """Mark the rows where any key changes."""
    starts = np.ones(len(keys[0]), bool)
    if len(starts):
        starts[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return starts


def _depths(steps: Ints, starts: Bools) -> Ints:
    """Give each bracket its depth within its group; closers without an opener get depth 0.

    The running minimum below the ground is the number of such closers so far.
    """
    if not len(steps):
        return steps
    first = np.flatnonzero(starts)
    height = np.cumsum(steps)
    height -= np.repeat(height[first] - steps[first], np.diff(first, append=len(steps)))
    # One group after the other lies far below the last, so that one running minimum serves all.
    fall = np.cumsum(starts) * (2 * len(steps) + 2)
    lowest = np.minimum.accumulate(np.minimum(height, 0) - fall) + fall
    ground = np.minimum(lowest, 0)
    depth = height - ground
    unpaired = (steps < 0) & (ground < np.where(starts, 0, np.concatenate([[0], ground[:-1]])))
    return np.where(steps > 0, depth, np.where(unpaired, 0, depth + 1))


def _pairs(opening: Bools, position: Ints, group: Ints, depth: Ints) -> tuple[Ints, Ints]:
    """Pair neighbours of one group and depth."""
    line = np.lexsort((np.arange(len(depth)), depth, group))
    line = line[depth[line] > 0]
    here, there = line[:-1], line[1:]
    meets = opening[here] & ~opening[there]
    meets &= (group[here] == group[there]) & (depth[here] == depth[there])
    return position[here[meets]], position[there[meets]]


def find_voids(lines: tuple[Codes, Days, Ints], refunds: tuple[Codes, Days, Ints]) -> Voids:
    """Find when refunds reach the lines of their order.

    On a day an order counts unless its refunds so far are above zero and reach its lines so far.

    Parameters
    ----------
    lines, refunds : tuple of (n,) arrays
        Position of the order, day, and amount in minor units.

    Returns
    -------
    Voids
    """
    order, day = np.concatenate([lines[0], refunds[0]]), np.concatenate([lines[1], refunds[1]])
    paid = np.concatenate([lines[2], np.zeros(len(refunds[2]), np.int64)])
    back = np.concatenate([np.zeros(len(lines[2]), np.int64), refunds[2]])
    line = np.lexsort((day, order))
    order, day = order[line], day[line]
    start = _starts(order)
    paid, back = _running(paid[line], start), _running(back[line], start)
    last = np.append(_starts(order, day)[1:], np.ones(min(len(order), 1), bool))
    order, day, void = order[last], day[last], ((back > 0) & (back >= paid))[last]
    return _intervals(order, day, void)


def _running(values: Ints, starts: Bools) -> Ints:
    """Sum up within groups."""
    if not len(values):
        return values
    total = np.cumsum(values)
    first = np.flatnonzero(starts)
    base = total[first] - values[first]
    running: Ints = total - np.repeat(base, np.diff(first, append=len(values)))
    return running


def _intervals(order: Codes, day: Days, void: Bools) -> Voids:
    """Turn the state after each day into intervals of not counting."""
    new = _starts(order)
    before = np.concatenate([[False], void[:-1]])[: len(void)] & ~new
    begins = np.flatnonzero(void & ~before)
    ends = np.flatnonzero(~void & before)
    stop = np.full(len(begins), EVER, np.int32)
    which = np.searchsorted(begins, ends) - 1
    stop[which] = day[ends]
    return Voids(order[begins].astype(np.int32), day[begins].astype(np.int32), stop)
