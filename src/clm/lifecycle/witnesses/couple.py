"""One customer at two times, or two who differ in one thing, under one and the same scale."""

from collections.abc import Sequence

from attrs import frozen

from clm.lifecycle.feasibility.levels import FREE, Meaning, below, floor
from clm.lifecycle.witnesses.history import History
from clm.lifecycle.witnesses.seeker import Seeker
from clm.lifecycle.witnesses.witness import Witness

Cell = Sequence[int]


@frozen
class Couple:
    """Two customers whose scores have the same cut points.

    Parameters
    ----------
    before, after : Witness
        The customers.
    """

    before: Witness
    after: Witness


def couple(
    seeker: Seeker, histories: tuple[History, History], cells: tuple[Cell, Cell]
) -> Couple | None:
    """Put two histories into two cells.

    Parameters
    ----------
    seeker : Seeker
        The grid, and its names.
    histories : tuple of History
        What each of them did.
    cells : tuple of sequence of int
        The levels that each shall have.

    Returns
    -------
    Couple or None
        None unless plain counting puts both where they shall be, under some cut points.
    """
    if not all(map(seeker.may_be_in, reversed(histories), reversed(cells))):
        return None
    first, second = map(seeker.blank, histories, cells)
    if first.extra != second.extra:
        return None
    cuts: dict[str, tuple[int, ...]] = {}
    for told, *levels in zip(seeker.meanings, *cells, strict=True):
        if told.score is not None:
            values = (first.measured(told.score), second.measured(told.score))
            found = _cuts(
                told, values, (levels[0], levels[1]), floor(told.score, seeker.vocabulary)
            )
            if found is None:
                return None
            cuts[told.score.name] = found
    both = Couple(first.scaled(cuts), second.scaled(cuts))
    scored = (
        seeker.is_scored(who, cell)
        for who, cell in zip((both.before, both.after), cells, strict=True)
    )
    return both if all(scored) else None


def _cuts(
    told: Meaning, values: tuple[int | None, int | None], levels: tuple[int, int], least: int | None
) -> tuple[int, ...] | None:
    """Legal cut points that give two values the scores of two levels."""
    score = told.score
    assert score is not None  # noqa: S101  # asked of scores only
    if score.fixed is not None:
        return score.fixed
    wanted: dict[int, tuple[int, int]] = {}
    for value, level in zip(values, levels, strict=True):
        if value is not None:
            few, many = wanted.get(value, (0, FREE))
            low, high = _under(told, level)
            wanted[value] = max(few, low), min(many, high)
    cuts: list[int] = []
    for value, (low, high) in sorted(wanted.items()):
        more = max(low - len(cuts), 0)
        if len(cuts) + more > high or (more and least is not None and value <= least):
            return None
        cuts += [value - 1] * more
    top = max(wanted, default=0)
    top = top if least is None else max(top, least)
    found = (*cuts, *[top] * (score.bins - 1 - len(cuts)))
    # Among repeaters, one order and nothing else has no cut point below it.
    return (1, *found[1:]) if score.population == "repeaters" else found


def _under(told: Meaning, level: int) -> tuple[int, int]:
    """How few and how many cut points lie below the values of a level."""
    span = told.axis.spans()[level]
    assert told.score is not None  # noqa: S101  # asked of scores only
    if span is None or span[0] is None or span[1] is None:
        return FREE, -1
    few, many = sorted((below(told.score, span[0]), below(told.score, span[1])))
    return few, many
