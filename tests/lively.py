"""Generated shops in which much happens to few people: visits, sign-ups, carts, orders, refunds."""

from datetime import date, timedelta
from random import Random

from nasty import NastyShop

FIRST = date(2024, 1, 1)
DAYS = 120
PEOPLE = ("ann", "bob", "cem", "dua", "eve", "fay", "gil", "hal")
CHANNELS = (None, "email", "referral", "paid_ads")
OFTEN = {
    "visit": 40,
    "signup": 7,
    "cart": 16,
    "referral": 7,
    "feedback": 16,
    "touch": 12,
}


def lively(seed):
    """Make the shop of a seed, as calls for the oracle and for the library."""
    dice = Random(seed)
    calls = [("orders", _orders(dice, dice.randint(5, 30)))]
    calls += [("events", _events(dice, kind, often)) for kind, often in OFTEN.items()]
    calls.append(("events", _refunds(dice, calls[0][1])))
    return NastyShop("EUR", "UTC", None, tuple(calls))


def a_day(dice):
    """Draw a day."""
    return FIRST + timedelta(days=dice.randrange(DAYS))


def _orders(dice, size):
    """Draw orders of one or two lines, the second perhaps some days later."""
    rows = []
    for number in range(size):
        who, day, channel = dice.choice(PEOPLE), a_day(dice), dice.choice(CHANNELS)
        rows.append((who, day, dice.randint(0, 4000), f"o{number}", channel))
        if dice.random() < 0.3:
            later = day + timedelta(days=dice.choice((0, 0, 1, 20)))
            rows.append((who, later, dice.randint(0, 900), f"o{number}", channel))
    customer, when, amount_minor, order, channel = map(list, zip(*rows, strict=True))
    return {
        "customer": customer,
        "when": when,
        "amount_minor": amount_minor,
        "order": order,
        "channel": channel,
    }


def _events(dice, kind, often):
    """Draw events of one kind; sometimes there is none at all."""
    size = max(dice.randint(-often // 4, often), 1)
    columns = {
        "kind": kind,
        "customer": [dice.choice(PEOPLE) for _ in range(size)],
        "when": [a_day(dice) for _ in range(size)],
    }
    if kind in ("visit", "touch"):
        columns["channel"] = [dice.choice(CHANNELS) for _ in range(size)]
    if kind == "touch":
        columns["amount_minor"] = [dice.randint(0, 300) for _ in range(size)]
    if kind == "feedback":
        columns["value"] = [dice.randint(0, 10) for _ in range(size)]
    return columns


def _refunds(dice, orders):
    """Give some lines back, whole or in part, some days later; the last of a whole order."""
    rows = [at for at in range(len(orders["customer"])) if dice.random() < 0.3] or [0]
    amount = [orders["amount_minor"][at] or 1 for at in rows]
    return {
        "kind": "refund",
        "customer": [orders["customer"][at] for at in rows],
        "when": [orders["when"][at] + timedelta(days=dice.choice((0, 2, 25))) for at in rows],
        "amount_minor": [dice.choice((each, each, 1)) for each in amount],
        "refund_of": [orders["order"][at] for at in rows],
    }
