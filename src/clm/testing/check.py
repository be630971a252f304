"""All laws on one template, with all failures in one error."""

from collections.abc import Iterator, Mapping
from typing import cast

from attrs import field, frozen

from clm._frozen import FrozenDict
from clm._show import counted, html_table, tag
from clm.errors import Fault, LawBrokenError, TemplateError, unknown
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.scoring.scale import Scale
from clm.testing.asked import Subject, as_subject, asked_faults, template_of
from clm.testing.law import EXAMPLES, Law
from clm.testing.lawbook import laws


def _copied(reasons: Mapping[str, str]) -> Mapping[str, str]:
    """Copy a mapping, so that nobody can change it."""
    return FrozenDict(reasons)


@frozen(repr=False)
class Checked:
    """Which laws a template was held to.

    Parameters
    ----------
    template : Template
        The template.
    examples : int
        How many cases each law was tried on.
    held : tuple of Law
        The laws that it keeps.
    silent : mapping of str to str
        The laws that have nothing to say of it, and why.
    known : mapping of str to str
        The laws that it is known to break, and why that is so.
    """

    template: Template
    examples: int
    held: tuple[Law, ...]
    silent: Mapping[str, str] = field(factory=dict[str, str], converter=_copied)
    known: Mapping[str, str] = field(factory=dict[str, str], converter=_copied)

    def __repr__(self) -> str:
        """How many laws it keeps, and what is to be said of the others."""
        size = f"keeps {counted(len(self.held), 'law')}"
        tried = f"{counted(self.examples, 'example')} each"
        head = tag("Checked", self.template.key, size, tried)
        silent = (f"  not asked  {name}: {why}" for name, why in self.silent.items())
        known = (f"  known  {name}: {why}" for name, why in self.known.items())
        return "\n".join([head, *silent, *known])

    def _repr_html_(self) -> str:
        """What was said of every law."""
        said = {each.name: "kept" for each in self.held}
        said |= {name: f"not asked: {why}" for name, why in self.silent.items()}
        said |= {name: f"known to be broken: {why}" for name, why in self.known.items()}
        caption = f"{self.template.key}, {counted(self.examples, 'example')} each"
        return html_table(caption, ("law", "verdict"), [*said.items()])


def check_template(
    template: Subject | str,
    *,
    scale: Scale | None = None,
    examples: int = EXAMPLES,
    known: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Checked:
    """Hold a template to every law.

    Parameters
    ----------
    template : Template, FittedTemplate or str
        The template, also one with the cut points of its scores, or its key in `clm.templates`.
    scale : Scale, optional
        Cut points of the template's scores: the laws of scales are asked too, and the others under
        this very scale.
    examples : int
        How many cases each law is tried on.
    known : mapping of str to str, optional
        Laws that the template is known to break, each with the reason. They must be broken indeed.
    seed : int
        The same seed draws the same cases.

    Returns
    -------
    Checked

    Raises
    ------
    LawBrokenError
        Every law that is broken, each with the simplest case that was found; and every law that is
        said to be broken but holds.
    TemplateError
        What was asked makes no sense: no template, no number of examples, unknown laws, no reason.
    ScaleError
        The scale is not one of the template's scores.
    UnknownNameError
        No template has that key.

    Examples
    --------
    >>> check_template("five-stage", examples=5)
    <Checked five-stage · keeps 21 laws · 5 examples each>
      not asked  one_more_order: no score of orders that has best = "high"
      not asked  time_alone: no score of recency that has best = "low"
      not asked  directions: no score of orders, their age or their money
    >>> check_template("five-stage", known={"witness": "she moved"})
    Traceback (most recent call last):
    clm.errors.TemplateError: known: no law 'witness' → did you mean 'witnesses' or 'histories'?
    """
    known = {} if known is None else known
    faults = [*asked_faults(template, examples, seed, scale), *_known_faults(known)]
    if faults:
        raise TemplateError(faults)
    subject = as_subject(template, scale)
    chosen, asked = template_of(subject), _asked(subject)
    silent = {law.name: law.silent(chosen) for law in asked if law.silent(chosen)}
    broken = {
        law.name: tuple(_broken(law, subject, examples, seed))
        for law in asked
        if law.name not in silent
    }
    found = [fault for name, each in broken.items() if name not in known for fault in each]
    found += [_rotten(chosen, name, known[name]) for name in known if not broken.get(name)]
    if found:
        raise LawBrokenError(found)
    held = tuple(laws()[name] for name, each in broken.items() if not each)
    return Checked(chosen, examples, held, silent, known)


def _asked(subject: Subject) -> list[Law]:
    """List the laws that may be asked: those of scales only where there is one."""
    fitted = isinstance(subject, FittedTemplate)
    return [law for law in laws().values() if fitted or law.on_scale is None]


def _broken(law: Law, template: Subject, examples: int, seed: int) -> Iterator[Fault]:
    """Try a law, and give what breaks it."""
    try:
        law.check(template, examples=examples, seed=seed)
    except LawBrokenError as error:
        yield from error.faults


def _rotten(template: Template, name: str, reason: str) -> Fault:
    """Report a known failure that is none any more."""
    what = f"{name} holds, though it is said not to: {reason}"
    return Fault(f"{template.key}: known[{name!r}]", what, "take it off the list")


def _known_faults(known: object) -> Iterator[Fault]:
    """Find laws that there are not, and failures without a reason."""
    if not isinstance(known, Mapping):
        mend = 'write {"time_alone": "the reason"}'
        yield Fault("known", f"{known!r:.40} names no laws with a reason", mend)
        return
    for name, reason in cast("Mapping[object, object]", known).items():
        if name not in laws():
            yield unknown("law", name, laws(), "known")
        elif not isinstance(reason, str) or not reason.strip():
            what = f"{reason!r:.40} is no reason"
            yield Fault(f"known[{name!r}]", what, "say why the law does not hold")
