"""What is laid over everybody, and in which columns."""

from datetime import date

import polars as pl

import clm
from clm.sources.relations.laying import laid

SALES = pl.DataFrame({"who": [7, 8], "at": [date(2024, 5, 1), date(2024, 5, 3)], "cents": [100, 7]})
NAMES = {"customer": "who", "when": "at", "amount_minor": "cents", "currency": "EUR"}
TEXT = """
schema = 1
key = "mine"
unclassified = "rest"
[scores]
n = { of = "nps", bins = 3 }
[extra]
nps = { min = -100, max = 100 }
[[stage]]
key = "fans"
when = "n >= 2 or orders(days=10) >= 1"
"""


def test_columns_are_those_of_a_snapshot():
    """Features under their names, extra columns and their scores missing for everybody."""
    template, day = clm.Template.from_toml(TEXT), date(2024, 5, 12)
    source = clm.sources.engine(SALES, **NAMES)
    found = laid(source.tables, day, template, None)
    expected = clm.snapshot(clm.read_orders(SALES, **NAMES), template, as_of=day)
    assert found.columns == [*expected.columns()]
    assert found["n"].null_count() == found["nps"].null_count() == 2
    assert found.sort("customer")["segment"].to_list() == ["rest", "fans"]
