"""Which rule put one customer where she is, and why others did not."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from clm.features.catalog import Feature
from clm.lifecycle.cells.rule import Rule
from clm.lifecycle.conditions.condition import (
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Or,
    Present,
    Subject,
    holds,
)
from clm.lifecycle.conditions.written import written
from clm.lifecycle.template import Template
from clm.model.money import written as in_major_units

ValueOf = Callable[[Subject], int | None]

_LISTED: Final = 4
"""So many constants of one list are written out."""


@frozen
class Verdict:
    """What the rule of another segment says of her.

    Parameters
    ----------
    segment : str
        Whose rule.
    holds : bool
        Whether it holds, so that she is not there only because her own segment comes first.
    why : str
        What keeps it from holding; "" if it does.
    """

    segment: str
    holds: bool
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"segment": self.segment, "holds": self.holds, "why": self.why}


@frozen(eq=False)
class Reasons:
    """The rules of a template, asked of one customer.

    Parameters
    ----------
    template : Template
        Segments and their conditions.
    value_of : callable
        Her value of a subject, None if it is missing.
    currency : str
        ISO 4217 code of amounts.
    """

    template: Template
    value_of: ValueOf
    currency: str

    def rule(self, place: int) -> str:
        """Write the condition of a segment, parameters as their values; "" of the unclassified."""
        rules = self._rules
        return self._written(rules[place].condition) if place < len(rules) else ""

    def verdicts(self, place: int) -> tuple[Verdict, ...]:
        """Judge the rules of other segments that had a say in where she is.

        Parameters
        ----------
        place : int
            Position of her segment.

        Returns
        -------
        tuple of Verdict
            In matching order. All rules of somebody who is unclassified. Otherwise those that come
            first and may take anybody, and those that hold as well, but come later.
        """
        return tuple(self._judged(place))

    def codes(self) -> tuple[tuple[str, str], ...]:
        """Join the scores of every code of which she has all: name, digits."""
        codes = self.template.codes.items()
        digits = {name: [*map(self.value_of, parts)] for name, parts in codes}
        return tuple(
            (name, "".join(map(str, each))) for name, each in digits.items() if None not in each
        )

    @property
    def _rules(self) -> Sequence[Rule]:
        """The rules in matching order."""
        return self.template.proof.case.rules

    def _judged(self, place: int) -> Iterator[Verdict]:
        """Judge the rules that had a say."""
        for at, rule in enumerate(self._rules):
            if at == place or (at < place < len(self._rules) and not rule.takes_precedence):
                continue
            if at < place:
                yield Verdict(rule.key, holds=False, why=self.why_not(rule.condition))
            elif holds(rule.condition, self.value_of):
                yield Verdict(rule.key, holds=True, why="")

    def why_not(  # noqa: PLR0911  # one for each kind
        self, condition: Condition
    ) -> str:
        """Say in short what keeps a condition from holding."""
        match condition:
            case Compare(subject, op, value):
                return self._is(subject, f"not {'' if op == '==' else op + ' '}", value)
            case Code(parts):
                return self._code(parts)
            case And(parts):
                return self.why_not(next(each for each in parts if not holds(each, self.value_of)))
            case Or(parts):
                return self._none_of(parts)
            case Not(part):
                return f"{self._written(part)} holds"
            case Present(subject):
                return f"{_name(subject)} is missing"
            case Constant():
                return "it holds for nobody"

    def _is(self, subject: Subject, against: str, constant: int) -> str:
        """Say what a subject is, against a constant."""
        value = self.value_of(subject)
        if value is None:
            return f"{_name(subject)} is missing"
        is_so = f"{_name(subject)} is {self._said(subject, value)}"
        return is_so if "!=" in against else f"{is_so}, {against}{self._said(subject, constant)}"

    def _code(self, parts: Sequence[str]) -> str:
        """Say what a code is."""
        codes = self.template.codes.items()
        name = next(name for name, of in codes if of == tuple(parts))
        digits = [self.value_of(part) for part in parts]
        return f"{name} is {'missing' if None in digits else ''.join(map(str, digits))}"

    def _none_of(self, parts: Sequence[Condition]) -> str:
        """Say why none of several conditions holds."""
        equal = [each for each in parts if isinstance(each, Compare) and each.op == "=="]
        subjects = {each.subject for each in equal}
        if len(equal) == len(parts) and len(subjects) == 1 and len(parts) > 1:
            (subject,) = subjects
            listed = [self._said(subject, each.value) for each in equal]
            more = [] if len(listed) <= _LISTED else ["…"]
            value = self.value_of(subject)
            text = "missing" if value is None else self._said(subject, value)
            return f"{_name(subject)} is {text}, not {' or '.join([*listed[:_LISTED], *more])}"
        return " and ".join(dict.fromkeys(map(self.why_not, parts)))

    def _said(self, subject: Subject, value: int) -> str:
        """Write a value: amounts in major units, kinds by name."""
        if isinstance(subject, Feature) and subject.unit == "kind":
            return repr(subject.kinds[value])
        if isinstance(subject, Feature) and subject.unit == "money":
            return in_major_units(value, self.currency)
        return str(value)

    def _written(self, condition: Condition) -> str:
        """Write a condition."""
        return written(condition, self.template.codes)


def _name(subject: Subject) -> str:
    """How a subject is written."""
    return subject.name if isinstance(subject, Feature) else subject
