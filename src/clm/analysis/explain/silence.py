"""Where one customer goes if nothing happens."""

from collections import defaultdict
from itertools import pairwise

from clm.analysis.explain.ruler import Cell, FeatureAxis, Place, Ruler
from clm.features.person.person import Person
from clm.features.person.turning import Silence, turning_days


def silent_path(person: Person, ruler: Ruler, silence: Silence) -> list[tuple[int, Place]]:
    """Give the days on which silence brings her to another segment.

    Parameters
    ----------
    person : Person
        All that happened to her.
    ruler : Ruler
        By which she is judged.
    silence : Silence
        The days.

    Returns
    -------
    list of (int, int or None)
        Day and position of the segment; the first is where she is at the start.
    """
    cell, turns = ruler.base, defaultdict[int, Cell](int)
    for axis in ruler.axes:
        steps = _steps(person, axis, silence)
        cell += steps[0][1]
        for (_, before), (day, after) in pairwise(steps):
            turns[day] += after - before
    path = [(silence.start, ruler.place(cell))]
    for day in sorted(turns):
        cell += turns[day]
        place = ruler.place(cell)
        if place != path[-1][1]:
            path.append((day, place))
    return path


def _steps(person: Person, axis: FeatureAxis, silence: Silence) -> list[tuple[int, Cell]]:
    """Give what an axis adds to the cell at the start, and whenever silence may change it."""
    days = [silence.start, *turning_days(person, axis.feature, silence, axis.bounds)]
    return [(day, axis.step(person.value(axis.feature, day, silence.known))) for day in days]
