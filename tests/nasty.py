"""Generated shops in which everything that can go wrong with a ledger does, as plain data.

One maker draws everything by a single `pick(options)`, first options being the simplest: from a
seeded `random.Random` it makes shops for loops, from hypothesis it makes shops that shrink.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from oracle import EXPONENTS, Shop, local_time

FEATURES = (
    "orders",
    "orders(days=1)",
    "orders(days=30)",
    "orders(days=30, ago=30)",
    "orders(ago=7)",
    "recency",
    "tenure",
    "monetary",
    "monetary(days=30)",
    "monetary(days=365, ago=1)",
    "monetary(ago=2)",
    "average_order",
    "order_days",
    "order_days(days=7)",
    "order_days(days=365, ago=1)",
    "last_gap",
    "count('order')",
    "count('order', days=2, ago=1)",
    "count('order', channel='email')",
    "last('order')",
    "last('order', ago=1)",
    "first('order', days=30)",
    "last('order', channel='café', days=365)",
    "total('order')",
    "total('order', days=2)",
    "total('order', channel='email')",
    "count('refund')",
    "total('refund')",
    "total('refund', days=30, ago=1)",
    "last('refund')",
    "first('refund', days=365)",
    "count('visit')",
    "count('visit', days=30)",
    "count('visit', days=2, ago=1, channel='email')",
    "total('visit')",
    "last('visit')",
    "first('visit', channel='café')",
    "last('signup')",
    "count('referral', ago=1)",
    "total('cart', days=365)",
    "last('cart', days=7)",
    "count('kind nobody knows')",
    "latest('order')",
    "latest('visit', 'order')",
    "latest('order', 'visit')",
    "latest('order', 'refund', 'visit', 'signup')",
)

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
DAYS = (
    *(date(2024, 3, day) for day in (1, 2, 3)),
    *(date(2024, 3, day) for day in (9, 10, 11, 30, 31)),  # clocks go forward in New York, Berlin
    *(date(2024, 4, day) for day in (1, 6, 7, 8)),  # back in Auckland
    *(date(2024, 9, day) for day in (28, 29, 30)),  # forward in Auckland
    *(date(2024, 10, day) for day in (26, 27, 28)),  # back in Berlin
    *(date(2024, 11, day) for day in (2, 3, 4)),  # back in New York
    *(date(2024, 2, 28), date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 1)),
    *(date(1969, 12, 31), date(1970, 1, 1), date(1901, 12, 14), date(2038, 1, 19)),
    *(date(1, 1, 2), date(1582, 10, 10), date(9999, 12, 30)),
)
TIMES = (
    *(time(0), time(12), time(0, 0, 0, 1), time(23, 59, 59, 999_999)),
    *(time(1, 30), time(2), time(2, 30), time(3), time(18, 30), time(5, 30)),
)
OFFSETS = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-11)))
AMOUNTS = (1000, 2500, 0, 1, 999, 1500, 10**9)
CHANNELS = (None, "email", "café")
CUSTOMERS = (("ann", "Ann", " ann", "Жанна", "顧客", "é", "e\u0301"), (7, 0, -1, 2**40, 42))
KINDS = ("visit", "visit", "refund", "signup", "referral", "cart", "touch", "feedback")
MORE = (False, *[True] * 7)


# What a test receives.


@dataclass(frozen=True)
class NastyShop:
    """A shop as the calls that tell it, the same for the oracle and for the library."""

    currency: str = "EUR"
    timezone: str = "UTC"
    match_refunds: str | None = None
    calls: tuple[tuple[str, dict], ...] = ()

    def oracle(self):
        """Tell the shop to the oracle."""
        shop = Shop(self.currency, self.timezone, self.match_refunds)
        for method, columns in self.calls:
            getattr(shop, method)(**columns)
        return shop

    def ledger(self):
        """Tell the shop to the library."""
        (_, columns), *later = self.calls
        ledger = self._orders(columns)
        for method, columns in later:
            if method == "orders":
                ledger = ledger.append(self._orders(columns))
            else:
                rest = {name: column for name, column in columns.items() if name != "kind"}
                ledger = ledger.with_events(columns["kind"], **rest)
        return ledger

    def _orders(self, columns):
        import clm

        return clm.Ledger.from_columns(
            currency=self.currency,
            timezone=self.timezone,
            match_refunds=self.match_refunds,
            **columns,
        )


def nasty(seed):
    """Make the shop of a seed."""
    return Maker(Random(seed).choice).shop()


@st.composite
def shops(draw):
    """Draw shops that shrink towards few rows, plain days and round amounts."""
    return Maker(lambda options: draw(st.sampled_from(options))).shop()


def picked(told, keep):
    """Keep some rows of every call: `keep` tells by method, columns and place."""
    calls = []
    for method, columns in told.calls:
        rows = [at for at in range(len(columns["customer"])) if keep(method, columns, at)]
        taken = {
            name: [each[at] for at in rows] if isinstance(each, list) else each
            for name, each in columns.items()
        }
        calls.append((method, taken))
    return replace(told, calls=tuple(calls))


def until(told, day):
    """Forget all that happens after a day."""
    zone = ZoneInfo(told.timezone)
    return picked(told, lambda _, columns, at: local_time(columns["when"][at], zone).date() <= day)


def interesting_days(shop):
    """List the days on which answers may change, and some round them."""
    events = shop.oracle().days() or [DAYS[0]]
    near = {moved(day, by) for day in events for by in (-1, 0, 1, 2, 7, 30, 31, 365)}
    return sorted(near | {moved(events[-1], 100_000)})


def days(shop):
    """Draw interesting as-of days."""
    return st.sampled_from(interesting_days(shop))


def moved(day, by):
    """Move a day, staying between the years 1 and 9999."""
    ordinal = min(max(day.toordinal() + by, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


# How it is made.


@dataclass(frozen=True)
class Row:
    """One row before it is dressed as a date, a text, a float or whatever else a shop sends."""

    customer: str | int | None
    when: datetime
    minor: int
    order: str | int | None
    channel: str | None
    row_id: str | None = None


class Maker:
    """Makes one shop, drawing every choice by `pick(options)`."""

    def __init__(self, pick):
        self.pick = pick
        self.currency = pick(("EUR", "JPY", "BHD", "USD"))
        self.zone = ZoneInfo(pick(ZONES))
        self.match_refunds = pick((None, "exact"))
        self.amounts = AMOUNTS if self.match_refunds is None else AMOUNTS[:3]
        pool = pick(CUSTOMERS)
        self.customers = pool[: pick((1, 2, 3, len(pool)))]
        self.days = self.some_days()
        self.times = pick((TIMES[:1], TIMES[:2], TIMES))
        self.aliases = pick((None, {"guest" if isinstance(pool[0], str) else 999: pool[0]}))
        self.drops, self.has_row_ids = pick((False, True)), pick((False, True))
        self.row_ids, self.sent = count(), []

    def some_days(self):
        """Take a few neighbouring days, or days that lie centuries apart."""
        start, size = self.pick(range(len(DAYS))), self.pick((3, 1, 2, 8))
        return self.pick((DAYS[start : start + size], DAYS))

    def shop(self):
        """Make a batch of orders, then more batches and events in any order."""
        calls = [self.orders()]
        while len(calls) < 8 and self.pick(MORE):
            calls.append(self.pick((self.events, self.events, self.orders))())
        return NastyShop(self.currency, self.zone.key, self.match_refunds, tuple(calls))

    def orders(self):
        """Make a batch of order lines and refunds, some of them sent before."""
        rows = [self.again_or(self.order_row()) for _ in self.several()]
        columns = self.dressed(rows)
        columns["order"] = [row.order for row in rows]
        if self.has_row_ids:
            columns["row_id"] = [row.row_id for row in rows]
        if self.drops:
            columns["missing_customer"] = "drop"
        if self.aliases:
            columns["aliases"] = self.aliases
        return "orders", columns

    def events(self):
        """Make a batch of events of one kind."""
        kind = self.pick(KINDS)
        rows = [self.event_row(kind) for _ in self.several()]
        columns = self.dressed(rows, with_amounts=kind == "refund" or self.pick((False, True)))
        if kind == "refund":
            columns["refund_of"] = [row.order for row in rows]
        if kind == "feedback":
            columns["value"] = [self.pick(range(-1, 11)) for _ in rows]
        return "events", {"kind": kind, **columns}

    def several(self):
        """Count until enough."""
        size = 0
        while size < 30 and self.pick(MORE):
            yield size
            size += 1

    def order_row(self):
        """Make an order line, or a refund of a known, an unknown or no order."""
        customer = self.pick(self.customers)
        order, channel = self.order_of(customer)
        minor = self.pick(self.amounts) * self.pick((1, 1, 1, -1))
        sender = self.pick((*[customer] * 4, *self.other_names(customer)))
        return Row(sender, self.moment(), minor, order, channel, f"row-{next(self.row_ids)}")

    def event_row(self, kind):
        """Make an event, or a refund that is told as one."""
        customer = self.pick(self.customers)
        order = self.order_of(customer)[0] if kind == "refund" else None
        return Row(customer, self.moment(), self.pick(AMOUNTS) or 1, order, self.pick(CHANNELS))

    def order_of(self, customer):
        """Choose one of the customer's order ids, whose lines share a channel, or none."""
        number = self.pick((None, 0, 1, 2, 3))
        if number is None:
            return None, self.pick(CHANNELS) if self.match_refunds is None else None
        channel = CHANNELS[number % len(CHANNELS)] if self.match_refunds is None else None
        place = self.customers.index(customer)
        return (f"{place}/{number}" if isinstance(customer, str) else 10 * place + number), channel

    def other_names(self, customer):
        """List what may stand in a row instead of the customer's id."""
        guests = [old for old, new in (self.aliases or {}).items() if new == customer]
        return guests + [None] * self.drops

    def again_or(self, row):
        """Send the row, or one that was sent before."""
        if self.has_row_ids and self.sent and self.pick((False, False, True)):
            return self.pick(self.sent)
        if row.customer is not None:
            self.sent.append(row)
        return row

    def moment(self):
        """Choose an instant; local times that the clocks skip or repeat are read by their fold."""
        local = datetime.combine(self.pick(self.days), self.pick(self.times), self.zone)
        return local.replace(fold=self.pick((0, 1))).astimezone(UTC).astimezone(self.zone)

    def dressed(self, rows, *, with_amounts=True):
        """Turn rows into the columns that every batch has."""
        columns = {
            "customer": [row.customer for row in rows],
            "when": self.dressed_moments([row.when for row in rows]),
        }
        if with_amounts:
            columns |= self.dressed_amounts([row.minor for row in rows])
        if any(row.channel for row in rows):
            columns["channel"] = [row.channel for row in rows]
        return columns

    def dressed_moments(self, moments):
        """Write moments as dates, datetimes or texts, whichever loses nothing."""
        naive = [moment.replace(tzinfo=None, fold=0) for moment in moments]
        elsewhere = [moment.astimezone(self.pick(OFFSETS)) for moment in moments]
        options = [moments, elsewhere, [moment.isoformat() for moment in elsewhere]]
        if all(is_plain(moment) for moment in moments):
            options += [naive, [moment.isoformat(" ") for moment in naive]]
        if all(moment.time() == time() for moment in naive):
            dates = [moment.date() for moment in naive]
            options += [dates, [day.isoformat() for day in dates]]
        return self.pick(options[::-1])

    def dressed_amounts(self, minors):
        """Write amounts in minor units, or in major ones of any type."""
        unit = 10 ** EXPONENTS.get(self.currency, 2)
        decimals = [Decimal(minor) / unit for minor in minors]
        options = [decimals, [str(each) for each in decimals], [minor / unit for minor in minors]]
        if all(minor % unit == 0 for minor in minors):
            options.append([minor // unit for minor in minors])
        name, options = self.pick((("amount_minor", [minors]), ("amount", options)))
        return {name: self.pick(options)}


def is_plain(moment):
    """Say whether the clock on the wall names this moment and no other."""
    return moment.utcoffset() == moment.replace(fold=1 - moment.fold).utcoffset()
