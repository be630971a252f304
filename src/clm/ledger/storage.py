"""A ledger as a file: a zip of plain numpy arrays and one JSON text, read without pickle."""

import json
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import numpy as np
from attrs import asdict, frozen

from clm.errors import FormatError
from clm.ledger.attributes import Attributes
from clm.ledger.books import NAMED, Books
from clm.ledger.codebook import Codebook
from clm.ledger.column import AnyArray
from clm.ledger.contents import Contents
from clm.ledger.intake import Intake
from clm.ledger.rows import Rows
from clm.ledger.terms import Terms

FORMAT: Final = "clm ledger"
VERSION: Final = 1
_BOOKS: Final = ("customer", *NAMED)


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
    arrays = {
        f"rows/{kind}/{name}": column
        for kind, rows in stored.contents.kinds.items()
        for name, column in rows.columns().items()
    }
    for name in _BOOKS:
        arrays |= packed(f"ids/{name}", getattr(books, name).ids)
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "terms": stored.terms.settings(),
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
    kinds: dict[str, dict[str, AnyArray]] = {}
    for key, column in arrays.items():
        if key.startswith("rows/"):
            kind, _, name = key.removeprefix("rows/").rpartition("/")
            kinds.setdefault(kind, {})[name] = column
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
    """Write arrays and JSON facts beside the target first, then put the file in its place."""
    text = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    target = Path(path)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            np.savez(file, facts=text, **dict(arrays))  # type: ignore[arg-type]
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).replace(target)


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
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        facts = json.loads(arrays.pop("facts").tobytes())
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, AttributeError) as error:
        raise FormatError.of(where, f"is no {format_name} file", "save it anew") from error
    if facts.get("format") != format_name:
        raise FormatError.of(where, f"holds a {facts.get('format')!r}", f"give a {format_name}")
    if facts.get("version") != version:
        what = f"has version {facts.get('version')}"
        raise FormatError.of(where, what, f"this clm reads version {version}")
    return arrays, facts


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
