"""Traffic: impressions, clicks, visits and cost by day and channel."""

from datetime import date
from typing import Any, Final, Literal, Self

import numpy as np
from attrs import field, frozen
from attrs.converters import optional

from clm._frames import Framed
from clm._show import counted, html_table, span, tag
from clm.analysis.snapshot.columns import Text
from clm.errors import CurrencyError, Fault, MetricError, unknown
from clm.ledger.column import AnyArray, Codes, Days, Ints, locked, stays_locked
from clm.metrics.traffic.joining import joined
from clm.metrics.traffic.names import Names
from clm.metrics.traffic.reading import MEASURES, TrafficColumns, read_traffic
from clm.model.day import as_day, day_faults, from_number, to_number
from clm.model.money import written

TrafficMeasure = Literal["impressions", "clicks", "visits", "cost"]

_MOST: Final = 60
"""So many rows are shown in a notebook."""


@stays_locked
@frozen(eq=False, repr=False, kw_only=True)
class Traffic(Framed):
    """What a shop knows by day and channel of people who have no id yet.

    Make one with `from_columns`. Its rows are in the order of day, channel and campaign, and each
    of these stands in it once.

    Parameters
    ----------
    day : (n,) int32, read-only
        Days since 1970-01-01, ascending.
    channel : (n,) int32, read-only
        Positions in `channels`.
    channels : tuple of str
        In alphabetical order; "" is the unknown channel.
    campaign : (n,) int32 or None, read-only
        Positions in `campaigns`.
    campaigns : tuple of str
        In alphabetical order; "" is no campaign.
    impressions, clicks, visits : (n,) int64 or None, read-only
        How many there were; None is not measured.
    cost : (n,) int64 or None, read-only
        What was spent, in minor units.
    currency : str
        ISO 4217 code of the cost; "" where there is none.

    Examples
    --------
    >>> ads = Traffic.from_columns(
    ...     day=["2024-05-01", "2024-05-01", "2024-05-02"],
    ...     channel=["paid_ads", "email", "paid_ads"],
    ...     clicks=[120, 14, 95],
    ...     cost=["38.40", 0, "31.00"],
    ...     currency="EUR",
    ... )
    >>> ads
    <Traffic 2 days × 2 channels · 229 clicks · 69.40 EUR · 2024-05-01 … 2024-05-02>
    >>> ads.total("clicks", "2024-05-02"), ads.total("cost", channel="paid_ads")
    (95, 6940)
    """

    day: Days = field(converter=locked)
    channel: Codes = field(converter=locked)
    channels: tuple[str, ...]
    campaign: Codes | None = field(default=None, converter=optional(locked))
    campaigns: tuple[str, ...] = ()
    impressions: Ints | None = field(default=None, converter=optional(locked))
    clicks: Ints | None = field(default=None, converter=optional(locked))
    visits: Ints | None = field(default=None, converter=optional(locked))
    cost: Ints | None = field(default=None, converter=optional(locked))
    currency: str = ""

    @classmethod
    def from_columns(
        cls,
        *,
        day: object,
        channel: object,
        impressions: object = None,
        clicks: object = None,
        visits: object = None,
        cost: object = None,
        cost_minor: object = None,
        campaign: object = None,
        currency: str = "",
        date_format: str | None = None,
    ) -> Self:
        """Make traffic of columns, one value a row.

        Parameters
        ----------
        day : (n,) array_like
            The shop's days: dates, ISO text, datetime64; moments other than midnight are refused.
        channel : (n,) array_like of str
            By which way; missing ones are the unknown channel, "".
        impressions, clicks, visits : (n,) array_like, optional
            Whole numbers, 0 or more. A column that is left out is not measured, which is not 0.
        cost, cost_minor : (n,) array_like, optional
            What was spent, one of them: major units of any type, or whole minor units; 0 or more.
        campaign : (n,) array_like of str, optional
            For what, where one channel has several rows a day.
        currency : str
            ISO 4217 code; needed where there is a cost.
        date_format : str, optional
            How `day` is written, if not as ISO text: a format of `datetime.strptime`.

        Raises
        ------
        ColumnError
            Columns of unequal length, values that cannot be read, are missing or negative, and days
            and channels that are told twice; all of them at once.
        CurrencyError
            No such currency, and nothing else is wrong.

        Examples
        --------
        >>> Traffic.from_columns(day=["2024-05-01"] * 2, channel=["tv", "tv"], visits=[3, 4])
        Traceback (most recent call last):
        clm.errors.ColumnError: day[1]: 2024-05-01 of 'tv' stands in row 0 already → ...
        """
        given = TrafficColumns(
            day=day,
            channel=channel,
            campaign=campaign,
            impressions=impressions,
            clicks=clicks,
            visits=visits,
            cost=cost,
            cost_minor=cost_minor,
            currency=currency,
            date_format=date_format,
        )
        return cls(**_fields(read_traffic(given)), currency=currency)

    def append(self, other: "Traffic") -> Self:
        """Add the rows of other traffic.

        What only one of them measures counts as 0 in the rows of the other.

        Raises
        ------
        MetricError
            Something else than traffic; days and channels that both tell of, and that would be
            counted twice.
        CurrencyError
            Two currencies.

        Examples
        --------
        >>> may = Traffic.from_columns(day=["2024-05-31"], channel=["tv"], visits=[30])
        >>> june = Traffic.from_columns(day=["2024-06-01"], channel=["tv"], visits=[12])
        >>> may.append(june).total("visits")
        42
        """
        if not isinstance(other, Traffic):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise MetricError.of("append", f"{other!r:.60} is no traffic", "give a Traffic")
        codes = dict.fromkeys(each for each in (self.currency, other.currency) if each)
        if len(codes) > 1:
            what = f"{self.currency} and {other.currency} do not mix"
            raise CurrencyError.of("", what, "convert one of them first")
        columns = joined(_columns(self), _columns(other))
        return type(self)(**_fields(columns), currency="".join(codes))

    @property
    def measures(self) -> tuple[str, ...]:
        """What is measured, of impressions, clicks, visits and cost."""
        return tuple(name for name in MEASURES if getattr(self, name) is not None)

    @property
    def first_day(self) -> date | None:
        """The first day that is told of; None where there is none."""
        return from_number(int(self.day[0])) if len(self) else None

    @property
    def last_day(self) -> date | None:
        """The last day that is told of; None where there is none."""
        return from_number(int(self.day[-1])) if len(self) else None

    def total(
        self,
        measure: TrafficMeasure,
        first: object = None,
        last: object = None,
        *,
        channel: str | None = None,
    ) -> int:
        """Sum a measure up.

        Parameters
        ----------
        measure : {"impressions", "clicks", "visits", "cost"}
            What; cost is in minor units.
        first, last : date, str or datetime64, optional
            The days, both included; all days if left out.
        channel : str, optional
            Of one channel alone; "" is the unknown one.

        Raises
        ------
        MetricError
            It is not measured; these are no days; no such channel; all that is wrong at once.
        """
        further = [] if channel is None else self._channel_faults(channel)
        rows = self._rows(measure, first, last, further)
        column: Ints = getattr(self, measure)[rows]
        if channel is not None:
            column = column[self.channel[rows] == self.channels.index(channel)]
        return int(column.sum())

    def by_channel(
        self, measure: TrafficMeasure, first: object = None, last: object = None
    ) -> dict[str, int]:
        """Sum a measure up for every channel, in the order of `channels`.

        Raises
        ------
        MetricError
            As in `total`.

        Examples
        --------
        >>> days, ways = ["2024-05-01", "2024-05-01"], ["tv", None]
        >>> Traffic.from_columns(day=days, channel=ways, visits=[30, 4]).by_channel("visits")
        {'': 4, 'tv': 30}
        """
        rows = self._rows(measure, first, last, [])
        sums = np.zeros(len(self.channels), np.int64)
        np.add.at(sums, self.channel[rows], getattr(self, measure)[rows])
        return dict(zip(self.channels, sums.tolist(), strict=True))

    def columns(self) -> dict[str, AnyArray]:
        """Give the rows as columns.

        Returns
        -------
        dict of str to (n,) array, read-only
            ``day`` (datetime64[D]), ``channel`` and, where there are any, ``campaign`` (text), and
            those of ``impressions``, ``clicks``, ``visits`` and ``cost`` (int64 minor units) that
            are measured.
        """
        columns = {"day": self.day.astype("datetime64[D]")}
        columns["channel"] = np.array(self.channels, Text)[self.channel]
        if self.campaign is not None:
            columns["campaign"] = np.array(self.campaigns, Text)[self.campaign]
        measured = {name: getattr(self, name) for name in self.measures}
        return {name: locked(each) for name, each in {**columns, **measured}.items()}

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.day)

    def __repr__(self) -> str:
        """How many days and channels, how much of everything, and when."""
        return tag("Traffic", *self._parts())

    def _repr_html_(self) -> str:
        """The last rows as a table."""
        hidden = [f"{counted(len(self) - _MOST, 'earlier row')} not shown"]
        caption = " · ".join(
            ["Traffic", *filter(None, self._parts()), *(hidden if len(self) > _MOST else [])]
        )
        columns = {name: each[-_MOST:].tolist() for name, each in self.columns().items()}
        if self.cost is not None:
            columns["cost"] = [written(each, self.currency) for each in columns["cost"]]
        return html_table(caption, tuple(columns), zip(*columns.values(), strict=True))

    def _parts(self) -> list[str]:
        """Say how much there is of everything."""
        days, ways = len(np.unique(self.day)), len(self.channels)
        sums = {name: int(getattr(self, name).sum()) for name in self.measures}
        return [
            f"{counted(days, 'day')} × {counted(ways, 'channel')}",
            *(counted(each, name[:-1]) for name, each in sums.items() if name != "cost"),
            *(
                [f"{written(sums['cost'], self.currency)} {self.currency}"]
                if self.cost is not None
                else []
            ),
            span(self.first_day, self.last_day),
        ]

    def _rows(self, measure: object, first: object, last: object, further: list[Fault]) -> slice:
        """Select the rows of some days; refuse what is asked wrongly."""
        faults = [*self._measure_faults(measure), *further]
        ends = {name: day for name, day in (("first", first), ("last", last)) if day is not None}
        for name, day in ends.items():
            faults += day_faults(day, name)
        if faults:
            raise MetricError(faults)
        days = {name: to_number(as_day(day, name)) for name, day in ends.items()}
        start = int(np.searchsorted(self.day, np.int32(days["first"]))) if "first" in days else 0
        stop = len(self)
        if "last" in days:
            stop = int(np.searchsorted(self.day, np.int32(days["last"]), side="right"))
        if len(days) == 2 and days["last"] < days["first"]:
            raise MetricError.of("last", f"{last} is before {first}", "give the last day")
        return slice(start, stop)

    def _measure_faults(self, measure: object) -> list[Fault]:
        """Name what is no measure, and one that is not measured."""
        if not isinstance(measure, str) or measure not in MEASURES:
            return [unknown("measure", measure, MEASURES, "measure")]
        if measure in self.measures:
            return []
        what = f"{measure} were not measured" if measure != "cost" else "there is no cost"
        return [Fault("measure", what, f"give {measure}= to Traffic.from_columns")]

    def _channel_faults(self, channel: object) -> list[Fault]:
        """Name what is no channel here."""
        if isinstance(channel, str) and channel in self.channels:
            return []
        return [unknown("channel", channel, self.channels, "channel")]


def _fields(columns: dict[str, Any]) -> dict[str, Any]:
    """Turn read columns into fields: names become positions."""
    fields = dict(columns)
    for name in ("channel", "campaign"):
        if name in columns:
            named: Names = columns[name]
            fields |= {name: named.codes, f"{name}s": named.names}
    return fields


def _columns(traffic: Traffic) -> dict[str, Any]:
    """Turn fields into columns again."""
    columns: dict[str, Any] = {name: getattr(traffic, name) for name in traffic.measures}
    columns |= {"day": traffic.day, "channel": Names(traffic.channels, traffic.channel)}
    if traffic.campaign is not None:
        columns["campaign"] = Names(traffic.campaigns, traffic.campaign)
    return columns
