"""Which cells of a grid somebody can be in.

Axes are taken one after the other. Every column of the *frontier* is a choice of levels so far,
with its closed systems; what closes a circle of less than zero is dropped at once, so only what
can still exist is carried on. Kinds of events are independent of each other and meet last.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.feasibility import couplings
from clm.lifecycle.feasibility.couplings import NET, ORDER_DAYS, ORDERS, REFUNDS, Rule
from clm.lifecycle.feasibility.interleaving import interleaved
from clm.lifecycle.feasibility.levels import END, FREE, meaning
from clm.lifecycle.feasibility.staircase import Bools, Front, Ints, Key, climbing, loose, tighten
from clm.lifecycle.feasibility.system import FROM, TO, Line, System, Told, systems

BUDGET: Final = 1 << 21
"""How many bounds the frontier holds at once, in the order of."""


@frozen(eq=False)
class Step:
    """One move of the frontier, and how many columns it makes of one."""

    run: Callable[[Front], Front]
    growth: int = 1


def feasible(grid: Grid, vocabulary: Vocabulary) -> Bools:
    """The cells that some customer can be in, under some scale.

    Parameters
    ----------
    grid : Grid
        The grid of a template.
    vocabulary : Vocabulary
        Its names.

    Returns
    -------
    numpy.ndarray
        (cells,) bool. A cell called infeasible is never met; where kinds and statistics bind each
        other in intricate ways, one called feasible may never be met either.

    Examples
    --------
    >>> from clm.lifecycle.conditions.condition import parse
    >>> words = Vocabulary()
    >>> grid = Grid.of([parse("orders == 0 and recency <= 30", words, "when")], words)
    >>> feasible(grid, words).reshape(grid.shape).astype(int)
    array([[1, 0, 0],
           [0, 1, 1]])
    """
    possible = np.ones(grid.shape, bool)
    found, extras = systems(grid, vocabulary)
    for system in found:
        places = [line.place for line in system.lines]
        _meet(possible, places, _reached(system.lean()))
    for axes in extras:
        _meet(possible, axes, _columns(grid, vocabulary, axes))
    for axes, table in interleaved(grid, vocabulary):
        _meet(possible, axes, table)
    return possible.reshape(-1)


def _meet(possible: Bools, places: Sequence[int], table: Bools) -> None:
    """Drop the cells that a table over some axes does not have, in place."""
    order = np.argsort(places)
    shape = [1] * possible.ndim
    for place, size in zip(places, table.shape, strict=True):
        shape[place] = size
    possible &= table.transpose(order).reshape(shape)


def _reached(system: System) -> Bools:
    """The cells of a system's own axes that can be."""
    sizes = [len(line.told) for line in system.lines]
    table = np.zeros(sizes, bool)
    for front in explore(start(system), steps(system)):
        table[tuple(front.chosen)] = True
    return table[np.ix_(*(line.of_level for line in system.lines))]


def start(system: System) -> Front:
    """One column, of which nothing is known."""
    at = np.array(system.ages, np.int64)[:, None]
    signed = [key for key in system.money if key[0] not in ("order", "refund")]
    return Front(
        at,
        {key: climbing(at) for key in system.counts},
        {key: loose(at) if key in signed else climbing(at) for key in system.money},
        np.zeros((len(system.lines), 1), np.int32),
    )


def explore(front: Front, todo: Sequence[Step]) -> Iterator[Front]:
    """Take all steps, in parts that fit into memory."""
    for place, step in enumerate(todo):
        nodes = len(front.at) + 2
        weight = step.growth * nodes * nodes * (len(front.counts) + len(front.money))
        chunk = max(BUDGET // weight, 1)
        if front.size > chunk:
            for low in range(0, front.size, chunk):
                yield from explore(front.take(slice(low, low + chunk)), todo[place:])
            return
        front = step.run(front)
        if not front.size:
            return
    yield front


def steps(system: System) -> list[Step]:
    """What the frontier of a system goes through: counts first, then money."""
    lines = list(enumerate(system.lines))
    todo = [Step(_choose(row, line), len(line.heads)) for row, line in lines]
    todo += _count_rules(system)
    if system.money:
        todo += [
            Step(_refine(row, line), len(line.told)) for row, line in lines if _has_money(line)
        ]
        todo += _money_rules(system)
    return todo


def pinned(system: System, cells: NDArray[np.intp]) -> Front:
    """The systems of single cells, a column each.

    Parameters
    ----------
    system : System
        Some of the grid's axes.
    cells : numpy.ndarray
        (m, axes) levels of each cell along every axis of the grid.

    Returns
    -------
    Front
        Without the cells that contradict themselves; one more row of `chosen` numbers the others.
    """
    front = start(system).take(np.zeros(len(cells), np.intp))
    front = evolve(front, chosen=np.vstack([front.chosen, np.arange(len(cells), dtype=np.int32)]))
    picks = [np.array(line.of_level)[cells[:, line.place]] for line in system.lines]
    for row, line in enumerate(system.lines):
        front.chosen[row] = np.array(line.coarse)[picks[row][front.chosen[-1]]]
        front = chosen(front, line.heads, front.chosen[row])
    for step in _count_rules(system):
        front = step.run(front)
    if system.money:
        for row, line in enumerate(system.lines):
            front.chosen[row] = picks[row][front.chosen[-1]]
            front = refined(front, line.told, front.chosen[row])
        for step in _money_rules(system):
            front = step.run(front)
    return front


def _has_money(line: Line) -> bool:
    """Whether money tells classes of a line apart."""
    return any(told.money or told.average != (1, 0) for told in line.told)


def _choose(row: int, line: Line) -> Callable[[Front], Front]:
    """Give every column each class of a line, as far as counts go."""
    heads = line.heads

    def run(front: Front) -> Front:
        columns = np.repeat(np.arange(front.size), len(heads))
        picks = np.tile(np.arange(len(heads)), front.size)
        front = front.take(columns)
        front.chosen[row] = picks
        return chosen(front, heads, picks)

    return run


def chosen(front: Front, heads: Sequence[Told], picks: NDArray[np.integer]) -> Front:
    """Give every column one class of a line, and drop those that cannot be."""
    if any(told.ages != (0, 0) for told in heads):
        ages = np.array([told.ages for told in heads], np.int64)
        front = front.insert(ages[picks, 0]).insert(ages[picks, 1])
    solvable = np.ones(front.size, bool)
    size = len(front.at)
    moving = {FROM: size - 2, TO: size - 1}
    for (key, i, j), weights in _weights([told.counts for told in heads]).items():
        bounds = front.counts[key]
        solvable &= tighten(bounds, moving.get(i, i), moving.get(j, j), weights[picks])
    return front if solvable.all() else front.take(solvable)


def _refine(row: int, line: Line) -> Callable[[Front], Front]:
    """Give every column each class of a line that has its counts, and bind the money."""
    coarse = np.array(line.coarse)

    def run(front: Front) -> Front:
        columns, picks = np.nonzero(coarse[None, :] == front.chosen[row][:, None])
        front = front.take(columns)
        front.chosen[row] = picks
        return refined(front, line.told, picks)

    return run


def refined(front: Front, told: Sequence[Told], picks: NDArray[np.integer]) -> Front:
    """Give every column one class of a line, and bind its money."""
    solvable = np.ones(front.size, bool)
    for (key, i, j), weights in _weights([each.money for each in told]).items():
        solvable &= tighten(front.money[key], i, j, weights[picks])
    return front if solvable.all() else front.take(solvable)


def _weights(
    edges: Sequence[Sequence[tuple[Key, int, int, int]]],
) -> dict[tuple[Key, int, int], Ints]:
    """The bounds of all classes, gathered by what they bind."""
    gathered: dict[tuple[Key, int, int], Ints] = {}
    for pick, bounds in enumerate(edges):
        for key, i, j, weight in bounds:
            weights = gathered.setdefault((key, i, j), np.full(len(edges), FREE, np.int64))
            weights[pick] = min(weights[pick], weight)
    return gathered


def _kept(rule: Rule) -> Step:
    """A rule as a step: drop what it shows to be impossible."""

    def run(front: Front) -> Front:
        solvable = rule(front)
        return front if solvable.all() else front.take(solvable)

    return Step(run)


def _count_rules(system: System) -> list[Step]:
    """The rules between staircases of events that a system needs."""
    named = dict.fromkeys(kind for kind, channel in system.counts if channel)
    rules = [_kept(couplings.channels(kind)) for kind in named]
    if ORDER_DAYS in system.counts:
        rules.append(_kept(couplings.order_days))
    for row, line in system.of("gap"):
        rules += [Step(_gap(row, line)), _kept(couplings.order_days)]
    for row, line in system.of("latest"):
        of = line.feature
        ends = (
            system.ages.index(of.ago),
            system.ages.index(END if of.end is None else min(of.end, END)),
        )
        keys = tuple((kind, of.channel) for kind in of.kinds)
        winner = np.array([told.winner for told in line.heads], np.int64)
        rules.append(_kept(couplings.latest(*ends, keys, row, winner)))
    return rules * 2 if len(rules) > 1 and not system.of("gap") else rules


def _gap(row: int, line: Line) -> Callable[[Front], Front]:
    """No order between the last two order days, and one at the end of the gap."""
    gaps = [told.gap or (0, 0) for told in line.heads]
    lows, highs = (np.array(each, np.int64) for each in zip(*gaps, strict=True))
    there = np.array([told.gap is not None for told in line.heads])

    def run(front: Front) -> Front:
        orders, at = front.counts[ORDERS], front.at
        on = there[front.chosen[row]]
        first = np.where(orders[0] <= 0, at, 0).max(0)
        last = np.where(orders[:, 0] < 0, at, END).min(0)
        start = np.where(on, first + lows[front.chosen[row]], 0)
        end = np.where(on, last + highs[front.chosen[row]], 0)
        front = front.insert(last).insert(np.minimum(start, END)).insert(np.minimum(end, END))
        size = len(front.at)
        solvable = np.ones(front.size, bool)
        for key, i, j, weight in (
            (ORDERS, size - 3, size - 2, 0),
            (ORDERS, size - 1, size - 2, -1),
            (ORDER_DAYS, 0, size - 2, 1),
            (ORDER_DAYS, size - 1, 0, -2),
        ):
            weights = np.where(on, weight, FREE)
            solvable &= tighten(front.counts[key], i, j, weights)
        return front.take(solvable)

    return run


def _money_rules(system: System) -> list[Step]:
    """The rules between money and events that a system needs."""
    rules: list[Rule] = []
    if NET in system.money and ORDERS not in system.money:
        rules.append(couplings.nothing_left)
    elif NET in system.money:
        rules += [couplings.parts_of_money(key) for key in (ORDERS, REFUNDS)]
        rules += [couplings.net, couplings.live_orders(system.nodes)]
    for row, line in system.of("average"):
        lows, highs = (
            np.array(each, np.int64)
            for each in zip(*(told.average for told in line.told), strict=True)
        )
        rules.append(couplings.average(row, lows, highs, system.nodes))
    for key in system.money:
        if key[0] == "refund":
            rules.append(couplings.refunds(key, system.nodes))
        elif key[0] not in ("order", "net"):
            rules.append(couplings.amounts(key, system.nodes))
    turns = 1 if len(rules) == 1 else 2
    return [_kept(rule) for rule in rules] * turns


def _columns(grid: Grid, vocabulary: Vocabulary, places: Sequence[int]) -> Bools:
    """The levels that an extra column and its scores can have together."""
    levels = [meaning(grid.axes[place], vocabulary).levels for place in places]
    lows, highs, missing = (
        np.meshgrid(*([getattr(level, name) for level in each] for each in levels), indexing="ij")
        for name in ("low", "high", "missing")
    )
    none, some = np.all(missing, 0), ~np.any(missing, 0)
    return np.asarray(none | (some & (np.max(lows, 0) <= np.min(highs, 0))))
