"""The cost of acquisition: of the whole shop and by channel, in one span or in many periods."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from attrs import field, frozen

from clm._frames import Framed
from clm._show import counted, html_table, table, tag
from clm.analysis.snapshot.columns import Text
from clm.errors import UnknownNameError
from clm.ledger.column import AnyArray, locked
from clm.metrics.acquisition.asked import Asked
from clm.metrics.acquisition.channel_cost import ChannelCost
from clm.metrics.acquisition.shown import HEAD, row_of
from clm.metrics.acquisition.valued import Valued
from clm.metrics.figure import Figure
from clm.metrics.span import Span

_LINES: Final = 12
_COSTS: Final = ("cost_per_new_visitor", "cost_per_lead", "acquisition_cost")


@frozen(eq=False, repr=False, kw_only=True)
class AcquisitionCost(Framed):
    """What it cost to win visitors, leads and customers.

    Make one with `clm.acquisition_cost`. ``cost["paid_ads"]`` is one channel, ``cost.blended`` is
    all of them; over the channels everything adds up to the blended, exactly.

    Parameters
    ----------
    asked : Asked
        How it is reckoned.
    blended : ChannelCost
        All channels together.
    by_channel : tuple of ChannelCost
        Those that cost something, or brought somebody; most spend first, "" (no channel) last.
    periods : tuple of AcquisitionCost
        The calendar periods, if there are.
    notes : tuple of str
        What deserves a second look.

    Examples
    --------
    >>> from clm.ledger.ledger import Ledger
    >>> from clm.metrics.acquisition.taking import acquisition_cost
    >>> days = ["2024-05-02", "2024-05-04", "2024-05-07"]
    >>> shop = Ledger.from_columns(
    ...     customer=["ann", "bob", "cem"], when=days, amount=[20, 30, 10], currency="EUR"
    ... ).with_events(
    ...     "touch", customer=["ann", "bob", "dee"], channel=["tv", "ads", "tv"],
    ...     when=["2024-04-30", "2024-05-03", "2024-05-31"], amount=[5, 3, 6],
    ... )
    >>> cost = acquisition_cost(shop, "2024-05-01", "2024-05-31", within=30)
    >>> cost
    <AcquisitionCost last touch within 30 days · EUR · 2024-05-01 … 2024-05-31>
      channel       spend  visitors  each  leads  each  customers  each  paid back
      tv             6.00         0     -      1  6.00          1  6.00        0 d
      ads            3.00         0     -      1  3.00          1  3.00        0 d
      (no channel)   0.00         0     -      0     -          1  0.00          -
      all            9.00         0     -      2  4.50          3  3.00        0 d
      note: touches are known from 2024-04-30 on: for 30 days the look back is shorter
      note: 1 of 3 new customers had no touch within 30 days
    >>> cost["ads"].cost_per_new_customer
    <Figure acquisition_cost · ads · 3.00 EUR · 3.00 / 1 · 2024-05-01 … 2024-05-31>
    >>> cost.clv_to_cac(12).value
    4.0
    """

    asked: Asked
    blended: ChannelCost
    by_channel: tuple[ChannelCost, ...]
    periods: tuple["AcquisitionCost", ...] = ()
    notes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def span(self) -> Span:
        """The days."""
        return self.blended.span

    @property
    def as_of(self) -> date:
        """The last day that was looked at."""
        return self.asked.as_of

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels; "" is no channel."""
        return tuple(each.channel or "" for each in self.by_channel)

    @property
    def cost_per_new_visitor(self) -> Figure:
        """Spend for each new visitor, of all channels."""
        return self.blended.cost_per_new_visitor

    @property
    def cost_per_lead(self) -> Figure:
        """Spend for each new lead, of all channels."""
        return self.blended.cost_per_lead

    @property
    def cost_per_new_customer(self) -> Figure:
        """Spend for each new customer, of all channels; also called blended CAC."""
        return self.blended.cost_per_new_customer

    def figure(self, key: str, channel: str | None = None) -> Figure:
        """Give a figure by its key, of one channel or of all.

        Raises
        ------
        UnknownNameError
            There is no such figure or channel.
        """
        return (self.blended if channel is None else self[channel]).figure(key)

    def clv_to_cac(self, value: float | Valued, channel: str | None = None) -> Figure:
        """Divide the lifetime value of new customers by what was spent; see `ChannelCost`.

        Raises
        ------
        UnknownNameError, MetricError
            There is no such channel; the value is none.
        """
        return (self.blended if channel is None else self[channel]).clv_to_cac(value)

    def columns(self) -> dict[str, AnyArray]:
        """Give a row for every channel; of several periods one for each of both.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``start`` and ``end`` (datetime64[D]), ``channel`` (text, "" is none), ``spend`` (int64
            minor units), ``new_visitors``, ``new_leads``, ``new_customers`` (float64),
            ``cost_per_new_visitor``, ``cost_per_lead``, ``acquisition_cost`` (float64 minor units,
            NaN where undefined), ``payback_days`` (float64, NaN where not reached yet).
        """
        own = [line for part in self.periods or (self,) for line in part.by_channel]
        columns = {
            "start": np.array([each.span.first for each in own], "datetime64[D]"),
            "end": np.array([each.span.last for each in own], "datetime64[D]"),
            "channel": np.array([each.channel or "" for each in own], Text),
            "spend": np.array([each.spend for each in own], np.int64),
            "new_visitors": np.array([float(each.visitors) for each in own], np.float64),
            "new_leads": np.array([float(each.leads) for each in own], np.float64),
            "new_customers": np.array([float(each.customers) for each in own], np.float64),
        }
        for key in (*_COSTS, "payback_days"):
            told = (each.figure(key).value for each in own)
            columns[key] = np.array([np.nan if each is None else each for each in told], np.float64)
        return {name: locked(column) for name, column in columns.items()}

    def table(self) -> str:
        """Write all channels, and all together; of several periods each of them."""
        return table(self._header(), self._rows())

    def __getitem__(self, channel: str) -> ChannelCost:
        """Give one channel; "" is no channel.

        Raises
        ------
        UnknownNameError
            Nothing was spent on it, and nobody came by it.
        """
        found = [each for each in self.by_channel if each.channel == channel]
        if not found:
            raise UnknownNameError("channel", channel, self.channels)
        return found[0]

    def __iter__(self) -> Iterator[ChannelCost]:
        """Go through the channels."""
        return iter(self.by_channel)

    def __len__(self) -> int:
        """Count the channels."""
        return len(self.by_channel)

    def __repr__(self) -> str:
        """The channels, or the periods, all together, and what deserves a second look."""
        ends = [f"note: {each}" for each in self.notes]
        *lines, last = self._rows()
        room = _LINES - 3 - len(ends)
        if len(lines) > room:
            noun = "more period" if self.periods else "more channel"
            ends = [f"… {counted(len(lines) - room + 1, noun)}: print(….table())", *ends]
            lines = lines[: room - 1]
        body = [*table(self._header(), [*lines, last]).splitlines(), *ends]
        return "\n".join([self._head(), *(f"  {line}" for line in body)])

    def _repr_html_(self) -> str:
        """The whole table."""
        caption = " · ".join([self._head()[1:-1], *self.notes])
        return html_table(caption, self._header(), self._rows())

    def _head(self) -> str:
        """Say how it is reckoned, and of which days."""
        periods = counted(len(self.periods), "period") if self.periods else ""
        days = (str(self.span), f"as of {self.as_of}" if self.as_of != self.span.last else "")
        return tag("AcquisitionCost", self.asked.model, self.asked.currency, *days, periods)

    def _header(self) -> tuple[str, ...]:
        """Name the columns."""
        return ("period" if self.periods else "channel", *HEAD)

    def _rows(self) -> list[list[str]]:
        """Write the channels, or the periods, and all together."""
        if self.periods:
            own = [row_of(each.blended, str(each.span)) for each in self.periods]
        else:
            own = [row_of(each, each.name) for each in self.by_channel]
        return [*own, row_of(self.blended, self.blended.name)]
