"""How a ledger shows itself: how much there is of everything, and when."""

from typing import Final

from clm._show import counted, html_table, span, tag
from clm.ledger.contents import Contents

_SHOWN: Final = 8


def in_a_line(contents: Contents, orders: int, currency: str) -> str:
    """Say what there is, in one line.

    Parameters
    ----------
    contents : Contents
        All rows.
    orders : int
        How many orders they make.
    currency : str
        ISO 4217 code.

    Examples
    --------
    >>> in_a_line(Contents(), 0, "EUR")
    '<Ledger 0 orders · 0 customers · EUR · no day>'
    """
    return tag("Ledger", *_parts(contents, orders, currency))


def as_html(contents: Contents, orders: int, currency: str) -> str:
    """Say how many events of each kind there are, and when."""
    kinds = contents.kinds.items()
    rows = [(kind, len(each), span(*each.days)) for kind, each in kinds if len(each)]
    caption = " · ".join(_parts(contents, orders, currency))
    return html_table(caption, ("kind", "events", "days"), rows)


def _parts(contents: Contents, orders: int, currency: str) -> list[str]:
    """Count orders, the other kinds of event, and customers."""
    others = [
        counted(len(rows), kind)
        for kind, rows in contents.kinds.items()
        if len(rows) and kind != "order"
    ]
    return [
        counted(orders, "order"),
        *others[:_SHOWN],
        counted(len(contents.books.customer), "customer"),
        currency,
        span(*contents.days),
    ]
