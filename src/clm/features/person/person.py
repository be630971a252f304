"""One customer, and the value of any feature of hers on any day."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import Factory, field, frozen

from clm.features.catalog import Feature, Stat
from clm.features.person.purchases import Purchases
from clm.features.person.strand import Happening, Strand

_NOTHING: Final = Strand.of(())


def _sold(person: "Person") -> Purchases:
    """Put the orders together."""
    refunds = person.events.get("refund", ())
    return Purchases(person.events.get("order", ()), refunds, person.exact)


def _stranded(person: "Person") -> Mapping[str, Strand]:
    """Lay out all that are no orders."""
    return {kind: Strand.of(rows) for kind, rows in person.events.items() if kind != "order"}


@frozen(eq=False)
class Person:
    """All that happened to one customer.

    The plain counterpart of `clm.features.windows`: one customer at a time, without numpy.

    Parameters
    ----------
    events : mapping of str to sequence of Happening
        By kind, each in time order; ``order`` holds order lines.
    exact : bool
        Whether refunds of no known order are attached to one of exactly their amount.

    Examples
    --------
    >>> ann = Person({"order": [Happening(10, 0, 900), Happening(17, 0, 350)]})
    >>> ann.value(Feature.parse("recency"), 20), ann.value(Feature.parse("monetary(days=5)"), 20)
    (3, 350)
    >>> ann.value(Feature.parse("recency"), 20, known=12)
    10
    """

    events: Mapping[str, Sequence[Happening]]
    exact: bool = False
    purchases: Purchases = field(init=False, default=Factory(_sold, takes_self=True))
    strands: Mapping[str, Strand] = field(init=False, default=Factory(_stranded, takes_self=True))

    @property
    def first_day(self) -> int | None:
        """The day of the first event of all; None where there is none."""
        return min((rows[0].day for rows in self.events.values() if rows), default=None)

    def value(self, feature: Feature, day: int, known: int | None = None) -> int | None:
        """Give the value of a feature on a day.

        Parameters
        ----------
        feature : Feature
            Of the catalogue.
        day : int
            The as-of day, since 1970-01-01.
        known : int, optional
            The last day whose events are seen; `day` if left out.

        Returns
        -------
        int or None
            None is missing. Of ``latest`` the place of the kind in the call.
        """
        return _STATS[feature.stat](self, feature, day, day if known is None else known)

    def strand(self, kind: str, known: int) -> Strand:
        """Give the events of a kind as known on a day; orders only if they count."""
        if kind == "order":
            return self.purchases.on(known).orders
        return self.strands.get(kind, _NOTHING)

    def looked_at(self, feature: Feature, known: int) -> list[Strand]:
        """Give the events that a feature looks at, before it selects them by age."""
        if feature.stat in ("total", "net") and feature.kinds == ("order",):
            refunds = [self.strand("refund", known)] if feature.stat == "net" else []
            found = [self.purchases.on(known).lines, *refunds]
        else:
            found = [self.strand(kind, known) for kind in feature.kinds]
        return [strand.by(feature.channel) for strand in found]

    def count(self, feature: Feature, day: int, known: int) -> int:
        """Count the events."""
        return len(self.days_of(feature, day, known))

    def total(self, feature: Feature, day: int, known: int) -> int:
        """Sum up amounts; of orders all lines on their own days."""
        first, last = _span(feature, day, known)
        return self.looked_at(feature, known)[0].total_between(first, last)

    def net(self, feature: Feature, day: int, known: int) -> int:
        """Sum up order lines less refunds."""
        first, last = _span(feature, day, known)
        paid, back = self.looked_at(feature, known)
        return paid.total_between(first, last) - back.total_between(first, last)

    def last(self, feature: Feature, day: int, known: int) -> int | None:
        """Count the days since the last event."""
        days = self.days_of(feature, day, known)
        return day - days[-1] if days else None

    def first(self, feature: Feature, day: int, known: int) -> int | None:
        """Count the days since the first event."""
        days = self.days_of(feature, day, known)
        return day - days[0] if days else None

    def days(self, feature: Feature, day: int, known: int) -> int:
        """Count distinct days with an event."""
        return len({*self.days_of(feature, day, known)})

    def gap(self, feature: Feature, day: int, known: int) -> int | None:
        """Count the days between the last two days with an event."""
        days = self.days_of(feature, day, known)
        before = [each for each in days if each != days[-1]]
        return days[-1] - before[-1] if before else None

    def average(self, feature: Feature, day: int, known: int) -> int | None:
        """Divide net money by orders, rounding down."""
        orders = self.count(feature, day, known)
        net = Feature("net", feature.kinds, feature.days, feature.ago)
        return self.net(net, day, known) // orders if orders else None

    def latest(self, feature: Feature, day: int, known: int) -> int | None:
        """Tell which kind came last, by place in the call; at one instant the one named last."""
        span, came = _span(feature, day, known), list[tuple[int, int, int]]()
        for place, strand in enumerate(self.looked_at(feature, known)):
            start, stop = strand.window(*span)
            if start < stop:
                came.append((strand.days[stop - 1], strand.instants[stop - 1], place))
        return max(came)[2] if came else None

    def days_of(self, feature: Feature, day: int, known: int) -> Sequence[int]:
        """Give the days of the events of the first kind that a feature selects."""
        strand = self.strand(feature.kinds[0], known).by(feature.channel)
        return strand.days_between(*_span(feature, day, known))


def _span(feature: Feature, day: int, known: int) -> tuple[int | None, int]:
    """Give the first and the last day of a window; None is the beginning."""
    first = None if feature.days is None else day - feature.ago - feature.days + 1
    return first, min(day - feature.ago, known)


_STATS: Final[Mapping[Stat, Callable[[Person, Feature, int, int], int | None]]] = {
    "count": Person.count,
    "total": Person.total,
    "net": Person.net,
    "last": Person.last,
    "first": Person.first,
    "average": Person.average,
    "days": Person.days,
    "gap": Person.gap,
    "latest": Person.latest,
}
