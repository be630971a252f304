"""Many cells are told in few boxes, and none is lost or told twice."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clm.features.catalog import Feature
from clm.lifecycle.cells.grid import Axis, Grid
from clm.lifecycle.cells.regions import naming, regions

ORDERS = Axis(Feature.parse("orders"), (1, 2, 3), optional=False, least=0)
TENURE = Axis(Feature.parse("tenure"), (30, 60), optional=True, least=0)
SCORES = [Axis(name, (2, 3), optional=True, least=1, most=3) for name in "rf"]
PLAIN = Grid((ORDERS, TENURE))
CODED = Grid((ORDERS, *SCORES))
CODES = {"rf": ("r", "f"), "rx": ("r", "x")}


def told(grid, cells, harmless=None, used=()):
    flat = np.asarray(cells, bool).reshape(-1)
    fine = np.zeros(flat.size, bool) if harmless is None else np.asarray(harmless).reshape(-1)
    return list(regions(flat, fine, naming(grid, CODES, used, None)))


@given(st.integers(0, 2**32), st.booleans())
def test_every_cell_is_told_once(seed, coded):
    """Whatever is harmless, only the cells asked for are listed."""
    dice = Random(seed)
    grid = CODED if coded else PLAIN
    cells = np.array([dice.random() < 0.4 for _ in range(grid.cells)])
    harmless = np.array([dice.random() < 0.3 for _ in range(grid.cells)]) & ~cells
    found = told(grid, cells, harmless, ["rf"] if coded else [])
    listed = [cell for region in found for cell in region.cells.tolist()]
    assert sorted(listed) == np.flatnonzero(cells).tolist()


def test_a_box_is_one_region():
    """As many levels as fit."""
    cells = np.zeros(PLAIN.shape, bool)
    cells[1:3, 1:] = True
    (region,) = told(PLAIN, cells)
    assert region.words == "orders 1\N{EN DASH}2, tenure there"


def test_harmless_cells_make_boxes_larger_but_are_not_told():
    """A level that nobody can be on does not show in the words."""
    cells, harmless = np.zeros((2, *PLAIN.shape), bool)
    cells[1, 2] = cells[2, 3] = True
    harmless[1, 3] = harmless[2, 2] = harmless[3] = True
    (region,) = told(PLAIN, cells, harmless)
    assert region.words == "orders 1\N{EN DASH}2, tenure ≥ 30"


def test_codes_are_named_one_by_one():
    """From the best down; whoever has none is told apart."""
    cells = np.zeros(CODED.shape, bool)
    cells[:, 3, 1] = cells[:, 1, 2] = cells[:, 2, 2] = cells[:, 0, 0] = True
    assert [each.words for each in told(CODED, cells, used=["rf"])] == ["no rf", "rf 31, 22, 12"]


def test_a_code_whose_scores_the_grid_lacks_names_nothing():
    """Ranges do then."""
    assert naming(CODED, CODES, ["rx"], None).code == ""


def test_everything_needs_no_words():
    """No level is left out."""
    (region,) = told(PLAIN, np.ones(PLAIN.shape, bool))
    assert region.words == ""
