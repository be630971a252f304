"""A condition's text as Python's own tree, reached through the gate."""

import ast
import re

from attrs import frozen

from clm.errors import ConditionError
from clm.lifecycle.conditions.gate import BLANK, Mark, scan
from clm.lifecycle.conditions.stumble import stumble


@frozen
class Source:
    """A text that passed the gate, as a tree, with the way back to its characters."""

    tree: ast.expr
    flat: bytes
    lead: int

    def position(self, node: ast.AST) -> int:
        """Where a node starts in the text; `ast` counts bytes of UTF-8."""
        start: int = getattr(node, "col_offset", 0)
        return self.lead + len(self.flat[:start].decode(errors="ignore"))


def read(text: str, where: str) -> Source:
    """Parse a text that passes the gate.

    Raises
    ------
    ConditionError
        The text is no expression of the few signs and words of a condition.
    """
    marks = scan(text)
    if marks:
        raise ConditionError(mark.fault(where) for mark in marks)
    flat = re.sub(r"[\t\r\n]", " ", text.rstrip(BLANK))
    short = flat.lstrip(" ")
    lead = len(flat) - len(short)
    try:
        tree = ast.parse(short, mode="eval").body
    except SyntaxError:
        raise ConditionError([stumble(text).fault(where)]) from None
    except (RecursionError, MemoryError):
        raise ConditionError([Mark(lead, "too deep", "write it flatter").fault(where)]) from None
    return Source(tree, short.encode(), lead)
