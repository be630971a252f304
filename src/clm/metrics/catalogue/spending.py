"""Metrics of effort: what is spent on people."""

from clm.metrics.catalogue.converting import first_time_buyers
from clm.metrics.catalogue.entry import KNOWN, PERIOD, Entry
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Part, Tally, untold


def spend() -> Entry:
    """Sum up the cost of traffic and of touches."""
    metric = Metric(
        key="spend",
        title="Spend",
        unit="money",
        numerator="cost of touches and of traffic",
        population="everybody, with an id or not; of a group, the cost of its touches",
        window="the period, each cost on its own day",
        money="cost",
        scope="stage",
        also_called=("effort", "marketing spend", "ad spend"),
        source="clm.Traffic, and events of kind touch",
    )

    def measure(seen: Seen) -> Tally:
        cost = _cost(seen)
        return untold(UNKNOWN) if cost is None else Tally(cost)

    return Entry(metric, measure)


def blended_acquisition_cost() -> Entry:
    """Divide all that was spent by the people who bought for the first time."""
    metric = Metric(
        key="blended_acquisition_cost",
        title="Acquisition cost, blended",
        unit="money",
        numerator="cost of touches and of traffic",
        denominator="people whose first counted order lies in the period",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        money="cost",
        also_called=("acquisition cost", "CAC", "cost per new customer"),
        source="Farris et al., Marketing Metrics: acquisition spending over customers acquired",
    )

    def measure(seen: Seen) -> Tally:
        cost = _cost(seen)
        return untold(UNKNOWN) if cost is None else Tally(cost, Part(first_time_buyers(seen)))

    return Entry(metric, measure)


UNKNOWN = "no cost is known: give traffic with a cost, or touches with an amount"


def _cost(seen: Seen) -> Part | None:
    """Sum up what was spent on customers, and on nobody in particular; None if nobody says."""
    rows, traffic = seen.rows("touch"), seen.traffic
    told = traffic is not None and traffic.cost is not None
    if rows.amount is None and not told:
        return None
    besides = traffic.total("cost", seen.span.first, seen.span.last) if told and traffic else 0
    if rows.amount is None:
        return Part(besides=besides)
    return Part(rows.customer, rows.amount, besides=besides)
