"""People by two scores, as a grid."""

from typing import Self

import numpy as np
from attrs import frozen

from clm._show import html_table, table
from clm.ledger.column import Ints, locked, stays_locked
from clm.scoring.scale import Scores
from clm.scoring.score import Score


@stays_locked
@frozen(eq=False, repr=False)
class ScoreGrid:
    """How many people have each pair of two scores.

    Parameters
    ----------
    rows, columns : Score
        The scores.
    counts : (rows, columns) int64, read-only
        ``counts[i, j]`` people have row score ``i + 1`` and column score ``j + 1``. People without
        a score are left out.
    """

    rows: Score
    columns: Score
    counts: Ints

    @classmethod
    def of(cls, rows: Score, columns: Score, down: Scores, across: Scores) -> Self:
        """Count people.

        Parameters
        ----------
        rows, columns : Score
            The definitions.
        down, across : (n,) uint8
            Everybody's scores; 0 is missing.
        """
        there = (down > 0) & (across > 0)
        cells = (down[there].astype(np.int64) - 1) * columns.bins + across[there] - 1
        counts = np.bincount(cells, minlength=rows.bins * columns.bins)
        return cls(rows, columns, locked(counts.reshape(rows.bins, columns.bins)))

    def __repr__(self) -> str:
        """The grid as a table, the best row score first."""
        return table(self._head(), self._lines())

    def _repr_html_(self) -> str:
        """The grid as a table."""
        return html_table(f"{self.rows.name} by {self.columns.name}", self._head(), self._lines())

    def _head(self) -> list[str]:
        """Name the column scores."""
        return ["", *(f"{self.columns.name} {at + 1}" for at in range(self.columns.bins))]

    def _lines(self) -> list[list[object]]:
        """Give a line for every row score."""
        lines: list[list[object]] = [
            [f"{self.rows.name} {at + 1}", *numbers]
            for at, numbers in enumerate(self.counts.tolist())
        ]
        return lines[::-1]
