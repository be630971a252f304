"""The simulated shop as columns: one table for each kind of event."""

from datetime import date
from typing import Any, Final

import numpy as np

from clm.demo import events
from clm.demo.events import Happenings
from clm.demo.orders import Orders, give_back, place
from clm.demo.people import DAY, People, Span, Texts, meet, names
from clm.errors import DayError, LedgerError
from clm.model.day import as_day, to_number

Columns = dict[str, Any]
"""Arrays by name, as keyword arguments of `Ledger.from_columns` and `with_events`."""

START: Final = "2024-01-01"
END: Final = "2025-12-31"


def shop_columns(
    customers: int = 2_000,
    *,
    start: str | date = START,
    end: str | date = END,
    seed: int = 7,
) -> dict[str, Columns]:
    """Simulate a shop as plain numpy columns, by kind of event.

    Parameters
    ----------
    customers, start, end, seed
        As in `simulate`.

    Returns
    -------
    dict of str to dict of str to (n,) array
        ``order`` first, then the other kinds. Every kind has ``customer`` (str) and ``when``
        (datetime64[s], local to the shop); amounts are ``amount_minor``, int64 minor units.

    Examples
    --------
    >>> shop = shop_columns(300)
    >>> sorted(shop["refund"])
    ['amount_minor', 'customer', 'refund_of', 'when']
    """
    _check(customers, seed)
    span = _span(start, end)
    people = meet(seed, customers, span)
    orders = place(seed, people, span)
    who = names(customers)
    columns = {"order": _order_columns(people, orders, who)}
    columns["refund"] = _refund_columns(seed, orders, who, span)
    return columns | {
        kind: _columns(happened, who) for kind, happened in _round(seed, people, orders, span)
    }


def _check(customers: int, seed: int) -> None:
    """Refuse a shop without customers, and a seed that numpy does not take."""
    if customers < 1:
        raise LedgerError.of("customers", f"{customers} is no crowd", "give 1 or more")
    if seed < 0:
        raise LedgerError.of("seed", f"{seed} is negative", "give 0 or more")


def _span(start: object, end: object) -> Span:
    """Read the days to simulate."""
    first, last = (to_number(as_day(day, name)) for day, name in ((start, "start"), (end, "end")))
    if last < first:
        raise DayError.of("end", f"{end} is before {start}", "give the last day")
    return Span(first * DAY, (last + 1) * DAY)


def _round(seed: int, people: People, orders: Orders, span: Span) -> list[tuple[str, Happenings]]:
    """Let happen what happens round the orders."""
    firsts, looks = events.first_visits(people), events.look_round(seed, people, span)
    signups = events.sign_ups(seed, people, span)
    goodbyes = events.farewells(seed, signups, span)
    letters = events.newsletters(people, signups, goodbyes, span)
    return [
        ("visit", events.visits(seed, people, orders, span)),
        ("signup", signups),
        ("unsubscribe", goodbyes),
        ("cart", events.carts(seed, orders, looks, firsts)),
        ("checkout", events.checkouts(orders)),
        ("touch", events.together([events.ads(seed, people), letters])),
        ("response", events.responses(seed, letters, span)),
        ("referral", events.referrals(seed, people, orders)),
        ("feedback", events.feedback(seed, orders, span)),
    ]


def _order_columns(people: People, orders: Orders, who: Texts) -> Columns:
    """Write one row for every line of every order."""
    lines = orders.lines
    return {
        "customer": np.repeat(who[orders.owner], lines),
        "when": np.repeat(orders.when, lines).astype("datetime64[s]"),
        "amount_minor": orders.amount,
        "order": np.repeat(orders.number, lines),
        "channel": np.repeat(people.way[orders.owner], lines),
    }


def _refund_columns(seed: int, orders: Orders, who: Texts, span: Span) -> Columns:
    """Write one row for every refund, with the order that it gives back."""
    order, when, amount = give_back(seed, orders, span)
    return {
        "customer": who[orders.owner[order]],
        "when": when.astype("datetime64[s]"),
        "amount_minor": amount,
        "refund_of": orders.number[order],
    }


def _columns(happened: Happenings, who: Texts) -> Columns:
    """Write events of one kind with names and instants."""
    when = happened.when.astype("datetime64[s]")
    return {"customer": who[happened.owner], "when": when, **happened.more}
