"""What is found once, whatever the periods: who is new, by which channels, and what was spent."""

from typing import Self

import numpy as np
from attrs import frozen

from clm.ledger.column import Bools
from clm.ledger.ledger import Ledger
from clm.metrics.acquisition.asked import Asked
from clm.metrics.acquisition.channels import Channels
from clm.metrics.acquisition.credits import Credits
from clm.metrics.acquisition.newcomers import (
    Newcomers,
    new_customers,
    new_leads,
    new_visitors,
)
from clm.metrics.acquisition.spend import Spend
from clm.metrics.acquisition.touches import Touches, later_that_day
from clm.metrics.traffic.traffic import Traffic
from clm.model.day import to_number


@frozen(eq=False, kw_only=True)
class Found:
    """New people of some days, credited to channels, and the spend of these days.

    Parameters
    ----------
    asked : Asked
        How it is reckoned.
    ledger : Ledger
        All events.
    traffic : Traffic or None
        What is told by day and channel.
    channels : Channels
        All channels.
    spend : Spend
        What was spent.
    newcomers : tuple of Newcomers
        New visitors, leads and customers.
    credits : tuple of Credits
        Of each of these, by channel.
    by_order : (n,) bool
        Which new customers are credited to the channel of their order, for want of a touch.
    untouched : (n,) bool
        Which of them have no touch.
    at_midnight : int
        How many of them have an order without a time of day, and a touch later on that day.

    Examples
    --------
    See `acquisition_cost`.
    """

    asked: Asked
    ledger: Ledger
    traffic: Traffic | None
    channels: Channels
    spend: Spend
    newcomers: tuple[Newcomers, ...]
    credits: tuple[Credits, ...]
    by_order: Bools
    untouched: Bools
    at_midnight: int

    @classmethod
    def of(cls, asked: Asked, ledger: Ledger, traffic: Traffic | None) -> Self:
        """Find everybody who is new, and credit channels with them.

        Raises
        ------
        MetricError
            Negative or overlapping spend.
        """
        channels = Channels.of(ledger, traffic)
        ends = to_number(asked.span.first), to_number(asked.span.last)
        spend = Spend.of(
            ledger, traffic, channels, ends, told=asked.spend, as_of=to_number(asked.as_of)
        )
        first_orders, orders = new_customers(ledger, to_number(asked.as_of))
        everybody = new_visitors(ledger), new_leads(ledger), first_orders
        newcomers = tuple(each.between(*ends) for each in everybody)
        touches = [Touches.of(ledger, each, channels, asked.within) for each in newcomers]
        otherwise = [np.zeros(len(each), np.int32) for each in newcomers]
        otherwise[2] = channels.places(orders, newcomers[2].row)
        untouched = np.ones(len(newcomers[2]), bool)
        untouched[touches[2].newcomer] = False
        return cls(
            asked=asked,
            ledger=ledger,
            traffic=traffic,
            channels=channels,
            spend=spend,
            newcomers=newcomers,
            credits=tuple(
                Credits.of(each, asked.attribution, rest)
                for each, rest in zip(touches, otherwise, strict=True)
            ),
            by_order=untouched & (otherwise[2] > 0),
            untouched=untouched,
            at_midnight=later_that_day(ledger, newcomers[2], channels),
        )
