"""CSV files are read as text, whole, or refused with the line that is wrong."""

import csv
import gzip
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clm.errors import ColumnError, FileError, FormatError, MissingFileError
from clm.sources.csv_file import read_csv

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6), st.sampled_from(",;\t|"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_cell_arrives_as_it_was_written(tmp_path, rows, delimiter):
    """Quotes, delimiters and every script."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["who", "what"], *rows])
    path = tmp_path / "rows.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    read = read_csv(path, ["what", "who"])
    assert list(read) == ["what", "who"]
    assert list(zip(read["who"].tolist(), read["what"].tolist(), strict=True)) == [
        tuple(row) for row in rows
    ]


@pytest.mark.parametrize(
    "content",
    [
        *(b"a,b\n1,2\n", b"a;b\r\n1;2\r\n", b"\xef\xbb\xbfa,b\n1,2", b"a\tb\r1\t2\r"),
        b"a,b\n\n1,2\n\n",
        gzip.compress(b"a,b\n1,2\n", mtime=0),
    ],
)
def test_usual_forms_of_csv_are_read(tmp_path, content):
    """Byte-order mark, line ends, empty lines, gzip."""
    path = tmp_path / ("rows.csv.gz" if content[:1] == b"\x1f" else "rows.csv")
    path.write_bytes(content)
    assert {name: cells.tolist() for name, cells in read_csv(path, ["a", "b"]).items()} == {
        "a": ["1"],
        "b": ["2"],
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(
            ("rows.csv", b""),
            ("rows.csv", "ä".encode("latin-1")),
            ("rows.csv", "a,b".encode("utf-16")),
        ),
        *(("rows.csv.gz", b"a,b\n"), ("rows.csv.gz", b"\x1f\x8b\x08\0garbage garbage")),
        *(
            ("rows.csv.gz", gzip.compress(b"a,b\n1,2\n" * 99, mtime=0)[:-9]),
            ("rows.csv", b'a,b\n1,"' + b"x" * 200_000),
        ),
    ],
)
def test_files_that_cannot_be_read_are_refused(tmp_path, name, content):
    """Empty, not UTF-8, broken archives, endless cells, and no file at all."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError):
        read_csv(tmp_path / name, ["a"])
    with pytest.raises(MissingFileError, match=r"nowhere\.csv: no such file"):
        read_csv(tmp_path / "nowhere.csv", ["a"])
    with pytest.raises(FileError, match="is a directory"):
        read_csv(tmp_path, ["a"])


def test_lines_of_another_length_are_named_by_their_number(tmp_path):
    """As an editor shows it, empty lines and broken cells counted in."""
    path = tmp_path / "rows.csv"
    path.write_text('a,b\n\n1,2\n"x\ny",2\n3\n1,2,3\n')
    with pytest.raises(FormatError) as caught:
        read_csv(path, ["a"])
    assert [fault.where.rpartition(" ")[2] for fault in caught.value.faults] == ["6", "7"]


def test_columns_that_are_not_there_or_there_twice_are_named(tmp_path):
    """All of them, with the nearest names."""
    path = tmp_path / "rows.csv"
    path.write_text("who,who,when\n")
    with pytest.raises(ColumnError) as caught:
        read_csv(path, ["who", "wen", "what"])
    assert len(caught.value.faults) == 3
    assert "'when'" in str(caught.value)
    assert read_csv(path, ["when"])["when"].tolist() == []
