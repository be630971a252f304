"""Orders and events: what happens between a shop and a customer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from attrs import field, frozen

from clm.errors import ColumnError
from clm.model.money import Money

CustomerId = str | int
Moment = date | datetime

KINDS: Final[Mapping[str, str]] = {
    "order": "bought something",
    "refund": "got money back",
    "visit": "came to the shop",
    "signup": "gave an e-mail address",
    "unsubscribe": "asked for no more messages",
    "cart": "put something into the cart",
    "checkout": "began to pay",
    "touch": "was contacted: channel, campaign and cost",
    "response": "opened or clicked",
    "referral": "brought somebody",
    "feedback": "gave a score",
}
"""The kinds of event that the built-in templates and metrics know; any other name is fine."""


def _check_money(_order: object, _field: object, amount: Any) -> None:
    """Refuse an amount without a currency."""
    if not isinstance(amount, Money):
        raise ColumnError.of("amount", f"{amount!r} has no currency", "give Money(12, 'EUR')")


@frozen(kw_only=True)
class Order:
    """An order as it is handed in.

    Parameters
    ----------
    id : str, int or None
        Orders with one id are lines of one order; None is an order of its own.
    customer : str or int
        Who bought.
    when : date or datetime
        A naive datetime is local to the shop.
    amount : Money
        A negative amount is a refund of the order that `id` names.
    channel : str or None
        Where the order came from.

    Raises
    ------
    ColumnError
        The amount is no `Money`.

    Examples
    --------
    >>> Order(id=1, customer="ann", when=date(2024, 5, 1), amount=Money(20, "EUR")).customer
    'ann'
    """

    customer: CustomerId
    when: Moment
    amount: Money = field(validator=_check_money)
    id: str | int | None = None
    channel: str | None = None


@frozen(kw_only=True)
class Event:
    """Anything that happened to one customer on a day.

    Parameters
    ----------
    kind : str
        ``order``, ``refund``, ``visit``, …: see `KINDS`.
    customer : str or int
        Whom it happened to.
    when : date or datetime
        A naive datetime is local to the shop.
    amount : Money or None
        Money that moved; of a touch, its cost.
    value : float or None
        A score, of feedback.
    channel, campaign : str or None
        By which way, and for what.
    order : str, int or None
        The order it belongs to; of a refund, the order that is given back.

    Examples
    --------
    >>> Event(kind="visit", customer="ann", when=date(2024, 5, 1)).day
    datetime.date(2024, 5, 1)
    """

    kind: str
    customer: CustomerId
    when: Moment
    amount: Money | None = None
    value: float | None = None
    channel: str | None = None
    campaign: str | None = None
    order: str | int | None = None

    @property
    def day(self) -> date:
        """The calendar day as written."""
        return self.when.date() if isinstance(self.when, datetime) else self.when
