"""The search for a customer who is in one cell today and, doing nothing, in another tomorrow.

Tomorrow's window is today's, a day younger: of the last 14 days as of tomorrow, 13 are known today
and one is empty. So what both days ask for is written as bounds on one and the same history, and
the ages of all events are chosen with both days in view.
"""

from attrs import evolve

from clm.features.catalog import Feature
from clm.lifecycle.feasibility.levels import FREE, Level, Meaning
from clm.lifecycle.feasibility.system import gathered
from clm.lifecycle.witnesses.seeker import Seeker


def overnight(seeker: Seeker, days: int = 1) -> Seeker:
    """Make a seeker of customers on two days.

    Parameters
    ----------
    seeker : Seeker
        Finds customers on one day.
    days : int
        How many days later the other is.

    Returns
    -------
    Seeker
        Its cells have the levels of the first day and, behind them, those of the second; its
        histories are as of the first.

    Examples
    --------
    >>> from clm.lifecycle.cells.grid import Grid
    >>> from clm.lifecycle.conditions.condition import Vocabulary, parse
    >>> words = Vocabulary()
    >>> grid = Grid.of([parse("count('visit', days=14) >= 1", words, "when")], words)
    >>> history = next(overnight(Seeker.of(grid, words)).histories((1, 0), 1))
    >>> [moment.age for moment in history.moments]
    [13]
    """
    now = seeker.meanings
    then = tuple(aged(each, days) for each in now)
    behind = [(len(now) + at, then[at]) for at, each in enumerate(now) if _ages(each)]
    found, _ = gathered([*enumerate(now), *behind])
    return Seeker(seeker.grid, seeker.vocabulary, seeker.currency, (*now, *then), tuple(found))


def aged(told: Meaning, days: int) -> Meaning:
    """What the levels of an axis, some days later, say of a history as of today.

    Examples
    --------
    >>> from clm.lifecycle.cells.grid import Grid
    >>> from clm.lifecycle.conditions.condition import Vocabulary, parse
    >>> from clm.lifecycle.feasibility.levels import meaning
    >>> words = Vocabulary()
    >>> grid = Grid.of([parse("last('visit', days=14) >= 5", words, "when")], words)
    >>> tomorrow = aged(meaning(grid.axes[0], words), 1)
    >>> tomorrow.of, tomorrow.levels[-1]
    (Feature("last('visit', days=13)"), Level(missing=False, low=4, high=12, counted=False))
    """
    of = told.of
    if not isinstance(of, Feature) or not _ages(told):
        return told
    ago = max(of.ago - days, 0)
    end = None if of.end is None else max(of.end - days, ago)
    young = evolve(of, ago=ago, days=None if end is None else end - ago)
    levels = told.levels
    if of.stat in ("last", "first"):
        levels = tuple(_younger(level, days) for level in levels)
    return evolve(told, of=young, levels=levels)


def _younger(level: Level, days: int) -> Level:
    """A range of ages, some days before."""
    low = level.low if level.low == -FREE else level.low - days
    return evolve(level, low=low, high=level.high if level.high == FREE else level.high - days)


def _ages(told: Meaning) -> bool:
    """Whether the value behind an axis changes as days pass."""
    of = told.of
    if not isinstance(of, Feature):
        return False
    return of.stat in ("last", "first") or of.ago > 0 or of.end is not None
