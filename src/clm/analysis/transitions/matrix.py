"""Counting moves: people by where they were and where they are."""

from collections.abc import Sequence

import numpy as np

from clm._threads import hands
from clm.ledger.column import Ints, locked
from clm.lifecycle.lookup import Cells
from clm.lifecycle.template import Template


def moves_between(before: Cells, after: Cells, places: int) -> Ints:
    """Count people by two places.

    Parameters
    ----------
    before, after : (n,) unsigned integer
        Places, each below `places`.
    places : int
        How many there are.

    Returns
    -------
    (places, places) int64
        Rows before, columns after.

    Examples
    --------
    >>> was, now = np.array([[0, 0, 1], [1, 1, 1]], np.uint8)
    >>> moves_between(was, now, 2).tolist()
    [[0, 2], [0, 1]]
    """
    cells = places * places

    def count(piece: slice) -> Ints:
        pair = np.multiply(before[piece], places, dtype=np.intp)
        pair += after[piece]
        return np.bincount(pair, minlength=cells).astype(np.int64)

    with hands(len(before)) as crew:
        counted = sum(crew.pieces(count, len(before)), np.zeros(cells, np.int64))
    return counted.reshape(places, places)


def by_stage(matrix: Ints, rows: Template, columns: Template) -> Ints:
    """Sum a matrix of segments up to one of stages; the unclassified are the last stage."""
    down, across = np.array(stage_places(rows)), np.array(stage_places(columns))
    summed = np.zeros((len(stage_keys(rows)), len(stage_keys(columns))), np.int64)
    np.add.at(summed, (down[:, None], across[None, :]), matrix)
    return locked(summed)


def stage_keys(template: Template) -> tuple[str, ...]:
    """List the keys of the stages, and "" if the template has unclassified people.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> stage_keys(templates["five-stage"])
    ('awareness', 'acquisition', 'development', 'retention', 'advocacy', '')
    """
    rest = () if template.unclassified is None else ("",)
    return (*(stage.key for stage in template.stages), *rest)


def stage_places(template: Template) -> Sequence[int]:
    """Give the position of every segment's stage."""
    keys = stage_keys(template)
    return [keys.index(segment.stage) for segment in template.segments]
