"""Named columns of a source: a CSV file, Parquet files, or a dataframe."""

import os
import re
from collections.abc import Mapping
from typing import Any, Final, cast

import numpy as np

from clm.ledger.column import AnyArray
from clm.sources.csv_file import read_csv
from clm.sources.frames import frame_columns
from clm.sources.parquet import is_parquet, parquet_columns

_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]{1,30}\s*")
_NUMBER: Final = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)\s*")
_IDS: Final = ("customer", "order", "row_id", "channel", "campaign", "refund_of")


def named_columns(
    source: str | os.PathLike[str] | Any, named: Mapping[str, str | None]
) -> dict[str, Any]:
    """Take some columns of a source.

    Parameters
    ----------
    source : path or dataframe
        Parquet files (see `parquet_columns`), any other file as CSV, or a frame.
    named : mapping of str to str or None
        Names of columns by the argument that they are for; None is left out.

    Returns
    -------
    dict of str to (n,) array_like
        By argument. Of a CSV file ids are text, and empty cells of them None.

    Raises
    ------
    FileError, FormatError
        A file that cannot be read.
    ColumnError
        Columns that are not there, or there twice; all of them at once.
    MissingExtraError
        What reads the source is not installed.

    Examples
    --------
    >>> table = {"who": ["ann"], "day": ["2024-05-01"]}
    >>> named_columns(table, {"customer": "who", "amount": None, "when": "day"})
    {'customer': ['ann'], 'when': ['2024-05-01']}
    """
    wanted = {argument: name for argument, name in named.items() if name is not None}
    if not isinstance(source, str | os.PathLike):
        return frame_columns(source, wanted)
    path = cast("str | os.PathLike[str]", source)
    return parquet_columns(path, wanted) if is_parquet(path) else _of_csv(path, wanted)


def _of_csv(path: str | os.PathLike[str], wanted: Mapping[str, str]) -> dict[str, Any]:
    """Take columns of a CSV file, and read their cells by what they are for."""
    read = read_csv(path, wanted.values())
    columns: dict[str, Any] = {argument: read[name] for argument, name in wanted.items()}
    for argument in set(columns) & set(_IDS):
        columns[argument] = _empty_as_missing(columns[argument])
    if "amount_minor" in columns:
        columns["amount_minor"] = _whole(columns["amount_minor"])
    if "value" in columns:
        columns["value"] = _numbers(columns["value"])
    return columns


def _empty_as_missing(ids: AnyArray) -> AnyArray:
    """Turn empty cells into none."""
    if not (ids == "").any():
        return ids
    values = ids.astype(object)
    values[ids == ""] = None
    return values


def _whole(cells: AnyArray) -> list[int | str]:
    """Read whole numbers; what is none stays text, which the ledger refuses row by row."""
    return [int(each) if _WHOLE.fullmatch(each) else each for each in cells.tolist()]


def _numbers(cells: AnyArray) -> list[float | str | None]:
    """Read scores; an empty cell is none, and what is no number stays text, as above."""
    return [
        float(each) if _NUMBER.fullmatch(each) else each or None
        for each in np.asarray(cells).tolist()
    ]
