"""Money: an exact amount in one currency, counted in whole minor units.

Currencies and the number of their decimal digits are those of ISO 4217.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from numbers import Integral, Rational, Real
from typing import Final, Self

from attrs import frozen

from clm.errors import ColumnError, CurrencyError, unknown

LARGEST: Final = 2**53
"""Amounts in minor units stay below this, so that a double holds them exactly."""

_LONGEST: Final = 17
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
    if str(currency) not in DIGITS:
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
    if isinstance(amount, Real) and not isinstance(amount, Rational):
        minor = _nearest(float(amount), digits, where)
    elif not isinstance(amount, bool) and isinstance(amount, Integral):
        minor = int(amount) * 10**digits
    else:
        minor = _exact(amount, digits, currency, where)
    if abs(minor) >= LARGEST:
        raise _too_much(amount, where)
    return minor


def _too_much(amount: object, where: str) -> ColumnError:
    """Say that an amount is too large; Python refuses to write the largest numbers out."""
    enormous = isinstance(amount, int) and amount.bit_length() > 200
    what = "an enormous number" if enormous else f"{amount!r:.60}"
    return ColumnError.of(where, f"{what} is too much", f"stay below {LARGEST:,} minor units")


def _nearest(amount: float, digits: int, where: str) -> int:
    """Round to the nearest minor unit."""
    if not isfinite(amount):
        raise ColumnError.of(where, f"{amount!r} is no amount of money", _MEND)
    shifted = amount * 10.0**digits
    if not isfinite(shifted):
        raise _too_much(amount, where)
    return round(shifted)


def _exact(amount: object, digits: int, currency: str, where: str) -> int:
    """Shift the decimal point of a decimal or written number, in whole numbers throughout."""
    if not isinstance(amount, str | Decimal):
        raise ColumnError.of(where, f"{amount!r:.60} is no amount of money", _MEND)
    if isinstance(amount, str) and not _WRITTEN.fullmatch(amount):
        raise ColumnError.of(where, f"{amount!r:.60} is no number", _MEND)
    number = Decimal(amount)
    if not number.is_finite():
        raise ColumnError.of(where, f"{amount!r} is no amount of money", _MEND)
    if number.adjusted() > _LONGEST and number:
        raise _too_much(amount, where)
    minor, rest = 0, 1
    if number.adjusted() >= -digits or not number:
        above, below = number.as_integer_ratio()
        minor, rest = divmod(above * 10**digits, below)
    if rest:
        what = f"{amount!s:.60} has more decimals than {currency}"
        raise ColumnError.of(where, what, f"round it to {digits} decimals")
    return minor


def written(minor: int, currency: str) -> str:
    """Write minor units in major ones, without the currency.

    Examples
    --------
    >>> written(-1234567, "EUR")
    '-12,345.67'
    """
    digits = digits_of(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{rest:0{digits}}" if digits else f"{sign}{whole:,}"


def _decimal(minor: int, currency: str) -> Decimal:
    """Give minor units in major ones, exactly whatever the precision of the context."""
    figures = tuple(map(int, str(abs(minor))))
    return Decimal((int(minor < 0), figures, -digits_of(currency)))


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
        object.__setattr__(self, "amount", _decimal(minor, currency))
        object.__setattr__(self, "currency", currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Self:
        """Make money from whole minor units."""
        return cls(_decimal(minor, currency), currency)

    @property
    def minor(self) -> int:
        """The amount in whole minor units."""
        return minor_units(self.amount, self.currency)

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
        """Refuse another currency, and what has none."""
        if not isinstance(other, Money):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise CurrencyError.of("", f"{other!r:.60} has no currency", "give Money(12, 'EUR')")
        if other.currency != self.currency:
            raise CurrencyError.of(
                "", f"{self.currency} and {other.currency} do not mix", "convert one of them first"
            )
        return other
