"""Money: an exact amount in one currency, counted in whole minor units.

Currencies and the number of their decimal digits are those of ISO 4217.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Final, Self

from attrs import frozen

from clm.errors import ColumnError, CurrencyError, unknown

LARGEST: Final = 2**53
"""Amounts in minor units stay below this, so that a double holds them exactly."""

LONGEST: Final = 17
_WRITTEN: Final = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)\s*")
_MEND: Final = "give a number such as 12 or '12.00'"

_BY_DIGITS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP "
        "BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR "
        "FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR "
        "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR "
        "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
        "SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN "
        "UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL"
    ),
}
DIGITS: Final[Mapping[str, int]] = {
    code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()
}
"""Decimal digits of every currency."""


def digits_of(currency: str) -> int:
    """Tell how many decimal digits a currency has.

    Raises
    ------
    CurrencyError
        No currency has that ISO 4217 code.

    Examples
    --------
    >>> digits_of("EUR"), digits_of("JPY")
    (2, 0)
    """
    if currency not in DIGITS:
        fault = unknown("currency", currency, DIGITS, "currency")
        raise CurrencyError([fault])
    return DIGITS[currency]


def minor_units(amount: object, currency: str, where: str = "amount") -> int:
    """Count the minor units of an amount in major units.

    Parameters
    ----------
    amount : int, float, str or Decimal
        In major units: 12, 12.0, "12.00". A float means the nearest minor unit.
    currency : str
        ISO 4217 code.
    where : str
        What an error calls the place.

    Returns
    -------
    int

    Raises
    ------
    ColumnError
        Not a finite number, too large, or with more decimals than the currency has.

    Examples
    --------
    >>> minor_units("12.5", "EUR")
    1250
    """
    digits = digits_of(currency)
    if isinstance(amount, float):
        minor = _nearest(amount, digits, where)
    else:
        minor = _exact(amount, digits, currency, where)
    if abs(minor) >= LARGEST:
        raise ColumnError.of(
            where, f"{amount!r} is too much", f"stay below {LARGEST:,} minor units"
        )
    return minor


def _nearest(amount: float, digits: int, where: str) -> int:
    """Round to the nearest minor unit."""
    if not isfinite(amount):
        raise ColumnError.of(where, f"{amount!r} is no amount of money", _MEND)
    return round(amount * 10.0**digits)


def _exact(amount: object, digits: int, currency: str, where: str) -> int:
    """Shift the decimal point of a whole, decimal or written number."""
    if isinstance(amount, bool) or not isinstance(amount, int | str | Decimal):
        raise ColumnError.of(where, f"{amount!r} is no amount of money", _MEND)
    if isinstance(amount, str) and not _WRITTEN.fullmatch(amount):
        raise ColumnError.of(where, f"{amount!r} is no number", _MEND)
    number = Decimal(amount)
    if not number.is_finite() or number.adjusted() > LONGEST:
        raise ColumnError.of(where, f"{amount!r} is no amount of money", _MEND)
    shifted = number.scaleb(digits)
    if shifted != shifted.to_integral_value():
        raise ColumnError.of(
            where, f"{amount} has more decimals than {currency}", f"round it to {digits} decimals"
        )
    return int(shifted)


def written(minor: int, currency: str) -> str:
    """Write minor units in major ones, without the currency.

    Examples
    --------
    >>> written(-1234567, "EUR")
    '-12,345.67'
    """
    digits = digits_of(currency)
    return f"{Decimal(minor).scaleb(-digits):,.{digits}f}"


@frozen(init=False, order=False)
class Money:
    """An exact amount of money.

    Parameters
    ----------
    amount : int, float, str or Decimal
        In major units.
    currency : str
        ISO 4217 code.

    Raises
    ------
    ColumnError, CurrencyError
        Not an amount, or no such currency.

    Examples
    --------
    >>> price = Money("12.50", "EUR")
    >>> print(price + Money(1, "EUR"))
    13.50 EUR
    >>> price.minor
    1250
    """

    amount: Decimal
    currency: str

    def __init__(self, amount: float | str | Decimal, currency: str) -> None:
        minor = minor_units(amount, currency)
        object.__setattr__(self, "amount", Decimal(minor).scaleb(-digits_of(currency)))
        object.__setattr__(self, "currency", currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Self:
        """Make money from whole minor units."""
        return cls(Decimal(minor).scaleb(-digits_of(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in whole minor units."""
        return int(self.amount.scaleb(digits_of(self.currency)))

    def __add__(self, other: Self) -> Self:
        """Add money of the same currency."""
        return self.from_minor(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        """Subtract money of the same currency."""
        return self.from_minor(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Self:
        """Turn the sign."""
        return self.from_minor(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        """Compare money of the same currency."""
        return self.amount < self._same(other).amount

    def __le__(self, other: Self) -> bool:
        """Compare money of the same currency."""
        return self.amount <= self._same(other).amount

    def __str__(self) -> str:
        """Write the amount and the currency."""
        return f"{written(self.minor, self.currency)} {self.currency}"

    def _same(self, other: Self) -> Self:
        """Refuse another currency."""
        if other.currency != self.currency:
            raise CurrencyError.of(
                "", f"{self.currency} and {other.currency} do not mix", "convert one of them first"
            )
        return other
