"""Where a text stops being a condition, in words of its own language and not of Python's."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from attrs import define, field

from clm.lifecycle.conditions.gate import BLANK, TOKEN, WORDS, Mark, is_value

_BEFORE_NO_NOT: Final = ("<", "<=", ">", ">=", "==", "!=", "in", "-")
_MEANT: Final[Mapping[str, str]] = {
    "<>": "write !=",
    "=>": "write >=",
    "=<": "write <=",
    "===": "write ==",
    "!==": "write !=",
}
_MISSING: Final = "put between them what is missing: ==, and, or, or a comma"

Wrong = tuple[str, str]
"""What is wrong, and the mend."""


def stumble(text: str) -> Mark:
    """Say where a text that passed the gate, but is no expression, goes wrong first.

    Examples
    --------
    >>> print(stumble("orders == 1 or").fault("when"))
    when, character 15: the condition stops after 'or' → say what follows, or leave it out
    >>> print(stumble("orders = 1").fault("when"))
    when, character 8: '=' compares nothing → write ==
    """
    walk = _Walk()
    end = len(text.rstrip(BLANK))
    for (word, start), (following, _) in pairwise([*_words(text, end), ("", end)]):
        wrong = walk.wrong(word, following)
        if wrong is not None:
            return Mark(start, *wrong)
        walk.take(word)
    if is_value(walk.last):
        return Mark(0, "this is no condition", "write comparisons, joined by and, or, not")
    what = f"the condition stops after {walk.last!r}"
    return Mark(end, what, "say what follows, or leave it out")


def _words(text: str, end: int) -> Iterator[tuple[str, int]]:
    """The words and signs of a text, and where they start."""
    at = 0
    while at < end and (match := TOKEN.match(text, at)):
        kind = match.lastgroup or ""
        yield match[kind], match.start(kind)
        at = match.end()


@define
class _Walk:
    """A walk from word to word that knows what may come next.

    Parameters
    ----------
    last, before : str
        The word behind, and the one before it.
    open : list of bool or None
        For every open bracket whether options were given in it; None in those that are no calls.
    """

    last: str = ""
    before: str = ""
    open: list[bool | None] = field(factory=lambda: [None])

    def take(self, word: str) -> None:
        """Go on behind a word."""
        if word == "(":
            self.open.append(False if is_value(self.last) else None)
        elif word == ")":
            self.open.pop()
        elif word == "=":
            self.open[-1] = True
        self.before, self.last = self.last, word

    def wrong(self, word: str, following: str) -> Wrong | None:
        """What is wrong with a word after those before it."""
        if word == "=":
            return self.equals(following)
        if word in ("(", "not") and is_value(self.last):
            return None if word == "not" or _is_name(self.last) else self.misplaced(word)
        if word in ("(", "-", "not") or (word != ")" and is_value(word)):
            return self.value(word, following)
        return self.sign(word)

    def equals(self, following: str) -> Wrong | None:
        """A single ``=`` stands between an option and its value."""
        if self.open[-1] is not None and _is_name(self.last) and self.before in ("(", ","):
            return None
        meant = _MEANT.get(self.last + "=") or _MEANT.get("=" + following)
        return "'=' compares nothing", meant or "write =="

    def value(self, word: str, following: str) -> Wrong | None:
        """A value stands after no other."""
        if is_value(self.last):
            return self.misplaced(word)
        if self.last == "not" and is_value(self.before):
            return f"'not' after {_shown(self.before)}", "write not in, or !="
        if word == "not" and self.last in _BEFORE_NO_NOT:
            return self.misplaced(word)
        if self.open[-1] and self.last == "," and following != "=":
            return f"{_shown(word)} after an option", "put the kinds of event first"
        return None

    def sign(self, word: str) -> Wrong | None:
        """A sign between values, or a closing bracket, stands after a value."""
        empty = word == ")" and self.last == "("
        ended = word == ")" and self.last == "," and self.before != "("
        negated = word == "in" and self.last == "not" and is_value(self.before)
        if is_value(self.last) or empty or ended or negated:
            return None
        return self.misplaced(word)

    def misplaced(self, word: str) -> Wrong:
        """A word that cannot follow the one before it."""
        if not self.last:
            return f"{word!r} at the start", "leave it out"
        mend = _MEANT.get(self.last + word) or "leave one of them out"
        if is_value(self.last):
            small = [each.lower() for each in (self.last, word) if each.lower() in WORDS]
            mend = f"write {small[0]}" if small else _MISSING
        return f"{_shown(word)} after {_shown(self.last)}", mend


def _shown(word: str) -> str:
    """A word in quotes, unless it has its own."""
    return word if word[:1] in ("'", '"') else repr(word)


def _is_name(word: str) -> bool:
    """Whether a word may be called, or be the name of an option."""
    return word[:1].isalpha() or word[:1] == "_"
