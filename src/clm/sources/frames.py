"""Orders from a CSV file or a dataframe: columns are named once, here."""

import re
from os import PathLike
from pathlib import Path
from typing import Any, Final

from clm.errors import ColumnError, Fault, unknown
from clm.ledger.aliases import Aliases
from clm.ledger.door.intake import MissingCustomer
from clm.ledger.ledger import Ledger
from clm.ledger.terms import MatchRefunds
from clm.sources.csv_file import read_csv

_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]{1,30}\s*")
_IDS: Final = ("customer", "order", "row_id", "channel", "campaign")


def read_orders(
    source: str | PathLike[str] | Any,
    *,
    customer: str,
    when: str,
    currency: str,
    amount: str | None = None,
    amount_minor: str | None = None,
    order: str | None = None,
    timezone: str = "UTC",
    channel: str | None = None,
    campaign: str | None = None,
    row_id: str | None = None,
    date_format: str | None = None,
    missing_customer: MissingCustomer = "refuse",
    match_refunds: MatchRefunds | None = None,
    aliases: Aliases | None = None,
) -> Ledger:
    """Read orders from a CSV file or a dataframe.

    Parameters
    ----------
    source : path or dataframe
        A CSV file in UTF-8 with a head line (``.gz`` too), or anything whose columns are had by
        name: a dataframe of pandas or polars, a pyarrow table, a dict of columns.
    customer, when, amount, amount_minor, order, channel, campaign, row_id : str
        Names of the columns; see `Ledger.from_columns`. In a CSV file an empty cell is missing,
        and ids are text.
    currency, timezone, date_format, missing_customer, match_refunds, aliases
        As in `Ledger.from_columns`.

    Returns
    -------
    Ledger

    Raises
    ------
    FormatError
        A file that cannot be read.
    ColumnError
        Columns that are not there, or values that cannot be read; all of them at once.
    LedgerError, CurrencyError, DayError
        As in `Ledger.from_columns`.

    Examples
    --------
    >>> table = {"who": ["ann", "bob"], "day": ["2024-05-01", "2024-05-03"], "sum": [12, 30.5]}
    >>> read_orders(table, customer="who", when="day", amount="sum", currency="EUR")
    <Ledger 2 orders · 2 customers · EUR · 2024-05-01 … 2024-05-03>
    """
    named = {
        "customer": customer,
        "when": when,
        "amount": amount,
        "amount_minor": amount_minor,
        "order": order,
        "channel": channel,
        "campaign": campaign,
        "row_id": row_id,
    }
    wanted = {argument: name for argument, name in named.items() if name is not None}
    columns = _from_file(source, wanted) if _is_path(source) else _from_frame(source, wanted)
    return Ledger.from_columns(
        **columns,
        currency=currency,
        timezone=timezone,
        date_format=date_format,
        missing_customer=missing_customer,
        match_refunds=match_refunds,
        aliases=aliases,
    )


def _is_path(source: object) -> bool:
    """Tell a file's name from a frame."""
    return isinstance(source, str | PathLike)


def _from_file(path: str | PathLike[str], wanted: dict[str, str]) -> dict[str, Any]:
    """Take the columns of a file; empty ids are missing."""
    read = read_csv(Path(path), wanted.values())
    columns: dict[str, Any] = {argument: read[name] for argument, name in wanted.items()}
    for argument in set(columns) & set(_IDS):
        columns[argument] = _empty_as_missing(columns[argument])
    if "amount_minor" in columns:
        columns["amount_minor"] = _whole(columns["amount_minor"])
    return columns


def _from_frame(frame: Any, wanted: dict[str, str]) -> dict[str, Any]:
    """Take the columns of a frame."""
    known = _names(frame)
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
    if faults:
        raise ColumnError(faults)
    return {argument: frame[name] for argument, name in wanted.items()}


def _names(frame: Any) -> list[str]:
    """List the columns of a frame."""
    if hasattr(frame, "collect"):
        what = f"{type(frame).__name__} has not been collected"
        raise ColumnError.of("source", what, "give what .collect() gives")
    names = getattr(frame, "column_names", None)
    if names is None:
        names = getattr(frame, "columns", None)
    if names is None:
        names = frame.keys() if hasattr(frame, "keys") else None
    if names is None:
        what = f"{type(frame).__name__} is neither a path nor a dataframe"
        raise ColumnError.of("source", what, "give a CSV path, a dataframe or a dict of columns")
    return list(names)


def _empty_as_missing(ids: Any) -> Any:
    """Turn empty cells into none."""
    if not (ids == "").any():
        return ids
    values = ids.astype(object)
    values[ids == ""] = None
    return values


def _whole(cells: Any) -> list[int | str]:
    """Read whole numbers; what is none stays text, which the ledger refuses row by row."""
    return [int(each) if _WHOLE.fullmatch(each) else each for each in cells.tolist()]
