"""Shops in which much happens within a few weeks, and features of short windows over them.

`nasty` draws what can go wrong with a row; here it is the days that are crowded: several events of
one customer on one day, some that come into a window while others leave it, refunds on any day.
"""

from datetime import date, timedelta
from random import Random

from nasty import NastyShop

TODAY = date(2024, 3, 31)
SPAN = 40
KINDS = ("visit", "cart", "refund")
CHANNELS = (None, "email", "café")


def busy(seed):
    """Make a shop; nothing in it is later than `TODAY` plus a few days."""
    dice = Random(seed)
    people = range(dice.choice((1, 4, 8, 12)))
    recent = dice.choice((3, 12, SPAN))
    match = dice.choice((None, None, "exact"))

    def rows(most):
        found = [
            (who, TODAY - timedelta(days=dice.randint(-2, dice.choice((recent, SPAN)))))
            for who in people
            for _ in range(dice.choice((0, 1, 3, most, most)))
        ]
        return sorted(found, key=lambda row: row[1]) if dice.random() < 0.5 else found

    calls = [("orders", _orders(dice, rows(9), match))]
    calls += [("events", _events(dice, kind, rows(6))) for kind in KINDS if dice.random() < 0.7]
    return NastyShop("EUR", "UTC", match, tuple(calls))


def _orders(dice, rows, match):
    """Order lines of which some belong together, and refunds among them."""
    channels = CHANNELS if match is None else CHANNELS[:1]
    numbers = [dice.choice((None, 0, 1, 2)) for _ in rows]
    return {
        **_told(rows),
        "amount_minor": [dice.choice((0, 1, 500, 1000, 1000, -500, -1000)) for _ in rows],
        "order": [
            None if number is None else 10 * who + number
            for (who, _), number in zip(rows, numbers, strict=True)
        ],
        "channel": [
            dice.choice(channels) if number is None else channels[number % len(channels)]
            for number in numbers
        ],
    }


def _events(dice, kind, rows):
    """Events of one kind, on some channels."""
    columns = {
        "kind": kind,
        **_told(rows),
        "amount_minor": [dice.choice((500, 1000, 1)) for _ in rows],
        "channel": [dice.choice(CHANNELS) for _ in rows],
    }
    if kind == "refund":
        columns["refund_of"] = [10 * who + dice.choice((0, 1, 2, 9)) for who, _ in rows]
    return columns


def _told(rows):
    """Write who and when."""
    return {"customer": [who for who, _ in rows], "when": [day.isoformat() for _, day in rows]}


def windowed(seed, number=12):
    """Name some features over short windows."""
    dice = Random(seed)
    return tuple(dict.fromkeys(_feature(dice) for _ in range(number)))


def _feature(dice):
    """Name one feature."""
    name = dice.choice(("orders", "monetary", "order_days", "latest", *_CALLS, *_CALLS))
    options = {"days": dice.choice((None, 1, 2, 3, 7, 7, 10, 30)), "ago": dice.choice(_AGO)}
    kinds = ()
    if name == "latest":
        kinds = dice.sample(("order", *KINDS), dice.choice((1, 2, 3, 4)))
    elif name in _CALLS:
        kinds = [dice.choice(("order", "order", *KINDS))]
    if kinds:
        options["channel"] = dice.choice((*[None] * 8, *CHANNELS[1:]))
    said = [*map(repr, kinds)]
    said += [f"{option}={value!r}" for option, value in options.items() if value]
    return f"{name}({', '.join(said)})" if said else name


_CALLS = ("count", "total", "last", "first")
_AGO = (0, 0, 0, 1, 2, 3, 10)
