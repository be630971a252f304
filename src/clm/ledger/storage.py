"""A ledger as a file: rows and codebooks as arrays, the rest as JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from typing import Any, Final

import numpy as np
from attrs import asdict, frozen

from clm.errors import FormatError
from clm.ledger.archive import (
    packed,
    read_arrays,
    refusing_damage,
    unpacked,
    write_arrays,
)
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
_KEPT: Final[Mapping[str, Callable[[Any], object]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "tuple": tuple[Any, ...],
}
"""Types of attributes that JSON does not know, and what reads them back."""


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
    """Write a file, whole or not at all.

    Raises
    ------
    FormatError
        An attribute that a file cannot hold, or a path that cannot be written.
    """
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
        "attributes": {
            name: [(customer, *_told(value)) for customer, value in each.items()]
            for name, each in stored.attributes.items()
        },
    }
    write_arrays(path, arrays, facts)


def read_ledger(path: str | PathLike[str]) -> Stored:
    """Read a file written by `write_ledger`.

    Raises
    ------
    FileError, FormatError
        No such file, not such a one, damaged, or of another version.
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
        {
            name: {customer: _recalled(kind, told) for customer, kind, told in each}
            for name, each in facts["attributes"].items()
        }
    )
    contents = Contents(books=books, kinds=rows, intake=Intake(**facts["intake"]))
    return Stored(Terms(**facts["terms"]), contents, attributes)


def _told(value: Any) -> tuple[str, Any]:
    """Give the type of an attribute and what JSON can hold of it; "" is JSON's own."""
    if isinstance(value, np.generic):
        value = _plain(value)
    for kind, known in (("datetime", datetime), ("date", date), ("Decimal", Decimal)):
        if isinstance(value, known):
            return kind, str(value)
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        what = f"{value!r:.60} cannot be kept in a file"
        mend = "give text, numbers, dates or None"
        raise FormatError.of("attributes", what, mend) from None
    return ("tuple" if type(value).__name__ == "tuple" else ""), value


def _plain(scalar: Any) -> Any:
    """Turn a numpy scalar into what Python has for it."""
    return (scalar.astype("datetime64[us]") if scalar.dtype.kind == "M" else scalar).item()


def _recalled(kind: str, told: Any) -> Any:
    """Undo `_told`."""
    return _KEPT[kind](told) if kind else told
