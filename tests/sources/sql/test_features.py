"""Features of a table of orders are those of a ledger of its rows, in every window."""

from random import Random

import pytest

import clm
from asking import template
from clm.errors import FeatureError, ScaleError
from clm.sources import to_sql
from nasty import interesting_days, nasty
from oracle import Shop
from order_tables import EXPRESSIBLE, TABLE, Told, asked, asking, tells
from random_templates import MORE_FEATURES, Maker
from test_random_templates import cuttable, proved
from warehouses import expected, told


@pytest.mark.parametrize("seed", range(60))
def test_every_feature_in_every_shop(warehouse, seed):
    """Lines, refunds, nulls among ids, midnights and changes of the clocks."""
    shop, dice = Told(nasty(seed), seed), Random(seed)
    ledger = shop.ledger()
    warehouse.load("orders", shop.columns())
    days = interesting_days(shop.shop)
    for day in dice.sample(days, min(4, len(days))):
        chosen = asking(dice.sample(EXPRESSIBLE, 7), ledger.currency)
        snap = clm.snapshot(ledger, chosen, as_of=day)
        query = to_sql(snap.fitted, warehouse.dialect, orders=shop.table("orders"), as_of=day)
        assert (day, *told(warehouse, query)) == (day, *expected(snap))


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_any_template_over_any_table_of_orders(warehouse, start):
    """Scored, coded, and with extra columns that nobody has a value of."""
    features = [text for text in (*EXPRESSIBLE, *MORE_FEATURES) if tells(text)]
    compared = 0
    for seed in range(start, start + 40):
        shop, dice = Told(nasty(seed), seed), Random(seed)
        chosen, document = proved(Maker(seed, shop.shop.currency, features).document())
        day = dice.choice(interesting_days(shop.shop))
        if chosen is None or not cuttable(oracle_of(shop), document, day):
            continue
        ledger, orders = shop.ledger(), shop.table("orders")
        snap = clm.snapshot(ledger, chosen, as_of=day)
        if not all(snap.scale.cuts.values()):
            with pytest.raises(ScaleError, match="fitted on nobody"):
                to_sql(snap.fitted, orders=orders, as_of=day)
            continue
        warehouse.load("orders", shop.columns())
        query = to_sql(snap.fitted, warehouse.dialect, orders=orders, as_of=day)
        assert (seed, *told(warehouse, query)) == (seed, *expected(snap))
        compared += bool(len(snap))
    assert compared > 5


def oracle_of(shop):
    """Tell the rows of a table to the oracle."""
    oracle = Shop(shop.shop.currency, shop.shop.timezone)
    oracle.orders(
        customer=[each.customer for each in shop.events],
        when=shop.moments,
        amount_minor=shop.signed,
        order=shop.orders if shop.with_ids else None,
    )
    return oracle


def test_an_average_is_rounded_down_and_sums_are_exact(warehouse):
    """Below zero, too, and as near 2^53 as a ledger comes."""
    largest = 2**53 - 1
    rows = [
        ("ann", None, "2024-05-01", 1),
        ("ann", None, "2024-05-01", 1),
        ("ann", None, "2024-05-01", -5),
        *(("bob", None, "2024-05-01", each) for each in (largest - 2, 1, 1)),
        ("cem", None, "2024-05-01", largest),
    ]
    assert asked(warehouse, rows, ["monetary", "average_order"], "2024-05-01") == {
        "ann": [-3, -2],
        "bob": [largest, largest // 3],
        "cem": [largest, largest],
    }


def test_what_a_table_of_orders_does_not_tell_is_refused_at_once():
    """Channels, and the order of events within a day; other kinds never happened."""
    features = [
        "count('order', channel='email')",
        "latest('order', 'refund')",
        "latest('order', 'visit')",
        "count('visit', channel='email')",
        "last('refund', channel='shop')",
    ]
    parts = [
        f"{text} == 'order'" if text.startswith("latest") else f"{text} >= 1" for text in features
    ]
    fitted = template(("all", " and ".join(parts))).with_scale(clm.Scale((), {}, {}))
    with pytest.raises(FeatureError) as caught:
        to_sql(fitted, orders=TABLE, as_of="2024-05-01")
    refused = {fault.where: fault.mend for fault in caught.value.faults}
    assert {*refused} == {features[0], features[1], features[4]}
    assert all("store the features" in mend for mend in refused.values())
