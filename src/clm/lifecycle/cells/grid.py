"""The finite grid that the constants of a template's conditions span.

Every condition compares a subject with constants, so the constants cut each subject into a few
levels, and the levels of all subjects span the cells. Two customers in one cell fit the same
conditions, whatever their exact values.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from typing import Final, Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clm.errors import TemplateError
from clm.features.catalog import LONGEST_WINDOW, Feature
from clm.lifecycle.conditions.condition import (
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Or,
    Present,
    Subject,
    Vocabulary,
    leaves,
)

Span = tuple[int | None, int | None]
Bools = NDArray[np.bool_]

LIMIT: Final = 8_000_000
"""The most cells that a grid may have."""

_COMPARE: Final = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@frozen
class Axis:
    """A subject cut into levels.

    Parameters
    ----------
    subject : Feature or str
        What is cut: a feature, or the name of a score or an extra column.
    bounds : tuple of int
        The least value of every level but the lowest, ascending.
    optional : bool
        Whether the subject can be missing; that is level 0 then.
    least, most : int or None
        The range of values; None is unbounded.

    Examples
    --------
    >>> tenure = Axis(Feature.parse("tenure"), (31, 61), optional=True, least=0)
    >>> tenure.level(None), tenure.level(30), tenure.level(31)
    (0, 1, 2)
    >>> tenure.spans()
    (None, (0, 30), (31, 60), (61, None))
    """

    subject: Subject
    bounds: tuple[int, ...]
    optional: bool
    least: int | None = None
    most: int | None = None

    @property
    def name(self) -> str:
        """How the subject is written."""
        return self.subject.name if isinstance(self.subject, Feature) else self.subject

    @cached_property
    def size(self) -> int:
        """How many levels there are."""
        return len(self.bounds) + 1 + self.optional

    def level(self, value: int | None) -> int:
        """The level of a value."""
        if value is None:
            return 0
        return self.optional + bisect_right(self.bounds, value)

    def levels(self, values: NDArray[np.intp]) -> NDArray[np.intp]:
        """The levels of several values."""
        return np.searchsorted(self.bounds, values, side="right") + self.optional

    def spans(self) -> tuple[Span | None, ...]:
        """The first and last value of every level; None for missing, and for an open end."""
        return self._spans

    @cached_property
    def _spans(self) -> tuple[Span | None, ...]:
        """The same, made once."""
        lows = (self.least, *self.bounds)
        highs = (*(bound - 1 for bound in self.bounds), self.most)
        missing: tuple[None, ...] = (None,) if self.optional else ()
        return (*missing, *zip(lows, highs, strict=True))

    def samples(self) -> tuple[tuple[int, ...], tuple[bool, ...]]:
        """One value of every level, and whether it is there at all."""
        lowest = self.least
        if lowest is None:
            lowest = self.bounds[0] - 1 if self.bounds else 0
        missing = (0,) * self.optional
        present = (False,) * self.optional + (True,) * (len(self.bounds) + 1)
        return (*missing, lowest, *self.bounds), present


@frozen
class Grid:
    """The levels of several subjects, and the cells they span.

    Cells are numbered in C order: the last axis runs fastest.

    Parameters
    ----------
    axes : tuple of Axis
        The axes, in order of first use.

    Raises
    ------
    TemplateError
        There are more cells than `LIMIT`.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import Vocabulary, parse
    >>> words = Vocabulary()
    >>> once = parse("orders == 1 and recency <= 30", words, "when")
    >>> grid = Grid.of([once], words)
    >>> grid.shape, grid.cells, grid.strides
    ((3, 3), 9, (3, 1))
    >>> grid.where(once).astype(int)
    array([[0, 0, 0],
           [0, 1, 0],
           [0, 0, 0]])
    """

    axes: tuple[Axis, ...]
    _place: Mapping[Subject, int] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Look up axes by subject, and refuse a grid that is too large."""
        places = {axis.subject: place for place, axis in enumerate(self.axes)}
        object.__setattr__(self, "_place", places)
        if self.cells > LIMIT:
            sizes = ", ".join(f"{axis.name} {axis.size}" for axis in self.axes)
            raise TemplateError.of(
                "conditions",
                f"{self.cells:,} cells are more than {LIMIT:,}: {sizes}",
                "compare fewer features, or with fewer constants",
            )

    @classmethod
    def of(cls, conditions: Iterable[Condition], vocabulary: Vocabulary) -> Self:
        """Collect the axes that conditions need."""
        return cls(axes_of(conditions, vocabulary))

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Levels of each axis."""
        return tuple(axis.size for axis in self.axes)

    @cached_property
    def cells(self) -> int:
        """How many cells there are."""
        return math.prod(self.shape)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """How far apart neighbouring levels of each axis are in the numbering."""
        return tuple(math.prod(self.shape[place + 1 :]) for place in range(len(self.axes)))

    def place(self, subject: Subject) -> int | None:
        """The position of a subject's axis."""
        return self._place.get(subject)

    def where(self, condition: Condition) -> Bools:
        """The cells in which a condition holds.

        Parameters
        ----------
        condition : Condition
            One whose comparisons are all cut by the axes.

        Returns
        -------
        numpy.ndarray
            Of the grid's shape, bool, read-only.
        """
        return np.broadcast_to(self._where(condition), self.shape)

    def at(self, condition: Condition, cells: NDArray[np.intp]) -> Bools:
        """In which of some cells a condition holds.

        Parameters
        ----------
        condition : Condition
            One whose comparisons are all cut by the axes.
        cells : numpy.ndarray
            (m,) numbers of cells.

        Returns
        -------
        numpy.ndarray
            (m,) bool.
        """
        table = self._where(condition)
        place = np.zeros_like(cells)
        for size, stride, levels in zip(table.shape, self.strides, self.shape, strict=True):
            if size > 1:
                place *= size
                place += cells // stride % levels
        return np.asarray(table.reshape(-1)[place])

    def _where(self, condition: Condition) -> Bools:  # noqa: PLR0911  # one for each kind
        """The same, only along the axes that matter."""
        match condition:
            case And(parts):
                return reduce(np.logical_and, map(self._where, parts))
            case Or(parts):
                return reduce(np.logical_or, map(self._where, parts))
            case Not(part):
                return np.logical_not(self._where(part))
            case Constant(value):
                return np.full((1,) * len(self.axes), value)
            case Present(subject):
                return self._along(subject, self._axis(subject).samples()[1])
            case Compare(subject, op, value):
                values, present = (np.array(each) for each in self._axis(subject).samples())
                return self._along(subject, present & _COMPARE[op](values, value))
            case Code():
                return self._code(condition)

    def _axis(self, subject: Subject) -> Axis:
        """The axis of a subject."""
        return self.axes[self._place[subject]]

    def _along(self, subject: Subject, levels: Bools | Sequence[bool]) -> Bools:
        """Levels of one axis, laid along it."""
        shape = [1] * len(self.axes)
        shape[self._place[subject]] = -1
        return np.reshape(np.asarray(levels, bool), shape)

    def _code(self, code: Code) -> Bools:
        """The cells of a code, along the axes of its parts."""
        axes = [self._axis(part) for part in code.parts]
        table = np.full([axis.size for axis in axes], not code.inside)
        digits = np.array([*code.cells], np.intp).reshape(-1, len(axes)).T
        table[tuple(map(Axis.levels, axes, digits))] = code.inside
        for direction in range(len(axes)):
            np.moveaxis(table, direction, 0)[0] = False
        places = [self._place[part] for part in code.parts]
        shape = [1] * len(self.axes)
        for place in places:
            shape[place] = self.axes[place].size
        return table.transpose(np.argsort(places)).reshape(shape)


def axes_of(conditions: Iterable[Condition], vocabulary: Vocabulary) -> tuple[Axis, ...]:
    """Cut what conditions compare at their constants, in order of first use."""
    cuts: dict[Subject, set[int]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            for subject, bounds in _needs(leaf):
                cuts.setdefault(subject, set()).update(bounds)
    return tuple(_axis(subject, bounds, vocabulary) for subject, bounds in cuts.items())


def _needs(leaf: Compare | Code | Present | Constant) -> list[tuple[Subject, tuple[int, ...]]]:
    """The bounds on which a comparison changes."""
    match leaf:
        case Compare(subject, "<" | ">=", value):
            return [(subject, (value,))]
        case Compare(subject, "<=" | ">", value):
            return [(subject, (value + 1,))]
        case Compare(subject, _, value):
            return [(subject, (value, value + 1))]
        case Present(subject):
            return [(subject, ())]
        case Code(parts, cells, _):
            return [
                (part, tuple(cell[at] + step for cell in cells for step in (0, 1)))
                for at, part in enumerate(parts)
            ]
        case Constant():
            return []


def _axis(subject: Subject, bounds: Iterable[int], vocabulary: Vocabulary) -> Axis:
    """An axis, without bounds that no value reaches."""
    least, most, optional = _range(subject, vocabulary)
    if isinstance(subject, Feature) and subject.stat == "latest":
        bounds = range(len(subject.kinds))  # each kind on a level of its own
    kept = (
        bound
        for bound in sorted(bounds)
        if (least is None or bound > least) and (most is None or bound <= most)
    )
    return Axis(subject, tuple(kept), optional, least, most)


def _range(subject: Subject, vocabulary: Vocabulary) -> tuple[int | None, int | None, bool]:
    """The least and most value of a subject, and whether it can be missing."""
    if isinstance(subject, Feature):
        return (*_feature_range(subject), subject.optional)
    if subject in vocabulary.scores:
        return 1, vocabulary.scores[subject].bins, True
    extra = vocabulary.extra[subject]
    return extra.min, extra.max, True


def _feature_range(  # noqa: PLR0911  # one for each statistic
    feature: Feature,
) -> tuple[int | None, int | None]:
    """The values that a feature can have."""
    oldest = LONGEST_WINDOW if feature.end is None else min(feature.end - 1, LONGEST_WINDOW)
    match feature.stat:
        case "count":
            return 0, None
        case "days":
            return 0, max(oldest - feature.ago + 1, 0)
        case "last" | "first":
            return feature.ago, oldest
        case "gap":
            return 1, LONGEST_WINDOW
        case "latest":
            return 0, len(feature.kinds) - 1
        case "total" if feature.kinds[0] in ("order", "refund"):
            return 0, None
        case _:
            return None, None
