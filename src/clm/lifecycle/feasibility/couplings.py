"""What staircases of one customer say of each other.

Each staircase alone is a closed system; these rules carry bounds from one to the next. All are
necessary: whatever a real history does, it keeps them.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from clm.lifecycle.feasibility.levels import FREE
from clm.lifecycle.feasibility.staircase import Bools, Front, Ints, Key, close, tighten

ORDERS: Key = ("order", None)
REFUNDS: Key = ("refund", None)
ORDER_DAYS: Key = ("order days", None)
NET: Key = ("net", None)

Rule = Callable[[Front], Bools]
"""Tightens the systems of a front in place, and says which can still be solved."""


def below(part: Ints, whole: Ints, at: Ints) -> None:
    """A part never has more between two ages than the whole, in place."""
    later = at[:, None] <= at[None, :]
    np.minimum(part, whole, out=part, where=later)
    np.minimum(whole, part, out=whole, where=~later)


def channels(kind: str) -> Rule:
    """The named channels of a kind together have no more than the kind."""

    def rule(front: Front) -> Bools:
        whole = front.counts[(kind, None)]
        parts = [b for (of, channel), b in front.counts.items() if of == kind and channel]
        earlier = front.at[:, None] > front.at[None, :]
        np.minimum(whole, sum(np.where(earlier, b, 0) for b in parts), out=whole, where=earlier)
        solvable = close(whole)
        for part in parts:
            below(part, whole, front.at)
            solvable &= close(part)
        return solvable

    return rule


def order_days(front: Front) -> Bools:
    """Days with an order: at most the orders, at most the days, some exactly if orders."""
    at, orders, days = front.at, front.counts[ORDERS], front.counts[ORDER_DAYS]
    solvable = np.ones(front.size, bool)
    later = at[:, None] <= at[None, :]
    for _ in range(2):
        np.minimum(days, at[None, :] - at[:, None], out=days, where=later)
        below(days, orders, at)
        np.minimum(days, -1, out=days, where=~later & (orders < 0))
        np.minimum(orders, 0, out=orders, where=later & (days <= 0))
        solvable &= close(days)
        solvable &= close(orders)
    return solvable


def latest(start: int, end: int, keys: tuple[Key, ...], place: int, winner: Ints) -> Rule:
    """The last event of the winning kind is no older than the last of any other.

    Parameters
    ----------
    start, end : int
        Nodes between which the kinds are looked for.
    keys : tuple of Key
        The staircases of the kinds.
    place : int
        Row of the axis in the front.
    winner : numpy.ndarray
        For each class of levels the place of the kind that came last, -1 for none.
    """

    def rule(front: Front) -> Bools:
        inside = (front.at >= front.at[start]) & (front.at <= front.at[end])
        solvable = np.ones(front.size, bool)
        came = winner[front.chosen[place]]
        for which, other in _pairs(len(keys)):
            first, second = front.counts[keys[which]], front.counts[keys[other]]
            on = inside & (came == which)
            np.minimum(second[start], 0, out=second[start], where=on & (first[start] <= 0))
            none_yet = on & (second[:, start] < 0)
            np.minimum(first[:, start], -1, out=first[:, start], where=none_yet)
        for key in keys:
            solvable &= close(front.counts[key])
        return solvable

    return rule


def _pairs(size: int) -> Iterator[tuple[int, int]]:
    """Every pair of two different places, in both orders."""
    return ((a, b) for a in range(size) for b in range(size) if a != b)


def _least(bounds: Ints, i: int, j: int) -> Ints:
    """The least that X(j) - X(i) can be; negative infinity as -FREE."""
    return np.asarray(np.maximum(-bounds[j, i], -FREE), np.int64)


def _cap(bounds: Ints, i: int, j: int, most: Ints | int, where: Bools | None = None) -> None:
    """X(j) - X(i) <= most, in place, where it is said."""
    np.minimum(bounds[i, j], most, out=bounds[i, j], where=True if where is None else where)


def amounts(key: Key, nodes: tuple[int, ...]) -> Rule:
    """Amounts of any sign: no event, no amount; an amount, some event."""

    def rule(front: Front) -> Bools:
        counts, money = front.counts[key], front.money[key]
        for (a, i), (b, j) in combinations(enumerate(nodes), 2):
            none = counts[i, j] <= 0
            _cap(money, a, b, 0, none)
            _cap(money, b, a, 0, none)
            some = (money[a, b] < 0) | (money[b, a] < 0)
            _cap(counts, j, i, -1, some)
        solvable = close(money)
        solvable &= close(counts)
        return solvable

    return rule


def refunds(key: Key, nodes: tuple[int, ...]) -> Rule:
    """Every refund gives back at least one minor unit, and nothing else does."""

    def rule(front: Front) -> Bools:
        counts, money = front.counts[key], front.money[key]
        for (a, i), (b, j) in combinations(enumerate(nodes), 2):
            _cap(money, b, a, counts[j, i])
            _cap(money, a, b, 0, counts[i, j] <= 0)
            _cap(counts, j, i, -1, money[b, a] < 0)
            _cap(counts, i, j, np.maximum(money[a, b], 0))
        solvable = close(money)
        solvable &= close(counts)
        return solvable

    return rule


def parts_of_money(whole: Key) -> Rule:
    """Amounts that are never negative: a channel has no more than all of them."""

    def rule(front: Front) -> Bools:
        kind, bounds = whole[0], front.money[whole]
        solvable = np.ones(front.size, bool)
        size = len(bounds)
        for key in [key for key in front.money if key[0] == kind and key[1]]:
            for a, b in combinations(range(size), 2):
                _cap(front.money[key], a, b, bounds[a, b])
                _cap(bounds, b, a, front.money[key][b, a])
            solvable &= close(front.money[key])
        solvable &= close(bounds)
        return solvable

    return rule


def net(front: Front) -> Bools:
    """What is left is what was paid less what was given back, between any two ages."""
    paid, back, left = front.money[ORDERS], front.money[REFUNDS], front.money[NET]
    for a, b in combinations(range(len(left)), 2):
        _cap(left, a, b, _sum(paid[a, b], back[b, a]))
        _cap(left, b, a, _sum(paid[b, a], back[a, b]))
        _cap(back, a, b, _sum(paid[a, b], left[b, a]))
        _cap(back, b, a, _sum(paid[b, a], left[a, b]))
        _cap(paid, a, b, _sum(left[a, b], back[a, b]))
        _cap(paid, b, a, _sum(left[b, a], back[b, a]))
    solvable = close(left)
    solvable &= close(paid)
    solvable &= close(back)
    return solvable


def _sum(one: Ints, other: Ints) -> Ints:
    """The sum of two bounds, free if either is."""
    free = (one >= FREE // 2) | (other >= FREE // 2)
    return np.where(free, FREE, one + other)


def live_orders(nodes: tuple[int, ...]) -> Rule:
    """Money on days before the first order that counts is of orders given back in full.

    So it is no more than all refunds; and what it leaves in the end is no more than the refunds
    on the days since.
    """

    def rule(front: Front) -> Bools:
        orders, end = front.counts[ORDERS], len(nodes) - 1
        paid, back, left = front.money[ORDERS], front.money[REFUNDS], front.money[NET]
        for a, i in enumerate(nodes[:-1]):
            none = orders[i, nodes[end]] <= 0
            for money, until in ((left, a), (paid, end)):
                most = back[0, until]
                _cap(money, a, end, most, none)
                _cap(back, until, 0, money[end, a], none)
                some = _least(money, a, end) > most
                _cap(orders, nodes[end], i, -1, some)
        solvable = close(orders)
        solvable &= close(left)
        solvable &= close(paid)
        solvable &= close(back)
        return solvable

    return rule


def nothing_left(front: Front) -> Bools:
    """Whoever has no order that counts has given back all she paid; `live_orders` in short."""
    orders, left, end = front.counts[ORDERS], front.money[NET], len(front.money[NET]) - 1
    solvable = tighten(left, 0, end, np.where(orders[0, end] <= 0, 0, FREE))
    return solvable & tighten(orders, end, 0, np.where(left[end, 0] < 0, -1, FREE))


def average(place: int, lows: Ints, highs: Ints, nodes: tuple[int, ...]) -> Rule:
    """Net money over orders, floored, within the range of a level.

    Parameters
    ----------
    place : int
        Row of the axis in the front.
    lows, highs : numpy.ndarray
        The range for each class of levels; empty ranges stand for missing.
    nodes : tuple of int
        The ages that money is told by; the first is 0, the last never.
    """

    def rule(front: Front) -> Bools:
        low, high = lows[front.chosen[place]], highs[front.chosen[place]]
        there = low <= high
        orders, left, end = front.counts[ORDERS], front.money[NET], nodes[-1]
        fewest, most = _orders(_least(left, 0, -1), left[0, -1], low, high)
        _cap(orders, 0, end, most, there)
        _cap(orders, end, 0, -fewest, there)
        solvable = close(orders)
        fewest, most = _least(orders, 0, end), orders[0, end]
        above = np.minimum(high, FREE - 1) + 1
        _cap(left, 0, -1, _times(above, np.where(above > 0, most, fewest)) - 1, there)
        _cap(left, -1, 0, _times(-low, np.where(low < 0, most, fewest)), there)
        return solvable & close(left)

    return rule


def _times(value: Ints, number: Ints) -> Ints:
    """A product, free where it would be too large to tell."""
    fits = np.abs(value) <= FREE // np.maximum(np.abs(number), 1)
    return np.where(fits, value * np.where(fits, number, 0), FREE)


def _orders(least: Ints, most: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """How many orders can share money from `least` to `most` so that each has `low` to `high`.

    With o orders the money is from low * o to (high + 1) * o - 1.
    """
    above = np.minimum(high, FREE - 1) + 1
    fewest, many = np.ones_like(low), np.full_like(low, FREE)
    many = np.where(low > 0, most // np.maximum(low, 1), many)
    fewest = np.where(low < 0, -(most // np.maximum(-low, 1)), fewest)
    many = np.where((low == 0) & (most < 0), 0, many)
    need = least + 1
    fewest = np.maximum(fewest, np.where(above > 0, -(-need // np.maximum(above, 1)), 1))
    many = np.minimum(many, np.where(above < 0, -need // np.maximum(-above, 1), many))
    many = np.where((above == 0) & (need > 0), 0, many)
    return np.maximum(fewest, 1), many
