"""Making cohorts of a ledger."""

from attrs import evolve

from clm.analysis.activity.active import active_in
from clm.analysis.activity.asked import Asked, choice_faults
from clm.analysis.by_group import ByGroup
from clm.analysis.cohorts.cohorts import Cohorts
from clm.analysis.cohorts.followed import MEASURES, RETENTIONS, Measure, Retention
from clm.analysis.cohorts.groups import Groups, by_faults, groups_by
from clm.analysis.cohorts.triangle import Triangles
from clm.analysis.snapshot.snapshot import Snapshot
from clm.ledger.ledger import Ledger
from clm.model.period import Every, Weekday


def cohorts(
    ledger: Ledger,
    *,
    every: Every = "month",
    measure: Measure = "customers",
    retention: Retention = "first_time",
    by: str | Snapshot | None = None,
    as_of: object = None,
    week_start: Weekday = "monday",
    complete_from: object = None,
) -> Cohorts:
    """Follow customers from the period of their first order.

    A cohort holds the customers whose first counted order lies in its period, as known on the
    as-of day: an order that was given back in full by then does not count.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the day are not seen.
    every : {"day", "week", "month", "quarter", "year"}
        Calendar periods.
    measure : {"customers", "orders", "revenue"}
        What is counted in a period: people who ordered, counted orders, or net money (order lines
        less refunds, each on its own day).
    retention : {"first_time", "recurring", "rolling"}
        Whose period it is counted in; see Notes.
    by : str or Snapshot, optional
        An attribute of the ledger, or a snapshot whose segments split the customers.
    as_of : date, str or datetime64, optional
        The day, inclusive; the ledger's last day if left out.
    week_start : str
        The first day of a week.
    complete_from : date, str or datetime64, optional
        The first day from which all orders are known. Cohorts that start before it are marked as
        doubtful: their customers may have ordered before the ledger begins.

    Returns
    -------
    Cohorts

    Raises
    ------
    SnapshotError
        Something else than a ledger, or one without events; no such period, measure, retention,
        weekday or attribute; a day before the first event; a snapshot that knows nobody here; more
        periods or cells than there should be.

    Notes
    -----
    *First-time*: everybody is in one cohort, that of her first order, and counted in each later
    period in which she orders. *Recurring*: everybody who orders in a period is in its cohort, so
    one customer is in several, and is counted anew from each [1]_. *Rolling*, also called
    unbounded or "on or after": everybody is in the cohort of her first order, and counted in a
    period if she orders in it or in any later one that is observed [1]_ [2]_; of orders and money,
    rolling is the sum of a period and all later ones. Later periods can still raise it, so young
    cohorts look worse than they will be.

    References
    ----------
    .. [1] PostHog, "Retention", docs/product-analytics/retention: first time and recurring
       retention; retention criteria.
    .. [2] Mixpanel, "Advanced retention functionality": on, and on or after (formerly unbounded)
       retention.

    Examples
    --------
    >>> from clm import demo
    >>> cohorts(demo.simulate(300), every="quarter", as_of="2025-05-31")
    <Cohorts by quarter · first-time retention in % · as of 2025-05-31 · 6 cohorts · 125 customers>
       cohort  size       0      1      2      3      4      5
      2024-Q1    11  100.0   72.7   36.4   36.4   54.5   27.3*
      2024-Q2    13  100.0   46.2   30.8   30.8   23.1*
      2024-Q3    27  100.0   29.6   18.5   18.5*
      2024-Q4    26  100.0   46.2   23.1*
      2025-Q1    26  100.0   46.2*
      2025-Q2    22  100.0*
      note: * the quarter 2025-Q2 goes on until 2025-06-30
    """
    faults = [
        *choice_faults("measure", measure, MEASURES),
        *choice_faults("retention", retention, RETENTIONS),
        *by_faults(ledger, by),
    ]
    asked = Asked.of(
        ledger,
        every=every,
        week_start=week_start,
        as_of=as_of,
        complete_from=complete_from,
        further=faults,
    )
    active, groups = active_in(ledger, "order", asked), groups_by(ledger, by)
    found = Triangles.of(ledger, active, measure, retention, groups)
    whole = Cohorts(
        measure=measure,
        retention=retention,
        calendar=active.calendar,
        complete_from=asked.complete_from,
        currency=ledger.currency,
        sizes=found.sizes.sum(axis=0),
        counts=found.counts.sum(axis=0),
        outside=int(found.outside.sum()),
    )
    return whole if by is None else _split(whole, groups, found)


def _split(whole: Cohorts, groups: Groups, found: Triangles) -> Cohorts:
    """Add the cohorts of every group."""
    sums = zip(groups.names, found.sizes, found.counts, found.outside.tolist(), strict=True)
    parts = tuple(
        (name, evolve(whole, sizes=sizes, counts=counts, outside=outside))
        for name, sizes, counts, outside in sums
    )
    return evolve(whole, by=groups.by, groups=ByGroup(parts))
