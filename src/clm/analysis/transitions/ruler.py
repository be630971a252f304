"""The cut points by which everybody is measured until the refit."""

from collections.abc import Iterable

from clm.features.table import FeatureTable
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.population import Population
from clm.scoring.scale import Scale

Known = tuple[FeatureTable, ExtraColumns]


def ruler(old: FittedTemplate, new: Scale, known: Iterable[Known]) -> FittedTemplate:
    """Give the first cut points; where a score was fitted on nobody, the next ones there are.

    Parameters
    ----------
    old : FittedTemplate
        Of the first snapshot.
    new : Scale
        The later cut points of the same scores.
    known : iterable of (FeatureTable, extra columns)
        What is known on the way; asked where the later cut points were fitted on nobody, too.

    Returns
    -------
    FittedTemplate
        The first one itself, if all its scores were fitted on somebody.
    """
    template = old.template
    wanting = {name: each for name, each in template.scores.items() if not old.scale.cuts[name]}
    if not wanting:
        return old
    found = {name: new for name in wanting if new.cuts[name]}
    for features, extra in known:
        left = {name: each for name, each in wanting.items() if name not in found}
        if not left:
            break
        fresh = Population.of(features, template.extra, extra).fit(left)
        found |= {name: fresh for name in left if fresh.cuts[name]}
    taken = {name: found.get(name, old.scale) for name in template.scores}
    return template.with_scale(
        Scale(
            tuple(template.scores.values()),
            {name: scale.cuts[name] for name, scale in taken.items()},
            {name: scale.people[name] for name, scale in taken.items()},
            old.scale.currency,
            old.scale.gaps,
        )
    )
