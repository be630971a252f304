"""A law, and how it is tried on drawn cases."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from attrs import field, frozen
from hypothesis import HealthCheck, Phase, configuration, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from clm.errors import ClmError, Fault, LawBrokenError, TemplateError
from clm.lifecycle.fitted import FittedTemplate
from clm.lifecycle.template import Template
from clm.testing.asked import Subject, as_subject, asked_faults, template_of
from clm.testing.case import Case
from clm.testing.strategies import cases

_UNHURRIED: Final = cast("list[HealthCheck]", [*HealthCheck])

EXAMPLES: Final = 100
"""Cases that a law is tried on."""

CaseLaw = Callable[[Template, Case, Random], None]
TemplateLaw = Callable[[Template], None]
ScaleLaw = Callable[[FittedTemplate], None]
Silent = Callable[[Template], str]


def always(_template: Template) -> str:
    """Say nothing against trying a law."""
    return ""


@frozen(repr=False, kw_only=True)
class Law:
    """Something that holds for every template, whatever its customers do.

    Parameters
    ----------
    name : str
        What it is called.
    says : str
        The law in a sentence.
    on_cases : callable, optional
        Takes a template, a `Case`, and dice for what else is to be chosen; raises `LawBrokenError`.
    on_template : callable, optional
        The same for laws about the template alone.
    on_scale : callable, optional
        The same for laws about a `FittedTemplate`; they say nothing of a template without a scale.
    silent : callable
        Takes a template; says why the law has nothing to say of it, "" if it has.

    Raises
    ------
    TemplateError
        It has no name, or there is nothing to try.
    """

    name: str
    says: str
    on_cases: CaseLaw | None = field(default=None, eq=False)
    on_template: TemplateLaw | None = field(default=None, eq=False)
    on_scale: ScaleLaw | None = field(default=None, eq=False)
    silent: Silent = field(default=always, eq=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a law that cannot be told or tried."""
        faults: list[Fault] = []
        if not isinstance(cast("object", self.name), str) or not self.name.strip():
            faults.append(Fault("law.name", f"{self.name!r:.40} is no name", "name the law"))
        if not any(map(callable, (self.on_cases, self.on_template, self.on_scale))):
            mend = "give on_cases, on_template or on_scale"
            faults.append(Fault("law", "there is nothing to try", mend))
        if faults:
            raise TemplateError(faults)

    def check(self, template: Subject | str, *, examples: int = EXAMPLES, seed: int = 0) -> None:
        """Try the law on drawn cases.

        Parameters
        ----------
        template : Template, FittedTemplate or str
            Its segments are tried, under the scale of a fitted one; a key names a template.
        examples : int
            How many cases are drawn.
        seed : int
            The same seed draws the same cases.

        Raises
        ------
        LawBrokenError
            With the simplest case that was found.
        TemplateError
            What was asked makes no sense.
        UnknownNameError
            No template has that key.

        Examples
        --------
        >>> from clm.lifecycle.registry import templates
        >>> from clm.testing.lawbook import laws
        >>> laws()["one_segment_each"].check(templates["five-stage"], examples=3)
        """
        faults = [*asked_faults(template, examples, seed)]
        if faults:
            raise TemplateError(faults)
        subject = as_subject(template)
        chosen = template_of(subject)
        if self.silent(chosen):
            return
        if self.on_template is not None:
            self.blamed(chosen, None, self.on_template, chosen)
        if self.on_scale is not None and isinstance(subject, FittedTemplate):
            self.blamed(chosen, None, self.on_scale, subject)
        if self.on_cases is not None:
            self._try(subject, self.on_cases, examples, seed)

    def blamed(
        self, template: Template, case: Case | None, law: Callable[..., object], *drawn: Any
    ) -> None:
        """Call a law; what it raises names the law, the template and the case."""
        try:
            if law(*drawn) is False:
                raise LawBrokenError.of("", "does not hold")
        except ClmError as error:
            where = f"{template.key} breaks {self.name}"
            found = f", e.g. {case!r}" if case is not None else ""
            faults = (Fault(where, f"{_said(each)}{found}", self.says) for each in error.faults)
            raise LawBrokenError(faults) from error

    def _try(self, subject: Subject, law: CaseLaw, examples: int, seed: int) -> None:
        """Draw cases until one breaks the law, then look for a simpler one."""
        template = template_of(subject)

        @seeded(seed)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=_UNHURRIED,
        )
        @given(cases(subject), st.randoms(use_true_random=False))
        def trial(case: Case, dice: Random) -> None:
            self.blamed(template, case, law, template, case, dice)

        try:
            with _nothing_kept():
                trial()
        except LawBrokenError as error:
            # Told anew, without the notes of hypothesis: the case is in the fault.
            raise LawBrokenError(error.faults) from error.__cause__

    def __str__(self) -> str:
        """Its name, as pytest shows it."""
        return self.name

    def __repr__(self) -> str:
        """Name and sentence."""
        return f"<Law {self.name} · {self.says}>"


def _said(fault: Fault) -> str:
    """Write a fault without its mend, which is about the library's input and not the law."""
    return f"{fault.where}: {fault.what}" if fault.where else fault.what


@contextmanager
def _nothing_kept() -> Generator[None]:
    """Let hypothesis keep its own notes in a folder that is removed."""
    before = vars(configuration).get("__hypothesis_home_directory")
    with TemporaryDirectory(prefix="clm-laws-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)
