"""People and money of every segment."""

from typing import Final

import numpy as np
from attrs import frozen

from clm._frames import Framed
from clm._show import counted, html_table, percent, table
from clm.analysis.attribute import by_attribute
from clm.analysis.snapshot.columns import Text
from clm.features.table import MONETARY, ORDERS, RECENCY, FeatureTable
from clm.ledger.column import AnyArray, Floats, Ints, locked, stays_locked
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.needed import YEAR
from clm.model.money import written

_SHOWN: Final = 10


@stays_locked
@frozen(eq=False, repr=False)
class Summary(Framed):
    """People and money of groups of customers; arrays have one value a group, read-only.

    Parameters
    ----------
    currency : str
        ISO 4217 code of the amounts, which are minor units.
    keys : mapping of str to (g,) text
        What the groups are: ``stage``, ``segment``, and an attribute.
    people : (g,) int64
        How many there are.
    one_time : (g,) int64
        Those with exactly one counted order.
    recency : (g,) float64
        Median days since the last order, of those who have one; NaN if nobody has.
    monetary : (g,) int64
        Lifetime net.
    monetary_year : (g,) int64
        Net of the last 365 days.

    Notes
    -----
    Shares are of all people and of all lifetime net.
    """

    currency: str
    keys: dict[str, AnyArray]
    people: Ints
    one_time: Ints
    recency: Floats
    monetary: Ints
    monetary_year: Ints

    def columns(self) -> dict[str, AnyArray]:
        """Give the table as columns.

        Returns
        -------
        dict of str to (g,) array, read-only
            The keys, then ``people``, ``share``, ``one_time_share``, ``median_recency`` (days),
            ``monetary`` (minor units), ``monetary_share`` and ``monetary_365`` (minor units).
            Shares and medians of nobody are NaN.
        """
        return {
            **self.keys,
            "people": self.people,
            "share": _share(self.people),
            "one_time_share": _share(self.one_time, self.people),
            "median_recency": self.recency,
            "monetary": self.monetary,
            "monetary_share": _share(self.monetary),
            "monetary_365": self.monetary_year,
        }

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.people)

    def __str__(self) -> str:
        """The table, money in major units."""
        return table(self._head(), self._rows())

    def __repr__(self) -> str:
        """The first groups of the table."""
        more = len(self) - _SHOWN
        text = table(self._head(), self._rows()[:_SHOWN])
        return (
            f"{text}\n… {counted(more, 'more group')}, all of them by print()" if more > 0 else text
        )

    def _repr_html_(self) -> str:
        """The table, money in major units."""
        return html_table(f"money in {self.currency}", self._head(), self._rows())

    def _head(self) -> list[str]:
        """Name the columns."""
        return [*self.keys, "people", "share", "one-time", "recency", "net", "share", "365 days"]

    def _rows(self) -> list[list[object]]:
        """Write a row for every group."""
        keys = zip(*(each.tolist() for each in self.keys.values()), strict=True)
        everybody, money = int(self.people.sum()), int(self.monetary.sum())
        return [
            [
                *key,
                people,
                percent(people, everybody),
                percent(once, people),
                "-" if recency != recency else f"{recency:,.0f} d",  # noqa: PLR0124  # NaN
                written(net, self.currency),
                percent(net, money),
                written(year, self.currency),
            ]
            for key, people, once, recency, net, year in zip(
                keys,
                self.people.tolist(),
                self.one_time.tolist(),
                self.recency.tolist(),
                self.monetary.tolist(),
                self.monetary_year.tolist(),
                strict=True,
            )
        ]


def summarise(
    features: FeatureTable, fitted: FittedTemplate, places: Cells, by: str | None
) -> Summary:
    """Sum up people and money by segment, stage, or segment and attribute."""
    keys, group = _groups(features, fitted, places, by)
    number = len(next(iter(keys.values())))
    orders, recency = features.column(ORDERS), features.column(RECENCY)
    return Summary(
        features.currency,
        {name: locked(each) for name, each in keys.items()},
        locked(np.bincount(group, minlength=number)),
        locked(np.bincount(group[orders == 1], minlength=number)),
        locked(_medians(recency, group, number)),
        locked(_sums(features.column(MONETARY), group, number)),
        locked(_sums(features.column(YEAR), group, number)),
    )


def _groups(
    features: FeatureTable, fitted: FittedTemplate, places: Cells, by: str | None
) -> tuple[dict[str, AnyArray], Ints]:
    """Name the groups, and give everybody's."""
    segments = fitted.template.segments
    names = {
        "stage": np.array([each.stage for each in segments], Text),
        "segment": np.array([each.key for each in segments], Text),
    }
    group = places.astype(np.int64)
    if by is None or by == "segment":
        return names, group
    if by == "stage":
        stages = [stage.key for stage in fitted.template.stages]
        stages += [] if fitted.template.unclassified is None else [""]
        of_segment = np.array([stages.index(each.stage) for each in segments], np.int64)
        return {"stage": np.array(stages, Text)}, of_segment[group]
    values, which = by_attribute(features, by, ("segment", "stage"))
    every = len(values)
    named = {key: np.repeat(column, every) for key, column in names.items()}
    return {**named, by: np.tile(values, len(segments))}, group * every + which


def _sums(values: Ints, group: Ints, number: int) -> Ints:
    """Sum up the values of every group, exactly."""
    total = np.zeros(number, np.int64)
    np.add.at(total, group, values)
    return total


def _medians(days: AnyArray, group: Ints, number: int) -> Floats:
    """Find the median of every group's days that are there; NaN where none are."""
    there, span = days >= 0, int(days.max(initial=0)) + 1
    line = np.sort(group[there] * span + days[there])
    edges = np.searchsorted(line, np.arange(number + 1) * span)
    start, count = edges[:-1], np.diff(edges)
    medians = np.full(number, np.nan)
    some = count > 0
    low, high = (line[(start + half)[some]] % span for half in ((count - 1) // 2, count // 2))
    medians[some] = (low + high) / 2
    return medians


def _share(part: Ints, whole: Ints | None = None) -> Floats:
    """Divide by the whole; NaN where it is nothing."""
    total = np.full(len(part), part.sum()) if whole is None else whole
    share = np.full(len(part), np.nan)
    np.divide(part, total, out=share, where=total != 0)
    return locked(share)
