"""One figure of a shop over some days."""

from collections.abc import Mapping

from clm.errors import Fault, MetricError
from clm.features.running import features_along
from clm.ledger.ledger import Ledger
from clm.metrics.catalogue.catalogue import entry, entry_faults
from clm.metrics.catalogue.entry import Entry
from clm.metrics.definition import Metric, Parameter
from clm.metrics.figure import Figure
from clm.metrics.measuring.followed import Followed
from clm.metrics.measuring.sums import as_figures, summed
from clm.metrics.measuring.walk import ends, seen_along, span_faults
from clm.metrics.span import Span
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import as_day


def measure(
    ledger: Ledger,
    metric: str | Metric,
    start: object,
    end: object,
    *,
    traffic: Traffic | None = None,
    as_of: object = None,
    **parameters: Parameter,
) -> Figure:
    """Measure a shop by one metric over some days.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the as-of day are not seen.
    metric : str or Metric
        Of the catalogue, by its key or what else it is called.
    start, end : date, str or datetime64
        The days, both included. What looks at the period before takes as many days before them.
    traffic : Traffic, optional
        Impressions, clicks and visits of people without an id.
    as_of : date, str or datetime64, optional
        The last day that is looked at, by metrics whose population is told "as known on the as-of
        day": those that follow people for some days, and gaps between orders; `end` if left out.
        All others are told as known on `end`.
    **parameters : int, float or str
        The numbers in the definition, as for `clm.metric`.

    Returns
    -------
    Figure

    Raises
    ------
    MetricError
        All that is wrong with the ledger, metric, days or traffic, at once.

    Examples
    --------
    >>> from clm import demo
    >>> shop = demo.simulate(2_000)
    >>> measure(shop, "repeat_rate", "2025-01-01", "2025-12-31")
    <Figure repeat_rate · 63.0 % (60.5 … 65.5) · 914 / 1,450 · 2025-01-01 … 2025-12-31>
    >>> measure(shop, "impressions", "2025-01-01", "2025-12-31").undefined
    'no traffic was given'
    """
    faults = [*span_faults(ledger, start, end, as_of, traffic), *metric_faults(metric, parameters)]
    if faults:
        raise MetricError(faults)
    chosen = measured_by(metric, parameters)
    span = Span.of(as_day(start), as_day(end))
    day = span.last if as_of is None else as_day(as_of)
    features = features_along(ledger, ends([span]), chosen.wants)
    seen = seen_along(features, [span], Followed(ledger, day), traffic)
    sums = [summed(chosen, each) for each in seen]
    return as_figures(chosen.metric, sums, [span], as_of=day, currency=ledger.currency).figure()


def measured_by(metric: str | Metric, parameters: Mapping[str, Parameter]) -> Entry:
    """Find what measures a metric that has no `metric_faults`."""
    if isinstance(metric, str):
        return entry(metric, parameters)
    return entry(metric.key, {**metric.parameters, **parameters})


def metric_faults(
    metric: object, parameters: Mapping[str, object], where: str = "metric"
) -> list[Fault]:
    """Say why nothing measures a metric: it is not of the catalogue, or has no such parameters.

    Examples
    --------
    >>> print(*metric_faults("margin", {}))
    share: is missing from margin → give share=0.4, say
    """
    if not isinstance(metric, Metric):
        return entry_faults(metric, parameters, where)
    whole = {**metric.parameters, **parameters}
    faults = entry_faults(metric.key, whole, where)
    if faults or parameters:
        return faults
    told = metric.differences(entry(metric.key, whole).metric)
    return [Fault(metric.key, each, "take it from clm.metric") for each in told]
