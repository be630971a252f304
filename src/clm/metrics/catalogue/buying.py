"""Metrics of development: how often, how soon and for how much people buy."""

from typing import Literal

import numpy as np

from clm.features.table import ORDERS
from clm.metrics.catalogue.entry import KNOWN, PERIOD, Entry, censored
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Crowd, Part, Tally, of_watched


def orders() -> Entry:
    """Count orders."""
    metric = Metric(
        key="orders",
        title="Orders",
        unit="count",
        numerator="counted orders",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        scope="stage",
        also_called=("transactions", "purchases"),
        source="rule: an order counts until its refunds reach its lines",
    )
    return Entry(metric, lambda seen: Tally(seen.ordering))


def average_order_value(money: Literal["net", "gross"] = "net") -> Entry:
    """Divide money by orders."""
    summed = "order lines less refunds" if money == "net" else "order lines"
    metric = Metric(
        key="average_order_value",
        title="Average order value",
        unit="money",
        numerator=f"{summed}, each on its own day",
        denominator="counted orders",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        money=money,
        scope="stage",
        parameters={"money": money},
        also_called=("AOV", "average basket"),
        per_period=False,
        source="Farris et al., Marketing Metrics: average price per transaction",
    )

    def measure(seen: Seen) -> Tally:
        sums = seen.earnings if money == "net" else seen.sales
        return Tally(sums, seen.ordering)

    return Entry(metric, measure)


def purchase_frequency() -> Entry:
    """Divide orders by the people who ordered."""
    metric = Metric(
        key="purchase_frequency",
        title="Purchase frequency",
        unit="orders",
        numerator="counted orders",
        denominator="customers with a counted order in the period",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        scope="stage",
        also_called=("order frequency", "orders per customer"),
        source="Farris et al., Marketing Metrics: purchase frequency",
    )
    return Entry(metric, lambda seen: Tally(seen.ordering, Crowd(seen.bought)))


def days_between_orders() -> Entry:
    """Give the mean gap between two order days of one customer."""
    metric = Metric(
        key="days_between_orders",
        title="Days between orders",
        unit="days",
        numerator="days since the customer's order day before",
        denominator="order days of the period that are not their customer's first",
        population="everybody, as known on the as-of day",
        window="gaps that end in the period",
        censoring="gaps that have not ended are not seen: young shops look faster than they are",
        scope="stage",
        also_called=("gap between orders", "inter-purchase time", "order gap"),
        per_period=False,
        source="Ehrenberg, Repeat-Buying: inter-purchase time",
    )
    return Entry(metric, _gaps)


def second_order_rate(within: int = 90) -> Entry:
    """Divide first-time buyers who order again within some days by all of them."""
    metric = Metric(
        key="second_order_rate",
        title=f"Second-order rate within {within} days",
        unit="share",
        numerator=f"those of them with a second counted order within {within} days",
        denominator="customers whose first counted order lies in the period",
        population="everybody, as known on the as-of day",
        window=f"{within} days from the first order",
        censoring=censored(f"{within} days from the first order"),
        parameters={"within": within},
        also_called=("second purchase rate", "one-time buyer conversion"),
        per_period=False,
        source="the guide to customer lifecycle management: development",
    )

    def measure(seen: Seen) -> Tally:
        hers, first = seen.followed.began(seen.first, seen.last)
        again = seen.followed.again(within)[hers]
        return of_watched(hers, again, seen.followed.watched(first, within))

    return Entry(metric, measure)


def repeat_rate() -> Entry:
    """Divide customers who ordered at least twice by all customers."""
    metric = Metric(
        key="repeat_rate",
        title="Repeat rate",
        unit="share",
        numerator="those of them with two or more",
        denominator="customers with a counted order up to the period's last day",
        population=f"everybody, {KNOWN}",
        window="all time up to the period's last day",
        also_called=("repeat purchase rate", "repeat customer rate"),
        per_period=False,
        source="Farris et al., Marketing Metrics: repeat rate",
    )

    def measure(seen: Seen) -> Tally:
        times = seen.closing.all(ORDERS)
        return Tally(Crowd(times >= 2), Crowd(times >= 1))

    return Entry(metric, measure)


def _gaps(seen: Seen) -> Tally:
    """Add up the gaps that end in the period."""
    rows, gap = seen.followed.order_days
    part = rows.between(seen.first, seen.last)
    again = gap[part] > 0
    customer = rows.customer[part][again]
    return Tally(Part(customer, gap[part][again].astype(np.int64)), Part(customer))
