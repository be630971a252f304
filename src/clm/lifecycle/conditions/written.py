"""A parsed condition as text again: parameters as their values, everything in one form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from clm.features.catalog import Feature
from clm.lifecycle.conditions.tree import (
    UNLIMITED,
    And,
    Code,
    Compare,
    Condition,
    Constant,
    Not,
    Or,
    Present,
    Subject,
)

_MEMBER: Final = {"==": "in", "!=": "not in"}


def written(  # noqa: PLR0911  # one for each kind
    condition: Condition, codes: Mapping[str, tuple[str, ...]]
) -> str:
    """Write a condition as text that means the same.

    Parameters
    ----------
    condition : Condition
        What `parse` made of a text.
    codes : mapping of str to tuple of str
        Codes: the scores whose digits they are made of.

    Returns
    -------
    str
        A condition that parses to the same tree, if `unlimited` is an unlimited parameter.

    Examples
    --------
    >>> few = Compare(Feature.parse("orders"), "<=", 3)
    >>> print(written(And((Not(few), Present(Feature.parse("tenure")))), {}))
    not orders <= 3 and tenure <= unlimited
    """
    match condition:
        case Compare(subject, op, value):
            return f"{_name(subject)} {op} {_value(subject, value)}"
        case Code():
            return _code(condition, codes)
        case Present(subject):
            return f"{_name(subject)} <= {UNLIMITED}"
        case Constant(value):
            return f"{'not ' * value}{_name(condition.of)} > {UNLIMITED}"
        case Not(part):
            return f"not {_enclosed(part, codes)}"
        case And(parts):
            return _listed(parts, "!=") or " and ".join(_enclosed(each, codes) for each in parts)
        case Or(parts):
            return _listed(parts, "==") or " or ".join(_enclosed(each, codes) for each in parts)


def _enclosed(part: Condition, codes: Mapping[str, tuple[str, ...]]) -> str:
    """A part, in brackets if it is made of several."""
    text = written(part, codes)
    several = (isinstance(part, And) and not _listed(part.parts, "!=")) or (
        isinstance(part, Or) and not _listed(part.parts, "==")
    )
    return f"({text})" if several else text


def _listed(parts: Sequence[Condition], op: str) -> str:
    """Comparisons of one subject with several values, as a list; nothing if they are no such."""
    if len(parts) == 1 and isinstance(parts[0], Present | Constant):
        alone = parts[0].subject if isinstance(parts[0], Present) else parts[0].of
        return f"{_name(alone)} {_MEMBER[op]} ({UNLIMITED},)"
    same = [part for part in parts if isinstance(part, Compare) and part.op == op]
    subjects = {part.subject for part in same}
    if len(same) < len(parts) or len(subjects) > 1:
        return ""
    subject = same[0].subject
    return f"{_name(subject)} {_MEMBER[op]} {_tuple(_value(subject, part.value) for part in same)}"


def _code(code: Code, codes: Mapping[str, tuple[str, ...]]) -> str:
    """A code, by the first name that its scores have."""
    name = next(name for name, parts in codes.items() if parts == code.parts)
    cells = sorted("".join(map(str, cell)) for cell in code.cells)
    if len(cells) == 1:
        return f"{name} {'==' if code.inside else '!='} {cells[0]}"
    return f"{name} {'in' if code.inside else 'not in'} {_tuple(cells)}"


def _tuple(values: Iterable[str]) -> str:
    """A list of constants; one alone has a comma behind it."""
    texts = [*values]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _name(subject: Subject) -> str:
    """How a subject is written."""
    return subject.name if isinstance(subject, Feature) else subject


def _value(subject: Subject, value: int) -> str:
    """A constant: of ``latest`` a quoted kind."""
    if isinstance(subject, Feature) and subject.stat == "latest":
        return f"'{subject.kinds[value]}'"
    return str(value)
