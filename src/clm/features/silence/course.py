"""Which course a feature takes while nothing happens: none, growing older, passing or standing."""

from typing import Final

from attrs import evolve

from clm.features.catalog import Feature
from clm.features.silence.ageing import Ageing
from clm.features.silence.passing import passing
from clm.features.silence.standing import standing
from clm.features.silence.steps import Course
from clm.features.table import Features

_ALWAYS_STILL: Final = ("average", "gap")
_SINCE: Final = ("last", "first")
_ONE_EVENT: Final = (*_SINCE, "latest")


def stands_still(feature: Feature) -> bool:
    """Tell whether a feature stays as it is while nothing happens.

    Examples
    --------
    >>> [stands_still(Feature.parse(text)) for text in ("orders", "orders(days=30)", "recency")]
    [True, False, False]
    """
    if feature.stat in _ALWAYS_STILL:
        return True
    return feature.stat not in _SINCE and feature.end is None and not feature.ago


def course_of(
    features: Features, feature: Feature, bounds: tuple[int, ...], *, days: int
) -> Course | None:
    """Find how the levels of a feature change.

    Parameters
    ----------
    features : Features
        Of the as-of day.
    feature : Feature
        Whose levels.
    bounds : tuple of int
        The least value of every level but the lowest, ascending; of days and kinds from 0, since
        the lowest is that of missing values.
    days : int
        The last day ahead.

    Returns
    -------
    Course or None
        None where nothing changes.
    """
    if stands_still(feature):
        return None
    if feature.stat in ("count", "days") and [each for each in bounds if each > 0] == [1]:
        # Whether there is any event is told by the last one.
        feature, bounds = evolve(feature, stat="last"), (0,)
    if _one_for_all_days(feature):
        return Ageing(features.column(feature), bounds, feature.end, days)
    find = standing if feature.stat in _ONE_EVENT else passing
    return find(features, feature, bounds, days)


def _one_for_all_days(feature: Feature) -> bool:
    """Tell whether the event that counts today counts until it leaves the window."""
    if feature.ago:
        return False
    return feature.stat == "last" or (feature.stat == "first" and feature.end is None)
