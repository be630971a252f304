"""What becomes of a customer who orders once more, spends more, or does nothing for days."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import Final

from attrs import evolve, frozen

from clm._show import counted
from clm.features.catalog import LONGEST_WINDOW, Feature
from clm.lifecycle.witnesses.history import History, Line, Moment, Purchase

USUAL: Final = 1000
"""Minor units of an order of which nothing is asked."""

AGES: Final = 8
"""Days that are tried for one more order."""

WAITS: Final = 48
"""Numbers of days that are tried."""

MANY: Final = 1_000
"""So many more orders are not written down."""


@frozen
class Change:
    """A customer before and after.

    Parameters
    ----------
    before, after : History
        What she did.
    words : str
        What happened between the two.
    """

    before: History
    after: History
    words: str


def with_order(history: History, short: int) -> Iterator[Change]:
    """Give a customer one more order.

    Parameters
    ----------
    history : History
        What she did.
    short : int
        How many orders she is short of; all but the last are given to her before.

    Examples
    --------
    >>> once = History((Purchase((Line(12, 2500),)),))
    >>> orders = Feature.parse("orders")
    >>> change = next(with_order(once, 3))
    >>> change.before.value(orders), change.after.value(orders), change.words
    (3, 4, 'with one more order')
    """
    if short > MANY:
        return
    lines = [order.first for order in history.counted()]
    days = sorted({line.age for line in lines})
    between = [(a + b) // 2 for a, b in pairwise(days) if b - a > 1]
    ages = [*days, *between, *(() if days else (0,))][:AGES]
    average = history.value(Feature.parse("average_order")) or 0
    amounts = dict.fromkeys((USUAL, 0, max(average, 0)))
    channels = dict.fromkeys([*(line.channel for line in lines), None])
    for age, amount, channel in product(ages, amounts, channels):
        order = Purchase((Line(age, amount, channel),))
        given = (order,) * (short - 1)
        before = evolve(history, orders=history.orders + given) if given else history
        yield Change(before, evolve(before, orders=(*before.orders, order)), "with one more order")


def with_money(history: History, amounts: Iterable[int]) -> Iterator[Change]:
    """Let a customer have spent more on one of her orders.

    Parameters
    ----------
    history : History
        What she did.
    amounts : iterable of int
        How many minor units more.
    """
    for amount, place in product(amounts, range(len(history.orders))):
        order = history.orders[place]
        line, *others = order.lines
        more = evolve(order, lines=(evolve(line, amount=line.amount + amount), *others))
        orders = (*history.orders[:place], more, *history.orders[place + 1 :])
        yield Change(history, evolve(history, orders=orders), "with more money")


def with_days(history: History, edges: Iterable[int]) -> Iterator[Change]:
    """Let days pass in which a customer does nothing.

    Parameters
    ----------
    history : History
        What she did.
    edges : iterable of int
        Ages at which something changes.

    Examples
    --------
    >>> once = History((Purchase((Line(12, 2500),)),))
    >>> [change.words for change in with_days(once, (30, 61))]
    ['1 day later', '18 days later', '49 days later']
    """
    sides = sorted(edges)
    for lived in dict.fromkeys((history, spread(history, sides))):
        ages = {line.age for order in lived.orders for line in order.lines}
        ages |= {moment.age for moment in lived.moments}
        waits = {edge - age for edge in sides for age in ages if edge > age}
        for days in sorted({1, *waits})[:WAITS]:
            if max(ages, default=0) + days <= LONGEST_WINDOW:
                yield Change(lived, later(lived, days), f"{counted(days, 'day')} later")


def spread(history: History, edges: Sequence[int]) -> History:
    """Set orders of one day, and other events of one day, apart as far as no edge is passed.

    Examples
    --------
    >>> twice = History((Purchase((Line(3, 2500),)), Purchase((Line(3, 2500),))))
    >>> [order.first.age for order in spread(twice, (30, 60)).orders]
    [3, 29]
    """
    orders = list(history.orders)
    by_age: dict[int, list[int]] = {}
    for place, order in enumerate(orders):
        if len(order.lines) == 1:
            by_age.setdefault(order.first.age, []).append(place)
    for age, places in by_age.items():
        for place, day in zip(places, _apart(age, len(places), edges), strict=True):
            orders[place] = Purchase((evolve(orders[place].first, age=day),), orders[place].hour)
    kept: dict[tuple[str, int], list[int]] = {}
    moments = list(history.moments)
    for place, moment in enumerate(moments):
        kept.setdefault((moment.kind, moment.age), []).append(place)
    for (_, age), places in kept.items():
        for place, day in zip(places, _apart(age, len(places), edges), strict=True):
            moments[place] = evolve(moments[place], age=day)
    return History(tuple(orders), tuple(moments))


def _apart(age: int, number: int, edges: Sequence[int]) -> list[int]:
    """Days from an age to the one before the next edge."""
    room = next((edge for edge in edges if edge > age), age + number) - 1 - age
    return [age + room * step // max(number - 1, 1) for step in range(number)]


def later(history: History, days: int) -> History:
    """See the same history some days later."""
    orders = (
        Purchase(
            tuple(Line(line.age + days, line.amount, line.channel) for line in order.lines),
            order.hour,
        )
        for order in history.orders
    )
    moments = (
        Moment(each.kind, each.age + days, each.amount, each.channel, each.hour, each.of)
        for each in history.moments
    )
    return History(tuple(orders), tuple(moments))
