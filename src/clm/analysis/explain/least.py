"""The least change: the fewest and cheapest orders, on one day, that bring her to a segment."""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final, get_args

from attrs import evolve, frozen

from clm.analysis.explain.ordering import Ordering, Role, role_of
from clm.analysis.explain.ruler import FeatureAxis, Ruler
from clm.analysis.explain.stretch import Stretch
from clm.features.catalog import Feature

_NET: Final = Feature("net", ("order",))
_ORDERS: Final = Feature("count", ("order",))


@frozen
class Change:
    """Orders of one day that bring a customer to a segment.

    Parameters
    ----------
    orders : int
        How many.
    amount : int
        What they come to together, in minor units.
    first, last : int
        On each of these days they do; on the day after not, unless the search ends before.
    """

    orders: int
    amount: int
    first: int
    last: int

    def or_less(self, other: "Change | None") -> "Change":
        """Take the lesser of two; of equal ones the sooner, with the days that follow it."""
        if other is None or (self.orders, self.amount) < (other.orders, other.amount):
            return self
        follows = self.first == other.last + 1
        same = (self.orders, self.amount) == (other.orders, other.amount)
        return evolve(other, last=self.last) if same and follows else other


def least_changes(ordering: Ordering, ruler: Ruler, places: Collection[int]) -> dict[int, Change]:
    """Find the least change for some segments; those that orders cannot reach are left out.

    Parameters
    ----------
    ordering : Ordering
        The customer, and the days.
    ruler : Ruler
        By which she is judged.
    places : collection of int
        Positions of segments.
    """
    found: dict[int, Change] = {}
    for stretch in stretches(ordering, ruler) if places else ():
        for orders, amount, cell in stretch.options():
            place = ruler.place(cell)
            if place is not None and place in places:
                change = Change(orders, amount, stretch.first, stretch.last)
                found[place] = change.or_less(found.get(place))
    return found


def stretches(ordering: Ordering, ruler: Ruler) -> Iterator[Stretch]:
    """Go through the days, as far as the same orders do the same; there may be none."""
    person, start, known = ordering.person, ordering.silence.start, ordering.silence.known
    if start > ordering.silence.stop:
        return
    orders, net = person.count(_ORDERS, start, known), person.net(_NET, start, known)
    courses = [ordering.course(axis) for axis in ruler.axes]
    days = sorted({day for course in courses for day in course} | {start})
    values: list[int | None] = [None] * len(courses)
    for first, after in pairwise([*days, ordering.silence.stop + 1]):
        values = [course.get(first, last) for course, last in zip(courses, values, strict=True)]
        by_role = _by_role(ruler, values)
        still = [axis.step(value) for axis, value in by_role["fixed"] + by_role["untouched"]]
        yield Stretch(
            first=first,
            last=after - 1,
            still=ruler.base + sum(still),
            counts=[(axis, value or 0) for axis, value in by_role["orders"]],
            sums=[(axis, value or 0) for axis, value in by_role["money"]],
            averages=[axis for axis, _ in by_role["average"]],
            orders=orders,
            net=net,
        )


def _by_role(
    ruler: Ruler, values: list[int | None]
) -> dict[Role, list[tuple[FeatureAxis, int | None]]]:
    """Sort axes, and the values that they have, by how they depend on new orders."""
    found: dict[Role, list[tuple[FeatureAxis, int | None]]] = {role: [] for role in get_args(Role)}
    for axis, value in zip(ruler.axes, values, strict=True):
        found[role_of(axis.feature)].append((axis, value))
    return found
