"""All laws on one template, with all failures in one error."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from attrs import field, frozen

from clm._show import counted, html_table, tag
from clm.errors import Fault, LawBrokenError, TemplateError, unknown
from clm.lifecycle.registry import templates
from clm.lifecycle.template import Template
from clm.testing.law import EXAMPLES, Law
from clm.testing.lawbook import laws


def _copied(reasons: Mapping[str, str]) -> Mapping[str, str]:
    """Copy a mapping, so that nobody can change it."""
    return MappingProxyType(dict(reasons))


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
    template: Template | str,
    *,
    examples: int = EXAMPLES,
    known: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Checked:
    """Hold a template to every law.

    Parameters
    ----------
    template : Template or str
        The template, or its key in `clm.templates`.
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
    UnknownNameError
        No template has that key.

    Examples
    --------
    >>> check_template("five-stage", examples=5)
    <Checked five-stage · keeps 10 laws · 5 examples each>
      not asked  one_more_order: no score of orders
      not asked  time_alone: no score of recency
    >>> check_template("five-stage", known={"witness": "she moved"})
    Traceback (most recent call last):
    clm.errors.TemplateError: known: no law 'witness' → did you mean 'witnesses'?
    """
    known = {} if known is None else known
    faults = [*_asked_faults(template, examples, seed), *_known_faults(known)]
    if faults:
        raise TemplateError(faults)
    chosen = templates[template] if isinstance(template, str) else template
    silent = {law.name: law.silent(chosen) for law in laws().values() if law.silent(chosen)}
    broken = {
        law.name: tuple(_broken(law, chosen, examples, seed))
        for law in laws().values()
        if law.name not in silent
    }
    found = [fault for name, each in broken.items() if name not in known for fault in each]
    found += [_rotten(chosen, name, known[name]) for name in known if not broken.get(name)]
    if found:
        raise LawBrokenError(found)
    held = tuple(laws()[name] for name, each in broken.items() if not each)
    return Checked(chosen, examples, held, silent, known)


def _broken(law: Law, template: Template, examples: int, seed: int) -> Iterator[Fault]:
    """Try a law, and give what breaks it."""
    try:
        law.check(template, examples=examples, seed=seed)
    except LawBrokenError as error:
        yield from error.faults


def _rotten(template: Template, name: str, reason: str) -> Fault:
    """Report a known failure that is none any more."""
    what = f"{name} holds, though it is said not to: {reason}"
    return Fault(f"{template.key}: known[{name!r}]", what, "take it off the list")


def _asked_faults(template: object, examples: object, seed: object) -> Iterator[Fault]:
    """Find what is no template and no number."""
    if not isinstance(template, Template | str):
        what = f"{template!r:.40} is no template"
        yield Fault("template", what, "give a Template, or a key such as 'five-stage'")
    if type(examples) is not int or examples < 1:
        what = f"{examples!r:.40} is no number of examples"
        yield Fault("examples", what, "give a whole number from 1")
    if type(seed) is not int:
        yield Fault("seed", f"{seed!r:.40} is no seed", "give a whole number")


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
