"""A table for a notebook whose cells are the darker the higher their figures."""

from collections.abc import Sequence
from html import escape

import numpy as np

from clm.ledger.column import Floats

_COLOUR = "31, 119, 180"
_DARKEST = 0.8


def heat_table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], shades: Floats
) -> str:
    """Lay out a table whose last columns are shaded.

    Parameters
    ----------
    caption : str
        What stands above.
    head : sequence of str
        Names of columns.
    rows : sequence of sequence of str
        The cells.
    shades : (rows, columns) float64
        From 0, white, to 1, dark, for the last columns; NaN is white.

    Examples
    --------
    >>> print(heat_table("Two", ["a", "b"], [["x", "50.0"]], np.array([[0.5]])))
    <table><caption>Two</caption><tr><th>a</th><th>b</th></tr>
    <tr><td>x</td><td style="background: rgba(31, 119, 180, 0.40)">50.0</td></tr></table>
    """
    lines = [f"<tr>{''.join(f'<th>{escape(each)}</th>' for each in head)}</tr>"]
    for row, shade in zip(rows, shades.tolist(), strict=True):
        plain = [0.0] * (len(row) - len(shade))
        cells = zip(row, [*plain, *shade], strict=True)
        lines.append(f"<tr>{''.join(_cell(text, each) for text, each in cells)}</tr>")
    body = "\n".join(lines)
    return f"<table><caption>{escape(caption)}</caption>{body}</table>"


def shades_of(rates: Floats) -> Floats:
    """Scale rates to shades: the highest after the first period is the darkest.

    In its first period everybody of a cohort is there, which would leave all else pale.

    Examples
    --------
    >>> shades_of(np.array([[1.0, 0.5, 0.25], [1.0, 0.125, np.nan]])).tolist()
    [[1.0, 1.0, 0.5], [1.0, 0.25, 0.0]]
    """
    later = rates[:, 1:] if rates.shape[1] > 1 else rates
    highest = np.nan_to_num(later).max(initial=0.0)
    if highest <= 0:
        return np.zeros_like(rates)
    shades: Floats = np.clip(np.nan_to_num(rates) / highest, 0, 1)
    return shades


def _cell(text: str, shade: float) -> str:
    """Write a cell."""
    style = f' style="background: rgba({_COLOUR}, {_DARKEST * shade:.2f})"' if shade else ""
    return f"<td{style}>{escape(text)}</td>"
