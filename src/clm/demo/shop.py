"""The simulated shop as a ledger."""

from datetime import date

from clm.demo.columns import END, START, shop_columns
from clm.ledger.ledger import Ledger


def simulate(
    customers: int = 2_000,
    *,
    start: str | date = START,
    end: str | date = END,
    seed: int = 7,
    currency: str = "EUR",
    timezone: str = "UTC",
) -> Ledger:
    """Simulate a shop: the same arguments always give the same one.

    It grows, most buyers come once or twice and a few come often, 3 % of the orders are given back
    in whole or in part, and causes come before their effects. At its usual size, every segment of
    the built-in templates has somebody in it.

    Parameters
    ----------
    customers : int
        How many people there are in all; about two thirds of them buy.
    start, end : date or str
        The first and the last day.
    seed : int
        Another seed gives another shop; 0 or more.
    currency, timezone : str
        As in `Ledger.from_columns`.

    Returns
    -------
    Ledger

    Raises
    ------
    LedgerError
        Fewer than one customer, or a negative seed.
    DayError
        No days, or `end` before `start`.

    Examples
    --------
    >>> ledger = simulate(300, end="2024-12-31")
    >>> len(ledger.customers)
    300
    """
    shop = shop_columns(customers, start=start, end=end, seed=seed)
    ledger = Ledger.from_columns(**shop.pop("order"), currency=currency, timezone=timezone)
    for kind, columns in shop.items():
        ledger = ledger.with_events(kind, **columns)
    return ledger
