"""Features that an engine reduces are those of the ledger of the same tables."""

from collections import Counter

import pytest

import clm
from clm.features.catalog import Feature
from engines import LIBRARIES, Told, soon
from nasty import FEATURES

KINDS = ("order", "refund", "visit", "kind nobody knows")
REDUCED = [
    each
    for each in map(Feature.parse, FEATURES)
    if each.stat not in ("gap", "latest") and each.channel is None and each.kinds[0] in KINDS
]
SEEDS = range(12)


def test_most_features_are_reduced():
    """What is left out is named in another test."""
    assert Counter(each.stat for each in REDUCED).keys() == {
        *("count", "total", "net", "last", "first", "average", "days")
    }


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_has_the_features_of_the_ledger(seed, library):
    """Lines, refunds, windows, days round the shop's midnight and summer time; to the type."""
    told = Told(seed)
    ledger = told.ledger()
    if ledger.last_day is None:
        pytest.skip("a shop without rows")
    for day in {ledger.first_day, ledger.last_day, soon(ledger.last_day, 31)}:
        expected = clm.Features.of(ledger, as_of=day)
        found = told.engine(LIBRARIES[library]).features_on(day, REDUCED)
        rows = found.find(expected.customers.tolist())
        assert len(found) == len(expected) == len({*rows.tolist()} - {-1})
        assert found.first_day == ledger.first_day
        for feature in REDUCED:
            theirs, mine = expected.column(feature), found.column(feature)[rows]
            assert (feature, mine.tolist()) == (feature, theirs.tolist())
            assert mine.dtype == theirs.dtype


def test_the_shops_are_not_all_empty():
    """Nearly all of them have orders, refunds and orders with ids."""
    ledgers = [Told(seed).ledger() for seed in SEEDS]
    told = Counter(
        what
        for ledger in ledgers
        for what, there in (
            ("order", len(ledger.orders)),
            ("refund", len(ledger.contents.kinds["refund"])),
            ("visit", ledger.rows("visit") is not None),
            ("void", len(ledger.orders.voids)),
        )
        if there
    )
    assert min(told[what] for what in ("order", "refund", "visit", "void")) >= len(SEEDS) // 4
