"""Credits: which share of a newcomer each channel is given."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, Self

import numpy as np
from attrs import frozen

from clm.ledger.column import Codes, Floats, Ints
from clm.metrics.acquisition.asked import Attribution
from clm.metrics.acquisition.touches import Touches

Shares = tuple[Ints, Ints]
"""Numerators and denominators."""


@frozen(eq=False)
class Credits:
    """Exact shares of newcomers; those of each newcomer add up to 1.

    Parameters
    ----------
    newcomer : (n,) int64
        Positions among the newcomers.
    channel : (n,) int32
        Positions of channels.
    above, below : (n,) int64
        The share, as a fraction.
    """

    newcomer: Ints
    channel: Codes
    above: Ints
    below: Ints

    @classmethod
    def of(cls, touches: Touches, attribution: Attribution, otherwise: Codes) -> Self:
        """Credit touches.

        Parameters
        ----------
        touches : Touches
            Sorted by newcomer, then time.
        attribution : str
            Which touches are credited.
        otherwise : (k,) int32
            By newcomer, the channel of those who have no touch.

        Examples
        --------
        >>> touches = Touches(np.array([0, 0, 0, 1]), np.array([2, 1, 1, 2], np.int32))
        >>> found = Credits.of(touches, "position_based", np.zeros(3, np.int32))
        >>> for each in zip(found.newcomer, found.channel, found.above, found.below):
        ...     print(*each)
        0 2 2 5
        0 1 1 5
        0 1 2 5
        1 2 1 1
        2 0 1 1
        """
        starts = np.flatnonzero(np.diff(touches.newcomer, prepend=-1))
        sizes = np.diff(starts, append=len(touches))
        size = np.repeat(sizes, sizes)
        place = np.arange(len(touches)) - np.repeat(starts, sizes)
        above, below = _MODELS[attribution](place, size)
        kept = np.flatnonzero(above)
        rest = np.delete(np.arange(len(otherwise)), touches.newcomer[starts])
        one = np.ones(len(rest), np.int64)
        return cls(
            np.concatenate([touches.newcomer[kept], rest]),
            np.concatenate([touches.channel[kept], otherwise[rest]]),
            np.concatenate([above[kept], one]),
            np.concatenate([below[kept], one]),
        )

    @property
    def weights(self) -> Floats:
        """The shares as numbers; (n,) float64."""
        return self.above / self.below

    def sums(self, period: Ints, shape: tuple[int, int]) -> list[list[Fraction]]:
        """Add up exactly by period and channel.

        Parameters
        ----------
        period : (k,) int64
            That of every newcomer.
        shape : (int, int)
            How many periods and channels there are.
        """
        cell = period[self.newcomer] * shape[1] + self.channel
        widest = int(self.below.max(initial=1)) + 1
        kinds = (cell * 3 + self.above) * widest + self.below
        found, times = np.unique(kinds, return_counts=True)
        sums = [[Fraction(0)] * shape[1] for _ in range(shape[0])]
        rest, below = np.divmod(found, widest)
        where, above = np.divmod(rest, 3)
        for at, a, b, n in zip(*(x.tolist() for x in (where, above, below, times)), strict=True):
            sums[at // shape[1]][at % shape[1]] += Fraction(a * n, b)
        return sums


def _first(place: Ints, _: Ints) -> Shares:
    """Credit the first touch."""
    return (place == 0).astype(np.int64), np.ones_like(place)


def _last(place: Ints, size: Ints) -> Shares:
    """Credit the last touch."""
    return (place == size - 1).astype(np.int64), np.ones_like(place)


def _alike(place: Ints, size: Ints) -> Shares:
    """Credit all touches alike."""
    return np.ones_like(place), size


def _by_position(place: Ints, size: Ints) -> Shares:
    """Credit the first and the last with two fifths, those between with one; two with halves."""
    ends = (place == 0) | (place == size - 1)
    above = np.where(ends & (size > 2), 2, 1)
    below = np.where(ends, np.where(size > 2, 5, size), 5 * (size - 2))
    return above, below


_MODELS: Final[Mapping[Attribution, Callable[[Ints, Ints], Shares]]] = {
    "first_touch": _first,
    "last_touch": _last,
    "linear": _alike,
    "position_based": _by_position,
}
