"""What a label says of people beyond their recency."""

from typing import Final

import numpy as np

from clm.analysis.backtest.intervals import Estimates, ratio
from clm.ledger.column import AnyArray, Bools, Ints
from clm.scoring.quantile import cut_points

BANDS: Final = 20
"""People are compared within so many bands of recency, of about equal numbers of people."""


def bands(recency: AnyArray, number: int = BANDS) -> Ints:
    """Put people into bands of recency; equal people share one.

    Parameters
    ----------
    recency : (n,) int32
        Days since the last order.
    number : int
        How many bands; ties leave some of them empty.

    Returns
    -------
    (n,) int64
        From 0, the latest buyers.

    Examples
    --------
    >>> bands(np.array([3, 3, 3, 90]), 2).tolist()
    [0, 0, 0, 1]
    """
    cuts, _ = cut_points(recency, number)
    return np.searchsorted(np.array(cuts, np.int64), recency, side="left").astype(np.int64)


def beyond_bands(label: Ints, band: Ints, returned: Bools, number: int) -> Estimates:
    """Give how much more of a label's people ordered again than of all people of their bands.

    Expected is what everybody of the same bands did, the label's own people included, so labels
    that fill whole bands are compared with themselves and have no interval. The interval is that
    of Mantel and Haenszel (1959): it holds the bands and the number who returned in each fixed,
    and asks how far a label picked blindly within bands would stray.

    Parameters
    ----------
    label, band : (n,) int64
        Of everybody, from 0.
    returned : (n,) bool
        Who ordered again.
    number : int
        How many labels there are.

    Returns
    -------
    Estimates
        Observed less expected share; NaN for labels without people.

    Examples
    --------
    >>> label, returned = np.array([0, 0, 1, 1]), np.array([True, True, False, True])
    >>> beyond_bands(label, np.zeros(4, np.int64), returned, 2).value.tolist()
    [0.25, -0.25]
    """
    width = int(band.max(initial=0)) + 1
    cell = label * width + band
    people, hits = (
        np.bincount(each, minlength=number * width).reshape(number, width)
        for each in (cell, cell[returned])
    )
    everybody, back = (each.sum(axis=0).astype(np.float64) for each in (people, hits))
    expected = people @ np.nan_to_num(ratio(back, everybody))
    chance = ratio(back * (everybody - back), everybody**2 * (everybody - 1))
    variance = (people * (everybody - people)) @ np.nan_to_num(chance)
    number_of = people.sum(axis=1)
    beyond = ratio(hits.sum(axis=1) - expected, number_of)
    return Estimates.from_errors(beyond, ratio(np.sqrt(variance), number_of))
