"""Several scores of one feature: cut on one population, they never contradict each other."""

from collections.abc import Iterator, Mapping

import numpy as np

from clm.errors import Fault
from clm.lifecycle.cells.grid import Grid
from clm.lifecycle.conditions.condition import Vocabulary
from clm.lifecycle.feasibility.levels import meaning, shares
from clm.lifecycle.feasibility.staircase import Bools


def interleaved(grid: Grid, vocabulary: Vocabulary) -> Iterator[tuple[list[int], Bools]]:
    """For free scores of one feature that are cut in one way, the levels they can have together.

    Parameters
    ----------
    grid : Grid
        Of a template.
    vocabulary : Vocabulary
        Its names.

    Yields
    ------
    places : list of int
        The axes of such scores, two or more.
    table : (size of the first axis, size of the second, …) bool
        Which levels somebody can have.
    """
    same: dict[object, list[int]] = {}
    for place, axis in enumerate(grid.axes):
        told = meaning(axis, vocabulary)
        if told.score is not None and told.score.fixed is None:
            same.setdefault((told.of, told.score.options), []).append(place)
    for places in same.values():
        if len(places) > 1:
            axes = [grid.axes[place] for place in places]
            table = np.zeros([axis.size for axis in axes], bool)
            table[(0,) * len(axes)] = True
            scores = tuple(vocabulary.scores[axis.name] for axis in axes)
            for values in shares(scores):
                table[tuple(a.level(v) for a, v in zip(axes, values, strict=True))] = True
            yield places, table


def contradictions(
    grid: Grid, vocabulary: Vocabulary, cuts: Mapping[str, tuple[int, ...]]
) -> list[Fault]:
    """Find cut points by hand that give somebody scores which no population gives.

    Parameters
    ----------
    grid : Grid
        Of a template.
    vocabulary : Vocabulary
        Its names.
    cuts : mapping of str to tuple of int
        Cut points of every score, as many as it has, or none.
    """
    faults: list[Fault] = []
    for places, table in interleaved(grid, vocabulary):
        axes = [grid.axes[place] for place in places]
        scores = [vocabulary.scores[axis.name] for axis in axes]
        if not all(cuts[each.name] for each in scores):
            continue
        edges = {cut for each in scores for cut in cuts[each.name]}
        for value in sorted(edges | {edge + 1 for edge in edges}):
            ranks = [each.rank(sum(cut < value for cut in cuts[each.name])) for each in scores]
            if not table[tuple(a.level(rank) for a, rank in zip(axes, ranks, strict=True))]:
                names = " and ".join(each.name for each in scores)
                what = f"give {value} of {scores[0].of} the scores {' and '.join(map(str, ranks))}"
                mend = f"no population does: a larger share of {scores[0].of} has no lower cut"
                faults.append(Fault(f"scale.cuts of {names}", what, mend))
                break
    return faults
