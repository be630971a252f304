"""A customer is taken out of the columns of a ledger, row by row."""

import pytest

from clm.features.person.gathering import person_of
from nasty import nasty


@pytest.mark.parametrize("seed", range(60))
def test_all_rows_of_a_customer_are_gathered_in_order(seed):
    """Those that the single customer view shows, with day, amount and channel."""
    ledger = nasty(seed).ledger()
    for code, who in enumerate(ledger.customers.tolist()):
        person, view = person_of(ledger, code), ledger.customer(who)
        assert {*person.events} == {event.kind for event in view.events}
        for kind, rows in person.events.items():
            assert [*rows] == sorted(rows, key=lambda row: (row.day, row.instant))
            shown = [
                ((e.day.toordinal() - 719163), e.amount.minor if e.amount else 0, e.channel)
                for e in view.of(kind)
            ]
            assert [(row.day, row.amount, row.channel) for row in rows] == shown


@pytest.mark.parametrize("seed", range(20))
def test_rows_of_one_order_carry_one_code(seed):
    """Different orders have different codes; a row without an order has none."""
    ledger = nasty(seed).ledger()
    for code, who in enumerate(ledger.customers.tolist()):
        person, view = person_of(ledger, code), ledger.customer(who)
        pairs = {
            (row.order, event.order)
            for kind in ("order", "refund")
            for row, event in zip(person.events.get(kind, ()), view.of(kind), strict=True)
        }
        assert (
            len({mine for mine, _ in pairs}) == len({theirs for _, theirs in pairs}) == len(pairs)
        )
        assert all((mine is None) == (theirs is None) for mine, theirs in pairs)
