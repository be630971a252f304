"""Metrics of advocacy: who refers others, and what people say."""

import numpy as np

from clm.ledger.column import Floats
from clm.ledger.rows import NO_CODE
from clm.metrics.catalogue.entry import KNOWN, PERIOD, Entry
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Crowd, Part, Tally, untold

PROMOTER, DETRACTOR, BEST = 9, 6, 10


def referral_rate() -> Entry:
    """Divide customers who refer somebody by all customers."""
    metric = Metric(
        key="referral_rate",
        title="Referral rate",
        unit="share",
        numerator="those of them with a referral in the period",
        denominator="customers with a counted order up to the period's last day",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        also_called=("referral", "advocacy rate", "referring customers"),
        source="the guide to customer lifecycle management: advocacy",
    )

    def measure(seen: Seen) -> Tally:
        base = seen.closing.bought
        return Tally(Crowd(base & seen.met("referral")[: len(base)]), Crowd(base))

    return Entry(metric, measure, needs=("referral",))


def referred_order_rate(channel: str = "referral") -> Entry:
    """Divide orders that came by referral by all orders."""
    metric = Metric(
        key="referred_order_rate",
        title=f"Share of orders by channel {channel}",
        unit="share",
        numerator=f"those of them that came by channel {channel!r}",
        denominator="counted orders",
        population=f"everybody, {KNOWN}",
        window=PERIOD,
        parameters={"channel": channel},
        also_called=("referral", "referred purchases"),
        per_period=False,
        source="referred purchases over all purchases",
    )

    def measure(seen: Seen) -> Tally:
        rows = seen.orders
        if rows.channel is None or (len(rows) and (rows.channel == NO_CODE).all()):
            return untold("no order of the period tells its channel")
        code = seen.ledger.contents.books.channel.code_of(channel)
        by_channel = (rows.channel == code) & (rows.channel != NO_CODE)
        return Tally(Part(rows.customer[by_channel]), Part(rows.customer))

    return Entry(metric, measure)


def feedback_score() -> Entry:
    """Give the mean of what people answered."""
    metric = Metric(
        key="feedback_score",
        title="Feedback score",
        unit="score",
        numerator="values of feedback",
        denominator="answers with a value",
        population="people with an id",
        window=PERIOD,
        scope="stage",
        also_called=("satisfaction", "CSAT mean", "mean feedback"),
        per_period=False,
        source="the guide to customer lifecycle management: gather feedback per group",
    )

    def measure(seen: Seen) -> Tally:
        customer, value = _answers(seen)
        return Tally(Part(customer, value), Part(customer))

    return Entry(metric, measure, needs=("feedback",))


def nps() -> Entry:
    """Give the net promoter score: promoters less detractors, of 100 answers."""
    metric = Metric(
        key="nps",
        title="Net promoter score",
        unit="score",
        numerator=f"100 for every answer from {PROMOTER}, -100 for every one up to {DETRACTOR}",
        denominator="answers with a value",
        population="people with an id",
        window=PERIOD,
        scope="stage",
        also_called=("net promoter score",),
        per_period=False,
        source="Reichheld 2003, The one number you need to grow",
    )

    def measure(seen: Seen) -> Tally:
        customer, value = _answers(seen)
        strange = value[(value < 0) | (value > BEST) | (value != np.floor(value))]
        if len(strange):
            return untold(f"an answer of {strange[0]:g} is none of 0 to {BEST}")
        points = 100 * ((value >= PROMOTER).astype(np.int64) - (value <= DETRACTOR))
        return Tally(Part(customer, points), Part(customer))

    return Entry(metric, measure, needs=("feedback",))


def _answers(seen: Seen) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], Floats]:
    """Give who answered, and what."""
    rows = seen.rows("feedback")
    value = np.full(len(rows), np.nan) if rows.value is None else rows.value
    told = ~np.isnan(value)
    return rows.customer[told], value[told]
