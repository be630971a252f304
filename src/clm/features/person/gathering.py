"""A customer of a ledger, taken out of its columns."""

from collections.abc import Sequence

import numpy as np

from clm.features.person.person import Person
from clm.features.person.strand import Happening
from clm.ledger.column import AnyArray, Codes
from clm.ledger.ledger import Ledger
from clm.ledger.rows import NO_CODE, Rows


def person_of(ledger: Ledger, code: int) -> Person:
    """Gather all that happened to one customer.

    Parameters
    ----------
    ledger : Ledger
        All events.
    code : int
        The customer's code in the ledger.

    Examples
    --------
    >>> days = ["2024-05-01", "2024-05-11"]
    >>> shop = Ledger.from_columns(customer=[7, 8], when=days, amount=[9, 4], currency="EUR")
    >>> person_of(shop, 1).events["order"]
    [Happening(day=19854, instant=1715385600000000, amount=400, channel=None, order=None)]
    """
    channels = ledger.contents.books.channel.ids
    events = dict[str, Sequence[Happening]]()
    for kind, rows in ledger.contents.kinds.items():
        found = rows.by_customer.find(code)
        if len(found):
            events[kind] = _happenings(rows, found, channels)
    return Person(events, ledger.terms.match_refunds is not None)


def _happenings(rows: Rows, at: Codes, channels: AnyArray) -> Sequence[Happening]:
    """Read some rows."""
    size = len(at)
    amounts = [0] * size if rows.amount is None else rows.amount[at].tolist()
    return list(
        map(
            Happening,
            rows.day[at].tolist(),
            rows.instant[at].tolist(),
            amounts,
            _channels(rows.channel, at, channels),
            _orders(rows.order, at),
        )
    )


def _channels(column: Codes | None, at: Codes, names: AnyArray) -> Sequence[str | None]:
    """Name the channels of some rows."""
    if column is None:
        return [None] * len(at)
    codes = column[at]
    known: dict[int, str | None] = {NO_CODE: None}
    for code in np.unique(codes[codes != NO_CODE]).tolist():
        known[code] = str(names[code : code + 1].tolist()[0])
    return [known[code] for code in codes.tolist()]


def _orders(column: Codes | None, at: Codes) -> Sequence[int | None]:
    """Tell the orders of some rows by their codes."""
    if column is None:
        return [None] * len(at)
    return [None if code == NO_CODE else code for code in column[at].tolist()]
