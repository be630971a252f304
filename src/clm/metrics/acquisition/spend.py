"""What was spent, by day and channel: the cost of traffic, and that of touches."""

from typing import Final, Self

import numpy as np
from attrs import frozen

from clm._show import counted
from clm.errors import Fault, MetricError
from clm.ledger.column import NAMED, Bools, Codes, Days, Ints
from clm.ledger.ledger import Ledger
from clm.metrics.acquisition.asked import SpendFrom
from clm.metrics.acquisition.channels import Channels
from clm.metrics.span import Span
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import LAST_DAY, from_number, to_number
from clm.model.money import written

_TWICE: Final = "say spend='traffic_first', or leave the cost out of one of them"


@frozen(eq=False)
class Spend:
    """Amounts, each of a day and a channel.

    Parameters
    ----------
    day : (n,) int32
        Since 1970-01-01.
    channel : (n,) int32
        Positions of channels.
    amount : (n,) int64
        Minor units, not below 0.
    known : tuple of (int, int)
        From which day to which spend is told, for each place where it is.
    """

    day: Days
    channel: Codes
    amount: Ints
    known: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls,
        ledger: Ledger,
        traffic: Traffic | None,
        channels: Channels,
        days: tuple[int, int],
        *,
        told: SpendFrom,
        as_of: int,
    ) -> Self:
        """Gather what was spent in some days.

        Raises
        ------
        MetricError
            Touches that cost less than nothing; a channel whose cost of one day is told by traffic
            and by touches, and would be counted twice.
        """
        nothing = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64))
        bought, ends = nothing, list[tuple[int, int]]()
        if traffic is not None and traffic.cost is not None and len(traffic) and told != "touches":
            bought = _of_traffic(traffic, channels, days)
            ends.append((int(traffic.day[0]), int(traffic.day[-1])))
        touched = nothing
        since = _priced_since(ledger, as_of)
        if told != "traffic" and since is not None:
            touched = _of_touches(ledger, channels, days)
            if told == "traffic_first":
                touched = _without(touched, bought[1][bought[2] > 0])
            ends.append((since, LAST_DAY))
        faults = [*_negative(touched, ledger.currency), *_overlaps(bought, touched, channels)]
        if faults:
            raise MetricError(faults)
        return cls(
            np.concatenate([bought[0], touched[0]]),
            np.concatenate([bought[1], touched[1]]),
            np.concatenate([bought[2], touched[2]]),
            tuple(ends),
        )

    def sums(self, spans: tuple[Span, ...], channels: int) -> Ints:
        """Add up by period and channel; (periods, channels) int64."""
        sums = np.zeros((len(spans), channels), np.int64)
        firsts = np.array([to_number(each.first) for each in spans], np.int32)
        period = np.searchsorted(firsts, self.day, side="right") - 1
        np.add.at(sums, (period, self.channel), self.amount)
        return sums

    def unknown(self, span: Span) -> str:
        """Say why nothing can be told of some days; "" if something can.

        Examples
        --------
        >>> none = np.zeros(0, np.int32)
        >>> Spend(none, none, none, ()).unknown(Span.of(from_number(0), from_number(9)))
        'no spend is known'
        """
        if not self.known:
            return "no spend is known"
        first, last = to_number(span.first), to_number(span.last)
        if any(start <= last and first <= end for start, end in self.known):
            return ""
        return f"no spend is known of {span}"


def spend_faults(ledger: Ledger, traffic: Traffic | None, days: tuple[int, int]) -> list[Fault]:
    """Name touches of some days that cost less than nothing, and channels that are told twice."""
    channels = Channels.of(ledger, traffic)
    touched = _of_touches(ledger, channels, days)
    negative = _negative(touched, ledger.currency)
    if traffic is None or traffic.cost is None:
        return negative
    return negative + _overlaps(_of_traffic(traffic, channels, days), touched, channels)


def _priced_since(ledger: Ledger, as_of: int) -> int | None:
    """Give the day of the first touch that costs something; None where none does by then."""
    rows = ledger.rows("touch")
    if rows is None or rows.amount is None:
        return None
    priced = np.flatnonzero(rows.amount[: rows.until(as_of)])
    return int(rows.day[priced[0]]) if len(priced) else None


def _of_traffic(
    traffic: Traffic, channels: Channels, days: tuple[int, int]
) -> tuple[Days, Codes, Ints]:
    """Take the cost of traffic."""
    rows = (traffic.day >= days[0]) & (traffic.day <= days[1])
    cost: Ints = np.zeros(0, np.int64) if traffic.cost is None else traffic.cost[rows]
    return traffic.day[rows], channels.of_traffic[traffic.channel[rows]], cost


def _of_touches(
    ledger: Ledger, channels: Channels, days: tuple[int, int]
) -> tuple[Days, Codes, Ints]:
    """Take what touches cost."""
    rows = ledger.rows("touch")
    if rows is None or rows.amount is None:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64)
    part = rows.between(*days)
    return rows.day[part], channels.places(rows, part), rows.amount[part]


def _without(touched: tuple[Days, Codes, Ints], channels: Codes) -> tuple[Days, Codes, Ints]:
    """Leave out some channels, but nothing that costs less than nothing."""
    day, channel, amount = touched
    kept = ~np.isin(channel, channels) | (amount < 0)
    return day[kept], channel[kept], amount[kept]


def _negative(touched: tuple[Days, Codes, Ints], currency: str) -> list[Fault]:
    """Name the days on which touches cost less than nothing."""
    day, _, amount = touched
    rows = np.flatnonzero(amount < 0)
    mend = "give the cost of a touch as a positive amount"
    faults = [
        Fault("touch", f"{written(cost, currency)} on {from_number(on)} is below zero", mend)
        for on, cost in zip(day[rows[:NAMED]].tolist(), amount[rows[:NAMED]].tolist(), strict=True)
    ]
    rest = len(rows) - NAMED
    return faults + ([Fault("touch", f"the same of {rest:,} more", mend)] if rest > 0 else [])


def _overlaps(
    bought: tuple[Days, Codes, Ints], touched: tuple[Days, Codes, Ints], channels: Channels
) -> list[Fault]:
    """Name the channels whose cost is told twice, and on which days."""
    mine, theirs = (_paid(each, len(channels)) for each in (bought, touched))
    twice = np.intersect1d(mine, theirs)
    day, channel = np.divmod(twice, len(channels))
    faults: list[Fault] = []
    places: list[int] = np.unique(channel).tolist()
    for place in places:
        own = day[channel == place]
        when = f"on {counted(len(own), 'day')}, the first {from_number(int(own[0]))}"
        name: str = channels.names[place]
        what = f"traffic and touches both tell what {name!r} cost {when}"
        faults.append(Fault("spend", what, _TWICE))
    return faults


def _paid(spent: tuple[Days, Codes, Ints], channels: int) -> Ints:
    """Pack the days and channels on which something was spent."""
    day, channel, amount = spent
    some: Bools = amount > 0
    packed: Ints = np.unique(day[some].astype(np.int64) * channels + channel[some])
    return packed
