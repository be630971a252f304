"""Metrics of money: what people bring."""

from typing import Literal

from attrs import evolve

from clm.metrics.catalogue.entry import Entry
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Part, Tally


def revenue(money: Literal["net", "gross"] = "net") -> Entry:
    """Sum up money."""
    metric = Metric(
        key="revenue",
        title="Revenue",
        unit="money",
        numerator="order lines less refunds" if money == "net" else "order lines",
        population="everybody",
        window="the period, each line and refund on its own day",
        money=money,
        scope="stage",
        parameters={"money": money},
        also_called=("sales", "turnover"),
        source="rule: every line and every refund counts on its own day",
    )
    return Entry(metric, lambda seen: Tally(seen.earnings if money == "net" else seen.sales))


def revenue_share() -> Entry:
    """Divide a stage's money by that of the whole shop."""
    metric = Metric(
        key="revenue_share",
        title="Revenue share",
        unit="ratio",
        numerator="net money of the group",
        denominator="net money of the whole shop",
        population="everybody",
        window="the period, each line and refund on its own day",
        money="net",
        scope="stage",
        per_period=False,
        source="share of sales",
    )

    def measure(seen: Seen) -> Tally:
        return Tally(seen.earnings, Part(shared=int(seen.earnings.total)))

    return Entry(metric, measure)


def margin(share: float) -> Entry:
    """Sum up the part of net money that is left when goods are paid for."""
    metric = Metric(
        key="margin",
        title=f"Margin at {share} of revenue",
        unit="money",
        numerator=f"order lines less refunds, times {share}",
        population="everybody",
        window="the period, each line and refund on its own day",
        money="margin",
        scope="stage",
        parameters={"share": share},
        also_called=("contribution", "gross margin"),
        source="Farris et al., Marketing Metrics: margin, here one share of revenue for all",
    )

    def measure(seen: Seen) -> Tally:
        return Tally(evolve(seen.earnings, factor=float(share)))

    return Entry(metric, measure)
