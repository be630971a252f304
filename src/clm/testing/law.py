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

from clm.errors import ClmError, Fault, LawBrokenError
from clm.lifecycle.template import Template
from clm.testing.case import Case
from clm.testing.strategies import cases

_UNHURRIED: Final = cast("list[HealthCheck]", [*HealthCheck])

EXAMPLES: Final = 100
"""Cases that a law is tried on."""

CaseLaw = Callable[[Template, Case, Random], None]
TemplateLaw = Callable[[Template], None]
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
    silent : callable
        Takes a template; says why the law has nothing to say of it, "" if it has.
    """

    name: str
    says: str
    on_cases: CaseLaw | None = field(default=None, eq=False)
    on_template: TemplateLaw | None = field(default=None, eq=False)
    silent: Silent = field(default=always, eq=False)

    def check(self, template: Template, *, examples: int = EXAMPLES, seed: int = 0) -> None:
        """Try the law on drawn cases.

        Parameters
        ----------
        template : Template
            Its segments are tried.
        examples : int
            How many cases are drawn.
        seed : int
            The same seed draws the same cases.

        Raises
        ------
        LawBrokenError
            With the simplest case that was found.

        Examples
        --------
        >>> from clm.lifecycle.registry import templates
        >>> from clm.testing.lawbook import laws
        >>> laws()["one_segment_each"].check(templates["five-stage"], examples=3)
        """
        if self.silent(template):
            return
        if self.on_template is not None:
            self.blamed(template, None, self.on_template, template)
        if self.on_cases is not None:
            self._try(template, self.on_cases, examples, seed)

    def blamed(
        self, template: Template, case: Case | None, law: Callable[..., None], *drawn: Any
    ) -> None:
        """Call a law; what it raises names the law, the template and the case."""
        try:
            law(*drawn)
        except ClmError as error:
            where = f"{template.key} breaks {self.name}"
            found = f", e.g. {case!r}" if case is not None else ""
            faults = (Fault(where, f"{_said(each)}{found}", self.says) for each in error.faults)
            raise LawBrokenError(faults) from error

    def _try(self, template: Template, law: CaseLaw, examples: int, seed: int) -> None:
        """Draw cases until one breaks the law, then look for a simpler one."""

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
        @given(cases(template), st.randoms(use_true_random=False))
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
