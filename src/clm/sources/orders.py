"""Orders from a file or a dataframe: columns are named once, here."""

from os import PathLike
from typing import Any

from clm.ledger.aliases import Aliases
from clm.ledger.door.intake import MissingCustomer
from clm.ledger.ledger import Ledger
from clm.ledger.terms import MatchRefunds
from clm.sources.opened import named_columns


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
    """Read orders from a file, a dataframe, or the rows of a query.

    Parameters
    ----------
    source : path, dataframe or rows
        A CSV file in UTF-8 with a head line (``.gz`` too); a Parquet file, a glob or a folder of
        them; a dataframe of pandas or polars, a pyarrow table, a dict of columns; or a lazy frame:
        of polars, a DuckDB relation, a dataframe of Spark, or any that narwhals knows; or rows that
        name their columns: a cursor, a result of SQLAlchemy, dicts, named tuples. Of Parquet and
        lazy frames only the columns that are named here are read.
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
    FileError, FormatError
        A file that cannot be read; a dataframe of Spark whose session is gone or whose query fails.
    ColumnError
        Columns that are not there, or values that cannot be read; all of them at once.
    MissingExtraError
        A source that needs a library which is not installed.
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
    return Ledger.from_columns(
        **named_columns(source, named),
        currency=currency,
        timezone=timezone,
        date_format=date_format,
        missing_customer=missing_customer,
        match_refunds=match_refunds,
        aliases=aliases,
    )
