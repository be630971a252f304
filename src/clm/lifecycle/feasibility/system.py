"""The axes that speak of one kind of event, written as bounds on its staircases."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import evolve, frozen

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.feasibility.couplings import NET, ORDER_DAYS, ORDERS, REFUNDS
from clm.lifecycle.feasibility.levels import END, FREE, Level, Meaning, meaning
from clm.lifecycle.feasibility.staircase import Key

FROM: Final = -1
TO: Final = -2
"""Two nodes that move with the level: the ages between which the last or first event is."""

Edge = tuple[Key, int, int, int]
"""X(j) - X(i) <= w on one staircase."""


@frozen
class Told:
    """What one level of an axis says, in bounds.

    Parameters
    ----------
    ages : tuple of int
        Where the two moving nodes stand.
    counts, money : tuple of Edge
        Bounds on numbers of events, and on sums of amounts.
    gap : tuple of int or None
        Range of the days between the last two order days.
    winner : int
        The kind that came last, -1 for none.
    average : tuple of int
        Range of the average order; an empty one stands for missing.
    """

    ages: tuple[int, int] = (0, 0)
    counts: tuple[Edge, ...] = ()
    gap: tuple[int, int] | None = None
    winner: int = -1
    money: tuple[Edge, ...] = ()
    average: tuple[int, int] = (1, 0)

    @property
    def coarse(self) -> object:
        """All but the money."""
        return self.ages, self.counts, self.gap, self.winner


@frozen(eq=False)
class Line:
    """One axis of a system: its levels gathered into classes that say the same.

    Parameters
    ----------
    place : int
        Its position in the grid.
    meaning : Meaning
        What its levels say.
    told : tuple of Told
        What each class says.
    of_level : tuple of int
        The class of each level.
    coarse : tuple of int
        For each class, the class it is in if money is left out.
    """

    place: int
    meaning: Meaning
    told: tuple[Told, ...]
    of_level: tuple[int, ...]
    coarse: tuple[int, ...]

    @property
    def feature(self) -> Feature:
        """The feature that is cut."""
        assert isinstance(self.meaning.of, Feature)  # noqa: S101  # lines of a system are of features
        return self.meaning.of

    @property
    def heads(self) -> tuple[Told, ...]:
        """One class for each coarse class."""
        return tuple(self.told[self.coarse.index(c)] for c in range(max(self.coarse) + 1))


@frozen(eq=False)
class System:
    """All axes that speak of one kind of event, or of kinds that are told together.

    Parameters
    ----------
    ages : tuple of int
        Where windows start and end; 0 first, `END` last.
    lines : tuple of Line
        The axes, those with moving nodes first.
    counts, money : tuple of Key
        The staircases that are needed.
    """

    ages: tuple[int, ...]
    lines: tuple[Line, ...]
    counts: tuple[Key, ...]
    money: tuple[Key, ...]

    @property
    def nodes(self) -> tuple[int, ...]:
        """The fixed nodes."""
        return tuple(range(len(self.ages)))

    def lean(self) -> "System":
        """The same without refunds and gross amounts, if no axis looks at them.

        Refunds that nothing binds can make up for any net amount, on any day.
        """
        features = [line.feature for line in self.lines]
        gross = any(each.stat == "total" and "order" in each.kinds for each in features)
        if gross or any("refund" in each.kinds for each in features):
            return self
        return evolve(
            self,
            counts=tuple(key for key in self.counts if key != REFUNDS),
            money=tuple(key for key in self.money if key not in (ORDERS, REFUNDS)),
        )

    def of(self, *stats: str) -> list[tuple[int, Line]]:
        """The lines of some statistics, with their rows."""
        return [(row, each) for row, each in enumerate(self.lines) if each.feature.stat in stats]


def systems(grid: Grid, vocabulary: Vocabulary) -> tuple[list[System], list[list[int]]]:
    """Gather the axes of a grid: by kinds of events, and by extra columns."""
    return gathered(enumerate(meaning(axis, vocabulary) for axis in grid.axes))


def gathered(axes: Iterable[tuple[int, Meaning]]) -> tuple[list[System], list[list[int]]]:
    """Gather axes, each with its place in a cell."""
    families: list[tuple[set[str], list[int]]] = []
    extras: dict[str, list[int]] = {}
    meanings = dict(axes)
    for place, each in meanings.items():
        if isinstance(each.of, Feature):
            families = _joined(families, _kinds(each.of), place)
        else:
            extras.setdefault(each.of, []).append(place)
    made = [_system([(place, meanings[place]) for place in sorted(p)]) for _, p in families]
    return made, list(extras.values())


def _kinds(feature: Feature) -> set[str]:
    """The kinds that a feature is about; orders and refunds are told together."""
    return {"order" if kind == "refund" else kind for kind in feature.kinds}


def _joined(
    families: list[tuple[set[str], list[int]]], kinds: set[str], place: int
) -> list[tuple[set[str], list[int]]]:
    """Families of kinds, with those that an axis names together made one."""
    touched = [family for family in families if family[0] & kinds]
    names = kinds.union(*(family[0] for family in touched))
    places = [place, *(each for family in touched for each in family[1])]
    return [family for family in families if not family[0] & kinds] + [(names, places)]


def _system(axes: Sequence[tuple[int, Meaning]]) -> System:
    """Write the axes of one family as bounds."""
    features = [each.of for _, each in axes if isinstance(each.of, Feature)]
    ages = {0, END}
    for feature in features:
        ages |= {feature.ago, _end(feature)}
    nodes = tuple(sorted(ages))
    lines = sorted(
        (_line(place, each, nodes) for place, each in axes),
        key=lambda line: (line.feature.stat not in ("last", "first"), line.place),
    )
    return System(nodes, tuple(lines), tuple(_count_keys(features)), tuple(_money_keys(features)))


def _end(feature: Feature) -> int:
    """Where a window ends, at the latest where no event is older."""
    return END if feature.end is None else min(feature.end, END)


def _count_keys(features: Iterable[Feature]) -> dict[Key, None]:
    """The staircases of events that features look at."""
    keys: dict[Key, None] = {}
    for feature in features:
        for kind in feature.kinds:
            keys |= {(kind, None): None, (kind, feature.channel): None}
            if kind in ("order", "refund"):
                keys |= {ORDERS: None, REFUNDS: None}
        if feature.stat in ("days", "gap"):
            keys[ORDER_DAYS] = None
    return keys


def _money_keys(features: Iterable[Feature]) -> dict[Key, None]:
    """The staircases of amounts that features look at."""
    keys: dict[Key, None] = {}
    for feature in features:
        if feature.stat in ("total", "net", "average"):
            if feature.kinds[0] in ("order", "refund"):
                keys |= {ORDERS: None, REFUNDS: None, NET: None}
            if feature.stat == "total":
                keys[feature.kinds[0], feature.channel] = None
    return keys


def _line(place: int, axis: Meaning, ages: tuple[int, ...]) -> Line:
    """Gather the levels of an axis into classes that say the same."""
    assert isinstance(axis.of, Feature)  # noqa: S101  # extra columns are told apart before
    told = [_told(axis.of, level, ages) for level in axis.levels]
    classes = tuple(dict.fromkeys(told))
    heads = list(dict.fromkeys(each.coarse for each in classes))
    return Line(
        place,
        axis,
        classes,
        tuple(classes.index(each) for each in told),
        tuple(heads.index(each.coarse) for each in classes),
    )


def _told(  # noqa: PLR0911  # one for each statistic
    of: Feature, level: Level, ages: tuple[int, ...]
) -> Told:
    """Write what a level says as bounds."""
    start, end = ages.index(of.ago), ages.index(_end(of))
    key: Key = (of.kinds[0], of.channel)
    some = [(key, end, start, -1)] if level.counted or of.optional else []
    low, high = level.low, level.high
    if level.missing:
        return _missing(of, start, end)
    if low > high:
        return Told(counts=((key, start, start, -1),))
    match of.stat:
        case "count":
            return Told(counts=(*_between(key, start, end, low, high), *some))
        case "days":
            return Told(counts=(*_between(ORDER_DAYS, start, end, low, high), *some))
        case "total":
            return Told(counts=tuple(some), money=_between(key, start, end, low, high))
        case "net":
            return Told(counts=tuple(some), money=_between(NET, start, end, low, high))
        case "average":
            return Told(counts=tuple(some), average=(low, high))
        case "gap":
            least = max(low, 1)
            return Told(counts=((ORDER_DAYS, end, start, -2),), gap=(least, min(high, END)))
        case "latest":
            came = (of.kinds[low], of.channel)
            return Told(counts=((came, end, start, -1),), winner=low)
        case _:
            return _since(of, level, start, end)


def _missing(of: Feature, start: int, end: int) -> Told:
    """Nothing that the feature looks at."""
    if of.stat == "gap":
        return Told(counts=((ORDER_DAYS, start, end, 1),))
    return Told(counts=tuple(((kind, of.channel), start, end, 0) for kind in of.kinds))


def _between(key: Key, start: int, end: int, low: int, high: int) -> tuple[Edge, ...]:
    """From `low` to `high` between two ages."""
    edges = [(key, start, end, high), (key, end, start, -low)]
    return tuple(edge for edge in edges if edge[3] < FREE)


def _since(of: Feature, level: Level, start: int, end: int) -> Told:
    """The last or first event is `low` to `high` days old."""
    key: Key = (of.kinds[0], of.channel)
    lowest, highest = of.ago, _end(of)
    first = min(max(level.low, lowest), highest)
    ages = (first, min(max(level.high, lowest - 1) + 1, highest))
    beyond = (key, start, FROM, 0) if of.stat == "last" else (key, TO, end, 0)
    return Told(ages, ((key, TO, FROM, -1), beyond))
