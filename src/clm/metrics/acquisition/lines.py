"""The lines of a table of costs: every channel, and all together, period by period."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from attrs import frozen

from clm._frozen import FrozenDict
from clm.ledger.column import AnyArray, Floats, Ints
from clm.metrics.acquisition.channel_cost import ChannelCost
from clm.metrics.acquisition.found import Found
from clm.metrics.acquisition.margins import net_by_day
from clm.metrics.acquisition.payback import Payback
from clm.metrics.span import Span
from clm.metrics.traffic.traffic import TrafficMeasure
from clm.model.day import to_number

Lines = tuple[ChannelCost, tuple[ChannelCost, ...]]
"""All together, and every channel."""


def lines_of(found: Found, cut: tuple[Span, ...]) -> tuple[Lines, ...]:
    """Make the lines of every period.

    Parameters
    ----------
    found : Found
        Who is new, and what was spent.
    cut : tuple of Span
        Periods that follow each other, over all days; of none there are no lines.

    Raises
    ------
    MetricError
        There are too many periods.
    """
    if not cut:
        return ()
    firsts = np.array([to_number(each.first) for each in cut], np.int32)
    periods = [np.searchsorted(firsts, each.day, side="right") - 1 for each in found.newcomers]
    shape = len(cut), len(found.channels)
    people = [each.sums(period, shape) for each, period in zip(found.credits, periods, strict=True)]
    days = [_followed(found, each) for each in cut]
    net = net_by_day(
        found.ledger,
        found.newcomers[2],
        found.credits[2],
        period=periods[2],
        days=days,
        channels=shape[1],
    )
    spent, members = found.spend.sums(cut, shape[1]), _Members.of(found, periods[2], shape)
    return tuple(
        _together(
            _Period(found, span, [each[at] for each in people], spent[at], net[at], members, at)
        )
        for at, span in enumerate(cut)
    )


def _followed(found: Found, span: Span) -> int:
    """Count the days for which all newcomers of a period are watched and something may move."""
    last = found.ledger.last_day or span.first
    return min((found.asked.as_of - span.last).days, max((last - span.first).days, 0))


@frozen(eq=False)
class _Members:
    """The new customers of every period and channel, each once, with the share credited to it."""

    ids: AnyArray
    newcomer: Ints
    weight: Floats
    edges: Ints
    own: tuple[Ints, ...]

    @classmethod
    def of(cls, found: Found, period: Ints, shape: tuple[int, int]) -> "_Members":
        """Put several touches by one channel together, and sort by period and channel."""
        shares, bought = found.credits[2], found.newcomers[2]
        pairs, place = np.unique(shares.newcomer * shape[1] + shares.channel, return_inverse=True)
        weight = np.bincount(place, shares.weights, len(pairs)).astype(np.float64)
        newcomer, channel = np.divmod(pairs, shape[1])
        cell = period[newcomer] * shape[1] + channel
        order = np.argsort(cell, kind="stable")
        edges = np.searchsorted(cell[order], np.arange(shape[0] * shape[1] + 1))
        ids = found.ledger.customers[bought.customer]
        own = tuple(np.flatnonzero(period == at) for at in range(shape[0]))
        return cls(ids, newcomer[order], weight[order], edges, own)

    def of_cell(self, cell: int) -> tuple[AnyArray, Floats]:
        """Give ids and shares of one period and channel."""
        part = slice(self.edges[cell], self.edges[cell + 1])
        return self.ids[self.newcomer[part]], self.weight[part]

    def of_period(self, at: int) -> tuple[AnyArray, Floats]:
        """Give ids and shares of one period."""
        return self.ids[self.own[at]], np.ones(len(self.own[at]))


@frozen(eq=False)
class _Period:
    """What there is of one period, channel by channel."""

    found: Found
    span: Span
    people: list[list[Fraction]]
    spent: Ints
    net: Floats
    members: _Members
    at: int

    def traffic(self, measure: TrafficMeasure) -> dict[str, int]:
        """Sum a measure of traffic up by channel; nothing if it is not measured."""
        traffic = self.found.traffic
        if traffic is None or measure not in traffic.measures:
            return {}
        return traffic.by_channel(measure, self.span.first, self.span.last)


def _together(period: _Period) -> Lines:
    """Make the lines of one period."""
    traffic = [period.traffic(measure) for measure in ("visits", "clicks", "cost")]
    unknown = FrozenDict(dict(_unknown(period)))
    channels = period.found.channels.names
    lines = tuple(
        _line(
            period,
            name,
            unknown,
            spend=int(period.spent[at]),
            people=[each[at] for each in period.people],
            traffic=[each.get(name, 0) for each in traffic],
            net=period.net[at],
            members=period.members.of_cell(period.at * len(channels) + at),
        )
        for at, name in enumerate(channels)
    )
    whole = _line(
        period,
        None,
        unknown,
        spend=int(period.spent.sum()),
        people=[sum(each, Fraction(0)) for each in period.people],
        traffic=[sum(each.values()) for each in traffic],
        net=period.net[-1],
        members=period.members.of_period(period.at),
    )
    return whole, lines


def _line(
    period: _Period,
    channel: str | None,
    unknown: FrozenDict[str, str],
    *,
    spend: int,
    people: list[Fraction],
    traffic: list[int],
    net: Floats,
    members: tuple[AnyArray, Floats],
) -> ChannelCost:
    """Make one line."""
    asked = period.found.asked
    visits, clicks, cost = traffic
    visitors, leads, customers = people
    return ChannelCost(
        asked=asked,
        span=period.span,
        channel=channel,
        spend=spend,
        unknown=unknown,
        visitors=visitors,
        leads=leads,
        customers=customers,
        clicks=clicks,
        visits=visits,
        traffic_cost=cost,
        payback=Payback(
            spend=spend,
            customers=customers,
            margin=asked.margin,
            currency=asked.currency,
            watched=(asked.as_of - period.span.last).days,
            net=net,
        ),
        ids=members[0],
        weights=members[1],
    )


def _unknown(period: _Period) -> Iterator[tuple[str, str]]:
    """Say which figures cannot be told, and why."""
    spend = period.found.spend.unknown(period.span)
    if spend:
        for key in ("cost_per_new_visitor", "cost_per_lead", "acquisition_cost", "payback_days"):
            yield key, spend
    if not spend and period.found.ledger.rows("visit") is None:
        yield "cost_per_new_visitor", "the ledger has no event of kind 'visit'"
    traffic = period.found.traffic
    for noun in ("visit", "click"):
        if traffic is None:
            yield f"cost_per_{noun}", "no traffic was given"
        elif missing := [each for each in ("cost", f"{noun}s") if each not in traffic.measures]:
            yield f"cost_per_{noun}", f"traffic does not tell {' and '.join(missing)}"
