"""From one period to the next."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, pairwise

from clm.analysis.snapshot.taking import ledger_faults
from clm.errors import Fault
from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.moment import Moment
from clm.metrics.measuring.seen import Seen
from clm.metrics.span import Span
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import as_day, day_faults


def ends(spans: Sequence[Span]) -> tuple[date, ...]:
    """List the eve of the first period, and the last day of each."""
    return (spans[0].eve, *(each.last for each in spans))


def seen_along(
    features: Iterable[Features],
    spans: Sequence[Span],
    followed: Followed,
    traffic: Traffic | None,
) -> Iterator[Seen]:
    """Go through the periods.

    Parameters
    ----------
    features : iterable of Features
        As of the `ends` of the periods.
    spans : sequence of Span
        The periods.
    followed : Followed
        What becomes of customers later.
    traffic : Traffic or None
        What is told of nobody in particular.
    """
    moments = pairwise(map(Moment, features))
    for span, (opening, closing) in zip(spans, moments, strict=True):
        yield Seen(span, opening, closing, followed, traffic)


def span_faults(
    ledger: object, start: object, end: object, as_of: object, traffic: object
) -> list[Fault]:
    """Say what is wrong with what is to be measured, all at once.

    Examples
    --------
    >>> shop = Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    >>> for fault in span_faults(shop, "2024-04-30", "2024-04-01", "2024-03-01", None):
    ...     print(fault)
    start: 2024-04-30 lies after the end, 2024-04-01 → give the earlier day first
    as_of: 2024-03-01 lies before the end, 2024-04-01 → give the end, or a later day
    end: 2024-04-01 lies before the first event, 2024-05-01 → end on that day or later
    """
    days = {"start": start, "end": end, **({} if as_of is None else {"as_of": as_of})}
    told = [*chain.from_iterable(day_faults(day, name) for name, day in days.items())]
    faults = [*ledger_faults(ledger), *told]
    if traffic is not None and not isinstance(traffic, Traffic):
        what = f"{type(traffic).__name__} is no traffic"
        faults.append(Fault("traffic", what, "make it with clm.Traffic.from_columns"))
    faults += _currency_faults(ledger, traffic)
    if told:
        return faults
    first, last = as_day(start), as_day(end)
    if first > last:
        what = f"{first} lies after the end, {last}"
        faults.append(Fault("start", what, "give the earlier day first"))
    if as_of is not None and as_day(as_of) < last:
        what = f"{as_day(as_of)} lies before the end, {last}"
        faults.append(Fault("as_of", what, "give the end, or a later day"))
    return faults + (_before(ledger, last) if isinstance(ledger, Ledger) else [])


def _before(ledger: Ledger, end: date) -> list[Fault]:
    """Refuse days on which nothing can have happened."""
    if ledger.first_day is None:
        return [Fault("ledger", "has no events", "add orders first")]
    if end >= ledger.first_day:
        return []
    what = f"{end} lies before the first event, {ledger.first_day}"
    return [Fault("end", what, "end on that day or later")]


def _currency_faults(ledger: object, traffic: object) -> list[Fault]:
    """Name traffic in another currency."""
    if not isinstance(ledger, Ledger) or not isinstance(traffic, Traffic):
        return []
    if traffic.cost is None or traffic.currency == ledger.currency:
        return []
    what = f"{traffic.currency} does not mix with {ledger.currency}, that of the ledger"
    return [Fault("traffic", what, "convert its cost first")]
