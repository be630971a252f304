"""Terms are checked when they are made, and must agree when ledgers meet."""

from datetime import date

import pytest

from clm.errors import CurrencyError, DayError, LedgerError
from clm.ledger.terms import Terms, one_currency
from clm.model.event import Order
from clm.model.money import Money


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        *(
            (("EURO", "UTC"), CurrencyError),
            ((None, "UTC"), CurrencyError),
            ((["EUR"], "UTC"), CurrencyError),
        ),
        *(
            (("EUR", "Mars"), DayError),
            (("EUR", None), DayError),
            (("EUR", "UTC", "fuzzy"), LedgerError),
        ),
        *((("EUR", "UTC", ["exact"]), LedgerError), (("EUR", "UTC", True), LedgerError)),
    ],
)
def test_terms_that_are_none_are_refused(terms, error):
    """A currency of ISO 4217, a zone of IANA, and one way to match or none."""
    with pytest.raises(error):
        Terms(*terms)


def test_ledgers_meet_on_the_same_terms_only():
    """What differs is named."""
    berlin = Terms("EUR", "Europe/Berlin", "exact")
    berlin.check_same(Terms("EUR", "Europe/Berlin", "exact"))
    assert berlin.zone.key == "Europe/Berlin"
    with pytest.raises(CurrencyError, match="EUR and USD"):
        berlin.check_same(Terms("USD", "Europe/Berlin", "exact"))
    with pytest.raises(LedgerError, match=r"timezone.*\n.*match_refunds"):
        berlin.check_same(Terms("EUR", "UTC"))


def test_orders_have_one_currency():
    """It is read off the orders; where there are none it must be told."""
    euro, dollar = (
        Order(customer=1, when=date(2024, 5, 1), amount=Money(1, code)) for code in ("EUR", "USD")
    )
    assert one_currency([euro, euro], None) == one_currency([], "EUR") == "EUR"
    for orders, told in (([euro, dollar], None), ([dollar], "EUR"), ([], None)):
        with pytest.raises(CurrencyError):
            one_currency(orders, told)
