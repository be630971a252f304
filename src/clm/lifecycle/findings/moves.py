"""How the levels of a grid's axes move when somebody buys, spends more, or does nothing."""

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clm.features.catalog import Feature
from clm.lifecycle.cells.case import Case
from clm.lifecycle.feasibility.levels import Meaning, meaning

Cause = Literal["order", "money", "time"]

Levels = NDArray[np.intp]
"""For each level of an axis the one it moves to; -1 where it cannot."""

Turn = Literal["more", "less", "gone", "come", "other"]
"""A value grows or falls, is missing from now on or no longer, or becomes any other."""

_BOTH: Final[tuple[Turn, ...]] = ("more", "less", "gone", "come")
_EVERY: Final[tuple[Turn, ...]] = (*_BOTH, "other")

_LEAVING: Final[dict[str, set[Turn]]] = {
    "last": {"gone"},
    "first": {"less", "gone"},
    "latest": {"gone"},
    "count": {"less", "gone"},
    "days": {"less", "gone"},
}
"""What becomes of a value when events leave its window, the oldest first; if not here, anything."""

_ENTERING: Final[dict[str, set[Turn]]] = {
    "last": {"less", "come"},
    "first": {"come"},
    "latest": {"come", "other"},
    "count": {"more", "come"},
    "days": {"more", "come"},
}
"""The same when they come into a window that starts some days ago."""


@frozen(eq=False)
class Move:
    """One way in which an axis can move.

    Parameters
    ----------
    place : int
        The axis.
    to : numpy.ndarray
        (levels,) intp: where each level moves to, -1 where it cannot.
    needs : int or None
        An axis that may not be on its lowest level: the number of events that are younger than a
        window, for what comes into the window was there before.
    """

    place: int
    to: Levels
    needs: int | None = None


def moves(case: Case, cause: Cause) -> list[list[Move]]:
    """Say how each axis can move, one level at a time.

    Parameters
    ----------
    case : Case
        Segments laid over a grid.
    cause : {"order", "money", "time"}
        One more order; more money for the same orders; days in which nothing happens.

    Returns
    -------
    list of list of Move
        For each axis that can move, the ways in which it can.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> case = templates["rfm-11"].proof.case
    >>> [[(case.grid.axes[move.place].name, move.to.tolist()) for move in ways]
    ...  for ways in moves(case, "time")]
    [[('r', [-1, -1, 1, 2, 3, 4])]]
    """
    found: list[list[Move]] = []
    for place, axis in enumerate(case.grid.axes):
        told = meaning(axis, case.vocabulary)
        if isinstance(told.of, Feature):
            turns = _TURNS[cause](told.of)
            ways = [
                Move(place, to, _younger(case, told.of) if turn in ("more", "come") else None)
                for turn in turns
                for to in _levels(told, turn)
            ]
            if ways:
                found.append(ways)
    return found


def _levels(told: Meaning, turn: Turn) -> Iterator[Levels]:
    """Where each level goes when the value turns."""
    axis, first = told.axis, int(told.axis.optional)
    flipped: dict[Turn, Turn] = {"more": "less", "less": "more"}
    if told.score is not None and told.score.best == "low":
        turn = flipped.get(turn, turn)
    to = np.full(axis.size, -1)
    # Equal cut points by hand leave a score between them that nobody has; it is passed over.
    there = [at for at in range(first, axis.size) if told.levels[at].low <= told.levels[at].high]
    match turn:
        case "more":
            to[there[:-1]] = there[1:]
        case "less":
            to[there[1:]] = there[:-1]
        case "gone" if first:
            to[1:] = 0
        case "come" if first:
            for level in range(1, axis.size):
                yield np.where(np.arange(axis.size) == 0, level, -1)
        case "other":
            for level in range(first, axis.size):
                at = np.arange(axis.size)
                yield np.where((at >= first) & (at != level), level, -1)
        case _:
            pass
    if (to >= 0).any():
        yield to


def _younger(case: Case, feature: Feature) -> int | None:
    """The axis that counts the events before a window, if it tells none from some."""
    if not feature.ago or feature.stat not in ("count", "days", "last", "first"):
        return None
    place = case.grid.place(Feature("count", feature.kinds, feature.ago, 0, feature.channel))
    return place if place is not None and case.grid.axes[place].spans()[0] == (0, 0) else None


def _by_order(feature: Feature) -> tuple[Turn, ...]:
    """One more order is one more of all orders, or of those by a channel; or it is the first."""
    counts = feature.stat in ("count", "days") and feature.kinds == ("order",)
    return ("more", "come") if counts and not _windowed(feature) else ()


def _by_money(feature: Feature) -> tuple[Turn, ...]:
    """More money for the same orders."""
    paid = feature.stat in ("total", "net", "average") and feature.kinds == ("order",)
    return ("more",) if paid else ()


def _by_time(feature: Feature) -> tuple[Turn, ...]:
    """Ages grow; what a window holds leaves it, or comes into one that starts later."""
    turns: set[Turn] = {"more"} if feature.stat in ("last", "first") else set()
    if feature.end is not None:
        turns |= _LEAVING.get(feature.stat, {*_BOTH})
    if feature.ago:
        turns |= _ENTERING.get(feature.stat, {*_BOTH})
    return tuple(turn for turn in _EVERY if turn in turns)


def _windowed(feature: Feature) -> bool:
    """Whether a feature looks at some days only."""
    return feature.ago > 0 or feature.end is not None


_TURNS: Final = {"order": _by_order, "money": _by_money, "time": _by_time}
