"""A snapshot as columns: customers, segments, and the values that put them there."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from clm.features.catalog import Feature
from clm.features.table import FeatureTable
from clm.features.windows import MISSING
from clm.ledger.column import AnyArray, Bools, locked
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.needed import ALWAYS, features_of
from clm.lifecycle.population import Population

Text: Final = np.dtypes.StringDType()


def columns_of(
    features: FeatureTable, fitted: FittedTemplate, places: Cells, extra: ExtraColumns
) -> dict[str, AnyArray]:
    """Give customers, segments, stages, features, scores and extra columns by name."""
    template = fitted.template
    people = Population.of(features, template.extra, extra)
    further = [each for each in features_of(template) if each not in ALWAYS]
    columns = {
        "customer": features.customers,
        "segment": _named([each.key for each in template.segments], places),
        "stage": _named([each.stage for each in template.segments], places),
        **{feature.name: features.column(feature) for feature in ALWAYS},
        **{name: people.score(each, fitted.scale) for name, each in template.scores.items()},
        **{feature.name: _shown(features, feature) for feature in further},
        **people.extra,
    }
    return {name: locked(column) for name, column in columns.items()}


def missing_of(columns: Mapping[str, AnyArray], fitted: FittedTemplate) -> dict[str, Bools]:
    """Tell which values of each column are missing."""
    template = fitted.template
    optional = {each.name: each for each in features_of(template) if each.optional}
    missing: dict[str, Bools] = {}
    for name, column in columns.items():
        if name in template.scores:
            missing[name] = column == 0
        elif name in optional and optional[name].unit == "days":
            missing[name] = column < 0
        elif name in optional and optional[name].unit == "kind":
            missing[name] = column == ""
        elif name in optional or name in template.extra:
            missing[name] = column == MISSING
    return missing


def same_rows(mine: dict[str, AnyArray], theirs: dict[str, AnyArray]) -> bool:
    """Tell whether columns say the same of everybody, in whatever order."""
    if mine.keys() != theirs.keys() or len(mine["customer"]) != len(theirs["customer"]):
        return False
    one, other = np.argsort(mine["customer"]), np.argsort(theirs["customer"])
    return all(np.array_equal(column[one], theirs[name][other]) for name, column in mine.items())


def _named(names: list[str], places: Cells) -> AnyArray:
    """Write out names by position."""
    return np.array(names, Text)[places]


def _shown(features: FeatureTable, feature: Feature) -> AnyArray:
    """Give a feature; kinds by their names, "" where there is none."""
    values = features.column(feature)
    return _named([*feature.kinds, ""], values) if feature.unit == "kind" else values
