"""Files of templates are checked: every fault at its line, whatever the file holds."""

import io
import os
import sys
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import FOLDER, KEYS, examples
from clm.command.check import MOST, check, check_text, status

GOOD = """\
schema = 1
key = "two-groups"

[[stage]]
key = "visitor"
when = "orders == 0"

[[stage]]
key = "buyer"
when = "orders >= 1"
"""
BUILT_IN = {key: (FOLDER / f"{key}.toml").read_text("utf-8") for key in KEYS}


def places(checked):
    """Where the remarks are, and of what."""
    return [(each.line, each.column, each.path) for each in checked.remarks]


def faults(text):
    """The remarks on a text that has faults."""
    checked = check_text("my.toml", text)
    assert checked.template is None
    assert {each.kind for each in checked.remarks} == {"fault"}
    return places(checked)


def test_a_file_without_a_fault_is_told_in_a_line():
    """Its key, segments and cells."""
    checked = check_text("my.toml", GOOD)
    assert checked.remarks == ()
    assert checked.lines == ("my.toml: ok · two-groups · 2 segments · 2 cells, 2 feasible",)


@pytest.mark.parametrize("key", KEYS)
def test_the_built_in_files_have_no_fault(key):
    """Findings they may have, each at a condition or a claim."""
    checked = check_text(key, BUILT_IN[key])
    assert checked.template is not None
    lines = BUILT_IN[key].splitlines()
    for remark in checked.remarks:
        assert remark.kind == "finding"
        assert lines[remark.line - 1].startswith(("when", "claims"))
        assert remark.what


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("== 0", "= 0", (6, 16, "stage[0].when")),
        ('"orders == 0"', '"""\n\\u006frders = 0"""', (7, 13, "stage[0].when")),
        ("schema = 1\n", "", (1, 1, "schema")),
        ("schema = 1", "schema = 2", (1, 10, "schema")),
        ('key = "two-groups"', 'key = "Two"', (2, 7, "key")),
        ('key = "buyer"', 'kye = "buyer"', (9, 1, "stage[1].kye")),
        ('key = "buyer"', 'key = "visitor"', (9, 7, "stage[1].key")),
        ('key = "buyer"', 'key = "buyer"\nnext = ["buyer", "gone"]', (10, 18, "stage[1].next[1]")),
        ('key = "buyer"', 'key = "buyer"\nkey = 2', (10, 1, "stage[1].key")),
        ("[[stage]]", "[[stage]", (4, 8, "")),
        (">= 1", ">= 0", (10, 8, "stage[1].when")),
        ("orders >= 1", "monetary > 1", (1, 1, "currency")),
    ],
)
def test_a_fault_is_told_at_its_line_and_column(old, new, place):
    """Of TOML, of the format, of a condition, and of the proof."""
    assert GOOD.count(old) >= 1
    assert place in faults(GOOD.replace(old, new, 1))


def test_a_fault_of_the_proof_shows_a_customer():
    """Who would be nowhere."""
    (remark,) = check_text("my.toml", GOOD.replace(">= 1", ">= 2")).remarks
    assert "e.g. 1 order" in remark.what
    assert remark.mend


def test_a_key_that_stands_twice_is_told_with_the_line_of_the_first():
    """Where the second one starts."""
    (remark,) = check_text("my.toml", GOOD + 'key = "again"\n').remarks
    assert str(remark) == (
        "my.toml:11:1: stage[1].key: stands in line 9 already → give each key and table once"
    )


def test_a_thousand_faults_are_a_thousand_remarks():
    """In the order of the file, each at its own line."""
    rows = "".join(f'[[segment]]\nkey = "k{n}"\nstage = "buyer"\nwen = "x"\n' for n in range(1000))
    found = faults(GOOD + rows)
    head = GOOD.count("\n")
    assert [place[0] for place in found] == sorted(place[0] for place in found)
    for row in range(1000):
        assert (head + 4 * row + 4, 1, f"segment[{row}].wen") in found
        assert (head + 4 * row + 1, 1, f"segment[{row}].when") in found


def test_a_claim_that_does_not_hold_is_found_at_the_claim():
    """In its list, over several lines."""
    text = GOOD + 'claims = [\n  "orders >= 1",\n  "orders >= 2",\n]\n'
    checked = check_text("my.toml", text)
    assert checked.template is not None
    assert places(checked) == [(13, 3, "stage[1].claims[1]")]
    assert "e.g. 1 order" in checked.remarks[0].what


@examples(60)
@given(st.sampled_from(KEYS), st.randoms(use_true_random=False))
def test_whatever_happens_to_a_file_every_remark_is_on_a_line_of_it(key, dice: Random):
    """Signs changed, lines dropped, doubled and swapped."""
    lines = BUILT_IN[key].splitlines()
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(lines))
        way = dice.choice(("drop", "double", "swap", "sign"))
        if way == "drop":
            del lines[at]
        elif way == "double":
            lines.insert(dice.randrange(len(lines)), lines[at])
        elif way == "swap":
            other = dice.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif lines[at]:
            sign = dice.randrange(len(lines[at]))
            lines[at] = lines[at][:sign] + dice.choice("x1\"'[]{}=.,# \\") + lines[at][sign + 1 :]
    checked = check_text("my.toml", "\n".join(lines))
    assert (checked.template is None) == any(each.kind == "fault" for each in checked.remarks)
    for remark in checked.remarks:
        assert 1 <= remark.line <= len(lines) + 1
        assert 1 <= remark.column <= len([*lines, ""][remark.line - 1]) + 1


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path):
    """Write a file, and give its name."""

    def written(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return written


def test_every_file_is_checked_whatever_the_others_are(write, tmp_path):
    """Each once, in the order given; a folder and a file that is not there are told."""
    good, bad = write("good.toml", GOOD), write("bad.toml", "schema = 2")
    gone = str(tmp_path / "gone.toml")
    checked = check([gone, bad, str(tmp_path), good, bad])
    assert [each.file for each in checked] == [gone, bad, str(tmp_path), good]
    assert [len(each.remarks) for each in checked] == [1, 1, 1, 0]
    assert [each.unread for each in checked] == [True, False, True, False]
    assert str(checked[0].remarks[0]) == f"{gone}: no such file or directory → check the path"


def test_the_status_is_that_of_the_worst_file(write, tmp_path):
    """0 for none, 1 for faults, 2 for what cannot be read."""
    good, bad = write("good.toml", GOOD), write("bad.toml", "schema = 2")
    assert status(check([good]), ["fault"]) == 0
    assert status(check([good, bad]), ["fault"]) == 1
    assert status(check([good, bad]), ["finding"]) == 0
    assert status(check([bad, str(tmp_path / "gone"), good]), ["fault"]) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.encode("utf-16"), ":1:1: the file is UTF-16 → save it as UTF-8"),
        (b"a = 1\nb = \xe9\n", ":2:5: byte 0xe9 is no UTF-8 → save it as UTF-8"),
        (b"\x7fELF\x00\x01", ":1:1: not TOML: Invalid statement"),
        (b"\0" * 100, ":1:1: not TOML: Invalid statement"),
        (b"hello", ":1:6: not TOML: Expected '=' after a key in a key/value pair"),
        (b"my.toml", ":1:8: not TOML: Expected '=' after a key in a key/value pair"),
        (b"a = " + b"9" * 5000, ":1:1: a number is too long → write at most 15 digits"),
        (b"a." * 99 + b"b = 1", ":1:1: a key of more than 8 parts → write flat tables"),
    ],
)
def test_what_is_no_text_or_no_toml_is_told_by_its_place(write, content, said):
    """Binary files, other encodings, a line of prose."""
    file = write("my.toml", content)
    (checked,) = check([file])
    assert [str(each) for each in checked.remarks] == [file + said]
    assert not checked.unread


def test_an_empty_file_lacks_everything(write):
    """At its first line."""
    (checked,) = check([write("my.toml", b"")])
    assert {"schema", "key"} <= {each.path for each in checked.remarks}
    assert {(each.line, each.column) for each in checked.remarks} == {(1, 1)}


def test_windows_files_have_the_same_places(write):
    """A byte order mark and line ends of two signs do not count."""
    text = BUILT_IN["five-stage"].replace("orders == 1", "orders = 1").replace("rank =", "rnk =")
    unix, windows = check(
        [
            write("unix.toml", text),
            write("windows.toml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()),
        ]
    )
    assert len(unix.remarks) > 8
    assert places(unix) == places(windows)


def test_standard_input_is_a_file_like_others(monkeypatch):
    """Named in angle brackets."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"schema = 2\n")))
    (checked,) = check(["-"])
    (remark,) = checked.remarks
    assert str(remark).startswith("<stdin>:1:10: schema: 2 is another edition")


def test_standard_input_that_is_closed_is_empty(monkeypatch):
    """As a file may be."""
    monkeypatch.setattr(sys, "stdin", None)
    (checked,) = check(["-"])
    assert "schema" in {each.path for each in checked.remarks}


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_what_can_be_no_path_is_told(name):
    """Without a traceback, and in signs that can be shown."""
    (checked,) = check([name])
    assert checked.unread
    assert checked.lines[0].isprintable()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="may read everything")
def test_a_file_that_may_not_be_read_is_told(write):
    """Without a traceback."""
    file = write("my.toml", GOOD)
    Path(file).chmod(0)
    assert check([file])[0].unread


def test_large_files_are_checked_and_endless_ones_refused(write):
    """In seconds."""
    start = time.perf_counter()
    large = "# a note\n" * 1_200_000 + GOOD + "wen = 1\n"
    (checked,) = check([write("large.toml", large)])
    assert places(checked) == [(1_200_011, 1, "stage[1].wen")]
    assert time.perf_counter() - start < 20
    (endless,) = check([write("endless.toml", b"#" * (MOST + 1))])
    assert endless.unread
    assert "16 MB" in endless.lines[0]
