"""A column that is awaited is as good as one at hand, and is read but once."""

import numpy as np
import pytest

from clm.errors import ColumnError, FormatError
from clm.ledger.awaited import Awaited, at_hand
from clm.ledger.ledger import Ledger

COLUMNS = {
    "customer": ["ann", "bob", "ann"],
    "when": ["2024-05-01", "2024-05-03", "2024-06-10"],
    "amount": [12, 30.5, -12],
    "order": ["a", "b", "a"],
    "channel": ["web", None, "web"],
}


def test_a_ledger_of_awaited_columns_is_that_of_their_values():
    """And each is asked for once."""
    asked = []

    def awaited(name, values):
        return Awaited(len(values), lambda: asked.append(name) or values)

    found = Ledger.from_columns(
        **{name: awaited(name, values) for name, values in COLUMNS.items()}, currency="EUR"
    )
    given = Ledger.from_columns(**COLUMNS, currency="EUR")
    assert found.report() == given.report()
    for kind in ("order", "refund"):
        mine, theirs = found.rows(kind).columns(), given.rows(kind).columns()
        assert all(np.array_equal(mine[name], theirs[name]) for name in theirs)
    assert sorted(asked) == sorted(COLUMNS)


def test_values_of_events_are_awaited_too():
    """The scores of feedback."""
    shop = Ledger.from_columns(**COLUMNS, currency="EUR")
    days = Awaited(1, lambda: ["2024-05-02"])
    told = shop.with_events(
        "feedback", customer=["ann"], when=days, value=Awaited(1, lambda: [9.0])
    )
    assert told.rows("feedback").value.tolist() == [9.0]


def test_faults_of_awaited_columns_are_told_with_all_others():
    """Of length and of values."""
    wrong = {"when": Awaited(2, lambda: ["2024-05-01", "soon"]), "amount": [1, 2, None]}
    with pytest.raises(ColumnError) as caught:
        Ledger.from_columns(**{**COLUMNS, **wrong}, currency="EUR")
    assert [fault.where for fault in caught.value.faults] == ["when", "when[1]", "amount[2]"]


def test_a_file_that_breaks_off_is_told_as_such():
    """Not as the fault of a column."""

    def broken():
        raise FormatError.of("orders.parquet", "cannot be read", "give a Parquet file")

    with pytest.raises(FormatError, match=r"^orders\.parquet: cannot be read"):
        Ledger.from_columns(**{**COLUMNS, "when": Awaited(3, broken)}, currency="EUR")


def test_what_is_at_hand_stays_as_it_is():
    """Lists, arrays, and nothing."""
    for column in ([3], np.array([3]), None):
        assert at_hand(column) is column
