"""Conditions: a small safe subset of Python expressions, parsed by `ast` and never evaluated.

::

    orders == 1 and tenure <= new_customer_days
    rfm in (555, 554) or not count('visit', days=30) >= 2
    latest('subscribe', 'cancel') == 'cancel'

Every comparison is of one feature, score, code or extra column with one constant.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import define, field, frozen

from clm.errors import ClmError, ConditionError, Fault, unknown
from clm.features.catalog import NAMES, Feature
from clm.lifecycle.conditions.gate import DIGITS, Mark
from clm.lifecycle.conditions.source import Source, read
from clm.lifecycle.conditions.tree import (
    UNLIMITED,
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Operator,
    Or,
    Present,
    Subject,
    holds,
    leaves,
)
from clm.lifecycle.stage import Extra
from clm.scoring.score import Score

__all__ = [
    "And",
    "Code",
    "Compare",
    "Condition",
    "Constant",
    "Not",
    "Or",
    "Present",
    "Subject",
    "Vocabulary",
    "holds",
    "leaves",
    "parse",
]

_OPERATORS: Final[Mapping[type[ast.cmpop], Operator]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_FLIPPED: Final[Mapping[Operator, Operator]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
_NOBODY: Final = Constant(value=False)


@frozen
class Vocabulary:
    """The names that a template gives to things.

    Parameters
    ----------
    scores : mapping of str to Score
        Scores by name.
    codes : mapping of str to tuple of str
        Codes: the scores whose digits they are made of.
    parameters : mapping of str to int or None
        Named constants; None is unlimited, larger than any value.
    extra : mapping of str to Extra
        Columns that the caller supplies.

    Examples
    --------
    >>> words = Vocabulary(parameters={"new_customer_days": 60})
    >>> parse("tenure <= new_customer_days", words, "when")
    Compare(subject=Feature("tenure"), op='<=', value=60)
    """

    scores: Mapping[str, Score] = field(factory=dict[str, Score])
    codes: Mapping[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]])
    parameters: Mapping[str, int | None] = field(factory=dict[str, "int | None"])
    extra: Mapping[str, Extra] = field(factory=dict[str, Extra])

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a condition may hold."""
        return (*NAMES, *self.scores, *self.codes, *self.parameters, *self.extra)

    @cached_property
    def sources(self) -> Mapping[str, Feature | str]:
        """The feature or extra column that each score cuts."""
        return {
            score.of: score.of if score.of in self.extra else Feature.parse(score.of)
            for score in self.scores.values()
        }


class _RefusalError(Exception):
    """A part of a condition that cannot be read; its fault is noted already."""


@frozen
class _CodeName:
    """A code, where a subject stands."""

    name: str
    parts: tuple[str, ...]


@frozen
class _Number:
    """A constant as written: a whole number, None for unlimited, or a quoted text."""

    value: int | str | None
    text: str


_Term = Feature | str | _CodeName


@define
class _Reader:
    """From a tree of `ast` to a condition, noting every fault on the way."""

    source: Source
    words: Vocabulary
    where: str
    faults: list[Fault] = field(factory=list[Fault])

    def refuse(self, node: ast.AST, what: str, mend: str = "") -> _RefusalError:
        """Note a fault at a node."""
        self.faults.append(Mark(self.source.position(node), what, mend).fault(self.where))
        return _RefusalError()

    def condition(self, node: ast.expr) -> Condition:
        """Read a condition; nobody fits one that cannot be read."""
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return And(tuple(map(self.condition, values)))
            case ast.BoolOp(values=values):
                return Or(tuple(map(self.condition, values)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand))
            case ast.Compare():
                return _joined(self.comparisons(node))
            case ast.Tuple(elts=[_, *_]):
                mend = "join comparisons by and, or by or; write 1,000 as 1000"
                self.refuse(node, "a comma joins no conditions", mend)
            case _:
                self.refuse(node, "no comparison", "write orders >= 1")
        return _NOBODY

    def comparisons(self, node: ast.Compare) -> list[Condition]:
        """Read a comparison, or each link of a chain."""
        items = [node.left, *node.comparators]
        read: list[Condition] = []
        for left, op, right in zip(items, node.ops, items[1:], strict=False):
            try:
                read.append(self.link(left, op, right))
            except _RefusalError:
                read.append(_NOBODY)
        return read

    def link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
        """Read one comparison of two sides."""
        if isinstance(op, (ast.In, ast.NotIn)):
            return self.member(self.subject(left), right, inside=isinstance(op, ast.In))
        if self.is_constant(left) and self.is_constant(right):
            raise self.refuse(left, "two constants in one comparison", "compare a feature")
        if self.is_constant(left):
            subject, number, at = self.subject(right), self.number(left), left
            sign = _FLIPPED[_OPERATORS[type(op)]]
        else:
            subject, sign, at = self.subject(left), _OPERATORS[type(op)], right
            if not self.is_constant(right):
                raise self.two(right)
            number = self.number(right)
        return self.compare(subject, sign, number, at)

    def two(self, node: ast.expr) -> _RefusalError:
        """Refuse a second feature, or whatever else stands where a constant should."""
        try:
            self.subject(node)
        except _RefusalError as refusal:
            return refusal
        return self.refuse(node, "two features in one comparison", "compare each with a number")

    def member(self, subject: _Term, right: ast.expr, *, inside: bool) -> Condition:
        """Read ``in`` and ``not in``."""
        if not isinstance(right, ast.Tuple):
            shown = ast.unparse(right) if self.is_constant(right) else "1, 2"
            raise self.refuse(right, "no list of constants", f"write ({shown},)")
        if not right.elts:
            raise self.refuse(right, "an empty list", "name at least one")
        numbers = [(self.number(each), each) for each in right.elts]
        if isinstance(subject, _CodeName):
            cells = frozenset(self.cell(subject, *number) for number in numbers)
            return Code(subject.parts, cells, inside)
        sign: Operator = "==" if inside else "!="
        parts = tuple(self.compare(subject, sign, *number) for number in numbers)
        return Or(parts) if inside else And(parts)

    def compare(self, subject: _Term, op: Operator, number: _Number, at: ast.expr) -> Condition:
        """Make a comparison from its parts."""
        if isinstance(subject, _CodeName):
            if op not in ("==", "!="):
                raise self.refuse(at, f"a code is compared by {op}", "use ==, !=, in, not in")
            return Code(subject.parts, frozenset({self.cell(subject, number, at)}), op == "==")
        value = number.value
        if isinstance(subject, Feature) and subject.stat == "latest":
            return Compare(subject, op, self.kind(subject, op, value, at))
        if isinstance(value, str):
            mend = f"write {int(value)}" if _is_whole(value) else "only latest(…) is a kind"
            raise self.refuse(at, "a text against a number", mend)
        if value is None:
            return (
                Present(subject) if op in ("<", "<=", "!=") else Constant(value=False, of=subject)
            )
        return Compare(subject, op, value)

    def kind(self, subject: Feature, op: str, value: object, at: ast.expr) -> int:
        """The place of a kind among those that ``latest`` names."""
        if op not in ("==", "!="):
            raise self.refuse(at, f"kinds are compared by {op}", "use ==, !=, in, not in")
        if value not in subject.kinds:
            named = UNLIMITED if value is None else value
            fault = unknown("kind in the call", named, subject.kinds)
            raise self.refuse(at, fault.what, fault.mend)
        return subject.kinds.index(str(value))

    def cell(self, code: _CodeName, number: _Number, at: ast.expr) -> tuple[int, ...]:
        """The scores that a code's digits name."""
        digits = str(number.value) if isinstance(number.value, int) else ""
        tops = [self.words.scores[part].bins for part in code.parts]
        named = [int(digit) for digit in digits if digit.isdigit()]
        fits = len(digits) == len(named) == len(tops)
        if not fits or any(not 1 <= d <= top for d, top in zip(named, tops, strict=True)):
            best = "".join(map(str, tops))
            ends = f"{'1' * len(tops)} to {best}" if tops else "nothing"
            raise self.refuse(at, f"{number.text} is no {code.name}", f"its digits go from {ends}")
        return tuple(named)

    def is_constant(self, node: ast.expr) -> bool:
        """Whether a node is written as a constant."""
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.USub) and self.is_constant(node.operand)
        known = isinstance(node, ast.Name) and node.id in self.words.parameters
        return known or isinstance(node, ast.Constant)

    def number(self, node: ast.expr) -> _Number:
        """Read a constant: a whole number, a parameter, or a quoted kind."""
        match node:
            case ast.Constant(value=int() | str() as value) if not isinstance(value, bool):
                return _Number(value, ast.unparse(node))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
                return _Number(-value, f"-{value}")
            case ast.Name(id=name) if name in self.words.parameters:
                return _Number(self.words.parameters[name], name)
            case ast.Name(id=name) if name not in self.words.names:
                fault = unknown("parameter", name, self.words.parameters)
                raise self.refuse(node, fault.what, fault.mend)
            case _:
                raise self.refuse(node, "no constant", "write a whole number or a parameter")

    def subject(self, node: ast.expr) -> _Term:
        """Read what is compared."""
        match node:
            case ast.Name(id=name) if name in self.words.codes and name not in NAMES:
                return _CodeName(name, self.words.codes[name])
            case ast.Name(id=name) if name in {*self.words.scores, *self.words.extra} - {*NAMES}:
                return name
            case ast.Name(id=name) if name in NAMES:
                return self.feature(node, name, (), {}, called=False)
            case ast.Name(id=name):
                fault = unknown("feature, score or parameter", name, self.words.names)
                raise self.refuse(node, fault.what, fault.mend)
            case ast.Call(func=ast.Name(id=name)):
                return self.call(node, name)
            case _:
                raise self.refuse(node, "no feature", "write orders or count('visit')")

    def call(self, node: ast.Call, name: str) -> Feature:
        """Read the call of a feature."""
        if name not in NAMES and name in self.words.names:
            raise self.refuse(node, f"{name!r} takes no brackets", f"write {name}")
        if name not in NAMES:
            fault = unknown("feature", name, NAMES)
            raise self.refuse(node, fault.what, fault.mend)
        kinds = tuple(self.quoted(each) for each in node.args)
        options: dict[str, object] = {}
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in options:
                raise self.refuse(keyword, f"{keyword.arg} is given twice", "give it once")
            options[keyword.arg] = self.number(keyword.value).value
        return self.feature(node, name, kinds, options, called=True)

    def quoted(self, node: ast.expr) -> str:
        """Read a quoted kind of event."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        shown = f"'{node.id}'" if isinstance(node, ast.Name) else "'visit'"
        raise self.refuse(node, "a kind of event is not quoted", f"write {shown}")

    def feature(
        self,
        node: ast.expr,
        name: str,
        kinds: Sequence[str],
        options: Mapping[str, object],
        *,
        called: bool,
    ) -> Feature:
        """Build a feature, with its faults put at its place in the text."""
        try:
            return Feature.build(name, tuple(kinds), options, called=called)
        except ClmError as error:
            refusals = [self.refuse(node, fault.what, fault.mend) for fault in error.faults]
            raise refusals[0] from None


def _is_whole(text: str) -> bool:
    """Whether a quoted text would be a whole number without its quotes."""
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def _joined(parts: Iterable[Condition]) -> Condition:
    """One condition, or all of several."""
    links = tuple(parts)
    return links[0] if len(links) == 1 else And(links)


def parse(text: str, vocabulary: Vocabulary, where: str) -> Condition:
    """Read a condition.

    Parameters
    ----------
    text : str
        The condition as written.
    vocabulary : Vocabulary
        The names it may use.
    where : str
        The path of the text, named in faults.

    Returns
    -------
    Condition
        A tree; nothing of the text is ever evaluated.

    Raises
    ------
    ConditionError
        The text is no condition: every fault, each with its character.

    Examples
    --------
    >>> parse("orders >= 2 and recency < 30", Vocabulary(), "when")
    And(parts=(Compare(subject=Feature("orders"), op='>=', value=2), Compare(...)))
    >>> parse("recency <= 29.5", Vocabulary(), "segment[3].when")
    Traceback (most recent call last):
    clm.errors.ConditionError: segment[3].when, character 12: 29.5 is no whole number → write <= 29
    """
    source = read(text, where)
    reader = _Reader(source, vocabulary, where)
    condition = reader.condition(source.tree)
    if reader.faults:
        raise ConditionError(reader.faults)
    return condition
