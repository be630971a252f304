"""Events are read as orders are, and added to a ledger that stays as it is."""

import duckdb
import polars as pl
import pytest

import clm
from clm.errors import ColumnError, LedgerError, UnknownNameError

DATABASE = duckdb.connect()
SHOP = clm.Ledger.from_columns(
    customer=["ann"], when=["2024-05-01"], amount=[9], order=["A"], currency="EUR"
)
ROWS = {
    "who": ["ann", "bob"],
    "day": ["2024-05-02", "2024-05-03"],
    "score": [9.5, None],
    "way": ["email", None],
    "back": ["A", None],
    "sum": [9, 1],
}


def test_events_of_a_frame_are_those_of_its_columns():
    """Every column goes where it is named."""
    names = {"customer": "who", "when": "day", "channel": "way", "campaign": "way"}
    expected = SHOP.with_events(
        "feedback",
        customer=ROWS["who"],
        when=ROWS["day"],
        value=ROWS["score"],
        channel=ROWS["way"],
        campaign=ROWS["way"],
    )
    found = clm.read_events(SHOP, "feedback", pl.LazyFrame(ROWS), value="score", **names)
    assert [found.customer(each) for each in ("ann", "bob")] == [
        expected.customer(each) for each in ("ann", "bob")
    ]
    assert repr(SHOP) == "<Ledger 1 order · 1 customer · EUR · 2024-05-01 … 2024-05-01>"


def test_refunds_of_a_query_find_their_orders():
    """And money is read in either unit."""
    table = pl.DataFrame(ROWS).to_arrow()
    query = DATABASE.from_arrow(table).filter("back is not null")
    names = {"customer": "who", "when": "day", "refund_of": "back"}
    found = clm.read_events(SHOP, "refund", query, amount="sum", **names)
    assert (found.report().refunds_linked, found.report().net) == (1, 0)
    cents = clm.read_events(SHOP, "refund", query, amount_minor="sum", **names)
    assert cents.report().net == 891


def test_scores_of_a_csv_file_are_numbers(tmp_path):
    """An empty cell is none."""
    path = tmp_path / "feedback.csv"
    path.write_text("who,day,score\nann,2024-05-02,9.5\n,2024-05-02,1\nbob,03.05.2024,\n")
    names = {"customer": "who", "when": "day", "value": "score", "missing_customer": "drop"}
    with pytest.raises(ColumnError, match=r"when\[2\]"):
        clm.read_events(SHOP, "feedback", path, **names)
    path.write_text("who,day,score\nann,02.05.2024,9.5\n,02.05.2024,1\nbob,03.05.2024,\n")
    found = clm.read_events(SHOP, "feedback", path, **names, date_format="%d.%m.%Y")
    assert [found.customer(each).events[-1].value for each in ("ann", "bob")] == [9.5, None]


@pytest.mark.parametrize(
    ("kind", "rows", "error", "match"),
    [
        ("order", ROWS, LedgerError, "orders are no events"),
        ("visit", {"who": [1]}, ColumnError, "no column 'day'"),
        ("visit", {"who": [1, 2], "day": ["2024-05-01", "soon"]}, ColumnError, "'soon' is no date"),
        ("visit", {"who": [1], "day": ["2024-05-01"]}, ColumnError, "number|text"),
    ],
)
def test_what_cannot_be_added_is_refused(kind, rows, error, match):
    """Ids, too, that are of another type than before."""
    with pytest.raises((error, UnknownNameError), match=match):
        clm.read_events(SHOP, kind, rows, customer="who", when="day")
