"""What is no TOML is refused at once, with its line."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import TemplateError
from clm.lifecycle.document.toml import DEPTH, tables


def fault(text):
    with pytest.raises(TemplateError) as caught:
        tables(text)
    (only,) = caught.value.faults
    return only


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("key = 1\nkey = 2\n", "line 2", "Cannot overwrite"),
        ("[scores]\n[codes]\n[scores]\n", "line 3", "twice"),
        ("schema = ", "", "Invalid value"),
    ],
)
def test_what_is_no_toml_is_told_by_line_and_column(text, where, what):
    """Where the file says so; the end of it has a name."""
    found = fault(text)
    assert what in found.what
    assert found.where.startswith(where) or "end of document" in found.where


@pytest.mark.parametrize(
    "given", ["five-stage.toml", "C:/my templates/all.toml", Path("five-stage.toml")]
)
def test_the_name_of_a_file_is_no_text(given):
    """Whoever gives it is told how to read the file."""
    found = fault(given)
    assert found.what == f"{str(given)!r} is no TOML text"
    assert found.mend == f'give the text of a file: Path({str(given)!r}).read_text("utf-8")'


HOSTILE = {
    "brackets": "a = " + "[" * 100_000,
    "a long number": "a = " + "9" * 5000,
    "bytes": b"schema = 1",
    "nothing": None,
    "a deep key": "a." * 100_000 + "b = 1",
    "a deep quoted key": '"a" . ' * 100_000 + "b = 1",
    "a deep table": "[" + "a." * 100_000 + "b]",
    "a deep key behind a text": "a = \"\"\"x\"\"\"\"\nb = ''''y''''\n" + "a." * 100_000 + "b = 1",
    "an open text": 'a = """' + "x" * 1_000_000,
    "many open texts": "a = " + "'''\"\"\"" * 100_000,
    "many quotes": "a = " + '"' * 300_001,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_are_template_errors(text):
    """Quickly, and in little memory."""
    start = time.perf_counter()
    assert fault(text).what
    assert time.perf_counter() - start < 2


def test_a_deep_key_is_told_by_its_line():
    """Lines inside texts count."""
    found = fault('about = """one\ntwo"""\n' + "a." * DEPTH + "b = 1")
    assert found.where == "line 3"


@given(st.text(alphabet="a.\"'#\\ ", max_size=30))
def test_points_in_texts_and_comments_are_no_keys(text):
    """Prose may have as many as it likes."""
    points = ". ".join("a" * 2 * DEPTH)
    said = text.replace("\\", "").replace('"', "")
    assert tables(f'a = "{said}{points}" # {text}{points}') == {"a": f"{said}{points}"}


def test_a_byte_order_mark_does_not_matter():
    """Editors write it unasked."""
    assert tables("\ufeffschema = 1") == {"schema": 1}
