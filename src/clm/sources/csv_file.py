"""Columns of a CSV file, by the standard library's reader."""

import csv
import gzip
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np
import numpy.typing as npt

from clm.errors import ColumnError, Fault, FormatError, file_error, unknown
from clm.ledger.column import shortened

Text: Final = np.dtypes.StringDType()
TextArray = npt.NDArray[np.str_]


_GARBLED: Final = (UnicodeDecodeError, csv.Error, EOFError, zlib.error, gzip.BadGzipFile)


def read_csv(path: str | PathLike[str], names: Iterable[str]) -> dict[str, TextArray]:
    """Read some columns of a CSV file as text.

    Parameters
    ----------
    path : path
        A file in UTF-8 with a head line; commas, semicolons, tabs or bars between the cells;
        gzip if its name ends in ``.gz``.
    names : iterable of str
        The columns that are wanted.

    Returns
    -------
    dict of str to (n,) text
        In the order of the names.

    Raises
    ------
    FileError
        The file cannot be opened.
    FormatError
        Not UTF-8, empty, or lines of different length.
    ColumnError
        The head line has not all of the names.
    """
    head, rows = _read(Path(path))
    wanted = list(dict.fromkeys(names))
    faults = [unknown("column", name, head, str(path)) for name in wanted if name not in head]
    faults += [
        Fault(str(path), f"has column {name!r} twice", "rename one of them")
        for name in wanted
        if head.count(name) > 1
    ]
    if faults:
        raise ColumnError(faults)
    columns = list(zip(*rows, strict=True)) or [()] * len(head)
    return {name: np.array(columns[head.index(name)], Text) for name in wanted}


def column_names(path: str | PathLike[str]) -> list[str]:
    """Read the head line of a CSV file.

    Raises
    ------
    FileError, FormatError
        As in `read_csv`.
    """
    with _reading(Path(path)) as reader:
        names: list[str] = next(iter(reader), list[str]())
        return names


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read the head line and the rows, all of one length."""
    with _reading(path) as reader:
        head = next(reader, None)
        rows = [(reader.line_num, row) for row in reader if row]
    if head is None:
        raise FormatError.of(str(path), "is empty", "give a CSV with a head line")
    faults = [
        Fault(f"{path}, line {line}", f"has {len(row)} cells, the head has {len(head)}", "mend it")
        for line, row in rows
        if len(row) != len(head)
    ]
    if faults:
        raise FormatError(shortened(faults, str(path)))
    return head, [row for _, row in rows]


@contextmanager
def _reading(path: Path) -> Generator[Any, None, None]:
    """Open a CSV file; say what is wrong with it."""
    try:
        with _open(path) as file:
            sample = file.read(65_536)
            file.seek(0)
            yield csv.reader(file, delimiter=_delimiter(sample))
    except _GARBLED as error:
        what = f"cannot be read: {error}"
        raise FormatError.of(str(path), what, "give a CSV in UTF-8") from error
    except OSError as error:
        raise file_error(path, error) from error


def _open(path: Path) -> TextIO:
    """Open a text file, unpacking it if need be."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _delimiter(sample: str) -> str:
    """Tell what stands between the cells of the head line."""
    head = sample.partition("\n")[0]
    return max(",;\t|", key=head.count)
