"""Shops as they were known on a day, new orders placed in them, and who is where then."""

from datetime import timedelta
from random import Random

from attrs import evolve

import clm
from asking import KEYS
from clm.errors import ClmError, ScaleError
from clm.model.day import to_number
from nasty import interesting_days, moved, nasty
from random_templates import Maker
from test_random_templates import proved


def known(ledger, day):
    """Forget all that happens after a day."""
    kinds = {
        kind: rows.take(slice(0, rows.until(to_number(day))))
        for kind, rows in ledger.contents.kinds.items()
    }
    return evolve(ledger, contents=evolve(ledger.contents, kinds=kinds))


def with_orders(ledger, customers, orders, amount, day):
    """Let some customers place so many orders, all the money in one of them."""
    every = [each for each in customers for _ in range(orders)]
    placed = clm.Ledger.from_columns(
        customer=every,
        when=[day] * len(every),
        amount_minor=([0] * (orders - 1) + [amount]) * len(customers),
        currency=ledger.currency,
        timezone=ledger.terms.timezone,
        match_refunds=ledger.terms.match_refunds,
    )
    return ledger.append(placed)


def places(ledger, snap, day, known_on=None):
    """Give everybody's segment under the template of a snapshot.

    Nobody has one if the scale was fitted on nobody and somebody would need it.
    """
    features = clm.Features.of(ledger, as_of=day, known_on=known_on)
    people = features.customers.tolist()
    extra = {
        name: {who: column[who] for who in people if who in column}
        for name, column in snap.extra.items()
    }
    try:
        found = snap.fitted.segments(features, extra).tolist()
    except ScaleError:
        return None
    keys = [each.key for each in snap.template.segments]
    return {who: keys[place] for who, place in zip(people, found, strict=True)}


def days_between(first, last):
    """List some days, both ends included."""
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def random_snapshot(seed):
    """Take a snapshot of a nasty shop under a random or built-in template and some scale.

    Gives None where there is no such snapshot.
    """
    shop, dice = nasty(seed), Random(seed)
    template, document = clm.templates[dice.choice(KEYS)], {"extra": {}}
    if dice.random() < 0.75:
        template, document = proved(Maker(seed, shop.currency).document())
    if template is None:
        return None
    ledger, days = shop.ledger(), interesting_days(shop)
    day, other = dice.choice(days), dice.choice(days)
    people = clm.Features.of(ledger, as_of=day).customers.tolist()
    nps = {who: dice.randint(-2, 3) for who in people if dice.random() < 0.7}
    try:
        fitted = template.fit(clm.Features.of(ledger, as_of=dice.choice((day, other))))
        return clm.snapshot(
            ledger, fitted, as_of=day, extra={"nps": nps} if document["extra"] else {}
        )
    except ClmError:
        return None


def looking_ahead(snap, seed):
    """Explain everybody, looking ahead by some days."""
    until = moved(snap.as_of, Random(seed).choice((3, 12, 40)))
    return {who: snap.explain(who, until=until) for who in snap}
