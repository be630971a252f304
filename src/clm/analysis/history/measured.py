"""Snapshots of many days, measured by one scale or each by its own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal, get_args

from clm.analysis.snapshot.snapshot import Snapshot
from clm.analysis.snapshot.taking import taken
from clm.errors import Fault, ScaleError, shown
from clm.features.catalog import Feature
from clm.features.running import features_along
from clm.features.table import Features
from clm.ledger.ledger import Ledger
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.needed import features_of
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.scoring.scale import Scale

Measure = Literal["frozen", "refit"]

_MEASURES: Final[tuple[str, ...]] = get_args(Measure)


def measure_faults(template: object, scale: object) -> list[Fault]:
    """Say why a history cannot be measured so; nothing if it can.

    Examples
    --------
    >>> print(*measure_faults("rfm-11", "fresh"))
    scale: no way to measure 'fresh' → write 'frozen' or 'refit', or give a Scale
    """
    if isinstance(template, FittedTemplate) and isinstance(scale, Scale | str):
        if scale not in ("frozen", template.scale):
            mend = "give its template, or leave scale out"
            return [Fault("scale", "the template is fitted already", mend)]
        return []
    if isinstance(scale, Scale) or (isinstance(scale, str) and scale in _MEASURES):
        return []
    what = f"no way to measure {shown(scale)}"
    return [Fault("scale", what, "write 'frozen' or 'refit', or give a Scale")]


def measured(
    ledger: Ledger,
    template: str | Template | FittedTemplate,
    days: Sequence[date],
    scale: Measure | Scale,
    extra: ExtraColumns | None,
) -> Iterator[Snapshot]:
    """Take a snapshot of each day.

    Raises
    ------
    ScaleError
        Nobody can be measured on the first day, and its scale is to be kept.
    """
    for _, snap in measured_with_features(ledger, template, days, scale, extra):
        yield snap


def measured_with_features(
    ledger: Ledger,
    template: str | Template | FittedTemplate,
    days: Sequence[date],
    scale: Measure | Scale,
    extra: ExtraColumns | None,
    *,
    further: Iterable[Feature] = (),
) -> Iterator[tuple[Features, Snapshot]]:
    """Take a snapshot of each day, and give the features that it was taken of as well.

    Parameters
    ----------
    ledger, template, days, scale, extra
        As for `measured`.
    further : iterable of Feature
        What else will be asked of the features.

    Raises
    ------
    ScaleError
        As for `measured`.
    """
    chosen = templates[template] if isinstance(template, str) else template
    plain = chosen.template if isinstance(chosen, FittedTemplate) else chosen
    fitted = chosen if isinstance(chosen, FittedTemplate) else None
    if isinstance(scale, Scale):
        fitted = plain.with_scale(scale)
    wanted = dict.fromkeys((*features_of(plain), *further))
    for features in features_along(ledger, days, wanted):
        if scale == "refit":
            fitted = plain.fit(features, extra)
        elif fitted is None:
            fitted = _frozen(plain, features, extra)
        yield features, taken(features, fitted, extra)


def _frozen(template: Template, features: Features, extra: ExtraColumns | None) -> FittedTemplate:
    """Fit a template for all later days."""
    fitted = template.fit(features, extra)
    faults = [
        Fault(f"scores.{name}", f"nobody has one on {features.as_of}", _MEND)
        for name, cuts in fitted.scale.cuts.items()
        if not cuts
    ]
    if faults:
        raise ScaleError(faults)
    return fitted


_MEND: Final = "start later, or write scale='refit'"
