"""The door: columns become rows, or every fault of theirs is named at once."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from clm.errors import ColumnError, LedgerError
from clm.ledger.books import Books
from clm.ledger.door.intake import Columns, Intake, read_columns, without_repeats
from clm.model.event import Order
from clm.model.money import Money

GOOD = {"customer": ["ann", "bob"], "when": ["2024-05-01", "2024-05-02"], "amount": [1, 2]}


def read(**columns):
    """Read columns into rows."""
    return read_columns(Columns(**{**GOOD, **columns}), Books(), "EUR", ZoneInfo("UTC"))


def places(**columns):
    """Tell where the faults are."""
    with pytest.raises(ColumnError) as caught:
        read(**columns)
    return {fault.where for fault in caught.value.faults}


def test_all_faults_of_all_columns_come_at_once():
    """Whoever mends a file mends it in one pass."""
    wrong = {"customer": ["ann", None], "when": ["soon", "2024-05-02"], "amount": [1, float("nan")]}
    wrong |= {"order": [1.5, 2], "value": ["x", 1], "missing_customer": "keep", "channel": [5.5, 1]}
    wrong |= {"row_id": [1], "date_format": None, "campaign": 5}
    found = places(**wrong)
    assert found == {
        *("customer[1]", "when[0]", "amount[1]", "order[0]", "value[0]"),
        *("missing_customer", "channel[0]", "row_id", "campaign"),
    }


@pytest.mark.parametrize(
    "column", [5, "ann", None, {"a": 1}, np.array(5), b"ann", np.ones((2, 2))], ids=repr
)
def test_customers_that_are_no_column_are_refused(column):
    """A name is not a list of letters."""
    assert "customer" in places(customer=column)


def test_columns_of_unequal_length_are_named():
    """Generators have a length too, once they are read."""
    assert places(amount=[1, 2, 3], channel=iter(["a"])) == {"amount", "channel"}
    rows, _, _ = read(
        customer=iter(["ann", "bob"]), when=(w for w in GOOD["when"]), amount=map(int, "12")
    )
    assert rows.amount.tolist() == [100, 200]


@pytest.mark.parametrize(
    ("columns", "where"),
    [
        ({"amount_minor": [1, 2]}, "amount"),
        ({"amount": None, "priced": True}, "amount"),
        ({"date_format": 5}, "date_format"),
        ({"missing_customer": ["drop"]}, "missing_customer"),
        ({"order": [1, 2], "order_name": "refund_of", "customer": [None, None]}, "customer[0]"),
    ],
)
def test_settings_that_are_none_are_refused(columns, where):
    """Two amounts are one too many, and no amount may be one too few."""
    assert where in places(**columns)


def test_rows_of_nobody_are_dropped_and_counted_on_demand():
    """The others keep their order and codes."""
    rows, books, dropped = read(customer=[None, "bob"], missing_customer="drop")
    assert (rows.day.tolist(), books.customer.ids.tolist(), dropped) == ([19845], ["bob"], 1)


def test_scores_are_numbers_or_none():
    """Nulls of every kind are none; infinity and text are no scores."""
    for column in (
        [None, 9],
        [float("nan"), 9.0],
        [None, np.int64(9)],
        np.ma.array([1, 9], mask=[1, 0]),
    ):
        value = read(value=column)[0].value
        assert np.isnan(value[0])
        assert value[1] == 9
    for wrong in ([float("inf"), 9], ["9", 9], [True, 9], np.array([1j, 9])):
        assert places(value=wrong) == {"value[0]"} or isinstance(wrong, np.ndarray)


ROWS = {
    "customer": [1, 1, 2, 1],
    "when": ["2024-05-01"] * 4,
    "amount": [1, 1, 2, 3],
    "row_id": ["a", "a", None, "b"],
}


def test_repeats_with_the_same_values_are_dropped_and_counted():
    """Rows without an id are never repeats."""
    rows, repeats = without_repeats(read(**ROWS)[0])
    assert (rows.amount.tolist(), repeats) == ([100, 200, 300], 1)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("customer", [1, 2, 2, 1]),
        ("amount", [1, 5, 2, 3]),
        ("when", ["2024-05-01", "2024-05-01 00:01", "2024-05-01", "2024-05-01"]),
        ("order", [None, "A", None, None]),
        ("channel", ["x", "y", None, None]),
        ("campaign", ["x", None, None, None]),
    ],
)
def test_a_repeat_with_another_value_is_an_error(column, values):
    """The column is named."""
    with pytest.raises(LedgerError, match=column if column != "when" else "instant"):
        without_repeats(read(**{**ROWS, column: values})[0])


def test_order_objects_are_taken_apart():
    """Ids and channels are given only where some order has them; anything else is named."""
    order = Order(customer="ann", when=date(2024, 5, 1), amount=Money(5, "EUR"))
    columns = Columns.of_orders([order])
    assert (columns.amount_minor, columns.order, columns.channel) == ([500], None, None)
    with pytest.raises(ColumnError) as caught:
        Columns.of_orders([order, 5, {"customer": "ann"}])
    assert [fault.where for fault in caught.value.faults] == ["orders[1]", "orders[2]"]


def test_intakes_add_up():
    """Two batches count together."""
    one, two = Intake(rows=3, repeats=1), Intake(rows=2, missing_customer=1, lines_named=True)
    assert one + two == Intake(rows=5, repeats=1, missing_customer=1, lines_named=True)
