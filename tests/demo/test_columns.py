"""The simulated shop as plain columns."""

import hashlib
import pickle

import numpy as np
import pytest

from clm.demo import shop_columns
from clm.errors import DayError, LedgerError
from clm.model.event import KINDS


def fingerprint(shop):
    """A hash of every value: whole numbers and texts, the same on every machine."""
    digest = hashlib.sha256()
    for kind, columns in shop.items():
        for name, column in columns.items():
            values = column.astype(np.int64) if column.dtype.kind == "M" else column
            digest.update(f"{kind} {name} {values.tolist()}\n".encode())
    return digest.hexdigest()[:16]


SHOP = shop_columns(500)


def test_every_kind_that_the_templates_know_happens():
    assert set(SHOP) == set(KINDS)
    assert all(len(columns["when"]) for columns in SHOP.values())


def test_the_same_seed_gives_the_same_shop_on_every_machine():
    assert fingerprint(SHOP) == fingerprint(shop_columns(500)) == "b50acc0501a2df1d"


def test_another_seed_gives_another_shop():
    assert fingerprint(shop_columns(500, seed=8)) != fingerprint(SHOP)


@pytest.mark.parametrize("customers", [1, 2, 37, 500])
def test_there_are_as_many_people_as_asked_for(customers):
    shop = shop_columns(customers)
    assert len({who for kind in shop.values() for who in kind["customer"].tolist()}) == customers


def test_everything_happens_within_the_days():
    shop = shop_columns(200, start="2023-03-05", end="2023-04-04")
    when = np.concatenate([columns["when"] for columns in shop.values()]).astype("datetime64[D]")
    assert np.datetime64("2023-03-05") <= when.min()
    assert when.max() <= np.datetime64("2023-04-04")


def test_one_day_is_enough():
    assert len(shop_columns(50, start="2024-02-29", end="2024-02-29")["visit"]["when"]) >= 40


def test_columns_of_a_kind_have_one_length():
    for columns in SHOP.values():
        assert len({len(column) for column in columns.values()}) == 1


def test_lines_of_an_order_share_customer_and_moment():
    order, seen = SHOP["order"], {}
    columns = (order[name].tolist() for name in ("order", "customer", "when"))
    for key, *rest in zip(*columns, strict=True):
        assert seen.setdefault(key, rest) == rest
    assert len(seen) < len(order["order"])


def test_refunds_come_after_their_order_to_its_customer_and_never_exceed_it():
    order, refund = SHOP["order"], SHOP["refund"]
    rows = np.searchsorted(order["order"], refund["refund_of"])
    total = np.bincount(order["order"] - order["order"][0], order["amount_minor"])
    assert np.array_equal(order["order"][rows], refund["refund_of"])
    assert np.array_equal(order["customer"][rows], refund["customer"])
    assert np.all(refund["when"] > order["when"][rows])
    assert np.all(refund["amount_minor"] <= total[refund["refund_of"] - order["order"][0]])


@pytest.mark.parametrize(
    ("wrong", "error", "where"),
    [
        ({"customers": 0}, LedgerError, "customers"),
        ({"seed": -1}, LedgerError, "seed"),
        ({"start": "2025-01-02", "end": "2025-01-01"}, DayError, "end"),
        ({"start": "soon"}, DayError, "start"),
    ],
)
def test_an_impossible_shop_is_refused(wrong, error, where):
    with pytest.raises(error) as raised:
        shop_columns(**wrong)
    assert raised.value.faults[0].where == where
    assert pickle.loads(pickle.dumps(raised.value)).faults == raised.value.faults
