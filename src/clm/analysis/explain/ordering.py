"""What new orders of one day do to a feature of one customer.

They have no channel, are not given back, and count from the midnight of their day, so they change
features of orders that look at all channels and at age 0, and no others.
"""

from typing import Final, Literal

from attrs import frozen

from clm.analysis.explain.ruler import FeatureAxis
from clm.features.catalog import Feature
from clm.features.person.person import Person
from clm.features.person.turning import Silence, turning_days

Role = Literal["orders", "money", "average", "fixed", "untouched"]
"""How a feature depends on new orders: on their number, their money, both, neither, not at all."""

_ROLES: Final[dict[str, Role]] = {
    "count": "orders",
    "total": "money",
    "net": "money",
    "average": "average",
}


def role_of(feature: Feature) -> Role:
    """Tell how a feature depends on new orders.

    Examples
    --------
    >>> [role_of(Feature.parse(text)) for text in ("orders(days=7)", "orders(ago=1)", "recency")]
    ['orders', 'untouched', 'fixed']
    """
    if "order" not in feature.kinds or feature.ago or feature.channel is not None:
        return "untouched"
    return _ROLES.get(feature.stat, "fixed")


@frozen(eq=False)
class Ordering:
    """Days on which a customer may place new orders.

    Parameters
    ----------
    person : Person
        All that happened to her.
    silence : Silence
        The days; nothing else happens on them.
    midnight : int
        Microseconds since 1970 in UTC at which the first of them begins.
    """

    person: Person
    silence: Silence
    midnight: int

    def course(self, axis: FeatureAxis) -> dict[int, int | None]:
        """Give a feature by the days on which it may have changed.

        Where it depends on number or money of the orders, it is given without them; of other
        features of orders it is what it becomes, however many and large they are.
        """
        role = role_of(axis.feature)
        bounds = axis.bounds if role in ("fixed", "untouched") else ()
        days = self._days(axis.feature, bounds)
        if role != "fixed":
            return {day: self.person.value(axis.feature, day, self.silence.known) for day in days}
        days |= self._more_days(axis.feature, bounds)
        return {day: self._placed(axis.feature, day) for day in sorted(days)}

    def _days(self, feature: Feature, bounds: tuple[int, ...]) -> set[int]:
        """Give the first day, and those on which silence may change a feature."""
        turns = turning_days(self.person, feature, self.silence, bounds)
        return {self.silence.start, *turns}

    def _more_days(self, feature: Feature, bounds: tuple[int, ...]) -> set[int]:
        """Give the days that matter since orders are compared with those of days before."""
        if feature.stat in ("last", "first"):
            return set()
        start, known = self.silence.start, self.silence.known
        before = self.person.days_of(feature, start, known) if feature.stat == "gap" else ()
        days = {start + 1, *(day + bound for day in before[-1:] for bound in bounds)}
        return {day for day in days if start < day <= self.silence.stop}

    def _placed(self, feature: Feature, day: int) -> int | None:
        """Give what a feature becomes on a day on which orders are placed."""
        if feature.stat == "last":
            return 0
        if feature.stat == "latest":
            return self._latest(feature, day)
        silent = self.person.value(feature, day, self.silence.known)
        days = self.person.days_of(feature, day, self.silence.known)
        already = bool(days) and days[-1] == day
        if feature.stat == "days":
            return (silent or 0) + (not already)
        if feature.stat == "gap":
            return silent if already or not days else day - days[-1]
        return silent or 0

    def _latest(self, feature: Feature, day: int) -> int:
        """Tell which kind came last; at one instant the one named last."""
        came = [(day, self.midnight, feature.kinds.index("order"))]
        for place, strand in enumerate(self.person.looked_at(feature, self.silence.known)):
            seen = strand.until(self.silence.known)
            if seen and day == self.silence.start:
                came.append((strand.days[seen - 1], strand.instants[seen - 1], place))
        return max(came)[2]
