"""A fault's path leads to its line and column."""

import tomllib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import FOLDER, KEYS, examples
from clm.errors import Fault
from clm.lifecycle.document.positions import Position, Positions, offset, path_of

SMALL = """\
schema = 1
key = "small"
[scores]
  r = { of = "recency", bins = 5 }
  [scores.m]
  of = "monetary"

[[stage]]
key = "one"
next = ["two",
  "three"]
[[stage]]
key = "two"
[[segment]]
key = "all"
when = '''
orders = 1
or orders = 2'''
[[segment.campaign]]
channel = "email"
"""


@pytest.mark.parametrize(
    ("where", "line", "column"),
    [
        ("key", 2, 7),
        ("currency", 1, 1),
        ("scores", 3, 1),
        ("scores.r.bins", 4, 32),
        ("scores.r.cuts[2]", 4, 7),
        ("scores.m.of", 6, 8),
        ("scores.m.bins", 5, 3),
        ("stage", 8, 1),
        ("stage[0].next[1]", 11, 3),
        ("stage[1]", 12, 1),
        ("stage[1].key", 13, 7),
        ("stage[1].when", 12, 1),
        ("segment[0].when", 16, 8),
        ("segment[0].when, character 1", 17, 1),
        ("segment[0].when, character 8", 17, 8),
        ("segment[0].when, character 22", 18, 11),
        ("segment[0].when, character 99", 18, 14),
        ("segment[0].who, character 3", 14, 1),
        ("segment[0].campaign[0].title", 19, 1),
        ("segment[7].campaign[0].title", 14, 1),
        ("no such[0].thing", 1, 1),
        ("line 9, column 3", 9, 3),
        ("line 9", 9, 1),
        ("end of document", 20, 18),
        ("", 1, 1),
    ],
)
def test_a_path_leads_to_its_line_and_column(where, line, column):
    """What is missing, to the head of the table that lacks it."""
    for text in (SMALL, "\ufeff" + SMALL.replace("\n", "\r\n")):
        assert Positions.of(text).find(where) == Position(line, column)


def test_a_key_that_nobody_knows_is_told_at_the_key():
    """Where it must be mended; a wrong value is told at the value."""
    positions = Positions.of("[[stage]]\nkyy    = 1\n")
    assert positions.fault(Fault("stage[0].kyy", "no key 'kyy'")) == (2, 1)
    assert positions.fault(Fault("stage[0].kyy", "1 is a whole number")) == (2, 10)


@pytest.mark.parametrize("where", ["", "end of document", "line 3", "line 3, column 1"])
def test_a_place_told_by_its_line_has_no_path(where):
    """The others have the one that they start with."""
    assert path_of(where) == ""
    assert path_of("segment[3].when, character 12") == "segment[3].when"
    assert path_of("scores.line 3") == "scores.line 3"


def test_a_key_that_stands_twice_is_told_with_the_first():
    """Over lines, in braces, and of tables."""
    positions = Positions.of('a = """\n"""\nb = 2\na = """\n\n"""\n')
    assert positions.twice("line 6, column 4") == ("a", Position(4, 1), Position(1, 1))
    assert positions.twice("line 3, column 6") is None
    assert positions.twice("line 99, column 6") is None
    assert positions.twice("a") is None
    tables = Positions.of("[a]\n[b]\n[a]\n")
    assert tables.twice("line 3, column 3") == ("a", Position(3, 1), Position(1, 1))


# --- against a search for the line ---------------------------------------------------------------


def disturbed(text, dice: Random):
    """The document with blank lines, comments and blanks put in between its lines."""
    for line in text.splitlines():
        yield from dice.choice(([], [], ["", "  "], ["# [[segment]]"], ['\t# key = "x"']))
        yield dice.choice(("", "  ", "\t")) + line + dice.choice(("", "  ", " # when"))


def expected(lines):
    """The line of every table and key of a canonical document, by counting its heads."""
    path, rows = "", {}
    for number, line in enumerate(lines, start=1):
        word = line.strip().partition(" ")[0]
        if word.startswith("[["):
            name = word.strip("[]").rpartition(".")[2]
            base = f"segment[{rows['segment'] - 1}]." if name == "campaign" else ""
            row = rows.get(base + name, 0)
            rows[base + name] = row + 1
            path = f"{base}{name}[{row}]"
            yield path, number
        elif word.startswith("["):
            path = word.strip("[]")
            yield path, number
        elif word and word[0] != "#":
            yield f"{path}.{word}" if path else word, number


@pytest.mark.parametrize("key", KEYS)
@examples(8)
@given(dice=st.randoms(use_true_random=False))
def test_every_path_of_the_built_in_files_leads_to_its_line(key, dice):
    """Whatever stands between the lines."""
    lines = [*disturbed((FOLDER / f"{key}.toml").read_text("utf-8"), dice)]
    positions = Positions.of("\n".join(lines))
    wanted = dict(expected(lines))
    assert len(wanted) > 50
    assert {path: positions.find(path).line for path in wanted} == wanted


# --- characters ----------------------------------------------------------------------------------


def written(text, style, dice: Random):
    """Write a text as TOML, and note where each character starts."""
    word, starts = {"'": "'", '"': '"', "'''": "'''\n", '"""': '"""\n'}[style], []
    for each in text:
        if style == '"""' and dice.random() < 0.1:
            word += "\\" + dice.choice(("\n", "  \n\n  ", "\n\t"))
        starts.append(len(word))
        escapes = ["\\n"] if each == "\n" else [f"\\u{ord(each):04x}", f"\\U{ord(each):08x}"]
        # A blank behind a line that goes on would be lost, and a line end needs three quotes.
        lost = each == "\n" if style == '"' else each in " \n" and word[-1] in " \n\t"
        must = style[0] == '"' and lost
        may = style[0] == '"' and dice.random() < 0.2
        word += dice.choice(escapes) if must or may else each
    return word + style, starts


@examples(200)
@given(
    st.text(alphabet="orders<=1 ()é\n", max_size=20),
    st.sampled_from(["'", '"', "'''", '"""']),
    st.randoms(use_true_random=False),
)
def test_every_character_is_found_through_escapes_and_over_lines(text, style, dice):
    """In each of the four ways to write a text."""
    text = text.replace("\n", " ") if style == "'" else text
    word, starts = written(text, style, dice)
    assert tomllib.loads(f"when = {word}") == {"when": text}
    positions = Positions.of(f"# first\nwhen = {word}\n")
    assert positions.text[positions.places["when"].start :].startswith(word)
    assert [offset(word, at) for at in range(len(text))] == starts
    for at, start in enumerate(starts, start=1):
        before = word[:start].split("\n")
        column = len(before[-1]) + (8 if len(before) == 1 else 1)
        assert positions.find(f"when, character {at}") == (len(before) + 1, column)


@given(st.text(alphabet="ab.=[]{},\"'#\\\n\r é", max_size=30), st.text("ab[0].,cter 1", max_size=9))
@examples(200)
def test_every_path_leads_somewhere_in_every_text(text, where):
    """A line that there is."""
    line, column = Positions.of(text).find(where)
    assert 1 <= line <= text.replace("\r\n", "\n").count("\n") + 1
    assert column >= 1
