"""The terms in which a ledger is told: currency, time zone, and how refunds find their orders."""

from collections.abc import Callable, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from attrs import asdict, frozen

from clm.errors import ClmError, CurrencyError, Fault, LedgerError
from clm.ledger.door.moments import zone_named
from clm.model.event import Order
from clm.model.money import digits_of

MatchRefunds = Literal["exact"]


def _check_match(match_refunds: object) -> None:
    """Refuse an unknown way to match refunds."""
    if match_refunds is not None and match_refunds != "exact":
        what = f"{match_refunds!r:.60} is no way to match refunds"
        raise LedgerError.of("match_refunds", what, "write 'exact' or None")


@frozen
class Terms:
    """Currency, time zone and way to match refunds, checked.

    Parameters
    ----------
    currency : str
        ISO 4217 code of all amounts.
    timezone : str
        IANA name of the shop's time zone.
    match_refunds : "exact" or None
        Whether refunds that name no known order are attached to one of exactly their amount.

    Raises
    ------
    CurrencyError, DayError, LedgerError
        No such currency, time zone or way; LedgerError if more than one is wrong.

    Examples
    --------
    >>> Terms("EUR", "Europe/Berlin")
    Terms(currency='EUR', timezone='Europe/Berlin', match_refunds=None)
    """

    currency: str
    timezone: str
    match_refunds: MatchRefunds | None = None

    def __attrs_post_init__(self) -> None:
        """Check all terms at once."""
        checks: dict[Callable[[Any], object], object] = {
            digits_of: self.currency,
            zone_named: self.timezone,
            _check_match: self.match_refunds,
        }
        errors: list[ClmError] = []
        for check, value in checks.items():
            try:
                check(value)
            except ClmError as error:
                errors.append(error)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise LedgerError([fault for error in errors for fault in error.faults])

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return zone_named(self.timezone)

    def check_same(self, other: "Terms") -> None:
        """Refuse a ledger that is told in other terms.

        Raises
        ------
        CurrencyError, LedgerError
            Which terms differ.
        """
        if other.currency != self.currency:
            raise CurrencyError.of(
                "", f"{self.currency} and {other.currency} do not mix", "convert one of them first"
            )
        mine, theirs = self.settings(), other.settings()
        faults = [
            Fault(name, f"{mine[name]!r} and {theirs[name]!r} differ", "build both ledgers alike")
            for name in mine
            if mine[name] != theirs[name]
        ]
        if faults:
            raise LedgerError(faults)

    def settings(self) -> dict[str, Any]:
        """Give the terms by name."""
        return asdict(self)


def one_currency(orders: Sequence[Order], currency: str | None) -> str:
    """Find the one currency of orders.

    Raises
    ------
    CurrencyError
        There are two, or none.
    """
    currencies = {each.amount.currency for each in orders}
    currencies |= {currency} if currency else set[str]()
    if len(currencies) == 1:
        return currencies.pop()
    if not currencies:
        raise CurrencyError.of("currency", "there is no order to tell it", "give currency='EUR'")
    names = ", ".join(sorted(currencies))
    raise CurrencyError.of("orders", f"are in {names}", "give one currency a ledger")
