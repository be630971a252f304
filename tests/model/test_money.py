"""Money is exact, whatever type an amount has and whatever the decimal context."""

import pickle
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clm.errors import ColumnError, CurrencyError
from clm.model.money import DIGITS, LARGEST, Money, digits_of, minor_units, written

CURRENCIES = st.sampled_from(["JPY", "EUR", "BHD", "CLF"])
MINOR = st.integers(1 - LARGEST, LARGEST - 1)


def plain(minor, digits):
    """Write minor units in major ones by cutting text."""
    text = str(abs(minor)).zfill(digits + 1)
    whole, rest = text[: len(text) - digits], text[len(text) - digits :]
    return ("-" if minor < 0 else "") + whole + (f".{rest}" if digits else "")


@given(MINOR, CURRENCIES)
def test_every_amount_survives_every_way_of_writing_it(minor, currency):
    """Minor units, text, Decimal and Money agree."""
    text = plain(minor, digits_of(currency))
    assert minor_units(text, currency) == minor
    assert minor_units(Decimal(text), currency) == minor
    assert Money.from_minor(minor, currency).minor == minor
    assert str(Money(text, currency)).replace(",", "") == f"{text} {currency}"


@given(MINOR, MINOR, CURRENCIES, st.integers(1, 5))
def test_the_precision_of_the_decimal_context_never_touches_money(one, other, currency, precision):
    """A context of few digits rounds sums of Decimals, but no money."""
    assume(abs(one + other) < LARGEST)
    with localcontext() as context:
        context.prec = precision
        first, second = (Money.from_minor(each, currency) for each in (one, other))
        assert (first.minor, (first + second).minor) == (one, one + other)
        assert (-second).minor == -other
        assert written(one, currency).replace(",", "") == plain(one, digits_of(currency))


@given(st.floats(-(2.0**46), 2.0**46), CURRENCIES)
def test_a_float_means_the_nearest_minor_unit_in_double_arithmetic(amount, currency):
    """One double product, rounded half to even, as numpy does for columns."""
    digits = digits_of(currency)
    assume(abs(amount * 10.0**digits) < LARGEST)
    assert minor_units(amount, currency) == int(np.rint(amount * 10.0**digits))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), CURRENCIES)
def test_more_decimals_than_the_currency_has_are_refused(amount, currency):
    """Exactly those amounts pass that are whole in minor units."""
    minor = Fraction(amount) * 10 ** digits_of(currency)
    if minor.denominator == 1 and abs(minor) < LARGEST:
        assert minor_units(amount, currency) == minor
    else:
        with pytest.raises(ColumnError):
            minor_units(amount, currency)


@pytest.mark.parametrize(
    "amount",
    [
        *(float("nan"), float("inf"), -float("inf"), 1e308, Decimal("NaN"), Decimal("sNaN")),
        *(Decimal("Infinity"), Decimal("1E+999999999"), Decimal("1E-999999999")),
        *(Decimal("12.000000000000000000000000000000000001"), "12." + "0" * 40 + "1"),
        *(10**17, 10**5000, 2**53, "9" * 5000, "90071992547409.92", 90071992547409.92),
        *(
            "",
            "-",
            ".",
            "1e3",
            "1_000",
            "1,000",
            "12 EUR",
            "nan",
            "inf",
            "\uff11\uff12",
            "٣",
            "12.345",
        ),
        *(True, False, None, b"5", [1], Fraction(1, 2), 1j, np.bool_(1)),
    ],
    ids=lambda amount: type(amount).__name__,
)
def test_what_is_no_amount_is_refused(amount):
    """Neither words nor numbers without an end are money, and none of them is a crash."""
    with pytest.raises(ColumnError, match=r"price\[0\]"):
        minor_units(amount, "EUR", "price[0]")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        *((12, "EUR", 1200), (np.int64(12), "EUR", 1200), (np.uint8(12), "JPY", 12)),
        *((np.float32(12.5), "EUR", 1250), (np.float64(0.125), "EUR", 12), (1.5, "JPY", 2)),
        *((" 12.50\n", "EUR", 1250), ("+.5", "EUR", 50), ("5.", "EUR", 500), (-0.0, "EUR", 0)),
        *((Decimal("0E-999999"), "EUR", 0), (Decimal("1.2E+3"), "EUR", 120000)),
        *(("-0.001", "BHD", -1), (90071992547409.91, "EUR", LARGEST - 1)),
    ],
)
def test_amounts_of_any_type_are_major_units(amount, currency, minor):
    """The type does not say what is meant; the currency says how many decimals there are."""
    assert minor_units(amount, currency) == minor


@pytest.mark.parametrize("currency", ["eur", "EURO", "", None, 5, ["EUR"]])
def test_unknown_currencies_are_refused(currency):
    """The nearest code is offered where there is one."""
    with pytest.raises(CurrencyError):
        digits_of(currency)
    with pytest.raises(CurrencyError, match="did you mean 'EUR'"):
        Money(1, "eur")


def test_the_digits_are_those_of_iso_4217():
    """Yen have none, dinars three, and the Chilean unit of account four."""
    named = {code: DIGITS[code] for code in ("JPY", "KRW", "EUR", "USD", "BHD", "KWD", "CLF")}
    assert named == {"JPY": 0, "KRW": 0, "EUR": 2, "USD": 2, "BHD": 3, "KWD": 3, "CLF": 4}


def test_money_of_two_currencies_and_bare_numbers_do_not_mix():
    """Only what has a currency can be added or compared."""
    euro = Money(1, "EUR")
    for wrong in (Money(1, "USD"), 1, None):
        with pytest.raises(CurrencyError):
            euro + wrong
        with pytest.raises(CurrencyError):
            _ = euro < wrong
    assert euro != Money(1, "USD")
    assert euro != 1


@given(MINOR, MINOR, CURRENCIES)
def test_money_is_ordered_like_its_minor_units_and_pickles(one, other, currency):
    """Comparisons and hashes are those of the numbers."""
    first, second = (Money.from_minor(each, currency) for each in (one, other))
    assert (first < second, first <= second, first == second) == (
        one < other,
        one <= other,
        one == other,
    )
    assert pickle.loads(pickle.dumps(first)) == first
    assert hash(first) == hash(Money(plain(one, digits_of(currency)), currency))
