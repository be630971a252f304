"""The cost of acquisition reckoned slowly and plainly: what the library's must equal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from asking import DOCUMENTS
from nasty import moved, nasty
from oracle import link

MODELS = ("first_touch", "last_touch", "linear", "position_based")
KINDS = ("touch", "visit")


def told_with_touches(seed, most_days=None):
    """Tell a nasty shop to which something happened, and more touches and visits, many at once.

    With `most_days`, one whose days do not lie farther apart.
    """
    told = next(each for each in map(nasty, range(seed, seed + 999)) if _lasts(each, most_days))
    draw = Random(seed)
    shop = told.oracle()
    people = sorted({event.customer for event in shop._events}, key=repr)
    days = shop.days()
    calls = list(told.calls)
    for _ in range(draw.randrange(5)):
        size = draw.randrange(1, 9)
        columns = {
            "customer": draw.choices(people, k=size),
            "when": [moved(draw.choice(days), -draw.choice((0, 0, 1, 2, 30))) for _ in "x" * size],
            "channel": draw.choices((None, "email", "tv", "café"), k=size),
        }
        kind = draw.choice(KINDS)
        if kind == "touch" and draw.random() < 0.7:
            columns["amount_minor"] = draw.choices((0, 0, 25, 130, 999), k=size)
        calls.append(("events", {"kind": kind, **columns}))
    return replace(told, calls=tuple(calls))


def _lasts(told, most_days):
    """Tell whether anything happened, in so many days."""
    days = told.oracle().days()
    return bool(days) and (most_days is None or (days[-1] - days[0]).days <= most_days)


def shares(size, attribution):
    """Say which share each of so many touches is given."""
    whole = Fraction(1)
    if attribution == "first_touch":
        return [whole, *[Fraction(0)] * (size - 1)]
    if attribution == "last_touch":
        return [*[Fraction(0)] * (size - 1), whole]
    if attribution == "linear" or size <= 2:
        return [whole / size] * size
    return [Fraction(2, 5), *[Fraction(1, 5) / (size - 2)] * (size - 2), Fraction(2, 5)]


class Acquired:
    """One shop, seen as of a day: who is new in some days, and by which channels."""

    def __init__(self, shop, as_of):
        self.shop, self.as_of = shop, as_of
        self.events = [event for event in shop._events if event.day <= as_of]
        self.arrival = {id(event): at for at, event in enumerate(shop._events)}
        self.orders = [each for each in link(self.events, shop.match_refunds)[0] if each.counts]

    def visitors(self):
        """Give the moment of everybody's first visit."""
        moments = defaultdict(list)
        for event in self.events:
            if event.kind == "visit":
                moments[event.customer].append(event.moment)
        return {each: min(own) for each, own in moments.items()}

    def leads(self):
        """Give the evening of everybody's first day, if she was a lead then."""
        first = {}
        for event in self.events:
            first[event.customer] = min(first.get(event.customer, event.day), event.day)
        places = {day: self.shop.segments(DOCUMENTS["five-stage"], day) for day in first.values()}
        return {
            each: (day, float("inf")) for each, day in first.items() if places[day][each] == "lead"
        }

    def customers(self):
        """Give the moment of everybody's first order that counts."""
        return {each: order.start.moment for each, order in self.first_orders().items()}

    def first_orders(self):
        """Give everybody's first order that counts; of one moment, the one that came first."""
        first = {}
        for order in sorted(
            self.orders, key=lambda each: (each.start.moment, self.arrival[id(each.start)])
        ):
            first.setdefault(order.start.customer, order)
        return first

    def touches(self, customer, moment, within):
        """List the channels that touched her up to a moment, in order."""
        found = [
            (event.moment, KINDS.index(event.kind), event.channel)
            for event in self.events
            if event.customer == customer
            and event.kind in KINDS
            and event.channel
            and event.moment <= moment
            and (within is None or (moment[0] - event.day).days <= within)
        ]
        return [channel for *_, channel in sorted(found, key=lambda each: each[:2])]

    def credits(self, what, first, last, attribution, within):
        """Give everybody's shares: customer to channel to share."""
        orders = self.first_orders()
        found = {}
        for customer, moment in getattr(self, what)().items():
            if not first <= moment[0] <= last:
                continue
            ways = self.touches(customer, moment, within)
            if not ways:
                ways = [(orders[customer].channel if what == "customers" else None) or ""]
            own = found.setdefault(customer, defaultdict(Fraction))
            for way, share in zip(ways, shares(len(ways), attribution), strict=True):
                own[way] += share
        return found

    def sums(self, *asked):
        """Add the shares of everybody up by channel."""
        sums = defaultdict(Fraction)
        for own in self.credits(*asked).values():
            for way, share in own.items():
                sums[way] += share
        return {way: share for way, share in sums.items() if share}

    def spent(self, first, last):
        """Add up what touches cost, by day and channel."""
        spent = defaultdict(int)
        for event in self.shop._events:
            if event.kind == "touch" and first <= event.day <= last:
                spent[event.day, event.channel or ""] += event.minor
        return spent

    def payback(self, credits, channel, spend, margin, watched):
        """Count the days until the margin of new customers reaches what they cost."""
        start = {each: moment[0] for each, moment in self.customers().items()}
        moves = defaultdict(Fraction)
        for event in self.events:
            own = credits.get(event.customer)
            sign = {"order": 1, "refund": -1}.get(event.kind, 0)
            if own is None or not sign:
                continue
            share = Fraction(1) if channel is None else own.get(channel, Fraction(0))
            age = max((event.day - start[event.customer]).days, 0)
            moves[age] += sign * event.minor * share
        back = Fraction(0)
        for age in sorted({0, *moves}):
            back += moves.get(age, 0)
            if age > watched:
                return None
            if back * Fraction(str(margin)) >= spend:
                return age
        return None


def some_days(draw, shop):
    """Choose the first and the last of some days, and a day as of which they are seen."""
    days = shop.days()
    first, last = sorted(moved(day, draw.choice((-1, 0, 0, 1))) for day in draw.choices(days, k=2))
    as_of = moved(last, draw.choice((0, 0, 1, 30, 300)))
    if as_of < days[0] or last < days[0]:
        first = last = as_of = days[0]
    if (last - first).days > 3_000:
        first = last - timedelta(days=3_000)
    return first, last, as_of
