"""Who is in each segment, told by the levels of the grid."""

from itertools import islice
from typing import Final

from clm._show import counted
from clm.lifecycle.cells.case import Case
from clm.lifecycle.cells.grid import Bools
from clm.lifecycle.cells.regions import Naming, regions
from clm.lifecycle.cells.rule import coded

SHOWN: Final = 24
"""Boxes of cells that are told for one segment."""

NOBODY: Final = "nobody"
EVERYBODY: Final = "everybody"


def who_in_cells(case: Case) -> dict[str, str]:
    """Tell who is in each segment: boxes of levels, joined by "; or".

    Parameters
    ----------
    case : Case
        Segments laid over a grid.

    Returns
    -------
    dict of str to str
        By segment in matching order, the unclassified last. An "or" without a semicolon belongs to
        one axis: "recency missing or ≤ 30". Scores that a condition joins to a code are always
        told, ``any`` where they do not matter; other axes where they matter.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> who_in_cells(templates["five-stage"].proof.case)["one_time"]
    "orders 1, count('referral') 0, recency ≤ 180, tenure ≥ 31"
    """
    told = {rule.key: _told(case, place) for place, rule in enumerate(case.rules)}
    if case.unclassified is not None:
        told[case.unclassified] = _told(case, len(case.rules))
    return told


def in_words(which: Bools, harmless: Bools, how: Naming, most: int, joint: str) -> str:
    """Tell some cells.

    Parameters
    ----------
    which : numpy.ndarray
        (cells,) bool.
    harmless : numpy.ndarray
        (cells,) bool, those that the words may cover too.
    how : Naming
        How cells are named.
    most : int
        Boxes of cells that are told; of the others, how many cells they have.
    joint : str
        What stands between them.
    """
    left = int(which.sum())
    said: list[str] = []
    for region in islice(regions(which, harmless, how), most):
        said.append(region.words or EVERYBODY)
        left -= region.cells.size
    if left:
        said.append(counted(left, "more cell"))
    return joint.join(said) or NOBODY


def _told(case: Case, place: int) -> str:
    """Tell the cells of one segment."""
    return in_words(case.lookup == place, ~case.feasible, _naming(case, place), SHOWN, "; or ")


def _naming(case: Case, place: int) -> Naming:
    """Name cells by ranges, and say of the scores of a code where they do not matter."""
    rules = case.rules[place : place + 1]
    parts = [part for name in coded(rules, case.vocabulary) for part in case.vocabulary.codes[name]]
    found = (case.grid.place(part) for part in parts)
    always = frozenset(at for at in found if at is not None)
    own = frozenset(case.places(*(rule.condition for rule in rules)))
    return Naming(case.grid, "", (), case.currency, always, own)
