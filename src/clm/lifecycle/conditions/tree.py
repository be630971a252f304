"""A condition as a tree, what it is about, and what it says of one customer."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, TypeAlias

from attrs import field, frozen

from clm.features.catalog import Feature

UNLIMITED: Final = "unlimited"
"""How a parameter larger than any value is written."""

Operator = Literal["<", "<=", ">", ">=", "==", "!="]

Subject: TypeAlias = Feature | str
"""What is compared: a feature, or the name of a score or of an extra column."""

Condition: TypeAlias = "Compare | Code | Present | And | Or | Not | Constant"

_TESTS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_ORDERS: Final = Feature("count", ("order",))


@frozen
class Compare:
    """A subject against a whole number; of ``latest``, the place of a kind in its call."""

    subject: Subject
    op: Operator
    value: int


@frozen
class Code:
    """Several scores read as one code, in or not in a set of codes."""

    parts: tuple[str, ...]
    cells: frozenset[tuple[int, ...]]
    inside: bool


@frozen
class Present:
    """The subject is not missing: what is left of "less than unlimited"."""

    subject: Subject


@frozen
class And:
    """All parts hold."""

    parts: "tuple[Condition, ...]"


@frozen
class Or:
    """Some part holds."""

    parts: "tuple[Condition, ...]"


@frozen
class Not:
    """The part does not hold; two-valued, so it holds where a comparison met a missing value."""

    part: "Condition"


@frozen
class Constant:
    """Holds for everybody, or for nobody: what is left of "more than unlimited" of a subject."""

    value: bool
    of: Subject = field(default=_ORDERS, eq=False, repr=False)


def holds(  # noqa: PLR0911  # one for each kind
    condition: Condition, value_of: Callable[[Subject], int | None]
) -> bool:
    """Whether a condition holds for one customer.

    Parameters
    ----------
    condition : Condition
        What `parse` made of a text.
    value_of : callable
        The customer's value of a subject, None if it is missing.

    Examples
    --------
    >>> recency = Feature.parse("recency")
    >>> holds(Compare(recency, "!=", 3), {recency: None}.get)
    False
    >>> holds(Not(Compare(recency, "==", 3)), {recency: None}.get)
    True
    """
    match condition:
        case Compare(subject, op, value):
            found = value_of(subject)
            return found is not None and _TESTS[op](found, value)
        case Code(parts, cells, inside):
            digits = tuple(value_of(part) for part in parts)
            return None not in digits and (digits in cells) == inside
        case Present(subject):
            return value_of(subject) is not None
        case And(parts):
            return all(holds(part, value_of) for part in parts)
        case Or(parts):
            return any(holds(part, value_of) for part in parts)
        case Not(part):
            return not holds(part, value_of)
        case Constant(value):
            return value


def leaves(condition: Condition) -> Iterator[Compare | Code | Present | Constant]:
    """The comparisons of a condition, from left to right."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition
