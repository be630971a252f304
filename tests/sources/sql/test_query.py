"""Over a table of features the query says what the kernel says, of any template."""

from random import Random

import pytest

import clm
from asking import KEYS, THOROUGH, template
from clm.errors import ScaleError
from clm.sources import to_sql
from nasty import interesting_days, nasty
from random_templates import Maker
from test_random_templates import cuttable, proved
from warehouses import expected, features_of, told

SEEDS = range(160 * THOROUGH)
BATCH = 40


@pytest.mark.parametrize("start", SEEDS[::BATCH])
def test_any_template_gives_everybody_what_the_kernel_gives(warehouse, start):
    """Scores, codes, kinds, extra columns, unlimited parameters, and what is missing."""
    compared = 0
    for seed in range(start, start + BATCH):
        shop, dice = nasty(seed), Random(seed)
        chosen, document = proved(Maker(seed, shop.currency).document())
        if chosen is None:
            continue
        ledger, oracle = shop.ledger(), shop.oracle()
        day = dice.choice(interesting_days(shop))
        if not cuttable(oracle, document, day):
            continue
        people = sorted(oracle.population(day), key=str)
        nps = {who: dice.randint(-2, 3) for who in people if dice.random() < 0.7}
        snap = clm.snapshot(
            ledger, chosen, as_of=day, extra={"nps": nps} if document["extra"] else {}
        )
        if not all(snap.scale.cuts.values()):
            with pytest.raises(ScaleError, match="fitted on nobody"):
                to_sql(snap.fitted, warehouse.dialect)
            continue
        warehouse.load("features", features_of(snap))
        found = told(warehouse, to_sql(snap.fitted, warehouse.dialect))
        assert (seed, *found) == (seed, *expected(snap))
        compared += bool(found[1])
    assert compared > BATCH // 4


@pytest.mark.parametrize("seed", range(12))
def test_the_templates_that_are_built_in(warehouse, seed):
    """Of shops in which everything goes wrong, fitted on a day, laid over another."""
    shop = nasty(seed)
    ledger = shop.ledger()
    days = interesting_days(shop)
    compared = 0
    for key in KEYS:
        fitted = clm.snapshot(ledger, key, as_of=days[-1]).fitted
        if not all(fitted.scale.cuts.values()):
            continue
        for day in (days[len(days) // 2], days[-1]):
            snap = clm.snapshot(ledger, fitted, as_of=day)
            warehouse.load("features", features_of(snap))
            assert told(warehouse, to_sql(fitted, warehouse.dialect)) == expected(snap)
            compared += 1
    assert compared


def test_a_chain_of_conditions_is_as_long_as_a_template_allows(warehouse):
    """Hundreds of comparisons, one inside the other's brackets."""
    chain = " or ".join(f"orders == {each}" for each in range(1, 400, 2))
    deep = "not (" * 12 + "orders >= 5" + ")" * 12
    mine = template(("odd", chain), ("many", f"orders > 400 and {deep}"))
    ledger = clm.Ledger.from_columns(
        customer=[1, 2, 2], when=["2024-05-01"] * 3, amount=[1] * 3, currency="EUR"
    )
    snap = clm.snapshot(ledger, mine, as_of="2024-05-02")
    warehouse.load("features", features_of(snap))
    assert told(warehouse, to_sql(snap.fitted, warehouse.dialect)) == expected(snap)
