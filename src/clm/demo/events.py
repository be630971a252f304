"""What else happens round the orders: visits, sign-ups, carts, messages, referrals, feedback.

Every function gives whole columns of one kind, in seconds since 1970, cut at the end of the span.
What causes something comes before it: a visit before the cart, the cart before the order, the order
before feedback and referral, the ad before the visit it brings.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from attrs import evolve, field, frozen

from clm.demo.orders import Orders
from clm.demo.people import DAY, AnyArray, Bools, Ints, People, Span, later, stream

_RETURNS: Final = np.array(("direct", "email", "organic_search", "app_notification"))
_ADS: Final = np.array(("brand-search", "product-ads", "lookalikes"))


@frozen(eq=False)
class Happenings:
    """Events of one kind.

    Parameters
    ----------
    owner : (n,) int64
        Row of the customer among the people.
    when : (n,) int64
        Second of the event.
    more : dict of str to (n,) array
        Further columns: channel, campaign, value, amount_minor.
    """

    owner: Ints = field(repr=False)
    when: Ints = field(repr=False)
    more: Mapping[str, AnyArray] = field(factory=dict[str, AnyArray], repr=False)

    def only(self, rows: Bools | Ints) -> "Happenings":
        """Keep some of them."""
        more = {name: column[rows] for name, column in self.more.items()}
        return evolve(self, owner=self.owner[rows], when=self.when[rows], more=more)

    def until(self, span: Span) -> "Happenings":
        """Leave out what would happen after the end."""
        return self.only(self.when < span.stop)


def together(parts: list[Happenings]) -> Happenings:
    """Join events of one kind that have the same columns."""
    more = {name: np.concatenate([part.more[name] for part in parts]) for name in parts[0].more}
    owner, when = ([getattr(part, name) for part in parts] for name in ("owner", "when"))
    return Happenings(np.concatenate(owner), np.concatenate(when), more)


def visits(seed: int, people: People, orders: Orders, span: Span) -> Happenings:
    """Let people come: for the first time, to look round, and before every order."""
    first = first_visits(people)
    buying = _returning(seed, "buying", orders.owner, orders.when - 1_500)
    return together([first, look_round(seed, people, span), buying])


def first_visits(people: People) -> Happenings:
    """Let everybody but the bare contacts come once."""
    owner = np.flatnonzero(people.visits)
    return Happenings(owner, people.arrival[owner], {"channel": people.way[owner]})


def look_round(seed: int, people: People, span: Span) -> Happenings:
    """Let people come back without buying."""
    rng = stream(seed, "looking")
    owner = np.repeat(np.arange(len(people)), people.visits * (rng.geometric(0.5, len(people)) - 1))
    return _returning(seed, "looks", owner, later(rng, people.arrival[owner], 45)).until(span)


def sign_ups(seed: int, people: People, span: Span) -> Happenings:
    """Let people give an e-mail address: buyers mostly, others sometimes."""
    rng = stream(seed, "signups")
    chance = np.where(people.buys, 0.85, 0.4) * people.visits
    owner = np.flatnonzero(rng.random(len(people)) < chance)
    arrival = people.arrival[owner]
    when = np.where(rng.random(len(owner)) < 0.6, arrival + 90, later(rng, arrival, 10))
    return Happenings(owner, when).until(span)


def farewells(seed: int, signups: Happenings, span: Span) -> Happenings:
    """Let some who signed up unsubscribe again."""
    rng = stream(seed, "unsubscribes")
    leaving = signups.only(rng.random(len(signups.owner)) < 0.12)
    return evolve(leaving, when=later(rng, leaving.when, 150)).until(span)


def carts(seed: int, orders: Orders, looks: Happenings, firsts: Happenings) -> Happenings:
    """Fill a cart before every order, and carts that nobody pays for."""
    rng = stream(seed, "carts")
    idle = together([looks, firsts])
    left = idle.only(rng.random(len(idle.owner)) < 0.22)
    bought = Happenings(orders.owner, orders.when - 200)
    return together([bought, Happenings(left.owner, left.when + 120)])


def checkouts(orders: Orders) -> Happenings:
    """Begin to pay, half a minute before the order stands."""
    return Happenings(orders.owner, orders.when - 30)


def ads(seed: int, people: People) -> Happenings:
    """Show a paid ad to those whom it brings, and to bare contacts, whom it does not."""
    rng = stream(seed, "ads")
    owner = np.flatnonzero((people.way == "paid_ads") | ~people.visits)
    size = len(owner)
    return Happenings(
        owner,
        people.arrival[owner] - rng.integers(20, 900, size),
        {
            "channel": np.full(size, "paid_ads"),
            "campaign": rng.choice(_ADS, size),
            "amount_minor": rng.integers(25, 220, size),
        },
    )


def newsletters(people: People, joined: Happenings, left: Happenings, span: Span) -> Happenings:
    """Write on the first of every month to all who signed up and did not unsubscribe."""
    months = _months(span)
    sent = months.astype("datetime64[s]").astype(np.int64) + 9 * 3_600
    since, till = (np.full(len(people), span.stop) for _ in range(2))
    since[joined.owner], till[left.owner] = joined.when, left.when
    owner, month = np.nonzero((since[:, None] < sent) & (sent < till[:, None]))
    campaigns = np.array([f"newsletter-{each}" for each in months], dtype=np.str_)
    more = {
        "channel": np.full(len(owner), "email"),
        "campaign": campaigns[month],
        "amount_minor": np.ones(len(owner), dtype=np.int64),
    }
    return Happenings(owner, sent[month], more)


def responses(seed: int, letters: Happenings, span: Span) -> Happenings:
    """Let a quarter of the newsletters be opened, within some hours."""
    rng = stream(seed, "responses")
    opened = letters.only(rng.random(len(letters.owner)) < 0.25)
    when = opened.when + 60 + rng.exponential(4 * 3_600, len(opened.owner)).astype(np.int64)
    more = {name: opened.more[name] for name in ("channel", "campaign")}
    return Happenings(opened.owner, when, more).until(span)


def referrals(seed: int, people: People, orders: Orders) -> Happenings:
    """Let a buyer bring everybody who came by referral: somebody who had ordered before."""
    rng = stream(seed, "referrals")
    arrival = people.arrival[people.visits & (people.way == "referral")]
    earlier = np.searchsorted(orders.when, arrival - DAY)
    arrival, earlier = arrival[earlier > 0], earlier[earlier > 0]
    order = (rng.random(len(arrival)) * earlier).astype(np.int64)
    return Happenings(orders.owner[order], arrival - rng.integers(600, DAY - 600, len(arrival)))


def feedback(seed: int, orders: Orders, span: Span) -> Happenings:
    """Let some buyers score an order from 0 to 10, some days after it."""
    rng = stream(seed, "feedback")
    order = np.flatnonzero(rng.random(len(orders)) < 0.15)
    value = 10 - np.minimum(rng.geometric(0.36, len(order)) - 1, 10)
    when = later(rng, orders.when[order], 8)
    return Happenings(orders.owner[order], when, {"value": value.astype(np.float64)}).until(span)


def _returning(seed: int, name: str, owner: Ints, when: Ints) -> Happenings:
    """Draw by which channel people come back."""
    return Happenings(owner, when, {"channel": stream(seed, name).choice(_RETURNS, len(owner))})


def _months(span: Span) -> AnyArray:
    """List the months whose first day is simulated."""
    edges = np.array([span.start - 1, span.stop - 1])
    before, last = edges.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64).tolist()
    return np.array(range(before + 1, last + 1), dtype="datetime64[M]")
