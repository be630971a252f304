"""A fitted template leads from raw values to segments by one table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from asking import examples, places, shop, template
from clm.features.catalog import Feature
from clm.features.levels import MANY_BOUNDS
from clm.lifecycle.lookup import CHUNK, RawAxis
from oracle import Reading, Shop

RECENCY, NET = Feature.parse("recency"), Feature.parse("monetary")


@pytest.mark.parametrize("count", [0, 1, MANY_BOUNDS, MANY_BOUNDS + 1, 200])
@pytest.mark.parametrize("subject", [RECENCY, NET, Feature.parse("average_order"), "nps"])
def test_a_level_is_the_number_of_bounds_that_a_value_reaches(subject, count):
    """Whether they are compared one by one or searched; what is missing lies below all."""
    axis = RawAxis.of(subject, set(range(5, 5 + count)))
    missing = -1 if subject == RECENCY else np.iinfo(np.int64).min
    values = np.array([*([missing] if axis.optional else []), 0, 4, 5, 6, 5 + count, 10**6])
    expected = [sum(bound <= value for bound in axis.bounds) for value in values.tolist()]
    assert axis.levels(values).tolist() == expected
    assert max(expected) == axis.size - 1
    assert expected[0] == 0


def test_people_beyond_one_chunk_are_found_like_the_others():
    """Two chunks and one more, each in her own segment."""
    size = 2 * CHUNK + 1
    ledger = clm.Ledger.from_columns(
        customer=np.repeat(np.arange(size), 2)[: 2 * size - 1],
        when=np.full(2 * size - 1, "2024-01-01", "M8[D]"),
        amount_minor=np.ones(2 * size - 1, np.int64),
        currency="EUR",
    )
    snap = clm.snapshot(ledger, template(("once", "orders == 1")), as_of="2024-01-01")
    assert snap.customers("once") == [size - 1]


@pytest.mark.parametrize("orders", [254, 255, 256, 65_535])
def test_a_table_may_fill_its_integers_to_the_brim(orders):
    """A column that knows no levels leaves its stride at the size of the whole table."""
    wanted = ", ".join(map(str, range(1, min(orders, 300), 1)))
    head = '[scores]\nm = { of = "monetary" }'
    mine = template(("some", f"m >= 3 and orders in ({wanted},)"), head=head)
    snap = clm.snapshot(shop(("ann", "2024-01-01", -1)), mine, as_of="2024-01-01")
    assert snap.counts() == {"some": 0, "rest": 1}


DOCUMENT = {
    "scores": {
        "s": {"of": "recency", "bins": 3, "best": "low"},
        "v": {"of": "total('visit')", "bins": 2},
        "n": {"of": "nps", "bins": 2},
    },
    "extra": {"nps": {"min": -5, "max": 5}},
    "segment": [
        {"key": key, "stage": "all", "when": when}
        for key, when in (
            ("fan", "n == 2 and s >= 2"),
            ("seen", "v == 2 and not n == 2"),
            ("away", "s <= 2 and not n == 2 and not v == 2"),
            ("foe", "nps < 0 and not s <= 2 and v != 2"),
        )
    ],
    "unclassified": "rest",
}
HEAD = """
[scores]
s = { of = "recency", bins = 3, best = "low" }
v = { of = "total('visit')", bins = 2 }
n = { of = "nps", bins = 2 }
[extra]
nps = { min = -5, max = 5 }
"""
MINE = template(*((each["key"], each["when"]) for each in DOCUMENT["segment"][:3]), head=HEAD)
DAY = st.integers(1, 28).map(lambda day: f"2024-01-{day:02}")


@examples(60)
@given(
    st.lists(st.tuples(st.integers(0, 9), DAY), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 9), DAY, st.integers(-3, 3)), min_size=1, max_size=12),
    st.dictionaries(st.integers(0, 9), st.integers(-5, 5)),
)
def test_scores_of_any_feature_lead_where_the_oracle_says(orders, visits, nps):
    """Money of visits scores those who visited, an extra column those who have one."""
    customer, when = ([*column] for column in zip(*orders, strict=True))
    visitor, seen, amount = ([*column] for column in zip(*visits, strict=True))
    told, ledger = Shop("EUR"), shop(*((*row, 1) for row in orders))
    told.orders(customer=customer, when=when, amount=[1] * len(orders))
    told.events("visit", customer=visitor, when=seen, amount_minor=amount)
    ledger = ledger.with_events("visit", customer=visitor, when=seen, amount_minor=amount)
    known = {each: value for each, value in nps.items() if each in ledger}
    document = {**DOCUMENT, "segment": DOCUMENT["segment"][:3]}
    snap = clm.snapshot(ledger, MINE, as_of="2024-01-31", extra={"nps": known})
    reading = Reading(told, document, told.days()[-1].replace(day=31), extra={"nps": known})
    assert places(snap) == reading.places()
