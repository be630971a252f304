"""A table of orders in somebody's database: its name, and what its columns hold."""

import re
from collections.abc import Iterator
from typing import Final

from attrs import field, fields, frozen

from clm.errors import ClmError, ColumnError, Fault, shown
from clm.ledger.terms import Terms
from clm.model.money import digits_of

_NAME: Final = re.compile(r"(?=.*\S)[^\0\r\n]{1,1000}")

_COLUMNS: Final = ("customer", "when", "amount", "amount_minor", "order")


@frozen
class OrderTable:
    """A table of orders in a database: its name, and the names of its columns.

    Parameters
    ----------
    table : str
        As the database's SQL names it: ``orders``, ``shop.orders``, ``"Order Lines"`` in quotes.
    customer : str
        The column of customer ids. Rows without one are left out.
    when : str
        The column of days, or of moments: see `timezone`.
    currency : str
        ISO 4217 code of the amounts.
    amount : str, optional
        A column of numbers in major units. They are taken as decimals with the digits that the
        currency has.
    amount_minor : str, optional
        A column of whole minor units, in place of `amount`.
    order : str, optional
        The column of order ids: rows of one id and customer are one order and its refunds. A row
        without an id is an order of its own, or a refund of none. If left out, every row is.
    timezone : str, optional
        IANA name of the shop's zone, if `when` holds instants (``timestamptz``). If left out, it
        holds dates, or the shop's own local times.

    Raises
    ------
    ColumnError
        Names that are none; no amount, or two. With every other fault, if there are several.
    CurrencyError, DayError
        No such currency; no such time zone.

    Examples
    --------
    >>> OrderTable("orders", customer="who", when="day", amount="paid", currency="EUR").digits
    2
    >>> OrderTable("orders", customer="who", when="day", currency="EUR")
    Traceback (most recent call last):
    clm.errors.ColumnError: amount: is missing → name the column: amount= or amount_minor=
    """

    table: str
    customer: str = field(kw_only=True)
    when: str = field(kw_only=True)
    currency: str = field(kw_only=True)
    amount: str | None = field(default=None, kw_only=True)
    amount_minor: str | None = field(default=None, kw_only=True)
    order: str | None = field(default=None, kw_only=True)
    timezone: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse what names no column, with all that is wrong."""
        faults = [*self._name_faults(), *self._amount_faults()]
        try:
            Terms(self.currency, "UTC" if self.timezone is None else self.timezone)
        except ClmError as error:
            if not faults:
                raise
            faults.extend(error.faults)
        if faults:
            raise ColumnError(faults)

    @property
    def digits(self) -> int:
        """Decimal digits of the currency."""
        return digits_of(self.currency)

    def _name_faults(self) -> Iterator[Fault]:
        """Refuse names that no column can have."""
        given = {name: getattr(self, name) for name in _COLUMNS}
        needed = {each.name for each in fields(type(self)) if each.default is not None}
        for name, value in given.items():
            if value is not None or name in needed:
                yield from name_faults(value, name)

    def _amount_faults(self) -> Iterator[Fault]:
        """Refuse two columns of amounts, and none."""
        if self.amount is None and self.amount_minor is None:
            yield Fault("amount", "is missing", "name the column: amount= or amount_minor=")
        if self.amount is not None and self.amount_minor is not None:
            yield Fault("amount", "amount_minor is given, too", "give only one")


def name_faults(value: object, where: str) -> Iterator[Fault]:
    """Refuse what can be no name of a table or column."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        yield Fault(where, f"{shown(value)} is no name", "give the name as text")
