"""Samples of a population: who keeps the label, and where cut points come to lie."""

from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.analysis.progress import Progress
from clm.analysis.stability.pool import Pool
from clm.ledger.column import Ints, locked, stays_locked
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.population import Population
from clm.scoring.scale import Scale

WORST: Final = 20
"""One of so many samples is among the worst."""


@stays_locked
@frozen(eq=False)
class Samples:
    """What came of every sample; arrays are read-only.

    Parameters
    ----------
    kept : (b, m) int64
        People of every segment who keep the label.
    matrix : (m, m) int64
        People by label and by that of a sample, of all samples together.
    fitted : tuple of (str, (b, k) int64)
        Cut points of every score that is fitted, by its name.
    failed : int
        Samples that had nobody, or no gap, to cut at.
    """

    kept: Ints
    matrix: Ints
    fitted: tuple[tuple[str, Ints], ...]
    failed: int

    @property
    def cuts(self) -> dict[str, Ints]:
        """Cut points of the samples, by score; (b, k) int64."""
        return dict(self.fitted)

    @classmethod
    def drawn(
        cls,
        pool: Pool,
        people: Population,
        base: FittedTemplate,
        *,
        places: Cells,
        number: int,
        seed: int,
        progress: Progress | None = None,
    ) -> Self:
        """Draw samples as large as the pool, with replacement, and label everybody by each.

        Parameters
        ----------
        pool : Pool
            From whom.
        people : Population
            Whom to label.
        base : FittedTemplate
            Fitted on the whole pool.
        places : (n,) uint8 or uint16
            Everybody's label by that.
        number : int
            How many samples.
        seed : int
            Of the random numbers.
        progress : callable, optional
            Told after every sample how many there are already, and will be.
        """
        dice, size = np.random.default_rng(seed), len(base.template.segments)
        scales: list[Scale] = []
        kept: list[Ints] = []
        row, matrix = places.astype(np.int64) * size, np.zeros((size, size), np.int64)
        for done in range(1, number + 1):
            scale = pool.fit(dice.integers(pool.size, size=pool.size))
            if scale is not None:
                found = FittedTemplate(base.template, scale).segments_of(people)
                pairs = np.bincount(row + found, minlength=size**2).reshape(size, size)
                matrix += pairs
                kept.append(np.diagonal(pairs))
                scales.append(scale)
            if progress is not None:
                progress(done, number)
        stacked = np.array(kept, np.int64).reshape(-1, size)
        return cls(locked(stacked), locked(matrix), _cuts(pool, scales), number - len(scales))

    @classmethod
    def unmoved(cls, numbers: Ints) -> Self:
        """Say that everybody keeps the label, where nothing is fitted; one sample stands for all.

        Parameters
        ----------
        numbers : (m,) int64
            People of every segment.
        """
        return cls(locked(numbers[np.newaxis]), locked(np.diag(numbers)), (), 0)


def in_the_worst(kept: Ints) -> tuple[Ints, int]:
    """Add up the worst twentieth of the samples, column by column, each with its own worst.

    Parameters
    ----------
    kept : (b, k) int64
        At least one row.

    Returns
    -------
    (k,) int64, int
        The sums, and over how many samples.

    Examples
    --------
    >>> in_the_worst(np.array([[4, 9], [1, 8], [3, 7]]))
    (array([1, 7]), 1)
    """
    number = -(-len(kept) // WORST)
    return np.sort(kept, axis=0)[:number].sum(axis=0), number


def _cuts(pool: Pool, scales: list[Scale]) -> tuple[tuple[str, Ints], ...]:
    """Lay the cut points of all samples out, score by score."""
    return tuple(
        (name, locked(np.array([scale.cuts[name] for scale in scales], np.int64)))
        for name in pool.values
        if scales
    )
