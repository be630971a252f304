"""Columns of Parquet files: read by pyarrow, or opened in DuckDB, pyarrow or polars."""

import glob
import os
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from errno import ENOENT
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from clm.errors import ColumnError, Fault, FormatError, MissingExtraError, file_error
from clm.ledger.awaited import Awaited
from clm.ledger.column import Ints, shortened
from clm.sources.frames import frame_columns
from clm.sources.row_groups import NO_TYPE, ParquetFiles

_ENDING: Final = ".parquet"
_WHOLE: Final = re.compile(r"u?(int\d+|(tiny|small|big|huge)?int(eger)?)", re.IGNORECASE)
_MEND: Final = "write the files with one type"


@frozen
class Reader:
    """A library that reads Parquet.

    Parameters
    ----------
    open : callable
        Takes paths, and whether parts that are named by folders become columns; gives a lazy
        frame of all rows.
    types : callable
        Gives the names and types of a frame's columns.
    errors : tuple of type
        What it raises where files cannot be read.
    """

    open: Callable[[list[str], bool], Any]
    types: Callable[[Any], Mapping[str, str]]
    errors: tuple[type[Exception], ...]


def is_parquet(path: str | os.PathLike[str]) -> bool:
    """Tell Parquet from other files by the name: ``*.parquet``, a glob of such, or a folder.

    Examples
    --------
    >>> is_parquet("orders/*.parquet"), is_parquet("orders.csv")
    (True, False)
    """
    return str(path).lower().endswith(_ENDING) or Path(path).is_dir()


def parquet_columns(path: str | os.PathLike[str], wanted: Mapping[str, str]) -> dict[str, Any]:
    """Read some columns of Parquet files; the others stay where they are.

    Parameters
    ----------
    path : path
        A file; a glob such as ``orders/*.parquet``; or a folder, of which all such files are
        read, at any depth. Folders named ``month=2024-05`` make a column ``month``.
    wanted : mapping of str to str
        Names of columns by the argument that they are for.

    Returns
    -------
    dict of str to Awaited or (n,) array_like
        Columns by argument: still to be read by pyarrow, where it is there and no folder names
        them; else of pyarrow or polars.

    Raises
    ------
    FileError
        There are no such files.
    FormatError
        A file is no Parquet, or broken.
    ColumnError
        Columns that are not there, there twice, or of other types in other files.
    MissingExtraError
        None of the libraries is installed.
    """
    files = _files(path)
    table = _table(path, files, wanted)
    if table is not None and all(map(table.hold, wanted.values())):
        _check_types(table.types, wanted)
        return {argument: _awaited(path, table, name) for argument, name in wanted.items()}
    reader = _reader()
    with _reading(path, reader.errors):
        return frame_columns(_opened(files, wanted, reader), wanted)


def parquet_frame(path: str | os.PathLike[str], wanted: Mapping[str, str]) -> Any:
    """Open Parquet files as a lazy frame, of which nothing is read yet but the types.

    DuckDB opens them on its default connection, as `duckdb.read_parquet` does.

    Parameters
    ----------
    path, wanted
        As for `parquet_columns`.

    Returns
    -------
    relation, Dataset or LazyFrame
        Of DuckDB, pyarrow or polars.

    Raises
    ------
    FileError, FormatError, ColumnError, MissingExtraError
        As `parquet_columns`, save for values.
    """
    reader = _reader()
    if all(map(find_spec, _DUCKDB)):
        # On its own connection it would meet no relation of the caller's, who could not set it.
        reader = _by_duckdb(import_module("duckdb"))
    files = _files(path)
    _table(path, files, wanted)
    with _reading(path, reader.errors):
        return _opened(files, wanted, reader)


def _table(
    path: str | os.PathLike[str], files: list[str], wanted: Mapping[str, str]
) -> ParquetFiles | None:
    """Read the heads of files, if pyarrow is there, and refuse columns that are there twice."""
    if not find_spec("pyarrow"):
        return None
    with _reading(path, _arrow_errors()):
        table = ParquetFiles.of(files)
        twice = [each for each in wanted.items() if table.most(each[1]) > 1]
    # DuckDB would give the second of two a name of its own.
    faults = [
        Fault(argument, f"there are two columns {name!r}", "rename one of them")
        for argument, name in twice
    ]
    if faults:
        raise ColumnError(faults)
    return table


def _awaited(path: str | os.PathLike[str], table: ParquetFiles, name: str) -> Awaited:
    """Say how a column will be read."""

    def column() -> Any:
        with _reading(path, _arrow_errors()):
            return table.column(name)

    def pieces() -> Iterator[Ints | None]:
        with _reading(path, _arrow_errors()):
            yield from table.pieces(name)

    return Awaited(len(table), column, pieces if table.whole(name) else None)


@contextmanager
def _reading(path: str | os.PathLike[str], errors: tuple[type[Exception], ...]) -> Generator[None]:
    """Say what is wrong with files, in a line."""
    try:
        yield
    except errors as error:
        lines = str(error).splitlines() or [type(error).__name__]
        what = f"cannot be read: {lines[0]:.200}"
        raise FormatError.of(str(path), what, "give a Parquet file") from error


def _opened(files: list[str], wanted: Mapping[str, str], reader: Reader) -> Any:
    """Open files whose columns have one type in all of them."""
    if len(files) > 1:
        types = {file: reader.types(reader.open([file], False)) for file in files}  # noqa: FBT003
        _check_types(types, wanted)
    return reader.open(files, True)  # noqa: FBT003


def _check_types(types: Mapping[str, Mapping[str, str]], wanted: Mapping[str, str]) -> None:
    """Refuse columns that are not there, or of other types, in some of the files."""
    faults = [
        fault for argument, name in wanted.items() for fault in _of_one(argument, name, types)
    ]
    if faults:
        raise ColumnError(shortened(faults, "source"))


def _of_one(argument: str, name: str, files: Mapping[str, Mapping[str, str]]) -> list[Fault]:
    """Name the files in which a column has another type, or is none."""
    told = {file: types[name] for file, types in files.items() if name in types}
    known = {file: kind for file, kind in told.items() if kind != NO_TYPE}
    if not told:
        return []  # a part named by folders, or no column at all
    first = next(iter(known or told))
    faults: list[Fault] = []
    for file, types in files.items():
        if name not in types and f"{name}=" not in file:
            faults.append(Fault(argument, f"{file} has no column {name!r}", "add it"))
        elif file in known and _kind(known[file]) != _kind(known[first]):
            what = f"{name!r} is {known[file]} in {file}, and {known[first]} in {first}"
            faults.append(Fault(argument, what, _MEND))
    return faults


def _kind(written: str) -> str:
    """Call whole numbers of any width alike."""
    return "whole" if _WHOLE.fullmatch(written) else written


def _files(path: str | os.PathLike[str]) -> list[str]:
    """List the files of a path, in order."""
    place = Path(path)
    if place.is_dir():
        found = sorted(place.rglob(f"*{_ENDING}"))
        if not found:
            what = f"is a folder without a file named *{_ENDING}"
            raise FormatError.of(str(path), what, "give a CSV or a Parquet file")
    elif place.exists():
        found = [place]
    else:
        found = [Path(each) for each in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
    if not found:
        raise file_error(path, FileNotFoundError(ENOENT, os.strerror(ENOENT)))
    return [str(each) for each in found]


def _reader() -> Reader:
    """Choose the library that is there."""
    for needed, reader in _READERS.items():
        if all(map(find_spec, needed)):
            return reader()
    raise MissingExtraError("duckdb", "duckdb")


def _duckdb() -> Reader:
    """Let DuckDB read; it may take more rows than memory holds."""
    import duckdb  # noqa: PLC0415  # loaded when used

    # A relation of an older DuckDB does not keep its connection open; the reader does.
    return _by_duckdb(duckdb.connect())


def _by_duckdb(connection: Any) -> Reader:
    """Let a connection of DuckDB read, or the module, which has one."""
    import duckdb  # noqa: PLC0415  # loaded when used

    def opened(files: list[str], parts: bool) -> Any:  # noqa: FBT001
        # Of a list, too, each is a pattern.
        plain = [glob.escape(file) for file in files]
        return connection.read_parquet(plain, hive_partitioning=parts)

    return Reader(
        opened,
        lambda frame: dict(zip(frame.columns, map(str, frame.types), strict=True)),
        (duckdb.Error,),
    )


def _pyarrow() -> Reader:
    """Let pyarrow read."""
    dataset = import_module("pyarrow.dataset")

    def opened(files: list[str], parts: bool) -> Any:  # noqa: FBT001
        return dataset.dataset(files, format="parquet", partitioning="hive" if parts else None)

    return Reader(
        opened,
        lambda frame: dict(zip(frame.schema.names, map(str, frame.schema.types), strict=True)),
        _arrow_errors(),
    )


def _arrow_errors() -> tuple[type[Exception], ...]:
    """Give what pyarrow raises where files cannot be read."""
    return (import_module("pyarrow").ArrowException, OSError)


def _polars() -> Reader:
    """Let polars read."""
    import polars as pl  # noqa: PLC0415  # loaded when used
    from narwhals.exceptions import NarwhalsError  # noqa: PLC0415

    def opened(files: list[str], parts: bool) -> Any:  # noqa: FBT001
        return pl.scan_parquet(files, hive_partitioning=parts, glob=False)

    return Reader(
        opened,
        lambda frame: {name: str(kind) for name, kind in frame.collect_schema().items()},
        (pl.exceptions.PolarsError, NarwhalsError, OSError),
    )


_DUCKDB: Final = ("duckdb", "narwhals", "pyarrow")
_READERS: Final[Mapping[tuple[str, ...], Callable[[], Reader]]] = {
    _DUCKDB: _duckdb,
    ("pyarrow",): _pyarrow,
    ("polars", "narwhals"): _polars,
}
