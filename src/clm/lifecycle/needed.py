"""The features that a template looks at, and those that its results show besides."""

from typing import Final

from clm.features.catalog import Feature
from clm.features.table import MONETARY, ORDERS, RECENCY, TENURE
from clm.lifecycle.lookup import subject_of
from clm.lifecycle.template import Template

ALWAYS: Final = (ORDERS, RECENCY, TENURE, MONETARY)
"""Features that every snapshot has."""

YEAR: Final = Feature("net", ("order",), days=365)
"""Money of a year, which summaries show."""


def features_of(template: Template) -> tuple[Feature, ...]:
    """List the features of a template's conditions and scores, each once.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> [each.name for each in features_of(templates["rfm-11"])]
    ['orders', 'recency', 'tenure', 'monetary']
    """
    subjects = [
        *ALWAYS,
        *(axis.subject for axis in template.proof.grid.axes),
        *(subject_of(score) for score in template.scores.values()),
    ]
    return tuple(dict.fromkeys(each for each in subjects if isinstance(each, Feature)))


def looked_at(template: Template) -> tuple[Feature, ...]:
    """List the features of a template, and the counts that tell who has a score of each.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> [each.name for each in looked_at(templates["rfm-11"])]
    ['orders', 'recency', 'tenure', 'monetary']
    """
    used = features_of(template)
    return tuple(dict.fromkeys([*used, *(_counted(each) for each in used)]))


def needed_by(template: Template) -> tuple[Feature, ...]:
    """List the features that a snapshot needs to answer without its ledger.

    Examples
    --------
    >>> from clm.lifecycle.registry import templates
    >>> [each.name for each in needed_by(templates["rfm-11"])]
    ['orders', 'recency', 'tenure', 'monetary', 'monetary(days=365)']
    """
    return tuple(dict.fromkeys([*looked_at(template), YEAR]))


def _counted(feature: Feature) -> Feature:
    """Give the count behind a feature, which tells who has a score of it."""
    return feature if feature.unit in {"days", "kind"} else feature.counted
