"""Taking a snapshot: a template is laid over what is known on a day."""

from clm.analysis.snapshot.snapshot import Snapshot
from clm.errors import Fault, SnapshotError
from clm.features.source import FeatureSource
from clm.features.table import Features, FeatureTable
from clm.ledger.ledger import Ledger
from clm.lifecycle.chosen import fitted_before, template_faults, template_of
from clm.lifecycle.extras import ExtraColumns, kept
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.needed import needed_by
from clm.lifecycle.template import Template
from clm.model.day import as_day, day_faults
from clm.scoring.scale import Scale


def snapshot(
    ledger: Ledger | FeatureSource,
    template: str | Template | FittedTemplate,
    *,
    as_of: object,
    scale: Scale | None = None,
    extra: ExtraColumns | None = None,
) -> Snapshot:
    """Find everybody's segment as of a day.

    Parameters
    ----------
    ledger : Ledger or FeatureSource
        All events; those after the day are not seen. Of `clm.sources.engine` the features of every
        customer come back, and no events: what needs those names the way out.
    template : str, Template or FittedTemplate
        A key of `clm.templates`, a template, or one whose scores are fitted already.
    as_of : date, str or datetime64
        The day, inclusive.
    scale : Scale, optional
        Cut points of another day; fitted on this population if left out.
    extra : mapping of str to mapping of customer to int, optional
        The columns that the template asks for: ``{"nps": {"ann": 60}}``.

    Returns
    -------
    Snapshot

    Raises
    ------
    SnapshotError
        Something else than a ledger or a template.
    DayError, UnknownNameError
        `as_of` is no day; no template has that key.
    ColumnError
        `extra` does not fit what the template declares.
    CurrencyError
        Template, scale and ledger are not in one currency.
    ScaleError, TemplateError
        `scale` is not one of the template's scores; the template is fitted already, otherwise.
    FeatureError
        An engine cannot reduce a feature of the template; its name is given.

    Examples
    --------
    >>> day = ["2024-05-01"]
    >>> shop = Ledger.from_columns(customer=["ann"], when=day, amount=[9], currency="EUR")
    >>> snapshot(shop, "rfm-11", as_of="2024-05-12").counts()["champion"]
    0
    """
    faults = [*source_faults(ledger), *template_faults(template)]
    if faults:
        raise SnapshotError([*faults, *day_faults(as_of)])
    if isinstance(ledger, Ledger):
        features: FeatureTable = Features.of(ledger, as_of=as_of)
    else:
        features = ledger.features_on(as_day(as_of), needed_by(template_of(template)))
    return taken(features, _fitted(template, features, scale, extra), extra)


def taken(features: FeatureTable, fitted: FittedTemplate, extra: ExtraColumns | None) -> Snapshot:
    """Lay a fitted template over what is known on a day.

    Columns that were only at hand for this are not kept: they are computed again when asked for.
    """
    places = fitted.segments(features, extra)
    known = kept(features, fitted.template.extra, extra)
    alone = features.alone() if isinstance(features, Features) else features
    return Snapshot(features=alone, fitted=fitted, places=places, extra=known)


def ledger_faults(ledger: object) -> list[Fault]:
    """Name what is no ledger."""
    if isinstance(ledger, Ledger):
        return []
    mend = "make one with clm.Ledger.from_columns or clm.read_orders"
    return [Fault("ledger", f"{type(ledger).__name__} is no ledger", mend)]


def type_faults(ledger: object, template: object) -> list[Fault]:
    """Name what is no ledger, and what is no template."""
    return [*ledger_faults(ledger), *template_faults(template)]


def source_faults(source: object) -> list[Fault]:
    """Name what is neither a ledger nor a source of features."""
    return [] if isinstance(source, FeatureSource) else ledger_faults(source)


def _fitted(
    template: str | Template | FittedTemplate,
    features: FeatureTable,
    scale: Scale | None,
    extra: ExtraColumns | None,
) -> FittedTemplate:
    """Fit a template, or take the scale that was given."""
    return fitted_before(template, scale) or template_of(template).fit(features, extra)
