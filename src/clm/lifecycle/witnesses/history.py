"""One customer written down by hand, and her features by plain counting.

No grid and no arrays: what the proof claims is checked here against the meaning of the features.
Ages are days before the as-of day.
"""

from functools import cached_property

from attrs import field, frozen

from clm.features.catalog import Feature


@frozen
class Line:
    """A line of an order."""

    age: int
    amount: int
    channel: str | None = None


@frozen
class Purchase:
    """An order: its lines, and the hour of its first."""

    lines: tuple[Line, ...]
    hour: int = 0

    @property
    def first(self) -> Line:
        """The earliest line: the order counts once, from its day."""
        if len(self.lines) == 1:
            return self.lines[0]
        return max(self.lines, key=lambda line: line.age)

    @property
    def amount(self) -> int:
        """All lines together."""
        return sum(line.amount for line in self.lines)


@frozen
class Moment:
    """Anything else: a refund (perhaps of an order, named by its place), a visit, ….."""

    kind: str
    age: int
    amount: int = 0
    channel: str | None = None
    hour: int = 0
    of: int | None = None


@frozen
class History:
    """What one customer did; what was counted once is kept, for it is asked for again and again."""

    orders: tuple[Purchase, ...] = ()
    moments: tuple[Moment, ...] = ()
    _values: dict[Feature, int | None] = field(
        factory=dict[Feature, "int | None"], init=False, eq=False, repr=False
    )
    _present: dict[Feature, bool] = field(
        factory=dict[Feature, bool], init=False, eq=False, repr=False
    )

    def counted(self) -> tuple[Purchase, ...]:
        """The orders that are not refunded in full."""
        return self._counted

    @cached_property
    def _counted(self) -> tuple[Purchase, ...]:
        """The same, found once."""
        back: dict[int | None, int] = {}
        for moment in self.moments:
            if moment.kind == "refund":
                back[moment.of] = back.get(moment.of, 0) + moment.amount
        return tuple(
            order
            for place, order in enumerate(self.orders)
            if not 0 < back.get(place, 0) >= order.amount
        )

    def events(self, kind: str, feature: Feature) -> list[tuple[int, int]]:
        """Age and hour of what counts for a feature."""
        if kind == "order":
            firsts = self._firsts
            return [(line.age, hour) for line, hour in firsts if selects(feature, line)]
        return [(m.age, m.hour) for m in self.moments if m.kind == kind and selects(feature, m)]

    @cached_property
    def _firsts(self) -> list[tuple[Line, int]]:
        """The first line of every order that counts, and its hour."""
        return [(order.first, order.hour) for order in self.counted()]

    def amounts(self, kind: str, feature: Feature) -> int:
        """What a feature sums up; order lines stand on their own days."""
        lines = [line for order in self.orders for line in order.lines]
        moments = [moment for moment in self.moments if moment.kind == kind]
        return sum(e.amount for e in (lines if kind == "order" else moments) if selects(feature, e))

    def value(self, feature: Feature) -> int | None:
        """The value of a feature, None if it is missing.

        Examples
        --------
        >>> twice = History((Purchase((Line(70, 1500),)), Purchase((Line(12, 2500),))))
        >>> [twice.value(Feature.parse(text)) for text in ("orders", "recency", "average_order")]
        [2, 12, 2000]
        """
        try:  # nearly always there, and looked up more than anything else
            return self._values[feature]
        except KeyError:
            return self._values.setdefault(feature, self._value(feature))

    def _value(self, feature: Feature) -> int | None:  # noqa: PLR0911  # one for each statistic
        """The same, counted."""
        ages = [age for age, _ in self.events(feature.kinds[0], feature)]
        match feature.stat:
            case "count":
                return len(ages)
            case "days":
                return len(set(ages))
            case "total":
                return self.amounts(feature.kinds[0], feature)
            case "net":
                return self.net(feature)
            case "average":
                return self.net(feature) // len(ages) if ages else None
            case "last":
                return min(ages, default=None)
            case "first":
                return max(ages, default=None)
            case "gap":
                return _gap(sorted(set(ages)))
            case "latest":
                return self.latest(feature)

    def net(self, feature: Feature) -> int:
        """Order lines less refunds."""
        return self.amounts("order", feature) - self.amounts("refund", feature)

    def latest(self, feature: Feature) -> int | None:
        """The kind that came last; at one instant the one named last."""
        last = [
            (-age, hour, place)
            for place, kind in enumerate(feature.kinds)
            for age, hour in self.events(kind, feature)
        ]
        return max(last)[2] if last else None

    def present(self, feature: Feature) -> bool:
        """Whether any event of a feature's kinds counts in its window."""
        if feature not in self._present:
            self._present[feature] = any(self.events(kind, feature) for kind in feature.kinds)
        return self._present[feature]


def selects(feature: Feature, event: Line | Moment) -> bool:
    """Whether an event is in the window and the channel of a feature."""
    age, days = event.age - feature.ago, feature.days
    inside = age >= 0 and (days is None or age < days)
    return inside and (feature.channel is None or feature.channel == event.channel)


def _gap(days: list[int]) -> int | None:
    """Days between the last two order days."""
    return days[1] - days[0] if len(days) > 1 else None
