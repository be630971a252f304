"""A snapshot's columns: what is missing is marked there, and null in a frame."""

import numpy as np
import pyarrow as pa
import pytest

import clm
from asking import LEAST, shop, template
from clm.errors import UnknownNameError

AS_OF = "2024-03-01"
HEAD = """
currency = "EUR"
[scores]
r = { of = "recency", bins = 2, best = "low" }
n = { of = "nps", bins = 2 }
[extra]
nps = { min = -100, max = 100 }
"""
MINE = template(
    ("seen", "latest('order', 'visit') == 'visit'"),
    ("rich", "average_order >= 9999 and last_gap <= 9 and latest('order', 'visit') == 'order'"),
    head=HEAD,
)
ALWAYS = ["customer", "segment", "stage", "orders", "recency", "tenure", "monetary"]


@pytest.fixture
def snap():
    """A buyer, a visitor, and one who did neither."""
    ledger = shop(("ann", "2024-01-01", 10), ("ann", "2024-02-01", 20)).with_events(
        "visit", customer=["bob"], when=["2024-02-01"]
    )
    ledger = ledger.with_events("signup", customer=["cat"], when=["2024-02-02"])
    return clm.snapshot(ledger, MINE, as_of=AS_OF, extra={"nps": {"ann": -7}})


EXPECTED = {
    "customer": ["ann", "bob", "cat"],
    "segment": ["rest", "seen", "rest"],
    "stage": ["", "all", ""],
    "orders": [2, 0, 0],
    "recency": [29, None, None],
    "tenure": [60, None, None],
    "monetary": [3000, 0, 0],
    "r": [2, None, None],
    "n": [1, None, None],
    "latest('order', 'visit')": ["order", "visit", None],
    "average_order": [1500, None, None],
    "last_gap": [31, None, None],
    "nps": [-7, None, None],
}
MARKS = {"average_order": LEAST, "nps": LEAST, "r": 0, "n": 0, "latest('order', 'visit')": ""}


def test_columns_mark_what_is_missing(snap):
    """-1 for days, 0 for scores, "" for kinds, the least int64 for the rest."""
    assert {name: column.tolist() for name, column in snap.columns().items()} == {
        name: [MARKS.get(name, -1) if value is None else value for value in values]
        for name, values in EXPECTED.items()
    }


def test_the_same_columns_stand_first_in_every_snapshot(snap):
    """Then the template's scores, features and extra columns."""
    assert [*snap.columns()][:7] == ALWAYS
    for key in clm.templates:
        columns = clm.snapshot(snap.ledger, key, as_of=AS_OF).columns()
        assert [*columns][:7] == ALWAYS
        assert set(clm.templates[key].scores) <= set(columns)


@pytest.mark.parametrize(
    ("backend", "plain"),
    [
        ("polars", lambda frame: frame.to_dict(as_series=False)),
        ("pandas", lambda frame: pa.Table.from_pandas(frame).to_pydict()),
        ("pyarrow", lambda frame: frame.to_pydict()),
        (None, lambda frame: frame.to_dict(as_series=False)),
    ],
)
def test_a_frame_has_real_nulls(snap, backend, plain):
    """In each library's own way; polars is taken if none is named."""
    assert plain(snap.to_frame(backend)) == EXPECTED


def test_whole_numbers_stay_whole_beside_nulls(snap):
    """pandas would make floats of them."""
    frame = snap.to_frame("pandas")
    assert str(frame.dtypes["recency"]) == "Int64"
    assert str(frame.dtypes["orders"]) == "int32"
    assert frame["recency"].isna().tolist() == [False, True, True]


def test_an_unknown_library_is_refused_with_the_nearest(snap):
    """There are four."""
    with pytest.raises(UnknownNameError, match="'polars'"):
        snap.to_frame("polar")


def test_the_lowest_average_is_no_missing_one():
    """Money far below nought is a value."""
    mine = template(("low", "average_order <= -9"), head='currency = "EUR"')
    ledger = clm.Ledger.from_columns(
        customer=["ann", "ann"], when=[AS_OF] * 2, amount_minor=[1, -(2**52)], currency="EUR"
    )
    snap = clm.snapshot(ledger, mine, as_of=AS_OF)
    assert snap.columns()["average_order"].tolist() == [1 - 2**52]
    assert snap.customers("low") == ["ann"]
    assert snap.to_frame("polars")["average_order"].null_count() == 0


def test_columns_are_made_anew_and_read_only(snap):
    """Nobody writes into what another holds."""
    one, other = snap.columns(), snap.columns()
    one["orders"] = np.zeros(3)
    assert other["orders"].tolist() == [2, 0, 0]
    assert not any(column.flags.writeable for column in other.values())
