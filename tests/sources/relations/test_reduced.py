"""What comes back is a table of features without a ledger, in the order of ids."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import clm
from clm.features.catalog import Feature
from clm.sources.relations.order_engine import Engine

WHOLE = st.integers(-(2**63), 2**63 - 1)
DAY = date(2024, 5, 1)
SALES = pl.DataFrame(
    {
        "who": ["zoe", "ann", "zoe", "é"],
        "at": [date(2024, 5, 1), date(2024, 5, 3), date(2024, 5, 4), date(2024, 5, 9)],
        "cents": [100, -50, 300, 7],
    }
)
NAMES = {"customer": "who", "when": "at", "amount_minor": "cents"}


def test_a_small_table():
    """Ids ascend; types are those of the core; what is missing is written as there."""
    source = clm.sources.engine(SALES, **NAMES, currency="EUR")
    assert isinstance(source, Engine)
    wanted = [Feature.parse(text) for text in ("orders", "recency", "average_order")]
    found = source.features_on(date(2024, 5, 8), wanted)
    assert found.customers.tolist() == ["ann", "zoe"]
    assert found["orders"].tolist() == [0, 2]
    assert found["recency"].tolist() == [-1, 4]
    assert found["average_order"].tolist() == [np.iinfo(np.int64).min, 200]
    assert [found[each.name].dtype for each in wanted] == [np.int32, np.int32, np.int64]
    assert (found.ledger, found.currency, found.first_day) == (None, "EUR", date(2024, 5, 1))


def test_numbers_stay_numbers():
    """In the order of their size."""
    source = clm.sources.engine(
        SALES.with_columns(who=pl.Series([10, 9, 10, 2**40])), **NAMES, currency="EUR"
    )
    found = source.features_on(date(2024, 5, 9), [])
    assert found.customers.tolist() == [9, 10, 2**40]


@given(st.sets(st.integers(-9, 9) | st.integers(2**40, 2**40 + 9) | WHOLE))
def test_people_stand_in_the_order_of_their_ids(ids):
    """Whether they lie close together or far apart, or there is nobody."""
    table = pl.DataFrame({"who": [*ids], "at": [DAY] * len(ids), "cents": [*range(len(ids))]})
    table = table.cast({"who": pl.Int64, "at": pl.Date, "cents": pl.Int64})
    source = clm.sources.engine(table, **NAMES, currency="EUR")
    found = source.features_on(DAY, [Feature.parse("monetary")])
    assert found.customers.tolist() == sorted(ids)
    assert found["monetary"].tolist() == [[*ids].index(each) for each in sorted(ids)]
