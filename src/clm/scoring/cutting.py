"""The cut points of one score, by whichever of the ways there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np

from clm.errors import Fault, ScaleError, unknown
from clm.scoring.legal import kind_faults, score_faults
from clm.scoring.quantile import (
    Values,
    cut_points,
    cut_points_of_repeaters,
    people_between,
    quantiles,
)
from clm.scoring.score import Score


def divided(
    score: Score, values: Values, gaps: Values | None = None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Cut a population as a score's definition says.

    Parameters
    ----------
    score : Score
        With fixed cut points, those are kept.
    values : (n,) integer array
        Of those who have one.
    gaps : (k,) integer array, optional
        Days between order days, at least one if the score is cut by them and `values` has any.

    Returns
    -------
    cuts : tuple of int
        Ascending; empty if there is nobody and nothing is fixed.
    people : tuple of int
        People with 0, 1, … cut points strictly below their value.

    Examples
    --------
    >>> import numpy as np
    >>> r = Score("r", of="recency", best="low", quantiles_of="gaps")
    >>> divided(r, np.array([0, 4, 5, 99]), np.array([2, 4, 5, 7]))
    ((4, 5, 7, 7), (2, 1, 0, 0, 1))
    """
    if score.fixed is not None:
        return score.fixed, people_between(values, score.fixed)
    if score.population == "repeaters":
        return cut_points_of_repeaters(values, score.bins)
    if score.quantiles_of == "people":
        return cut_points(values, score.bins)
    if gaps is None or not len(values):
        return (), ()
    cuts = quantiles(gaps, score.shares)
    return cuts, people_between(values, cuts)


def gap_faults(
    scores: Iterable[Score], values: Mapping[str, Values], gaps: Values | None
) -> list[Fault]:
    """Find scores that are cut by gaps between order days, where there is no gap.

    Parameters
    ----------
    scores : iterable of Score
        The definitions.
    values : mapping of str to (n,) integer array
        By score; of nobody no cut point is needed.
    gaps : (k,) integer array or None
        Days between order days, if known.
    """
    what = "nobody ordered on two days, so there are no gaps to cut at"
    mend = f"fit on a later day, give cut points such as {[30, 60, 90, 180]}, or leave cuts out"
    return [
        Fault(f"scores.{each.name}.cuts", what, mend)
        for each in scores
        if each.quantiles_of == "gaps"
        and len(values[each.name])
        and (gaps is None or not len(gaps))
    ]


def population(
    scores: Sequence[Score], values: Mapping[str, Values], gaps: Values | None
) -> tuple[dict[str, Values], Values | None]:
    """Read the values of a population.

    Parameters
    ----------
    scores : tuple of Score
        The definitions.
    values : mapping of str to (n,) integer array
        By score, of those who have one; others are left out.
    gaps : (k,) integer array or None
        Days between order days, if known.

    Raises
    ------
    ScaleError
        Everything that is wrong: definitions that are none, values that are missing or no whole
        numbers, gaps that are needed and not there.

    Examples
    --------
    >>> population((Score("f", of="orders"),), {"f": [1, 1, 2]}, None)
    ({'f': array([1, 1, 2])}, None)
    """
    faults = [*kind_faults(scores)] or score_faults(scores)
    if not isinstance(cast("object", values), Mapping):
        what = f"{type(values).__name__} is no mapping of values"
        faults.append(Fault("values", what, 'give {"f": numpy.array([1, 1, 2])}'))
    if faults:
        raise ScaleError(faults)
    found: dict[str, Values] = {}
    for name in (score.name for score in scores):
        if name not in values:
            faults.append(unknown("values of score", name, values, "values"))
            continue
        found[name], wrong = _read(values[name], f"values[{name!r}]")
        faults += wrong
    days, wrong = (None, ()) if gaps is None else _read(gaps, "gaps")
    faults += wrong
    faults = faults or gap_faults(scores, found, days)
    if faults:
        raise ScaleError(faults)
    return found, days


def column(values: object) -> Values:
    """Read whole numbers in a row.

    Raises
    ------
    ScaleError
        They are none.
    """
    found, faults = _read(values, "values")
    if faults:
        raise ScaleError(faults)
    return found


def _read(values: object, where: str) -> tuple[Values, Sequence[Fault]]:
    """Read whole numbers in a row, or say what is given instead."""
    try:
        found = np.asarray(values)
    except (OverflowError, TypeError, ValueError):
        found = np.array(None)
    if found.ndim == 1 and not found.size:
        return np.zeros(0, np.int64), ()
    if found.ndim == 1 and found.dtype.kind in "iu":
        return found, ()
    what = f"{type(values).__name__} is no row of whole numbers"
    return np.zeros(0, np.int64), [Fault(where, what, "give a one-dimensional integer array")]
