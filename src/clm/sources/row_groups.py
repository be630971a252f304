"""Columns of Parquet files, gathered by pyarrow one by one, a few row groups at a time.

Plain numbers and local moments go straight to their place in one array, so that no more than a few
row groups are ever there twice; columns of other types, or with missing values, stay Arrow.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, Final, Self

import numpy as np
from attrs import frozen

from clm.ledger.arrow_buffers import plain_dtype, plain_pieces
from clm.ledger.column import AnyArray, Ints

NO_TYPE: Final = "null"
"""The type of a column in which no value was ever seen."""
_ROWS: Final = 1 << 19
"""Row groups are read together up to about so many rows."""


@frozen
class ParquetFiles:
    """Parquet files as one table, of which nothing is read yet but the heads.

    Parameters
    ----------
    heads : mapping of str to FileMetaData
        What pyarrow knows of each file, by path; at least one.
    """

    heads: Mapping[str, Any]

    @classmethod
    def of(cls, files: Iterable[str]) -> Self:
        """Read the heads of files.

        Raises
        ------
        ArrowException, OSError
            A file is no Parquet, or broken.
        """
        parquet = import_module("pyarrow.parquet")
        return cls({file: parquet.read_metadata(file) for file in files})

    def __len__(self) -> int:
        """Count the rows."""
        return sum(head.num_rows for head in self.heads.values())

    @cached_property
    def _schemas(self) -> dict[str, Any]:
        """Names and types of the columns, by file."""
        return {file: head.schema.to_arrow_schema() for file, head in self.heads.items()}

    def most(self, name: str) -> int:
        """Count the columns of a name in the file that has most of them."""
        counts: list[int] = [schema.names.count(name) for schema in self._schemas.values()]
        return max(counts)

    def hold(self, name: str) -> bool:
        """Tell whether a column lies in the first file, and is named by no folder."""
        first = next(iter(self._schemas.values()))
        return name in first.names and not any(f"{name}=" in file for file in self._schemas)

    @property
    def types(self) -> dict[str, dict[str, str]]:
        """What type of values each column has, by file and name."""
        return {
            file: {each.name: _written(each.type) for each in schema}
            for file, schema in self._schemas.items()
        }

    def column(self, name: str) -> Any:
        """Read a column that all the files have, one file after the other.

        Parameters
        ----------
        name : str
            Of every file; the type is that of the first that has values.

        Returns
        -------
        (n,) array or ChunkedArray
            Of numpy where values are plain and none is missing: nobody else holds the array, and
            it is locked.

        Raises
        ------
        ArrowException, OSError
            A file is broken, or holds what the type of the first one cannot.
        """
        column = _Gathering.of(self._kind(name), len(self))
        for part in self._parts():
            column.put(part.read(name), part.start)
        _give_back()
        return column.whole()

    def pieces(self, name: str) -> Iterator[Ints | None]:
        """Read a column of whole numbers piece by piece; None where some are missing.

        Raises
        ------
        ArrowException, OSError
            As for `column`.
        """
        for part in self._parts():
            found = plain_pieces(part.read(name))
            if found is None:
                yield None
                return
            yield from (piece.astype(np.int64, copy=False) for piece in found)
        _give_back()

    def whole(self, name: str) -> bool:
        """Tell whether a column holds whole numbers of 64 bits with a sign, or narrower ones."""
        dtype = plain_dtype(self._kind(name))
        return dtype is not None and np.can_cast(dtype, np.int64) and dtype.kind in "iu"

    def _kind(self, name: str) -> Any:
        """Find the type of a column; a file without a value may not know it."""
        kinds = [_gathered_as(each.field(name).type) for each in self._schemas.values()]
        return next((kind for kind in kinds if str(kind) != NO_TYPE), kinds[0])

    def _parts(self) -> Iterator["_Part"]:
        """Divide the files into parts of some row groups."""
        start = 0
        for file, head in self.heads.items():
            groups, rows = list[int](), 0
            for group in range(head.num_row_groups):
                groups.append(group)
                rows += head.row_group(group).num_rows
                if rows >= _ROWS or group == head.num_row_groups - 1:
                    yield _Part(file, head, groups, start)
                    start, groups, rows = start + rows, [], 0


@frozen
class _Part:
    """Some row groups of a file, and the number of their first row among all."""

    file: str
    head: Any
    groups: list[int]
    start: int

    def read(self, name: str) -> Any:
        """Read a column of them."""
        parquet = import_module("pyarrow.parquet")
        with parquet.ParquetFile(self.file, metadata=self.head, pre_buffer=False) as file:
            return file.read_row_groups(self.groups, columns=[name])[name]


@frozen
class _Gathering:
    """A column that is put together.

    Parameters
    ----------
    kind : DataType
        Its type.
    size : int
        How long it will be.
    plain : (n,) array or None
        Where plain values go.
    others : dict of int to ChunkedArray
        What cannot go there, by the number of the first row.
    """

    kind: Any
    plain: AnyArray | None
    others: dict[int, Any]

    @classmethod
    def of(cls, kind: Any, size: int) -> "_Gathering":
        """Begin a column of a type."""
        aware = getattr(kind, "tz", None) is not None  # numpy would forget it
        dtype = None if aware else plain_dtype(kind)
        return cls(kind, None if dtype is None else np.empty(size, dtype), {})

    def put(self, column: Any, start: int) -> None:
        """Put the values of some rows where they belong."""
        column = column if column.type == self.kind else column.cast(self.kind)
        pieces = None if self.plain is None else plain_pieces(column)
        if self.plain is None or pieces is None:
            column.validate(full=True)  # text that is none would be noticed nowhere else
            self.others[start] = column
            return
        for piece in pieces:
            self.plain[start : start + len(piece)] = piece
            start += len(piece)

    def whole(self) -> Any:
        """Give the column: of numpy, or of Arrow where some of it had to stay so."""
        if self.plain is not None and not self.others:
            self.plain.flags.writeable = False
            return self.plain
        chunks = list[Any]()
        at = 0
        for start, column in sorted(self.others.items()):
            chunks += [*self._arrow(at, start), *column.chunks]
            at = start + len(column)
        if self.plain is not None:
            chunks += self._arrow(at, len(self.plain))
        return import_module("pyarrow").chunked_array(chunks, self.kind)

    def _arrow(self, start: int, stop: int) -> list[Any]:
        """Show some of the plain values as Arrow."""
        if self.plain is None or start == stop:
            return []
        pa = import_module("pyarrow")
        data = pa.py_buffer(self.plain[start:stop])
        return [pa.Array.from_buffers(self.kind, stop - start, [None, data])]


def _give_back() -> None:
    """Let the system have the memory that pyarrow keeps at hand after reading."""
    import_module("pyarrow").default_memory_pool().release_unused()


def _written(kind: Any) -> str:
    """Write a type as a person would."""
    return str(_gathered_as(kind)).removeprefix("large_")


def _gathered_as(kind: Any) -> Any:
    """Take types that differ in how they are kept, but not in their values, as one."""
    pa, written = import_module("pyarrow"), str(kind)
    if written.startswith("dictionary"):
        return _gathered_as(kind.value_type)
    if written in {"string", "string_view"}:
        return pa.large_string()
    if written.startswith("timestamp") and kind.unit != "ns":
        return pa.timestamp("us", kind.tz and "UTC")
    return kind
