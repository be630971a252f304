"""Rows of a query, made columns: of a cursor, a result of SQLAlchemy, dicts, named tuples."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Final

from attrs import frozen

from clm.errors import ColumnError
from clm.sources.lazy import is_lazy, is_stream

_BATCH: Final = 10_000
_FRAMES: Final = ("columns", "column_names", "keys", "schema")
"""By one of these a frame is known, though it may be gone through."""

Batches = Iterator[Sequence[Any]]


def is_rows(source: object) -> bool:
    """Tell whether something that is no frame hands out rows.

    Examples
    --------
    >>> is_rows([{"who": "ann"}]), is_rows({"who": ["ann"]})
    (True, False)
    """
    if is_lazy(source) or is_stream(source) or isinstance(source, str | bytes):
        return False
    if hasattr(source, "fetchmany"):
        return True
    framed = any(hasattr(source, each) for each in _FRAMES)
    return isinstance(source, Iterable) and not framed


@frozen
class NamedRows:
    """Rows that are still to be taken, and the names of what is in them.

    Parameters
    ----------
    columns : tuple of str
        The names, in the order of the rows.
    batches : iterator of sequence
        The rows, some at a time: mappings, or tuples in the order of the names. They are gone
        when they have been taken.
    nobody : bool
        Whether there is no row at all to read names from.

    Examples
    --------
    >>> rows = NamedRows.of([{"who": "ann", "age": 31}, {"who": "bob", "age": 44}])
    >>> rows.columns, rows.taken(["age"])
    (('who', 'age'), {'age': [31, 44]})
    """

    columns: tuple[str, ...]
    batches: Batches
    nobody: bool = False

    @classmethod
    def of(cls, source: Any) -> "NamedRows":
        """Open a cursor of any database, a result of SQLAlchemy, or an iterable of rows.

        Raises
        ------
        ColumnError
            A cursor without a result, or rows without names.
        """
        names = _said(source)
        if names is not None:
            return cls(names, _fetched(source))
        rows = iter(source)
        first = next(rows, None)
        if first is None:
            return cls((), iter(()), nobody=True)
        return cls(_names_in(first, source), _cut(chain([first], rows)))

    def taken(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """Take some columns of all rows.

        Raises
        ------
        ColumnError
            A row that has not what the first one has.
        """
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for batch in self.batches:
            for name, values in columns.items():
                values.extend(self._part(batch, name, len(values)))
        return columns

    def _part(self, batch: Sequence[Any], name: str, before: int) -> list[Any]:
        """Take a column of some rows."""
        key = name if _by_name(batch[0]) else self.columns.index(name)
        get: Callable[[Any], Any] = itemgetter(key)
        part: list[Any] = []
        try:
            part.extend(map(get, batch))
        except (LookupError, TypeError):
            where = f"row {before + len(part)}"
            what = f"has no {name!r}, which the first row has"
            raise ColumnError.of(where, what, "give all rows the same columns") from None
        return part


def _said(source: Any) -> tuple[str, ...] | None:
    """Find the names that a cursor or a result tells before its rows."""
    if not hasattr(source, "fetchmany"):
        return None
    described = getattr(source, "description", ())
    if described is None or not getattr(source, "returns_rows", True):
        raise ColumnError.of("source", f"{type(source).__name__} has no rows", "run a query first")
    names = source.keys() if hasattr(source, "keys") else (each[0] for each in described)
    return tuple(names) or None


def _fetched(cursor: Any) -> Batches:
    """Fetch rows until there are none."""
    return iter(partial(cursor.fetchmany, _BATCH), [])


def _cut(rows: Iterator[Any]) -> Batches:
    """Cut rows into batches."""
    return iter(lambda: list(islice(rows, _BATCH)), [])


def _names_in(row: Any, source: object) -> tuple[str, ...]:
    """Read names off a row: the keys of a mapping, the fields of a named tuple."""
    names: Iterable[str] | None = row if _by_name(row) else getattr(row, "_fields", None)
    if names is None:
        what = f"{type(source).__name__} holds {type(row).__name__}, which names no columns"
        mend = "give dicts, named tuples, a dataframe or a dict of columns"
        raise ColumnError.of("source", what, mend)
    return tuple(names)


def _by_name(row: Any) -> bool:
    """Tell a row that is asked by name from one that is asked by position."""
    return isinstance(row, Mapping)
