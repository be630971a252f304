"""A ledger shows itself in one line, or a row for each kind of event."""

from clm.ledger.contents import Contents
from clm.ledger.ledger import Ledger
from clm.ledger.shown import as_html, in_a_line

SHOP = Ledger.from_columns(
    customer=["ann", "bob"], when=["2024-05-01", "2024-05-03"], amount=[12, -3], currency="EUR"
)


def test_there_is_a_part_for_each_kind_up_to_eight():
    """The others are only in the table."""
    many = SHOP
    for at in range(9):
        many = many.with_events(f"kind {at}", customer=["cy"], when=["2024-05-09"])
    parts = " · ".join(f"1 kind {at}" for at in range(7))
    assert in_a_line(many.contents, 1, "EUR") == (
        f"<Ledger 1 order · 1 refund · {parts} · 3 customers · EUR · 2024-05-01 … 2024-05-09>"
    )
    assert as_html(many.contents, 1, "EUR").count("<tr>") == 12


def test_nothing_is_shown_as_nothing():
    """No kind has a row, and there is no day."""
    assert in_a_line(Contents(), 0, "EUR") == "<Ledger 0 orders · 0 customers · EUR · no day>"
    assert as_html(Contents(), 0, "EUR").count("<tr>") == 1
    assert repr(SHOP) == in_a_line(SHOP.contents, len(SHOP.orders), "EUR")
