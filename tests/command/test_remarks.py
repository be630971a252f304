"""One remark, for people, machines and GitHub."""

import json
import re

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from clm.command.remarks import Remark, as_json, github

WORDS = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    [
        "a.toml",
        "C:\\x\\a.toml",
        "50 %",
        "two\nlines",
        "\r",
        "::error::",
        "a,b:c",
        "\x1b[31m",
        "\udcff",
    ]
)
REMARKS = st.builds(
    Remark,
    st.sampled_from(["fault", "finding", "unreadable"]),
    file=WORDS.filter(bool),
    line=st.integers(0, 99),
    column=st.integers(1, 99),
    path=WORDS,
    what=WORDS,
    mend=WORDS,
)


def test_a_remark_is_a_line_that_editors_can_follow():
    """File, line, column, path, what and mend; a finding says that it is one."""
    fault = Remark("fault", "my.toml", 41, 8, "segment[3].when", "empty", "write orders >= 1")
    assert str(fault) == "my.toml:41:8: segment[3].when: empty → write orders >= 1"
    assert str(Remark("finding", "a", 1, 2, "key", "odd")) == "a:1:2: finding: key: odd"
    assert str(Remark("unreadable", "a", 0, 0, "", "gone")) == "a: gone"


@given(REMARKS)
def test_an_error_says_a_remark_in_the_same_words(remark):
    """A finding without the word that tells it."""
    assert str(remark.fault) == str(evolve(remark, kind="fault"))


@given(REMARKS)
def test_a_remark_is_one_line_whatever_it_says(remark):
    """In every format for people, without a sign that moves the cursor."""
    for shown in (str(remark), github([remark])):
        assert shown.isprintable()
        shown.encode()


@given(st.lists(REMARKS, max_size=3))
def test_json_says_everything(remarks):
    """And null for the line of a file that could not be read."""
    rows = json.loads(as_json(remarks))
    assert [row["line"] for row in rows] == [each.line or None for each in remarks]
    for name in ("kind", "file", "path", "what", "mend"):
        assert [row[name] for row in rows] == [getattr(each, name) for each in remarks]


def unescaped(text):
    """What GitHub's runner reads."""
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


@given(REMARKS)
def test_a_runner_reads_the_parts_of_an_annotation_back(remark):
    """Its syntax is ``::level name=value,name=value::message``."""
    read = re.fullmatch("::(error|warning) ([^:]*)::(.*)", github([remark]))
    assert read is not None
    given = dict(part.split("=", 1) for part in read[2].split(","))
    assert (read[1] == "warning") == (remark.kind == "finding")
    assert given.get("line", "0") == str(remark.line)
    if remark.file.isprintable():
        assert unescaped(given["file"]) == remark.file
    if remark.path.isprintable():
        assert unescaped(given.get("title", "")) == remark.path
    if remark.what.isprintable():
        assert unescaped(read[3]).startswith(remark.what)
