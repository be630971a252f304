"""The template that is meant: by its key, as itself, or fitted already."""

from clm.errors import Fault, TemplateError
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.scoring.scale import Scale


def template_faults(template: object) -> list[Fault]:
    """Name what is no template.

    Examples
    --------
    >>> print(*template_faults(5))
    template: 5 is no template → give a key such as 'five-stage', a Template or a FittedTemplate
    """
    if isinstance(template, str | Template | FittedTemplate):
        return []
    mend = "give a key such as 'five-stage', a Template or a FittedTemplate"
    return [Fault("template", f"{template!r:.40} is no template", mend)]


def template_of(template: str | Template | FittedTemplate) -> Template:
    """Give the template itself.

    Raises
    ------
    UnknownNameError
        No template has that key.

    Examples
    --------
    >>> template_of("rfm-11").key
    'rfm-11'
    """
    if isinstance(template, FittedTemplate):
        return template.template
    return templates[template] if isinstance(template, str) else template


def fitted_before(
    template: str | Template | FittedTemplate, scale: Scale | None
) -> FittedTemplate | None:
    """Give a template with the scale that it has or was given; None if it is still to be fitted.

    Raises
    ------
    TemplateError
        It is fitted already, otherwise.
    ScaleError, UnknownNameError
        The scale is not one of its scores; no template has that key.

    Examples
    --------
    >>> fitted_before("rfm-11", None) is None
    True
    """
    if isinstance(template, FittedTemplate):
        if scale is not None and scale != template.scale:
            raise TemplateError.of("scale", "the template is fitted already", "give only one")
        return template
    return None if scale is None else template_of(template).with_scale(scale)
