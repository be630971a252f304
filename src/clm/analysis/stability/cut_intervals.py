"""How far cut points move from sample to sample."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np
from attrs import frozen

from clm._frames import Framed
from clm._show import counted, html_table, percent, table
from clm.analysis.snapshot.columns import Text
from clm.ledger.column import AnyArray, Ints, locked, stays_locked
from clm.scoring.quantile import quantiles
from clm.scoring.scale import Scale
from clm.scoring.score import Score
from clm.scoring.spans import shown

_HEAD: Final = ("score", "cut", "at", "95 % of samples", "moved")
_SHOWN: Final = 10
_ENDS: Final = (Fraction(1, 40), Fraction(39, 40))


@stays_locked
@frozen(eq=False, repr=False)
class CutIntervals(Framed):
    """Cut points of scores, and where they lie in 95 of 100 samples.

    Parameters
    ----------
    scale : Scale
        Fitted on everybody.
    drawn : mapping of str to (b, k) int64
        The cut points of b samples; of scores that are not in it, cut points do not move.

    Examples
    --------
    >>> f = Score("f", of="orders", bins=3, least=1, unit="count")
    >>> scale = Scale((f,), {"f": (1, 2)}, {"f": (50, 30, 20)})
    >>> CutIntervals(scale, {"f": np.array([[1, 2], [1, 2], [1, 3], [1, 2]])})
    score  cut  at  95 % of samples   moved
    f        1   1            1 … 1   0.0 %
    f        2   2            2 … 3  25.0 %
    """

    scale: Scale
    drawn: Mapping[str, Ints]

    def interval(self, name: str) -> tuple[tuple[int, int], ...]:
        """Give both ends for every cut point of a score, in the unit of its feature.

        Raises
        ------
        UnknownNameError
            The scale has no such score.
        """
        cuts = self.scale.cuts[self.scale.definition(name).name]
        if name not in self.drawn:
            return tuple((cut, cut) for cut in cuts)
        ends = [quantiles(column, _ENDS) for column in self.drawn[name].T]
        return tuple((low, high) for low, high in ends)

    def columns(self) -> dict[str, AnyArray]:
        """Give the cut points as columns, a row for each.

        Returns
        -------
        dict of str to (k,) array, read-only
            ``score`` (text), ``cut`` (from 1), ``value``, ``low``, ``high`` (days, counts, minor
            units), ``moved`` (share of the samples in which it lies elsewhere).
        """
        lines = [line for each in self.scale.scores for line in self._lines(each)]
        names, *whole, moved = [*zip(*lines, strict=True)] or [()] * 6
        columns: dict[str, AnyArray] = {
            "score": np.array(names, Text),
            **{
                name: np.array(part, np.int64)
                for name, part in zip(("cut", "value", "low", "high"), whole, strict=True)
            },
            "moved": np.array(moved, np.float64),
        }
        return {name: locked(column) for name, column in columns.items()}

    def in_words(self, name: str) -> str:
        """Write the cut points of a score in a line."""
        score = self.scale.definition(name)
        return " · ".join(f"{at} ({span})" for *_, at, span, _ in self._rows(score))

    def __len__(self) -> int:
        """Count the cut points."""
        return sum(map(len, self.scale.cuts.values()))

    def __str__(self) -> str:
        """All cut points; money in major units."""
        return table(_HEAD, self._all_rows())

    def __repr__(self) -> str:
        """The first cut points."""
        more = len(self) - _SHOWN
        rest = [f"… {counted(more, 'more cut point')}, all of them by print()"] if more > 0 else []
        return "\n".join([table(_HEAD, self._all_rows()[:_SHOWN]), *rest])

    def _repr_html_(self) -> str:
        """All cut points; money in major units."""
        currency = self.scale.currency
        caption = "Cut points" + (f" · money in {currency}" if currency else "")
        return html_table(caption, _HEAD, self._all_rows())

    def _lines(self, score: Score) -> list[tuple[str, int, int, int, int, float]]:
        """Give name, number, value, both ends and the share of samples for every cut point."""
        cuts = self.scale.cuts[score.name]
        drawn = self.drawn.get(score.name)
        moved = [0.0] * len(cuts) if drawn is None else (drawn != cuts).mean(axis=0).tolist()
        return [
            (score.name, at + 1, cut, low, high, share)
            for at, (cut, (low, high), share) in enumerate(
                zip(cuts, self.interval(score.name), moved, strict=True)
            )
        ]

    def _all_rows(self) -> list[tuple[str, int, str, str, str]]:
        """Write a row for every cut point."""
        return [row for each in self.scale.scores for row in self._rows(each)]

    def _rows(self, score: Score) -> list[tuple[str, int, str, str, str]]:
        """Write a row for every cut point of a score."""
        return [
            (
                name,
                at,
                shown(score, value, self.scale.currency),
                " … ".join(shown(score, end, self.scale.currency) for end in (low, high)),
                percent(moved, 1),
            )
            for name, at, value, low, high, moved in self._lines(score)
        ]
