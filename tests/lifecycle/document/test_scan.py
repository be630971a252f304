"""Every key, item and table of a document is found where it was written."""

import time
import tomllib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import examples
from clm.lifecycle.document.scan import Scan

WORDS = {
    '"plain"': "plain",
    r'"a \" # ] } = \\"': 'a " # ] } = \\',
    r"'C:\[[b]]'": r"C:\[[b]]",
    '"""\n[a]\nx = 1 # no\n"""': "[a]\nx = 1 # no\n",
    '"""one ""two"" \\\n   three"""""': 'one ""two"" three""',
    "'''\n[[b]]\n'x' = ] '''": "[[b]]\n'x' = ] ",
    '""': "",
    "''": "",
    '""""""': "",
    "-17": -17,
    "1_000": 1000,
    "6.25e-3": 6.25e-3,
    "true": True,
    "0xdead": 0xDEAD,
}
KEYS = {
    "bare": "bare",
    "da-sh_1": "da-sh_1",
    "42": "42",
    '"quo ted"': "quo ted",
    r'"\u0041 = [1]"': "A = [1]",
    "'#lit]'": "#lit]",
}


class Writer:
    """Writes a document by chance, and notes where each value begins and what it is."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.text = ""
        self.starts: dict[str, int] = {}
        self.values: dict[str, object] = {}

    def document(self) -> str:
        """Write some keys, and then tables."""
        self.pairs("")
        tables = self.dice.sample(["one", "two", "three"], self.dice.randint(0, 3))
        for name in tables:
            if self.dice.random() < 0.5:
                self.head(f"[{self.blank()}{name}{self.blank()}]", name)
            else:
                self.rows(name)
        if self.dice.random() < 0.5:
            self.head("[ far . 'a.way' ]", "far.a.way")
        return self.text

    def rows(self, name: str) -> None:
        """Write a few tables of a name, each with a few of its own."""
        for row in range(self.dice.randint(1, 3)):
            self.head(f"[[{name}]]", f"{name}[{row}]")
            for inner in range(self.dice.choice((0, 0, 1, 2))):
                self.head(f"[[{name}.{self.blank()}sub]]", f"{name}[{row}].sub[{inner}]")

    def head(self, line: str, path: str) -> None:
        """Write the head of a table, and what is in it."""
        self.gap()
        self.starts[path] = len(self.text)
        self.text += line
        self.end()
        self.pairs(path)

    def pairs(self, path: str) -> None:
        """Write a few keys, each on a line."""
        for key in self.dice.sample([*KEYS], self.dice.randint(0, 3)):
            self.gap()
            self.pair(path, key)
            self.end()

    def pair(self, path: str, key: str) -> None:
        """Write a key and its value."""
        inner = f"{path}.{KEYS[key]}" if path else KEYS[key]
        dotted = self.dice.random() < 0.2
        self.text += f"{key}{self.blank()}{'.deep' if dotted else ''}{self.blank()}={self.blank()}"
        self.value(f"{inner}.deep" if dotted else inner)

    def value(self, path: str, depth: int = 0) -> None:
        """Write a value, and note where it begins."""
        self.starts[path] = len(self.text)
        way = self.dice.random()
        if depth > 2 or way < 0.6:
            word = self.dice.choice([*WORDS])
            self.text += word
            self.values[path] = WORDS[word]
        elif way < 0.8:
            self.items(path, depth)
        else:
            self.braces(path, depth)

    def items(self, path: str, depth: int) -> None:
        """Write a list, over several lines if it so happens."""
        self.text += "["
        for at in range(self.dice.randint(0, 3)):
            self.gap()
            self.value(f"{path}[{at}]", depth + 1)
            self.gap()
            self.text += ","
        self.gap()
        self.text += "]"

    def braces(self, path: str, depth: int) -> None:
        """Write a table in one line."""
        self.text += "{"
        for at, key in enumerate(self.dice.sample([*KEYS], self.dice.randint(0, 3))):
            self.text += f",{self.blank()}" if at else self.blank()
            inner = f"{path}.{KEYS[key]}" if path else KEYS[key]
            self.text += f"{key}{self.blank()}={self.blank()}"
            self.value(inner, depth + 1)
        self.text += f"{self.blank()}}}"

    def blank(self) -> str:
        """Give some blanks, or none."""
        return self.dice.choice(("", "", " ", "\t "))

    def gap(self) -> None:
        """Write blanks, empty lines and comments."""
        self.text += self.dice.choice(("", "", " ", "\n", "\n  ", '# [[one]] "\n', "#\n\t"))

    def end(self) -> None:
        """End a line."""
        self.text += self.dice.choice(("\n", " # = 1\n", "\t\n\n"))


def looked_up(document, path):
    """Follow a path through the values that `tomllib` reads, where no key has a point in it."""
    for step in path.replace("[", ".[").split("."):
        document = document[int(step[1:-1]) if step.startswith("[") else step]
    return document


@examples(150)
@given(st.randoms(use_true_random=False))
def test_every_value_is_found_where_it_was_written(dice):
    """In whatever style, among comments and texts that look like tables."""
    writer = Writer(dice)
    text = writer.document()
    tomllib.loads(text)  # the document is one
    scan = Scan(text)
    scan.walk()
    found = {place.path: place for place in reversed([*scan.found, *scan.implied])}
    assert {path: found[path].start for path in writer.starts} == writer.starts
    for path, value in writer.values.items():
        written = text[found[path].start : found[path].end]
        assert tomllib.loads(f"x = {written}")["x"] == value


@examples(150)
@given(st.randoms(use_true_random=False))
def test_nothing_is_found_that_was_not_written(dice):
    """But tables that keys of others imply, and the first of several tables."""
    writer = Writer(dice)
    text = writer.document()
    scan = Scan(text)
    scan.walk()
    rows = {path.rpartition("[")[0] for path in writer.starts if path.endswith("]")}
    assert {place.path for place in scan.found} - rows == writer.starts.keys() - rows


@given(st.text(alphabet="ab.=[]{},\"'#\\\n\r \té", max_size=40))
@examples(300)
def test_whatever_is_no_toml_is_walked_through(text):
    """Once, to its end; every place lies in the text."""
    scan = Scan(text)
    scan.walk()
    for place in (*scan.found, *scan.implied):
        assert 0 <= place.key <= place.start <= place.end <= len(text)


HOSTILE = {
    "brackets": "a = " + "[" * 300_000,
    "braces": "a = " + "{ a = " * 100_000,
    "an open text": 'a = """' + "x" * 1_000_000,
    "many open texts": "a = " + "'''\"\"\"" * 100_000,
    "many quotes": "a = " + '"' * 300_001,
    "rows": "[[a]]\n" * 100_000,
    "rows in rows": "[[a]]\n" + "[[a.b]]\nx = [1, 2]\n" * 30_000,
    "points": "a" + ".a" * 2_000 + " = 1",
    "lines that are nothing": "]\n= 1\n,\n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_take_no_long_time(text):
    """However deep or long."""
    start = time.perf_counter()
    Scan(text).walk()
    assert time.perf_counter() - start < 5
