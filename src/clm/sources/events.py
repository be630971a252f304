"""Events of one kind from a file or a dataframe, added to a ledger."""

from os import PathLike
from typing import Any

from clm.ledger.door.intake import MissingCustomer
from clm.ledger.ledger import Ledger
from clm.sources.opened import named_columns


def read_events(
    ledger: Ledger,
    kind: str,
    source: str | PathLike[str] | Any,
    *,
    customer: str,
    when: str,
    value: str | None = None,
    amount: str | None = None,
    amount_minor: str | None = None,
    channel: str | None = None,
    campaign: str | None = None,
    refund_of: str | None = None,
    date_format: str | None = None,
    missing_customer: MissingCustomer = "refuse",
) -> Ledger:
    """Read events of one kind from a file or a dataframe, and add them to a ledger.

    Parameters
    ----------
    ledger : Ledger
        What is known so far; it stays as it is.
    kind : str
        As in `Ledger.with_events`: ``visit``, ``signup``, ``touch``, ``refund``, ….
    source : path, dataframe or rows
        As in `read_orders`.
    customer, when, value, amount, amount_minor, channel, campaign, refund_of : str
        Names of the columns; see `Ledger.with_events`. In a CSV file an empty cell is missing.
    date_format, missing_customer
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
    LedgerError
        As in `Ledger.with_events`.

    Examples
    --------
    >>> shop = Ledger.from_columns(customer=[1], when=["2024-05-01"], amount=[9], currency="EUR")
    >>> visits = {"who": [1, 2], "day": ["2024-04-30", "2024-05-02"]}
    >>> read_events(shop, "visit", visits, customer="who", when="day")
    <Ledger 1 order · 2 visits · 2 customers · EUR · 2024-04-30 … 2024-05-02>
    """
    named = {
        "customer": customer,
        "when": when,
        "value": value,
        "amount": amount,
        "amount_minor": amount_minor,
        "channel": channel,
        "campaign": campaign,
        "refund_of": refund_of,
    }
    columns = named_columns(source, named)
    return ledger.with_events(
        kind, **columns, date_format=date_format, missing_customer=missing_customer
    )
