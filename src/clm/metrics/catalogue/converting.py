"""Metrics of acquisition: visitors who sign up, fill a cart, and buy."""

import numpy as np

from clm.features.catalog import Feature
from clm.features.table import ORDERS
from clm.ledger.column import Bools, Codes, Ints
from clm.metrics.catalogue.entry import KNOWN, PERIOD, Entry, censored
from clm.metrics.definition import Metric
from clm.metrics.measuring.customer_days import customers_of, days_of, packed
from clm.metrics.measuring.followed import Followed, counting, marked
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Part, Tally, of_watched

_SIGNUPS = Feature("count", ("signup",))


def sign_up_rate() -> Entry:
    """Divide visitors who sign up by those who might."""
    metric = Metric(
        key="sign_up_rate",
        title="Sign-up rate",
        unit="share",
        numerator="those of them who sign up in the period",
        denominator="visitors of the period without a sign-up before it",
        population="people with an id",
        window=PERIOD,
        also_called=("email capture rate", "registration rate"),
        source="Exponea's segment of engaged visitors: secure a channel to them",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.visitors[seen.opening.of(_SIGNUPS, seen.visitors) == 0]
        return Tally(Part(base[seen.met("signup")[base]]), Part(base))

    return Entry(metric, measure, needs=("visit", "signup"), wants=(_SIGNUPS,))


def conversion_rate() -> Entry:
    """Divide visitors who become customers by those who might."""
    metric = Metric(
        key="conversion_rate",
        title="Conversion rate",
        unit="share",
        numerator="those of them with a first counted order in the period",
        denominator="visitors of the period without a counted order before it",
        population=f"people with an id, {KNOWN}",
        window=PERIOD,
        also_called=("conversion", "acquisition rate", "visitor-to-customer rate"),
        source="the guide to customer lifecycle management: visitors who become customers",
    )

    def measure(seen: Seen) -> Tally:
        base = _without_order_before(seen, seen.visitors)
        return Tally(Part(base[seen.bought[base]]), Part(base))

    return Entry(metric, measure, needs=("visit",))


def conversion_rate_within(within: int = 30) -> Entry:
    """Divide visitors who become customers within some days by all who came for the first time."""
    metric = Metric(
        key="conversion_rate_within",
        title=f"Conversion rate within {within} days",
        unit="share",
        numerator=f"those of them with a first counted order within {within} days",
        denominator="people whose first visit lies in the period, and no order before it",
        population="people with an id, as known on the as-of day",
        window=f"{within} days from the first visit",
        censoring=censored(f"{within} days from the first visit"),
        parameters={"within": within},
        also_called=("conversion",),
        per_period=False,
        source="the guide to customer lifecycle management, with a window",
    )

    def measure(seen: Seen) -> Tally:
        followed = seen.followed
        came = followed.first_visit
        fresh = _between(came, seen) & (came <= followed.first_order)
        hers = np.flatnonzero(fresh).astype(np.int32)
        soon = followed.first_order[hers].astype(np.int64) - came[hers] <= within
        return of_watched(hers, soon, followed.watched(came[hers], within))

    return Entry(metric, measure, needs=("visit",))


def add_to_cart_rate() -> Entry:
    """Divide visitors who fill a cart by all visitors."""
    metric = Metric(
        key="add_to_cart_rate",
        title="Add-to-cart rate",
        unit="share",
        numerator="those of them who fill a cart in the period",
        denominator="visitors of the period",
        population="people with an id",
        window=PERIOD,
        also_called=("cart rate",),
        source="the sales funnel: page views, add to cart, transactions; here by person",
    )

    def measure(seen: Seen) -> Tally:
        filled = seen.met("cart")[seen.visitors]
        return Tally(Part(seen.visitors[filled]), Part(seen.visitors))

    return Entry(metric, measure, needs=("visit", "cart"))


def abandonment_rate(within: int = 7) -> Entry:
    """Divide carts that nobody pays for by all carts."""
    metric = Metric(
        key="abandonment_rate",
        title=f"Abandonment rate within {within} days",
        unit="share",
        numerator=f"those of them without a counted order of hers within {within} days",
        denominator="days on which a customer fills a cart",
        population="people with an id, as known on the as-of day",
        window=f"{within} days from the cart, its own day included",
        censoring=censored(f"{within} days from the cart"),
        parameters={"within": within},
        also_called=("cart abandonment rate", "abandonment"),
        per_period=False,
        source="E-Metrics (NetGenesis, 2000): abandonment, before the purchase",
    )

    def measure(seen: Seen) -> Tally:
        rows = seen.rows("cart")
        carts = np.unique(packed(rows.customer, rows.day))
        watched = seen.followed.watched(days_of(carts), within)
        return of_watched(customers_of(carts), ~_ordered(seen.followed, carts, within), watched)

    return Entry(metric, measure, needs=("cart",))


def new_customers() -> Entry:
    """Count people who buy for the first time."""
    metric = Metric(
        key="new_customers",
        title="New customers",
        unit="count",
        numerator="people whose first counted order lies in the period",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        also_called=("acquired customers", "acquisitions"),
        source="growth accounting: new",
    )

    def measure(seen: Seen) -> Tally:
        return Tally(Part(first_time_buyers(seen)))

    return Entry(metric, measure)


def first_time_buyers(seen: Seen) -> Codes:
    """Find those whose first counted order lies in the period, as known on its last day."""
    return _without_order_before(seen, seen.buyers)


def _without_order_before(seen: Seen, customer: Codes) -> Codes:
    """Keep those all of whose counted orders lie in the period."""
    new: Bools = seen.closing.of(ORDERS, customer) == seen.times[customer]
    return customer[new]


def _between(day: Codes, seen: Seen) -> Bools:
    """Tell which days lie in the period."""
    between: Bools = (day >= seen.first) & (day <= seen.last)
    return between


def _ordered(followed: Followed, carts: Ints, within: int) -> Bools:
    """Tell after which carts an order of the same customer follows within some days."""
    hers = marked(customers_of(carts), len(followed.ledger))
    first = int(days_of(carts).min(initial=followed.day))
    orders = counting(followed.orders, first, followed.day)
    orders = orders.take(hers[orders.customer])
    line = np.append(np.sort(packed(orders.customer, orders.day)), np.iinfo(np.int64).max)
    ordered: Bools = line[np.searchsorted(line, carts)] - carts <= within
    return ordered
