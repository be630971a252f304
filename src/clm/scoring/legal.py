"""Which scales there can be: what a fit can give, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, cast

from clm.errors import Fault, shown, unknown
from clm.model.money import DIGITS
from clm.scoring.score import BESTS, GAP_SHARES, POPULATIONS, QUANTILES, Score

Numbers = Mapping[str, tuple[int, ...]]

MOST: Final = 1 << 53
"""No value of a customer is so large."""

MOST_BINS: Final = 255
"""Scores fit into a byte."""


def scale_faults(
    scores: Sequence[Score], cuts: Numbers, people: Numbers, currency: str | None, gaps: int = 0
) -> list[Fault]:
    """Find what is wrong with the parts of a scale.

    Parameters
    ----------
    scores : sequence of Score
        The definitions.
    cuts, people : mapping of str to tuple of int
        Cut points, and people between them, by score.
    currency : str or None
        The currency, if a score is of money.
    gaps : int
        How many gaps between order days were cut.
    """
    faults = [*kind_faults(scores), *_table_faults(cuts, "cuts"), *_table_faults(people, "people")]
    faults = faults or _name_faults(scores, cuts, people)
    if faults:
        return faults
    for score in scores:
        faults += cut_faults(score, cuts[score.name])
        faults += _people_faults(score, cuts[score.name], people[score.name])
    if type(gaps) is not int or gaps < 0:
        faults.append(Fault("scale.gaps", f"{shown(gaps)} is no number", "count gaps"))
    return [*faults, *currency_faults(scores, cuts, currency)]


def misfits(needed: Mapping[str, Score], held: Sequence[Score], cuts: Numbers) -> list[Fault]:
    """Find what keeps a scale from measuring the scores that are needed.

    Parameters
    ----------
    needed : mapping of str to Score
        The scores, with the least values that they can have here.
    held : sequence of Score
        The definitions of the scale.
    cuts : mapping of str to tuple of int
        Its cut points.
    """
    known = {each.name: each for each in held}
    faults: list[Fault] = []
    for name, score in needed.items():
        if name not in known:
            mend = f"the template needs {name} = {score.toml}; fit it, or take a scale with that"
            faults.append(Fault(f"scores.{name}", "is not in the scale", mend))
        elif not known[name].serves(score):
            what = f"is {known[name].toml} in the scale"
            faults.append(Fault(f"scores.{name}", what, f"the template needs {score.toml}"))
        else:
            faults += cut_faults(score, cuts[name])
    return faults


def cut_faults(score: Score, cuts: tuple[int, ...]) -> list[Fault]:
    """Find what is wrong with the cut points of a score; none at all stand for nobody fitted on."""
    where = f"scale.cuts[{score.name!r}]"
    if not all(type(cut) is int and abs(cut) < MOST for cut in cuts):
        return [Fault(where, f"{shown(cuts)} are no cut points", "give whole numbers")]
    faults: list[Fault] = []
    if cuts and len(cuts) != score.bins - 1:
        faults.append(Fault(where, f"has {len(cuts)} cut points", f"give {score.bins - 1}"))
    if list(cuts) != sorted(cuts):
        faults.append(Fault(where, f"{cuts} do not ascend", "sort them"))
    if cuts and score.least is not None and cuts[0] < score.least:
        what = f"{cuts[0]} lies below {score.least}, the least value"
        faults.append(Fault(where, what, "fit the scale anew"))
    if cuts and score.population == "repeaters" and cuts[0] != 1:
        what = f"starts at {cuts[0]}, but one order alone scores 1 among repeaters"
        faults.append(Fault(where, what, "start at 1"))
    return faults


def kind_faults(scores: object) -> Iterator[Fault]:
    """Refuse what is no row of scores."""
    if not isinstance(scores, tuple | list):
        what = f"{type(scores).__name__} is no row of scores"
        yield Fault("scale.scores", what, 'give [clm.Score("f", of="orders")]')
        return
    for at, each in enumerate(cast("Sequence[object]", scores)):
        if not isinstance(each, Score):
            mend = 'give clm.Score("f", of="orders")'
            yield Fault(f"scale.scores[{at}]", f"{type(each).__name__} is no score", mend)


def listed(row: object, most: int = MOST_BINS) -> tuple[object, ...] | None:
    """List what is given in some order; None stands for what is not.

    What goes on without end is cut off, and refused for its length.

    Examples
    --------
    >>> listed(range(3)), listed("123"), listed({1, 2, 3})
    ((0, 1, 2), None, None)
    """
    if isinstance(row, str | bytes | Mapping | set | frozenset) or not isinstance(row, Iterable):
        return None
    try:
        return tuple(islice(cast("Iterable[object]", row), most))
    except TypeError:  # an array without an axis looks like one with some
        return None


def _table_faults(table: object, part: str) -> Iterator[Fault]:
    """Refuse what is no mapping of rows of numbers by score."""
    if not isinstance(table, Mapping):
        what = f"{type(table).__name__} is no mapping of numbers"
        yield Fault(f"scale.{part}", what, 'give {"f": (1, 2, 3, 5)}')
        return
    for name, row in cast("Mapping[object, object]", table).items():
        where = f"scale.{part}[{shown(name)}]"
        if not isinstance(name, str):
            yield Fault(where, "is no name of a score", "name it by a text")
        if not isinstance(row, tuple):
            what = f"{type(row).__name__} is no row of numbers"
            yield Fault(where, what, "give (1, 2, 3, 5)")


def _name_faults(scores: Sequence[Score], cuts: Numbers, people: Numbers) -> list[Fault]:
    """Find scores that are no scores, or not the same everywhere."""
    names = [each.name for each in scores]
    faults = score_faults(scores)
    for part, held in (("cuts", cuts), ("people", people)):
        if set(held) != set(names):
            what = f"is of {', '.join(held) or 'nothing'}, the scores are {', '.join(names)}"
            faults.append(Fault(f"scale.{part}", what, "give one for every score"))
    return faults


def score_faults(scores: Sequence[Score]) -> list[Fault]:
    """Find definitions that are none: of too few or too many bins, cut in no way, named twice."""
    names = [each.name for each in scores]
    what = f"is no score of 2 to {MOST_BINS} bins, or named twice"
    return [
        Fault(f"scale.scores[{at}]", f"{each.name!r} {what}", "define it anew")
        for at, each in enumerate(scores)
        if type(each.bins) is not int
        or not 1 < each.bins <= MOST_BINS
        or each.best not in BESTS
        or not _one_way(each)
        or each.name in names[:at]
    ]


def _one_way(score: Score) -> bool:
    """Tell whether a score is cut in one way that there is."""
    known = score.population in POPULATIONS and score.quantiles_of in QUANTILES
    ways = len(score.options) + (score.fixed is not None)
    by_gaps = score.quantiles_of == "gaps"
    fits = score.bins == len(GAP_SHARES) + 1 and score.best == "low" if by_gaps else True
    return known and ways <= 1 and fits


def _people_faults(score: Score, cuts: tuple[int, ...], people: tuple[int, ...]) -> list[Fault]:
    """Find numbers of people that do not lie between the cut points."""
    if score.fixed is not None and not people:
        return []
    right = len(people) == (len(cuts) + 1 if cuts else 0)
    if right and all(type(number) is int and number >= 0 for number in people):
        return []
    where = f"scale.people[{score.name!r}]"
    return [Fault(where, f"{shown(people)} are no numbers", "count people")]


def currency_faults(scores: Sequence[Score], cuts: Numbers, currency: str | None) -> list[Fault]:
    """Refuse money without its currency."""
    where = "scale.currency"
    if currency is not None and not (isinstance(currency, str) and currency in DIGITS):  # pyright: ignore[reportUnnecessaryIsInstance]
        return [unknown("currency", currency, DIGITS, where)]
    money = [each.name for each in scores if each.unit == "money" and cuts[each.name]]
    if money and currency is None:
        return [Fault(where, f"missing, though {' and '.join(money)} hold money", "name it")]
    return []
