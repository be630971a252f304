"""A table for a notebook with shaded cells."""

import numpy as np

from clm.analysis.cohorts.heat import heat_table, shades_of


def test_cells_are_as_dark_as_their_shades():
    """Nothing is white, one is darkest, and columns before the shades are plain."""
    html = heat_table("c", ["k", "0", "1"], [["a", "x", "y"]], np.array([[1.0, 0.0]]))
    assert html.count("style=") == 1
    assert '<td style="background: rgba(31, 119, 180, 0.80)">x</td><td>y</td>' in html


def test_text_is_escaped():
    """In the caption, the head and the cells."""
    html = heat_table("<i>", ["<b>"], [["<u>"]], np.zeros((1, 0)))
    assert "&lt;i&gt;" in html
    assert "&lt;b&gt;" in html
    assert "<td>&lt;u&gt;</td>" in html


def test_shades_are_between_nothing_and_one():
    """Also of losses, of nothing, and of a single period."""
    assert shades_of(np.array([[5.0, -2.0, 4.0, np.nan]])).tolist() == [[1, 0, 1, 0]]
    assert shades_of(np.array([[2.0], [1.0]])).tolist() == [[1], [0.5]]
    assert shades_of(np.array([[np.nan, np.nan]])).tolist() == [[0, 0]]
    assert shades_of(np.zeros((0, 0))).shape == (0, 0)
