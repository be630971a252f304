"""What a template looks at: the kinds, days and amounts at which its answers may change.

Customers drawn blindly would seldom have bought exactly 180 days ago.
Drawn from here they often have.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Self

from attrs import frozen

from clm.features.catalog import Feature
from clm.lifecycle.lookup import subject_of
from clm.lifecycle.template import Template

OLDEST: Final = 500_000
"""Days back from today's calendar that certainly exist."""

_AGES: Final = (0, 1, 2, 3, 30, 365)
_AMOUNTS: Final = (1000, 2500, 1, 0, 999, 10**9)
_ALWAYS: Final = ("order", "order", "refund", "visit")


@frozen
class Interests:
    """Kinds, channels, ages and amounts that tell customers apart.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of event; the more often one is named, the more often it is drawn.
    channels : tuple of str or None
        Channels.
    ages : tuple of int
        Days before the as-of day.
    amounts : tuple of int
        In minor units, none below zero.

    Examples
    --------
    >>> template = Template.from_toml('''
    ... schema = 1
    ... key = "visitors"
    ... [[stage]]
    ... key = "active"
    ... when = "count('visit', days=14) >= 1"
    ... [[stage]]
    ... key = "silent"
    ... when = "count('visit', days=14) == 0"
    ... ''')
    >>> Interests.of(template).ages
    (0, 1, 2, 3, 13, 14, 15, 30, 365)
    """

    kinds: tuple[str, ...] = _ALWAYS
    channels: tuple[str | None, ...] = (None, "email", "café")
    ages: tuple[int, ...] = _AGES
    amounts: tuple[int, ...] = _AMOUNTS

    @classmethod
    def of(cls, template: Template | None) -> Self:
        """Read them off the conditions and scores of a template; None looks at nothing."""
        if template is None:
            return cls()
        cut = dict(_cut(template))
        kinds = [kind for feature in cut for kind in feature.kinds if kind != "order"]
        channels = [feature.channel for feature in cut]
        ages = {near for age in _ages(cut) for near in (age - 1, age, age + 1)}
        amounts = {abs(near) for each in _amounts(cut) for near in (each - 1, each, each + 1)}
        return cls(
            kinds=(*_ALWAYS, *kinds),
            channels=tuple(dict.fromkeys((*cls().channels, *channels))),
            ages=tuple(sorted({*_AGES, *(age for age in ages if 0 <= age <= OLDEST)})),
            amounts=tuple(dict.fromkeys((*_AMOUNTS, *sorted(amounts)))),
        )


def _cut(template: Template) -> Iterator[tuple[Feature, tuple[int, ...]]]:
    """Give the features that a template looks at, each with its constants."""
    for score in template.scores.values():
        subject = subject_of(score)
        if isinstance(subject, Feature):
            yield subject, score.fixed or ()
    for axis in template.proof.grid.axes:
        if isinstance(axis.subject, Feature):
            yield axis.subject, axis.bounds


def _ages(cut: Mapping[Feature, tuple[int, ...]]) -> Iterator[int]:
    """Give the ages that end windows, and those that features are compared with."""
    for feature, bounds in cut.items():
        yield from (age for age in (feature.ago, feature.end) if age)
        if feature.unit == "days":
            yield from bounds


def _amounts(cut: Mapping[Feature, tuple[int, ...]]) -> Iterator[int]:
    """Give the amounts that features are compared with."""
    for feature, bounds in cut.items():
        if feature.unit == "money":
            yield from bounds
