"""Orders with their lines, and refunds, for the numbers of one attempt.

Lines of an order may come on later days than the order, and refunds need no order. So whatever
money a cell asks for is put on lines of the first order and on refunds of their own, but for money
older than every order that counts: that belongs to one more order, given back in full.
"""

from collections.abc import Sequence
from typing import Final

from attrs import define, evolve

from clm.lifecycle.feasibility.couplings import NET, ORDER_DAYS, ORDERS, REFUNDS
from clm.lifecycle.feasibility.levels import FREE
from clm.lifecycle.witnesses.attempt import (
    PLAIN,
    Attempt,
    added,
    at_least,
    found,
    no_history,
    none_where,
)
from clm.lifecycle.witnesses.history import Line, Moment, Purchase
from clm.lifecycle.witnesses.solution import Bound, solve

USUAL: Final = 2000
"""What an order comes to where nothing else is asked, in minor units."""

Placed = tuple[int, str | None]
"""The age and channel of an order."""

Sums = dict[str | None, list[int]]
"""By channel, what each interval of money comes to."""


@define
class Trade:
    """The orders and refunds of one attempt."""

    attempt: Attempt

    @property
    def edges(self) -> tuple[int, ...]:
        """Where the intervals of money start and end."""
        return self.attempt.pinned.edges

    def write(self) -> tuple[list[Purchase], list[Moment]]:
        """Write down orders and refunds."""
        attempt = self.attempt
        days = attempt.events(ORDER_DAYS) if ORDER_DAYS in attempt.pinned.counts else None
        whole, channels = attempt.by_channel("order", days)
        back, back_channels = attempt.by_channel("refund")
        placed = self.placed(channels, whole, days)
        returned: Sums = {name: attempt.coarse(each) for name, each in back_channels.items()}
        paid: Sums = {None: [USUAL * number for number in attempt.coarse(whole)]}
        if NET in attempt.pinned.money:
            returned = self.returned(back, back_channels)
            paid = self.paid(whole, added([*returned.values()], len(self.edges) - 1))
        lines, dead = self.lines(placed, paid)
        refunds = self.refunds(back_channels, returned)
        orders = [Purchase(tuple(each), attempt.hour("order")) for each in lines]
        if not dead:
            return orders, refunds
        return self.buried(orders, dead, refunds)

    def buried(
        self, orders: list[Purchase], dead: list[Line], refunds: list[Moment]
    ) -> tuple[list[Purchase], list[Moment]]:
        """Add an order that all refunds together give back."""
        grave = Purchase(tuple(dead))
        if sum(refund.amount for refund in refunds) < grave.amount:
            raise no_history()
        return [*orders, grave], [evolve(refund, of=len(orders)) for refund in refunds]

    def placed(
        self,
        channels: dict[str | None, list[int]],
        whole: list[int],
        days: Sequence[int] | None,
    ) -> list[Placed]:
        """The day and channel of every order, the latest first."""
        made: list[Placed] = []
        seen: list[int] = []
        for place, number in enumerate(whole):
            if not number:
                continue
            names = [name for name, each in channels.items() for _ in range(each[place])]
            first = self.second(seen[0], place) if len(seen) == 1 else self.attempt.age(place)
            spread = [first + step for step in range(days[place] if days else 1)]
            if not seen and len(spread) > 1 and self.attempt.asked.gap:
                spread[1:] = [age - 1 + self.attempt.asked.gap[0] for age in spread[1:]]
            seen += spread
            ages = [spread[min(n, len(spread) - 1)] for n in range(number)]
            made += zip(ages, names, strict=True)
        return made

    def second(self, last: int, place: int) -> int:
        """The last order day but one, within the gap that is asked."""
        if self.attempt.asked.gap is None:
            return self.attempt.age(place)
        low, high = self.attempt.asked.gap
        first, end = self.attempt.pinned.ages[place], self.attempt.pinned.ages[place + 1]
        return min(max(first, last + low), end - 1, last + high)

    def returned(self, back: list[int], channels: dict[str | None, list[int]]) -> Sums:
        """What is given back in each interval of money, by channel."""
        attempt, money = self.attempt, self.attempt.pinned.money
        sums: Sums = {}
        for key in money:
            if key[0] == "refund" and key[1]:
                counts = attempt.coarse(channels[key[1]])
                bounds = at_least(counts) + none_where(counts)
                sums[key[1]] = found(solve(money[key], bounds, lambda _, least, _most: least))
        counts = attempt.coarse(back)
        named = [attempt.coarse(channels[name]) for name in sums]
        rest = [n - few for n, few in zip(counts, added(named, len(counts)), strict=True)]
        fixed = added([*sums.values()], len(counts))
        bounds = at_least([a + b for a, b in zip(fixed, rest, strict=True)])
        bounds += [(p, p + 1, fixed[p]) for p, number in enumerate(rest) if not number]
        spread = attempt.dice.choice((0, 1, 10, 5000)) if attempt.number >= PLAIN else 0
        whole = found(
            solve(money[REFUNDS], bounds, lambda _, least, most: min(least + spread, most))
        )
        sums[None] = [a - b for a, b in zip(whole, fixed, strict=True)]
        return sums

    def paid(self, whole: list[int], back: list[int]) -> Sums:
        """What is paid in each interval of money, by channel."""
        money, size = self.attempt.pinned.money, len(self.edges) - 1
        sums: Sums = {
            key[1]: found(solve(bounds, (), lambda _, least, _most: least))
            for key, bounds in money.items()
            if key[0] == "order" and key[1]
        }
        fixed = added([*sums.values()], size)
        given = [sum(back[:place]) for place in range(size + 1)]
        limits = [*at_least(fixed), *self.net(given), *self.dead(whole, given[-1])]
        limits += self.average(sum(whole), given[-1])
        orders = [sum(self.attempt.coarse(whole)[:place]) for place in range(size + 1)]
        usual = [USUAL * number + less for number, less in zip(orders, given, strict=True)]
        total = found(
            solve(money[ORDERS], limits, lambda p, least, most: min(max(usual[p], least), most))
        )
        sums[None] = [a - b for a, b in zip(total, fixed, strict=True)]
        return sums

    def net(self, given: list[int]) -> list[Bound]:
        """Bounds on what is paid, once it is known what is given back."""
        left = self.attempt.pinned.money[NET]
        return [
            (i, j, left[i][j] + given[j] - given[i])
            for i in range(len(given))
            for j in range(len(given))
            if i != j and left[i][j] < FREE // 2
        ]

    def dead(self, whole: list[int], given: int) -> list[Bound]:
        """Money older than every order that counts is no more than all refunds."""
        ages = self.attempt.pinned.ages
        oldest = max((ages[place] for place, number in enumerate(whole) if number), default=-1)
        end = len(self.edges) - 1
        return [(place, end, given) for place in range(end) if self.edges[place] > oldest]

    def average(self, orders: int, given: int) -> list[Bound]:
        """Bounds on all that is paid so that the average order is in its range."""
        if self.attempt.asked.average is None or not orders:
            return []
        low, high = self.attempt.asked.average
        end = len(self.edges) - 1
        least: list[Bound] = [(end, 0, -(low * orders + given))] if low > -FREE else []
        most: list[Bound] = [(0, end, (high + 1) * orders - 1 + given)] if high < FREE else []
        return least + most

    def lines(self, placed: list[Placed], paid: Sums) -> tuple[list[list[Line]], list[Line]]:
        """Lines of every order, and those of one more that was given back."""
        own = [0] * len(placed)
        later: list[list[Line]] = [[] for _ in placed]
        dead: list[Line] = []
        for channel, sums in paid.items():
            for place, amount in enumerate(sums):
                first, end = self.edges[place], self.edges[place + 1]
                inside = [n for n, (age, _) in enumerate(placed) if first <= age < end]
                mine = [n for n in inside if self.told(placed[n], paid) == channel]
                for n, share in zip(mine, _split(amount, len(mine)), strict=True):
                    own[n] = share
                if amount and not mine:
                    older = [n for n, (age, _) in enumerate(placed) if age >= first]
                    (later[older[-1]] if older else dead).append(Line(first, amount, channel))
        lines = [
            [Line(age, amount, channel), *more]
            for (age, channel), amount, more in zip(placed, own, later, strict=True)
        ]
        return lines, dead

    def told(self, placed: Placed, paid: Sums) -> str | None:
        """The channel that an order's money is summed by."""
        return placed[1] if placed[1] in paid else None

    def refunds(self, channels: dict[str | None, list[int]], returned: Sums) -> list[Moment]:
        """Refunds of at least one minor unit; the first of an interval takes the rest."""
        attempt, hour = self.attempt, self.attempt.hour("refund")
        pending = {name: list(sums) for name, sums in returned.items()}
        made: list[Moment] = []
        for channel, numbers in channels.items():
            left = pending[channel if channel in pending else None]
            for place, number in enumerate(numbers):
                for _ in range(number):
                    left[attempt.edge(place)] -= 1
                    made.append(Moment("refund", attempt.age(place), 1, channel, hour))
        for name, left in pending.items():
            for place, rest in enumerate(left):
                if rest:
                    self.raised(made, name, place, rest)
        return made

    def raised(self, made: list[Moment], name: str | None, place: int, rest: int) -> None:
        """Give the rest of a sum to the first refund of its interval and channel."""
        first, end = self.edges[place], self.edges[place + 1]
        for at, each in enumerate(made):
            if first <= each.age < end and (name is None or each.channel == name) and rest > 0:
                made[at] = evolve(each, amount=each.amount + rest)
                return
        raise no_history()


def _split(amount: int, parts: int) -> list[int]:
    """An amount in whole parts, the first with what is left over."""
    if not parts:
        return []
    share = amount // parts
    return [amount - share * (parts - 1), *[share] * (parts - 1)]
