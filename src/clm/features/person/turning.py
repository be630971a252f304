"""On which days a feature of one customer changes if nothing happens."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from clm.features.catalog import Feature
from clm.features.person.person import Person
from clm.features.person.strand import Strand

_EDGES: Final = {"last": slice(-1, None), "first": slice(1)}
"""Without a window, days since something count from this one of all events."""


@frozen
class Silence:
    """Days on which nothing happens.

    Parameters
    ----------
    start, stop : int
        The first and the last of them, since 1970-01-01.
    known : int
        The last day whose events are seen; not after `start`.
    """

    start: int
    stop: int
    known: int


def turning_days(
    person: Person, feature: Feature, silence: Silence, bounds: Sequence[int] = ()
) -> list[int]:
    """List the days on which silence may change a feature.

    Parameters
    ----------
    person : Person
        All that happened to her.
    feature : Feature
        Of the catalogue.
    silence : Silence
        The days.
    bounds : sequence of int
        Of days since something the numbers that matter: the others, one more every day, are not
        told apart.

    Returns
    -------
    list of int
        Days after the first, ascending; on all others the feature stays what it was.

    Examples
    --------
    >>> from clm.features.person.strand import Happening
    >>> ann, days = Person({"order": [Happening(10, 0), Happening(17, 0)]}), Silence(20, 100, 20)
    >>> turning_days(ann, Feature.parse("orders(days=30)"), days)
    [40, 47]
    >>> turning_days(ann, Feature.parse("recency"), days, (8, 31, 90))
    [25, 48]
    """
    ages = [each for each in (feature.ago, feature.end) if each]
    windowed, since = bool(ages), feature.stat in _EDGES
    ages += bounds if since else ()
    if not ages:
        return []
    turns = _windowed if windowed else _since_the_edge
    found = {
        day
        for strand in person.looked_at(feature, silence.known)
        for day in turns(strand, feature, silence, ages)
    }
    return sorted(day for day in found if silence.start < day <= silence.stop)


def _windowed(
    strand: Strand, _feature: Feature, silence: Silence, ages: Sequence[int]
) -> Iterator[int]:
    """Give the days on which any event comes to some age."""
    for age in ages:
        last = min(silence.stop - age, silence.known)
        days = strand.days_between(silence.start - age + 1, last)
        yield from (day + age for day in days)


def _since_the_edge(
    strand: Strand, feature: Feature, silence: Silence, ages: Sequence[int]
) -> Iterator[int]:
    """Give the days on which the last, or the first, event comes to some age."""
    seen = strand.days[: strand.until(silence.known)]
    return (day + age for day in seen[_EDGES[feature.stat]] for age in ages)
