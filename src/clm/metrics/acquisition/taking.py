"""Reckoning the cost of acquisition from a ledger and from traffic."""

from collections.abc import Sequence

from clm.ledger.ledger import Ledger
from clm.metrics.acquisition.acquisition_cost import AcquisitionCost
from clm.metrics.acquisition.asked import Asked, Attribution, SpendFrom
from clm.metrics.acquisition.channel_cost import ChannelCost
from clm.metrics.acquisition.found import Found
from clm.metrics.acquisition.lines import lines_of
from clm.metrics.acquisition.notes import notes_of
from clm.metrics.traffic.traffic import Traffic
from clm.model.period import Every, Weekday


def acquisition_cost(
    ledger: Ledger,
    start: object,
    end: object,
    *,
    traffic: Traffic | None = None,
    attribution: Attribution = "last_touch",
    within: int | None = 90,
    margin: float = 1.0,
    spend: SpendFrom = "both",
    as_of: object = None,
    every: Every | None = None,
    week_start: Weekday = "monday",
) -> AcquisitionCost:
    """Reckon what new visitors, leads and customers cost, of the whole shop and by channel.

    Spend is the cost of traffic and the amounts of ``touch`` events on the days from `start` to
    `end`. What was spent on a channel that brought nobody is shown, and so are people without a
    channel.

    Parameters
    ----------
    ledger : Ledger
        All events; those after the as-of day are not seen.
    start, end : date, str or datetime64
        The days, both included.
    traffic : Traffic, optional
        What was spent by day and channel.
    attribution : {"first_touch", "last_touch", "linear", "position_based"}
        Which touches are credited with a person; see Notes.
    within : int or None
        Touches at most so many days before are looked at; None is however long.
    margin : float
        The share of net money that is left after its costs; of the payback.
    spend : {"both", "traffic_first", "traffic", "touches"}
        Where the spend is told. Of both, a channel whose cost of one day is told by both is an
        error, for it would be counted twice; with ``traffic_first``, touches tell the cost of those
        channels alone of which traffic tells none.
    as_of : date, str or datetime64, optional
        The last day that is looked at; `end` if left out. The payback needs a later one.
    every : {"day", "week", "month", "quarter", "year"}, optional
        Cut the days into calendar periods.
    week_start : str
        The first day of a week.

    Returns
    -------
    AcquisitionCost

    Raises
    ------
    MetricError
        Something else than a ledger or traffic, or two currencies; days that are none, or in no
        order; no such attribution, window, margin or period; all of it at once. Negative or
        overlapping spend.

    Notes
    -----
    *New visitors*: their first visit lies in the days. *New leads*: their first event of any kind
    does, and on the evening of its day they have neither a counted order nor a refund. *New
    customers*: their first counted order does, as known on the as-of day.

    *Touches* are events of kind touch or visit that name a channel, up to that first visit or
    order, or up to the evening of that first day; at one instant touches come before visits, and
    rows of one kind in the order in which they came. A new customer without a touch is of the
    channel of her first order, if it names one; otherwise of no channel, "".

    The models are those of web analytics [1]_: the first touch, the last touch, all alike, or by
    position: 40 % the first, 40 % the last and 20 % those between, of two touches a half each.

    References
    ----------
    .. [1] Google Analytics Help, "About the attribution models" (first interaction, last
       interaction, linear, position-based).

    Examples
    --------
    >>> from clm import demo
    >>> shop = demo.simulate(300)
    >>> acquisition_cost(shop, "2025-01-01", "2025-06-30", attribution="first_touch")
    <AcquisitionCost first touch within 90 days · EUR · 2025-01-01 … 2025-06-30>
      channel         spend  visitors  each  leads  each  customers  each  paid back
      paid_ads        22.99        20  1.15     21  1.09         13  1.77        0 d
      email            5.45         0     -      0     -          0     -          -
      organic_search   0.00        30  0.00     25  0.00         22  0.00          -
      referral         0.00        16  0.00     13  0.00         12  0.00          -
      web_banner       0.00        12  0.00      8  0.00          7  0.00          -
      organic_social   0.00        11  0.00      9  0.00          6  0.00          -
      all             28.44        89  0.32     76  0.37         60  0.47        0 d
    """
    asked = Asked.of(
        ledger,
        start,
        end,
        traffic=traffic,
        attribution=attribution,
        within=within,
        margin=margin,
        spend=spend,
        as_of=as_of,
        every=every,
        week_start=week_start,
    )
    found = Found.of(asked, ledger, traffic)
    ((blended, whole),) = lines_of(found, (asked.span,))
    order = _order(whole)
    return AcquisitionCost(
        asked=asked,
        blended=blended,
        by_channel=tuple(whole[at] for at in order),
        periods=tuple(
            AcquisitionCost(asked=asked, blended=total, by_channel=tuple(lines[at] for at in order))
            for total, lines in lines_of(found, asked.periods)
        ),
        notes=notes_of(found),
    )


def _order(lines: Sequence[ChannelCost]) -> list[int]:
    """Put channels in order, and leave out those that cost nothing and brought nobody."""
    there = (at for at, each in enumerate(lines) if _is_something(each))
    return sorted(
        there,
        key=lambda at: (not lines[at].channel, -lines[at].spend, -lines[at].customers, at),
    )


def _is_something(line: ChannelCost) -> bool:
    """Tell whether a channel cost something or brought somebody."""
    return any((line.spend, line.visitors, line.leads, line.customers, line.clicks, line.visits))
