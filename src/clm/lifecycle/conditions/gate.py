"""What stands before `ast.parse`: a flat scan that lets only short, shallow, plain text through.

`ast` alone takes gigabytes for some texts, returns trees that crash whoever walks them, and reads
full-width letters as names. One regular expression, token by token, keeps all of that out.
"""

import re
from collections.abc import Mapping
from typing import Final

from attrs import define, field, frozen

from clm.errors import SHOWN, Fault

LENGTH: Final = 20_000
TOKENS: Final = 4_000
DEPTH: Final = 32
DIGITS: Final = 15
KIND_LENGTH: Final = 64

BLANK: Final = " \t\r\n"
TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<float>(?:[0-9]++\.[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+(?![0-9A-Za-z_.])
                 |[0-9]++[eE][+-]?[0-9]++(?![0-9A-Za-z_.]))
      | (?P<int>[0-9]++)(?![0-9A-Za-z_.])
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*+)(?!['"])
      | (?P<text>'[^'"\\\n]*'|"[^'"\\\n]*")
      | (?P<op><=|>=|==|!=|[<>(),=-])
    )""",
    re.VERBOSE,
)
_FOREIGN = re.compile(r"[ \t\r\n]*([0-9A-Za-z_.]+|.)", re.DOTALL)
_NEARLY: Final = re.compile(r"([0-9][0-9_]*)[A-Za-z]*")
_RESERVED: Final = frozenset(
    (
        *("lambda", "if", "else", "for", "async", "await", "yield", "is", "None", "True", "False"),
        *("from", "import", "class", "def", "return", "del", "global", "nonlocal", "with", "while"),
        *("try", "raise", "pass", "assert", "except", "finally", "break", "continue", "elif", "as"),
    )
)
_NUMBERS: Final = "compare features with whole numbers"
_INSTEAD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("True", "False"), "write a whole number, such as 1"),
    "None": "say it by a number, such as orders == 0",
    "is": "write ==",
    **dict.fromkeys("&", "write and"),
    **dict.fromkeys("|", "write or"),
    **dict.fromkeys("!~", "write not"),
    **dict.fromkeys("[{", "write ("),
    **dict.fromkeys("]}", "write )"),
    **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "write '"),
    **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}", "write '"),
    "\N{LESS-THAN OR EQUAL TO}": "write <=",
    "\N{GREATER-THAN OR EQUAL TO}": "write >=",
    "\N{NOT EQUAL TO}": "write !=",
    "\N{MINUS SIGN}": "write -",
    "#": "leave the comment out",
}
"""What to write for the words and signs of other languages."""
_ORDERED = ("<", "<=", ">", ">=")
WORDS: Final = ("and", "or", "not", "in")


@frozen
class Mark:
    """Something wrong at a position of the text, counted from 0."""

    at: int
    what: str
    mend: str = ""

    def fault(self, where: str) -> Fault:
        """The mark as a fault; people count characters from 1."""
        return Fault(f"{where}, character {self.at + 1}", self.what, self.mend)


class _StopError(Exception):
    """A limit is passed: whatever follows is not looked at."""


@define
class _Scan:
    """A walk over the tokens that keeps count of what is open."""

    text: str
    marks: list[Mark] = field(factory=list[Mark])
    at: int = 0
    tokens: int = 0
    runs: list[int] = field(factory=lambda: [0])
    previous: str = ""
    before: str = ""

    def walk(self) -> None:
        """Look at every token."""
        stop = len(self.text.rstrip(BLANK))
        while self.at < stop:
            match = TOKEN.match(self.text, self.at)
            if match is None:
                self.foreign()
            else:
                self.token(match)
                self.at = match.end()

    def missing(self) -> list[Mark]:
        """What should have come: a closing bracket, or anything at all."""
        if len(self.runs) > 1:
            return [Mark(len(self.text.rstrip(BLANK)), "'(' without ')'", "close it")]
        if not self.tokens and not self.marks:
            return [Mark(0, "an empty condition", "write orders >= 1")]
        return []

    def mark(self, at: int, what: str, mend: str = "") -> None:
        """Note a fault; a text with very many is not read to its end."""
        self.marks.append(Mark(at, what, mend))
        if len(self.marks) >= SHOWN:
            raise _StopError

    def limit(self, at: int, what: str, mend: str = "") -> None:
        """Note a fault and stop."""
        self.mark(at, what, mend)
        raise _StopError

    def foreign(self) -> None:
        """Note what is no token, and go on behind it."""
        match = _FOREIGN.match(self.text, self.at)
        assert match is not None  # noqa: S101  # something that is not blank is left
        word = match[1]
        if word in ("'", '"'):
            self.mark(match.start(1), "a text that does not end", f"close it with {word}")
        else:
            what = f"{word[:20]!r} does not belong in a condition"
            self.mark(match.start(1), what, _instead(word))
        self.at, self.previous = match.end(), ""

    def token(self, match: re.Match[str]) -> None:
        """Look at one token."""
        kind = match.lastgroup or ""
        word, start = match[kind], match.start(kind)
        self.tokens += 1
        if self.tokens > TOKENS:
            self.limit(start, f"more than {TOKENS:,} words and signs", "split the segment")
        check = {"float": self.fraction, "int": self.whole, "name": self.name, "text": self.quoted}
        check.get(kind, self.sign)(word, start)
        if word in ("not", "-"):
            self.runs[-1] += 1
        elif word not in ("(", ")"):
            self.runs[-1] = 0
        if sum(self.runs) + len(self.runs) - 1 > DEPTH:
            self.limit(start, f"nested deeper than {DEPTH}", "write it flatter")
        self.before, self.previous = self.previous, word

    def whole(self, word: str, start: int) -> None:
        """Refuse numbers of too many digits, and those that start with 0."""
        if len(word) > DIGITS:
            self.mark(start, f"a number of more than {DIGITS} digits", "write a smaller one")
        elif word[0] == "0" and int(word):
            self.mark(start, f"{word} starts with 0", f"write {int(word)}")

    def fraction(self, word: str, start: int) -> None:
        """Refuse a number with a decimal point, and say which whole number does the same."""
        after = TOKEN.match(self.text, start + len(word))
        behind = after["op"] or "" if after else ""
        shown = word if len(word) <= DIGITS else word[:DIGITS] + "…"
        self.mark(start, f"{shown} is no whole number", self.rounded(word, behind))

    def rounded(self, word: str, behind: str) -> str:
        """The comparison with a whole number that means the same."""
        minus = self.previous == "-"
        whole, _, rest = word.partition(".")
        if len(word) > DIGITS or not (whole + rest).isdigit():
            return "write a whole number"
        low = -int(whole or 0) if minus else int(whole or 0)
        high = low
        if rest.strip("0"):
            low, high = (low - 1, low) if minus else (low, low + 1)
        if low == high:
            return f"write {low}"
        ahead = self.before if minus else self.previous
        if ahead in _ORDERED:
            return f"write <= {low}" if ahead[0] == "<" else f"write >= {high}"
        if behind in _ORDERED:
            return f"write {high} <=" if behind[0] == "<" else f"write {low} >="
        return f"write {low} or {high}"

    def name(self, word: str, start: int) -> None:
        """Refuse the words of Python that no condition has."""
        if word in _RESERVED:
            mend = _INSTEAD.get(word, "use and, or, not, in")
            self.mark(start, f"{word!r} does not belong in a condition", mend)

    def quoted(self, word: str, start: int) -> None:
        """Refuse kinds that cannot be read, and two texts that would run together."""
        if len(word) - 2 > KIND_LENGTH:
            self.mark(start, f"a kind of more than {KIND_LENGTH} characters", "use a shorter name")
        elif not word.isprintable():
            shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in word)
            self.mark(start, f"{shown} holds a character that cannot be printed", "leave it out")
        elif self.previous[:1] in ("'", '"'):
            self.mark(start, "two texts side by side", "put a comma between them")

    def sign(self, word: str, start: int) -> None:
        """Keep count of the brackets, and refuse differences."""
        if word == "-" and is_value(self.previous):
            self.mark(start, "'-' between two values", _NUMBERS)
        if word == "(":
            if self.previous == ")":
                self.mark(start, "a call of a call", "write count('visit')")
            self.runs.append(0)
        elif word == ")":
            if len(self.runs) == 1:
                self.limit(start, "')' without '('", "leave it out")
            self.runs.pop()
            self.runs[-1] = 0


def is_value(word: str) -> bool:
    """Whether a word or sign ends a value: a name, a number, a text, or a closing bracket."""
    return word == ")" or (
        (word[:1].isalnum() or word[:1] in ("_", "'", '"')) and word not in WORDS
    )


def _instead(word: str) -> str:
    """What to write for a sign, or for a number with a letter or a dash in it."""
    match = _NEARLY.fullmatch(word)
    digits = match[1].replace("_", "") if match else ""
    if 0 < len(digits) <= DIGITS:
        return f"write {int(digits)}"
    return _INSTEAD.get(word, _NUMBERS)


def scan(text: str) -> tuple[Mark, ...]:
    """Everything that keeps a text from being parsed; nothing if it may be.

    Examples
    --------
    >>> for mark in scan("recency <= 29.5 and orders.real"):
    ...     print(mark.fault("when"))
    when, character 12: 29.5 is no whole number → write <= 29
    when, character 27: '.real' does not belong in a condition → compare features ...
    """
    if len(text) > LENGTH:
        return (Mark(LENGTH, f"longer than {LENGTH:,} characters", "split the segment"),)
    walk = _Scan(text)
    try:
        walk.walk()
    except _StopError:
        return tuple(walk.marks)
    return (*walk.marks, *walk.missing())
