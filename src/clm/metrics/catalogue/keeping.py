"""Metrics of retention: who goes on buying, who stops, and who comes back.

Retention and churn are told in three kinds: by an activity window, by buyers of one period and the
next, and by their money. They are different figures, and none of them is called by the bare word.
"""

from typing import Final

from clm.ledger.column import AnyArray, Bools
from clm.metrics.catalogue.entry import PERIOD, Entry
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Crowd, Part, Tally

RETENTION: Final = ("retention", "customer retention rate")
CHURN: Final = ("churn", "churn rate")

_ENDS: Final = "as known on the eve of the period, and on its last day"
_BOUGHT_BEFORE: Final = "customers with a counted order in the period before"
_THEIR_MONEY: Final = "net money of the period before, of customers who bought in it"
_BOTH: Final = "the period, and the one before"


def retention_rate(active_days: int = 180) -> Entry:
    """Divide customers who stayed active by those who were."""
    metric = Metric(
        key="retention_rate",
        title=f"Retention rate, active within {active_days} days",
        unit="share",
        numerator=f"those of them whose last order is, when it ends, ≤ {active_days} days ago",
        denominator=_were_active(active_days),
        population=f"everybody, {_ENDS}",
        window=f"{active_days} days up to either end of the period",
        scope="stage",
        parameters={"active_days": active_days},
        also_called=RETENTION,
        source="Farris et al., Marketing Metrics: retention rate, with an activity window",
    )

    def measure(seen: Seen) -> Tally:
        base, after = _active(seen, active_days)
        return Tally(Crowd(base & after), Crowd(base))

    return Entry(metric, measure)


def customer_churn_rate(active_days: int = 180) -> Entry:
    """Divide customers who stopped being active by those who were."""
    metric = Metric(
        key="customer_churn_rate",
        title=f"Customer churn rate, active within {active_days} days",
        unit="share",
        numerator=f"those of them whose last order is, when it ends, > {active_days} days ago",
        denominator=_were_active(active_days),
        population=f"everybody, {_ENDS}",
        window=f"{active_days} days up to either end of the period",
        parameters={"active_days": active_days},
        also_called=CHURN,
        source="E-Metrics (NetGenesis, 2000): attrition over the customer base",
    )

    def measure(seen: Seen) -> Tally:
        base, after = _active(seen, active_days)
        return Tally(Crowd(base & ~after), Crowd(base))

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

    def measure(seen: Seen) -> Tally:
        before, after = _active(seen, active_days)
        return Tally(Crowd(before & ~after))

    return Entry(metric, measure)


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
        lapsed = seen.opening.lapsed(active_days)
        return Tally(Crowd(lapsed & seen.bought[: len(lapsed)]), Crowd(lapsed))

    return Entry(metric, measure)


def buyer_retention_rate() -> Entry:
    """Divide buyers of the period before who buy again by all of them."""
    metric = Metric(
        key="buyer_retention_rate",
        title="Buyer retention rate",
        unit="share",
        numerator="those of them with a counted order in the period",
        denominator=_BOUGHT_BEFORE,
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        also_called=(*RETENTION, "period-over-period retention"),
        source="growth accounting: returning over active",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.bought_before
        return Tally(Crowd(base & seen.bought), Crowd(base))

    return Entry(metric, measure)


def buyer_churn_rate() -> Entry:
    """Divide buyers of the period before who do not buy by all of them."""
    metric = Metric(
        key="buyer_churn_rate",
        title="Buyer churn rate",
        unit="share",
        numerator="those of them without a counted order in the period",
        denominator=_BOUGHT_BEFORE,
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        also_called=(*CHURN, "period-over-period churn"),
        source="growth accounting: dormant over active",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.bought_before
        return Tally(Crowd(base & ~seen.bought), Crowd(base))

    return Entry(metric, measure)


def revenue_retention_rate() -> Entry:
    """Divide what the buyers of the period before bring now by what they brought then."""
    metric = Metric(
        key="revenue_retention_rate",
        title="Revenue retention rate",
        unit="ratio",
        numerator="their net money in the period",
        denominator=_THEIR_MONEY,
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        money="net",
        also_called=(*RETENTION, "net revenue retention", "NRR"),
        source="net revenue retention, as subscriptions report it",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.bought_before
        return Tally(_of(seen.earnings, base), _of(seen.earnings_before, base))

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
        denominator=_THEIR_MONEY,
        population=f"everybody, {_ENDS}",
        window=_BOTH,
        money="net",
        also_called=(*CHURN, "gross revenue churn"),
        source="gross revenue churn, as subscriptions report it, of whole customers",
    )

    def measure(seen: Seen) -> Tally:
        base, money = seen.bought_before, seen.earnings_before
        return Tally(_of(money, base & ~seen.bought), _of(money, base))

    return Entry(metric, measure)


def _were_active(days: int) -> str:
    """Say who was active when the period began."""
    return f"customers whose last order was, when the period began, ≤ {days} days ago"


def _active(seen: Seen, days: int) -> tuple[Bools, Bools]:
    """Tell who was active when the period began, and who of the same people is at its end."""
    before, after = seen.opening.active(days), seen.closing.active(days)
    # Who was there when it began is among those that both ends know of.
    known = min(len(before), len(after))
    return before[:known], after[:known]


def _of(money: Part, who: Bools) -> Part:
    """Keep the money of some people."""
    rows = who[money.customer]
    amount: AnyArray | None = None if money.amount is None else money.amount[rows]
    return Part(money.customer[rows], amount)
