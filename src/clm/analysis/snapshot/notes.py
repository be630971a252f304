"""What deserves a second look before the figures of a snapshot are used."""

from collections.abc import Iterator
from datetime import date

from clm._show import counted
from clm.features.catalog import Feature
from clm.features.table import FeatureTable
from clm.lifecycle.extras import ExtraColumns
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template


def notes_of(
    features: FeatureTable, fitted: FittedTemplate, extra: ExtraColumns
) -> tuple[str, ...]:
    """Say who or what is missing, whether the history suffices, what the scale cannot tell."""
    first = features.first_day
    if not len(features):
        return (f"nobody yet: the first event is on {first}" if first else "nobody: no events",)
    unreachable = ", ".join(fitted.unreachable)
    return (
        *(
            f"nobody has a value of extra {name!r}, which segments depend on"
            for name in asked_for(fitted.template)
            if not extra.get(name)
        ),
        *_on_history(first, features.as_of, longest_window(fitted.template)),
        *((f"nobody can reach {unreachable} under this scale",) if unreachable else ()),
        *fitted.scale.notes,
    )


def asked_for(template: Template) -> tuple[str, ...]:
    """List the extra columns that segments depend on, be it by a score."""
    used = set(_sources(template))
    return tuple(name for name in template.extra if name in used)


def _sources(template: Template) -> Iterator[str]:
    """Give what is compared, and of scores what they are of."""
    for axis in template.proof.grid.axes:
        if isinstance(axis.subject, str):
            score = template.scores.get(axis.subject)
            yield score.of if score else axis.subject


def longest_window(template: Template) -> int:
    """Find the longest span of days that a template looks back on."""
    spans = [0]
    for axis in template.proof.grid.axes:
        if isinstance(axis.subject, Feature):
            spans += [axis.subject.end or axis.subject.ago]
            spans += axis.bounds if axis.subject.unit == "days" else ()
    return max(spans)


def _on_history(first: date | None, as_of: date, longest: int) -> tuple[str, ...]:
    """Tell whether the data are too short for the template's windows."""
    days = (as_of - first).days + 1 if first else 0
    if not 0 < days < 2 * longest:
        return ()
    history = counted(days, "day")
    window = f"less than twice the longest window ({counted(longest, 'day')})"
    return (f"{history} of history, {window}: a new customer may be an old one",)
