"""Metrics of awareness: who is reached, and who comes."""

from typing import Final

from clm._show import span as days_shown
from clm.metrics.catalogue.entry import PERIOD, Entry
from clm.metrics.definition import Metric
from clm.metrics.measuring.seen import Seen
from clm.metrics.measuring.tally import Part, Tally, untold
from clm.metrics.traffic.traffic import TrafficMeasure

_EVERYBODY: Final = "everybody, with an id or not"


def impressions() -> Entry:
    """Count how often ads were shown."""
    names = ("ad impressions",)
    return _of_everybody("impressions", "impressions", "Impressions", "impressions", names)


def clicks() -> Entry:
    """Count how often ads were clicked."""
    return _of_everybody("clicks", "clicks", "Clicks", "clicks")


def site_visits() -> Entry:
    """Count visits of everybody, as the shop's analytics tells them."""
    names = ("sessions",)
    return _of_everybody("visits", "site_visits", "Site visits", "visits to the shop", names)


def click_rate() -> Entry:
    """Divide clicks by impressions."""
    metric = Metric(
        key="click_rate",
        title="Click rate",
        unit="ratio",
        numerator="clicks",
        denominator="impressions",
        population=_EVERYBODY,
        window=PERIOD,
        also_called=("click-through rate", "CTR"),
        per_period=False,
        source="clm.Traffic",
    )
    return Entry(metric, lambda seen: _told(seen, "clicks", "impressions"), of_ledger=False)


def visits() -> Entry:
    """Count visits of people with an id."""
    metric = Metric(
        key="visits",
        title="Visits",
        unit="count",
        numerator="events of kind visit",
        population="people with an id",
        window=PERIOD,
        scope="stage",
        source="events of the ledger",
    )
    return Entry(metric, lambda seen: Tally(Part(seen.rows("visit").customer)), needs=("visit",))


def visitors() -> Entry:
    """Count people who visited."""
    metric = Metric(
        key="visitors",
        title="Visitors",
        unit="count",
        numerator="people with a visit",
        population="people with an id",
        window=PERIOD,
        scope="stage",
        also_called=("unique visitors",),
        source="events of the ledger",
    )
    return Entry(metric, lambda seen: Tally(Part(seen.visitors)), needs=("visit",))


def _of_everybody(
    measure: TrafficMeasure, key: str, title: str, numerator: str, also_called: tuple[str, ...] = ()
) -> Entry:
    """Count what traffic tells."""
    metric = Metric(
        key=key,
        title=title,
        unit="count",
        numerator=numerator,
        population=_EVERYBODY,
        window=PERIOD,
        also_called=also_called,
        source="clm.Traffic",
    )
    return Entry(metric, lambda seen: _told(seen, measure), of_ledger=False)


def _told(seen: Seen, *names: TrafficMeasure) -> Tally:
    """Sum up what is told of nobody in particular; two sums are a ratio."""
    traffic, span = seen.traffic, seen.span
    if traffic is None:
        return untold("no traffic was given")
    absent = [each for each in names if each not in traffic.measures]
    if absent:
        return untold(f"the traffic tells no {absent[0]}")
    first, last = traffic.first_day, traffic.last_day
    if first is None or last is None or span.last < first or last < span.first:
        return untold(f"the traffic tells of {days_shown(first, last)}")
    sums = [Part(besides=traffic.total(each, span.first, span.last)) for each in names]
    return Tally(sums[0], sums[-1] if len(sums) > 1 else None)
