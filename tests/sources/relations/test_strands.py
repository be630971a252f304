"""Orders are put together as in a ledger: once, on their first day, unless they were given back."""

from datetime import date

import pyarrow as pa
import pytest

import clm
from clm.features.catalog import Feature
from engines import LIBRARIES

DAY = date(2024, 5, 9)
ROWS = {
    "two lines": [(1, 500, "A"), (3, 700, "A")],
    "given back": [(1, 500, "A"), (4, -500, "A")],
    "given back after the day": [(1, 500, "A"), (20, -500, "A")],
    "given back before a line came": [(1, 500, "A"), (2, -500, "A"), (3, 100, "A")],
    "given back in part": [(1, 500, "A"), (4, -499, "A")],
    "a refund before its line": [(1, -500, "A"), (4, 500, "A")],
    "a refund of an unknown order": [(1, -500, "B"), (2, 300, "A")],
    "rows without an id": [(1, 500, None), (1, 500, None), (4, -500, None), (6, 0, None)],
    "nothing paid": [(1, 0, "A"), (2, 0, "A")],
    "refunds only": [(1, -500, "A"), (2, -100, None)],
}
ASKED = ("orders", "recency", "tenure", "monetary", "order_days", "orders(days=4)")


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("case", ROWS)
def test_orders_count_as_in_a_ledger(case, library):
    """Rule by rule."""
    days, cents, ids = zip(*ROWS[case], strict=True)
    when = [date(2024, 5, day) for day in days]
    columns = {"who": ["ann"] * len(days), "at": when, "cents": cents}
    table = pa.table({**columns, "no": pa.array(ids, pa.string())})
    names = {"customer": "who", "when": "at", "amount_minor": "cents", "order": "no"}
    ledger = clm.read_orders(table, **names, currency="EUR")
    source = clm.sources.engine(LIBRARIES[library](table), **names, currency="EUR")
    expected = clm.Features.of(ledger, as_of=DAY)
    found = source.features_on(DAY, map(Feature.parse, ASKED))
    assert {name: found[name].tolist() for name in ASKED} == {
        name: expected[name].tolist() for name in ASKED
    }
