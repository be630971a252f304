"""Columns of a dataframe, taken by name: eager, lazy, or a stream of Arrow."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from clm.errors import ColumnError, Fault, unknown
from clm.sources.lazy import collected, has, is_lazy, is_stream, library_of, native, streamed
from clm.sources.rows import NamedRows, is_rows
from clm.sources.spark import is_spark, spark_names

MEND: Final = "give a path, a dataframe or a dict of columns"
_CASELESS: Final = ("duckdb", "_duckdb", "pyspark")
"""Libraries that find a column whatever the case of its name: of two the first."""


def frame_columns(frame: Any, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Take some columns of a frame; of a lazy one these alone are reckoned.

    Parameters
    ----------
    frame : dataframe, table, relation or mapping
        A dataframe of pandas or polars, a table of pyarrow, a dict of columns, anything that
        narwhals calls a lazy frame, a dataset of pyarrow, or whatever hands out a stream of Arrow;
        or the rows of a query, see `NamedRows`.
    wanted : mapping of str to str
        Names of columns by the argument that they are for.

    Returns
    -------
    dict of str to (n,) array_like
        Columns of the frame's library, by argument; of a lazy frame's those that it collects to.

    Raises
    ------
    ColumnError
        No frame; columns that are not there, or there twice; all of them at once.
    MissingExtraError
        A lazy frame, or a stream, and what reads it is not installed.
    FileError, FormatError
        A dataframe of Spark whose session is gone, or whose query fails.

    Examples
    --------
    >>> frame_columns({"who": ["ann", "bob"], "age": [31, 44]}, {"customer": "who"})
    {'customer': ['ann', 'bob']}
    """
    frame = native(frame)
    if is_rows(frame):
        return _of_rows(NamedRows.of(frame), wanted)
    if _names(frame) is None and is_stream(frame):
        frame = streamed(frame)
    check_names(frame, wanted)
    if is_lazy(frame):
        frame = collected(frame, dict.fromkeys(wanted.values()))
    elif not has(frame, "__getitem__") and is_stream(frame):
        frame = streamed(frame)
    return {argument: frame[name] for argument, name in wanted.items()}


def check_names(frame: Any, wanted: Mapping[str, str]) -> None:
    """Refuse names of no column, and of several.

    Parameters
    ----------
    frame : dataframe, table, relation or mapping
        As for `frame_columns`.
    wanted : mapping of str to str
        Names of columns by the argument that they are for.

    Raises
    ------
    ColumnError
        All of them at once.

    Examples
    --------
    >>> check_names({"who": ["ann"]}, {"customer": "who"})
    """
    _check(wanted, _known(frame), caseless=library_of(frame) in _CASELESS)


def _of_rows(rows: NamedRows, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Take columns of rows; where there are no rows, there are no names to look for either."""
    if not rows.nobody:
        _check(wanted, [*rows.columns], caseless=False)
    columns = rows.taken(dict.fromkeys(wanted.values()))
    return {argument: columns[name] for argument, name in wanted.items()}


def _check(wanted: Mapping[str, str], known: list[str], *, caseless: bool) -> None:
    """Refuse names of no column, and of several."""
    faults = [
        unknown("column", name, known, argument)
        for argument, name in wanted.items()
        if name not in known
    ]
    faults += [
        Fault(argument, f"there are two columns {name!r}", "rename one of them")
        for argument, name in wanted.items()
        if known.count(name) > 1
    ]
    faults += _alike(wanted, known) if caseless else []
    if faults:
        raise ColumnError(faults)


def _alike(wanted: Mapping[str, str], known: list[str]) -> Iterable[Fault]:
    """Name columns that the library cannot tell from another."""
    for argument, name in wanted.items():
        others = [each for each in known if each != name and each.lower() == str(name).lower()]
        if name in known and others:
            what = f"{name!r} and {others[0]!r} differ in case only"
            yield Fault(argument, what, "rename one of them")


def _known(frame: Any) -> list[str]:
    """List the columns of a frame."""
    names = _names(frame)
    if names is None:
        what = f"{type(frame).__name__} is neither a path nor a dataframe"
        raise ColumnError.of("source", what, MEND)
    return list(names)


def _names(frame: Any) -> Iterable[str] | None:
    """Find the names of columns where a library keeps them."""
    if is_spark(frame):
        return spark_names(frame)
    if has(frame, "collect_schema"):
        schema: Iterable[str] = frame.collect_schema()
        return schema
    found = (getattr(frame, each) for each in ("column_names", "columns") if has(frame, each))
    names: Iterable[str] | None = next(found, None)
    if names is None and has(frame, "keys"):
        names = frame.keys()
    if names is None and has(frame, "schema") and has(frame.schema, "names"):
        names = frame.schema.names
    return names
