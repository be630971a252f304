"""What a parsed condition means, apart from how it was written."""

from clm.features.catalog import Feature
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
    leaves,
)


def holds_money(condition: Condition) -> bool:
    """Whether a condition compares an amount."""
    return any(
        isinstance(leaf, Compare)
        and isinstance(leaf.subject, Feature)
        and leaf.subject.unit == "money"
        for leaf in leaves(condition)
    )


def plain(node: Condition) -> list[object]:
    """Lay a parsed condition out in lists, so that equal ones give equal text."""
    match node:
        case Compare(subject, op, value):
            return [_subject(subject), op, value]
        case Code(parts, cells, inside):
            return ["code", parts, sorted(cells), inside]
        case Present(subject):
            return ["present", _subject(subject)]
        case And(parts) | Or(parts):
            return [type(node).__name__.lower(), *map(plain, parts)]
        case Not(part):
            return ["not", plain(part)]
        case Constant(value):
            return [value]


def _subject(subject: Subject) -> str:
    """The text of a feature, or a name; no name is the text of a feature."""
    return subject.name if isinstance(subject, Feature) else subject
