"""What a check or a strategy is asked for: which template, under which scale, how often."""

from collections.abc import Iterator
from typing import Any, cast

from clm.errors import Fault, TemplateError
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.scoring.scale import Scale

Subject = Template | FittedTemplate
"""What a law is tried on: a template, or one with the cut points of its scores."""


def as_template(template: Template | str) -> Template:
    """Give a template, or that of a key.

    Raises
    ------
    TemplateError
        It is neither.
    UnknownNameError
        No template has that key.

    Examples
    --------
    >>> as_template("five-stage").key
    'five-stage'
    >>> as_template(5)
    Traceback (most recent call last):
    clm.errors.TemplateError: template: 5 is no template → give a Template, or a key such as ...
    """
    if not isinstance(cast("object", template), Template | str):
        raise TemplateError([_no_template(template)])
    return templates[template] if isinstance(template, str) else template


def as_subject(template: Subject | str, scale: Scale | None = None) -> Subject:
    """Give a template, with a scale if there is one.

    Raises
    ------
    ScaleError
        The scale is not one of the template's scores.
    """
    if isinstance(template, FittedTemplate):
        return template
    chosen = as_template(template)
    return chosen if scale is None else chosen.with_scale(scale)


def template_of(subject: Subject) -> Template:
    """Give the template of a subject, which may be fitted."""
    return subject.template if isinstance(subject, FittedTemplate) else subject


def asked_faults(
    template: object, examples: object, seed: object, scale: object = None
) -> Iterator[Fault]:
    """Find what is no template, no scale and no number.

    Examples
    --------
    >>> [fault.where for fault in asked_faults(None, 0, "x")]
    ['template', 'examples', 'seed']
    """
    if not isinstance(template, Template | FittedTemplate | str):
        yield _no_template(template)
    if scale is not None and not isinstance(scale, Scale):
        mend = "give the scale of a snapshot, or Scale.fixed(…)"
        yield Fault("scale", f"{scale!r:.40} is no scale", mend)
    elif scale is not None and isinstance(template, FittedTemplate):
        yield Fault("scale", "the template has one already", "leave one of the two out")
    if type(examples) is not int or examples < 1:
        what = f"{examples!r:.40} is no number of examples"
        yield Fault("examples", what, "give a whole number from 1")
    if type(seed) is not int:
        yield Fault("seed", f"{seed!r:.40} is no seed", "give a whole number")


def _no_template(template: Any) -> Fault:
    """Report what is no template."""
    mend = "give a Template, or a key such as 'five-stage'"
    return Fault("template", f"{template!r:.40} is no template", mend)
