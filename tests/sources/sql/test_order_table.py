"""A table of orders names its columns once, and everything that is wrong with them."""

import pytest

from clm.errors import ClmError, ColumnError, CurrencyError, DayError
from clm.sources import OrderTable

GOOD = {"customer": "who", "when": "day", "amount": "paid", "currency": "EUR"}


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("BHD", 3)])
def test_digits_are_those_of_the_currency(currency, digits):
    assert OrderTable("orders", **GOOD | {"currency": currency}).digits == digits


@pytest.mark.parametrize("name", ["", "  ", 7, None, "a\0b", "a\nb", "x" * 1001])
@pytest.mark.parametrize("where", ["customer", "when", "amount_minor", "order"])
def test_what_is_no_name_is_refused(where, name):
    if name is None and where in {"amount_minor", "order"}:
        assert getattr(OrderTable("orders", **GOOD), where) is None
        return
    rest = {"amount": None} if where == "amount_minor" else {}
    with pytest.raises(ColumnError) as caught:
        OrderTable("orders", **GOOD | rest | {where: name})
    assert [fault.where for fault in caught.value.faults] == [where]


def test_there_is_one_amount():
    with pytest.raises(ColumnError, match="is missing"):
        OrderTable("orders", **GOOD | {"amount": None})
    with pytest.raises(ColumnError, match="give only one"):
        OrderTable("orders", **GOOD, amount_minor="cents")


def test_currency_and_zone_are_those_of_a_ledger():
    with pytest.raises(CurrencyError, match="EUR"):
        OrderTable("orders", **GOOD | {"currency": "eur"})
    with pytest.raises(DayError):
        OrderTable("orders", **GOOD, timezone="Europe/Berlinn")


def test_all_faults_come_at_once():
    with pytest.raises(ClmError) as caught:
        OrderTable("orders", customer="", when="", currency="?", timezone="?", amount=5)
    where = [fault.where for fault in caught.value.faults]
    assert where == ["customer", "when", "amount", "currency", "timezone"]
