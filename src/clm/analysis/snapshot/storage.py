"""A snapshot as a file: its columns, template and scale, without the ledger."""

from collections.abc import Mapping
from os import PathLike
from typing import Any, Final

from clm.features.stored import StoredFeatures
from clm.features.table import FeatureTable
from clm.ledger.archive import packed, read_arrays, refusing_damage, unpacked, write_arrays
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray, locked
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.lookup import Cells
from clm.lifecycle.needed import needed_by
from clm.lifecycle.template import Template
from clm.model.day import as_day
from clm.scoring.scale import Scale

FORMAT: Final = "clm snapshot"
VERSION: Final = 1


def write_snapshot(
    path: str | PathLike[str],
    features: FeatureTable,
    fitted: FittedTemplate,
    places: Cells,
    extra: ExtraColumns,
) -> None:
    """Write a file, whole or not at all."""
    kept = needed_by(fitted.template)
    arrays = {f"feature/{each.name}": features.column(each) for each in kept}
    arrays |= {"places": places, **packed("customer", features.customers)}
    facts = {
        "as_of": str(features.as_of),
        "first_day": str(features.first_day) if features.first_day else None,
        "currency": features.currency,
        "template": fitted.template.to_toml(),
        "scale": fitted.scale.to_json(),
        "extra": {name: list(values.items()) for name, values in extra.items()},
    }
    write_arrays(path, arrays, {"format": FORMAT, "version": VERSION, **facts})


def read_snapshot(
    path: str | PathLike[str],
) -> tuple[StoredFeatures, FittedTemplate, Cells, ExtraColumns]:
    """Read a file that `write_snapshot` wrote.

    Raises
    ------
    FileError, FormatError
        No such file, not such a one, damaged, or of another version.
    """
    arrays, facts = read_arrays(path, FORMAT, VERSION)
    with refusing_damage(path, FORMAT):
        return _made(arrays, facts)


def _made(
    arrays: Mapping[str, AnyArray], facts: Mapping[str, Any]
) -> tuple[StoredFeatures, FittedTemplate, Cells, ExtraColumns]:
    """Put a snapshot's parts together."""
    template = Template.from_toml(facts["template"])
    fitted = template.with_scale(Scale.from_json(facts["scale"]))
    columns = {each: arrays[f"feature/{each.name}"] for each in needed_by(template)}
    book = Codebook(unpacked("customer", arrays))
    first_day = as_day(facts["first_day"]) if facts["first_day"] else None
    as_of, currency = as_day(facts["as_of"]), facts["currency"]
    features = StoredFeatures(as_of, currency, book, columns, first_day)
    places = locked(arrays["places"])
    extra: ExtraColumns = {name: dict(map(tuple, each)) for name, each in facts["extra"].items()}
    return features, fitted, places, extra
