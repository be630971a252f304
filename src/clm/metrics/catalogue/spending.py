"""Metrics of effort: what is spent on people."""

from clm.metrics.acquisition.spend import spend_faults
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
    return Entry(metric, lambda seen: _tallied(seen, None), of_ledger=False)


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
        per_period=False,
        source="Farris et al., Marketing Metrics: acquisition spending over customers acquired",
    )
    return Entry(metric, lambda seen: _tallied(seen, Part(first_time_buyers(seen))))


def _tallied(seen: Seen, base: Part | None) -> Tally:
    """Tally what was spent on customers and on nobody in particular, or say why it is not known."""
    faults = spend_faults(seen.ledger, seen.traffic, (seen.first, seen.last))
    if faults:
        return untold(faults[0].what)
    rows, bought = seen.rows("touch"), _bought(seen)
    touched = rows.amount is not None and seen.ever("touch")
    if bought is None and not touched:
        return untold(f"no spend is known of {seen.span}")
    amount = rows.amount if touched else None
    if amount is None:
        return Tally(Part(besides=bought or 0), base)
    return Tally(Part(rows.customer, amount, besides=bought or 0), base)


def _bought(seen: Seen) -> int | None:
    """Sum up the cost of traffic; None where it tells none of these days."""
    traffic, span = seen.traffic, seen.span
    if traffic is None or traffic.cost is None or not len(traffic):
        return None
    if int(traffic.day[-1]) < seen.first or seen.last < int(traffic.day[0]):
        return None
    return traffic.total("cost", span.first, span.last)
