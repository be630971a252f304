"""A ledger as a file: a zip of plain numpy arrays and one JSON text, read without pickle."""

import json
import zipfile
import zlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import numpy as np
from attrs import asdict, frozen

from clm.errors import FormatError
from clm.ledger.attributes import Attributes
from clm.ledger.books import NAMED, Books
from clm.ledger.coding.codebook import Codebook
from clm.ledger.column import AnyArray
from clm.ledger.contents import Contents
from clm.ledger.door.intake import Intake
from clm.ledger.rows import Rows
from clm.ledger.terms import Terms

FORMAT: Final = "clm ledger"
VERSION: Final = 1
_BOOKS: Final = ("customer", *NAMED)
_DAMAGE: Final = (
    *(AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError),
    *(zipfile.BadZipFile, zlib.error),
)
_KEPT: Final[Mapping[str, Callable[[str], object]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
}
"""Attributes that JSON does not know, by the name of their type."""


@frozen
class Stored:
    """What a file holds.

    Parameters
    ----------
    terms : Terms
        Currency, time zone, and how refunds find their orders.
    contents : Contents
        The rows and codebooks.
    attributes : Attributes
        What is known of customers besides.
    """

    terms: Terms
    contents: Contents
    attributes: Attributes


def write_ledger(path: str | PathLike[str], stored: Stored) -> None:
    """Write a file, whole or not at all."""
    books = stored.contents.books
    kinds = stored.contents.kinds
    arrays = {
        f"rows/{number}/{name}": column
        for number, rows in enumerate(kinds.values())
        for name, column in rows.columns().items()
    }
    for name in _BOOKS:
        arrays |= packed(f"ids/{name}", getattr(books, name).ids)
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "terms": stored.terms.settings(),
        "kinds": list(kinds),
        "intake": asdict(stored.contents.intake),
        "aliases": list(books.aliases.items()),
        "attributes": {name: list(each.items()) for name, each in stored.attributes.items()},
    }
    write_arrays(path, arrays, facts)


def read_ledger(path: str | PathLike[str]) -> Stored:
    """Read a file written by `write_ledger`.

    Raises
    ------
    FormatError
        Not such a file, damaged, or of another version.
    """
    arrays, facts = read_arrays(path, FORMAT, VERSION)
    with refusing_damage(path, FORMAT):
        return _restored(arrays, facts)


def _restored(arrays: Mapping[str, AnyArray], facts: Mapping[str, Any]) -> Stored:
    """Put together what was stored."""
    kinds: dict[str, dict[str, AnyArray]] = {kind: {} for kind in facts["kinds"]}
    for key, column in arrays.items():
        if key.startswith("rows/"):
            _, number, name = key.split("/")
            kinds[facts["kinds"][int(number)]][name] = column
    named = {name: Codebook(unpacked(f"ids/{name}", arrays)) for name in _BOOKS}
    books = Books(aliases=dict(map(tuple, facts["aliases"])), **named)
    rows = {kind: Rows(**columns) for kind, columns in kinds.items()}
    attributes = Attributes(
        {name: dict(map(tuple, pairs)) for name, pairs in facts["attributes"].items()}
    )
    contents = Contents(books=books, kinds=rows, intake=Intake(**facts["intake"]))
    return Stored(Terms(**facts["terms"]), contents, attributes)


def write_arrays(
    path: str | PathLike[str], arrays: Mapping[str, AnyArray], facts: Mapping[str, Any]
) -> None:
    """Write arrays and JSON facts beside the target first, then put the file in its place.

    Raises
    ------
    FormatError
        An attribute that a file cannot hold.
    """
    text = np.frombuffer(json.dumps(facts, default=_told).encode(), np.uint8)
    target = Path(path)
    beside = target.with_name(f".{target.name}.{token_hex(8)}")
    try:
        with beside.open("xb") as file:
            np.savez(file, facts=text, **dict(arrays))  # type: ignore[arg-type]
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_arrays(
    path: str | PathLike[str], format_name: str, version: int
) -> tuple[dict[str, AnyArray], dict[str, Any]]:
    """Read arrays and facts, refusing another format or version.

    Raises
    ------
    FormatError
        Not such a file.
    """
    where = str(path)
    with refusing_damage(path, format_name):
        with Path(path).open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        facts = dict(json.loads(arrays.pop("facts").tobytes(), object_hook=_recalled))
    if facts.get("format") != format_name:
        raise FormatError.of(where, f"holds a {facts.get('format')!r}", f"give a {format_name}")
    if facts.get("version") != version:
        what = f"has version {facts.get('version')}"
        raise FormatError.of(where, what, f"this clm reads version {version}")
    return arrays, facts


@contextmanager
def refusing_damage(path: str | PathLike[str], format_name: str) -> Generator[None, None, None]:
    """Turn whatever a damaged file leads to into one error.

    Raises
    ------
    FormatError
        Not there, not such a file, or damaged.
    """
    try:
        yield
    except FormatError:
        raise
    except _DAMAGE as error:
        missing = isinstance(error, FileNotFoundError)
        what = "is not there" if missing else f"is no {format_name} file, or damaged"
        raise FormatError.of(str(path), what, "save it anew") from error


def _kind(value: date | Decimal) -> str:
    """Give the name of the type that reads it back."""
    return next(name for name in _KEPT if name in {each.__name__ for each in type(value).__mro__})


def _told(value: Any) -> Any:
    """Write an attribute that JSON does not know."""
    if type(value).__module__ == "numpy":
        return value.item()
    if isinstance(value, date | Decimal):
        return {_kind(value): str(value)}
    what = f"{value!r:.60} cannot be kept in a file"
    raise FormatError.of("attributes", what, "give text, numbers, dates or None")


def _recalled(value: dict[str, Any]) -> Any:
    """Undo `_told`."""
    kind = next(iter(value), "")
    return _KEPT[kind](value[kind]) if kind in _KEPT and len(value) == 1 else value


def packed(name: str, ids: AnyArray) -> dict[str, AnyArray]:
    """Keep whole numbers as they are; text as UTF-8 and where each piece ends."""
    if ids.dtype.kind != "T":
        return {name: ids}
    pieces = [each.encode() for each in ids.tolist()]
    return {
        f"{name}/text": np.frombuffer(b"".join(pieces), np.uint8),
        f"{name}/ends": np.cumsum([len(each) for each in pieces], dtype=np.int64),
    }


def unpacked(name: str, arrays: Mapping[str, AnyArray]) -> AnyArray:
    """Undo `packed`."""
    if name in arrays:
        return arrays[name]
    text = arrays[f"{name}/text"].tobytes()
    ends = arrays[f"{name}/ends"].tolist()
    pieces = [text[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]
    return np.array(pieces, np.dtypes.StringDType())
