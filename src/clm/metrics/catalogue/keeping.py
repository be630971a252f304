"""Metrics of retention: who goes on buying, who stops, and who comes back.

Retention and churn are told in three kinds: by an activity window, by buyers of one period and the
next, and by their money. They are different figures, and none of them is called by the bare word.
"""

from typing import Final

import numpy as np

from clm.ledger.column import AnyArray, Bools, Codes
from clm.metrics.catalogue.entry import PERIOD, Entry
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Part, Tally

RETENTION: Final = ("retention", "customer retention rate")
CHURN: Final = ("churn", "churn rate")

_ENDS: Final = "as known on the eve of the period, and on its last day"
_BOTH: Final = "the period, and the one before"


def retention_rate(active_days: int = 180) -> Entry:
    """Divide customers who stayed active by those who were."""
    metric = Metric(
        key="retention_rate",
        title=f"Retention rate, active within {active_days} days",
        unit="share",
        numerator=f"those of them whose last order is, when it ends, ≤ {active_days} days ago",
        denominator=f"customers whose last order was, when the period began, ≤ {active_days} "
        "days ago",
        population=f"everybody, {_ENDS}",
        window=f"{active_days} days up to either end of the period",
        scope="stage",
        parameters={"active_days": active_days},
        also_called=RETENTION,
        source="Farris et al., Marketing Metrics: retention rate, with an activity window",
    )

    def measure(seen: Seen) -> Tally:
        base, kept, _ = _kept_and_lost(seen, active_days)
        return Tally(Part(kept), Part(base))

    return Entry(metric, measure)


def customer_churn_rate(active_days: int = 180) -> Entry:
    """Divide customers who stopped being active by those who were."""
    metric = Metric(
        key="customer_churn_rate",
        title=f"Customer churn rate, active within {active_days} days",
        unit="share",
        numerator=f"those of them whose last order is, when it ends, > {active_days} days ago",
        denominator=f"customers whose last order was, when the period began, ≤ {active_days} "
        "days ago",
        population=f"everybody, {_ENDS}",
        window=f"{active_days} days up to either end of the period",
        parameters={"active_days": active_days},
        also_called=CHURN,
        source="E-Metrics (NetGenesis, 2000): attrition over the customer base",
    )

    def measure(seen: Seen) -> Tally:
        base, _, lost = _kept_and_lost(seen, active_days)
        return Tally(Part(lost), Part(base))

    return Entry(metric, measure)


def attrition(active_days: int = 180) -> Entry:
    """Count customers who stopped being active."""
    metric = Metric(
        key="attrition",
        title=f"Attrition, active within {active_days} days",
        unit="count",
        numerator=f"customers whose last order was ≤ {active_days} days ago when the period began, "
        "and no longer is when it ends",
        population=f"everybody, {_ENDS}",
        window=f"{active_days} days up to either end of the period",
        parameters={"active_days": active_days},
        also_called=("lost customers",),
        source="E-Metrics (NetGenesis, 2000): attrition, customers who stopped; a count",
    )
    return Entry(metric, lambda seen: Tally(Part(_kept_and_lost(seen, active_days)[2])))


def reactivation_rate(active_days: int = 180) -> Entry:
    """Divide lapsed customers who order again by all who had lapsed."""
    metric = Metric(
        key="reactivation_rate",
        title=f"Reactivation rate after {active_days} days",
        unit="share",
        numerator="those of them with a counted order in the period",
        denominator=f"customers whose last order was, when the period began, > {active_days} "
        "days ago",
        population=f"everybody, {_ENDS}",
        window=PERIOD,
        parameters={"active_days": active_days},
        also_called=("win-back rate", "resurrection rate"),
        source="growth accounting: resurrected",
    )

    def measure(seen: Seen) -> Tally:
        lapsed = _codes(seen.opening.lapsed(active_days))
        return Tally(Part(lapsed[seen.times[lapsed] > 0]), Part(lapsed))

    return Entry(metric, measure)


def buyer_retention_rate() -> Entry:
    """Divide buyers of the period before who buy again by all of them."""
    metric = Metric(
        key="buyer_retention_rate",
        title="Buyer retention rate",
        unit="share",
        numerator="those of them with a counted order in the period",
        denominator="customers with a counted order in the period before",
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        also_called=(*RETENTION, "period-over-period retention"),
        source="growth accounting: returning over active",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.buyers_before
        return Tally(Part(base[seen.times[base] > 0]), Part(base))

    return Entry(metric, measure)


def buyer_churn_rate() -> Entry:
    """Divide buyers of the period before who do not buy by all of them."""
    metric = Metric(
        key="buyer_churn_rate",
        title="Buyer churn rate",
        unit="share",
        numerator="those of them without a counted order in the period",
        denominator="customers with a counted order in the period before",
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        also_called=(*CHURN, "period-over-period churn"),
        source="growth accounting: dormant over active",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.buyers_before
        return Tally(Part(base[seen.times[base] == 0]), Part(base))

    return Entry(metric, measure)


def revenue_retention_rate() -> Entry:
    """Divide what the buyers of the period before bring now by what they brought then."""
    metric = Metric(
        key="revenue_retention_rate",
        title="Revenue retention rate",
        unit="ratio",
        numerator="their net money in the period",
        denominator="net money of the period before, of customers who bought in it",
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        money="net",
        also_called=(*RETENTION, "net revenue retention", "NRR"),
        source="net revenue retention, as subscriptions report it",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.buyers_before
        return Tally(_of(seen.earnings, base, seen), _of(seen.earnings_before, base, seen))

    return Entry(metric, measure)


def revenue_churn_rate() -> Entry:
    """Divide the money of buyers who do not buy again by that of all buyers of the period before.

    A customer who went on buying for less has not churned.
    """
    metric = Metric(
        key="revenue_churn_rate",
        title="Revenue churn rate",
        unit="ratio",
        numerator="that of those of them without a counted order in the period",
        denominator="net money of the period before, of customers who bought in it",
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        money="net",
        also_called=(*CHURN, "gross revenue churn"),
        source="gross revenue churn, as subscriptions report it, of whole customers",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.buyers_before
        lost = base[seen.times[base] == 0]
        return Tally(_of(seen.earnings_before, lost, seen), _of(seen.earnings_before, base, seen))

    return Entry(metric, measure)


def _kept_and_lost(seen: Seen, days: int) -> tuple[Codes, Codes, Codes]:
    """Find who was active when the period began, who of them still is at its end, and who not."""
    before = seen.opening.active(days)
    after = seen.closing.active(days)[: len(before)]
    base = _codes(before)
    kept = np.append(after, np.zeros(len(before) - len(after), bool))[base]
    return base, base[kept], base[~kept]


def _codes(there: Bools) -> Codes:
    """Give the codes of those who are there."""
    return np.flatnonzero(there).astype(np.int32)


def _of(money: Part, customer: Codes, seen: Seen) -> Part:
    """Keep the money of some customers."""
    hers = np.zeros(len(seen.ledger), bool)
    hers[customer] = True
    rows = hers[money.customer]
    amount: AnyArray | None = None if money.amount is None else money.amount[rows]
    return Part(money.customer[rows], amount)
