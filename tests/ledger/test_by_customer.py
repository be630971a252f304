"""The rows of one customer are found without looking at those of everybody."""

import pickle
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clm
from clm.ledger.by_customer import BUCKET_BITS, ByCustomer
from nasty import nasty


@given(st.lists(st.integers(0, 9), max_size=30))
def test_rows_are_found_in_their_own_order(codes):
    """Exactly those that a scan would find."""
    customer = np.array(codes, np.int32)
    index = ByCustomer.of(customer)
    for code in range(11):
        assert index.find(code).tolist() == np.flatnonzero(customer == code).tolist()


def test_many_customers_share_a_bucket_and_are_told_apart():
    """Codes of more bits than a bucket has, the highest and the lowest among them."""
    dice = np.random.default_rng(3)
    customer = dice.integers(0, 1 << (BUCKET_BITS + 4), 20_000).astype(np.int32)
    customer[:2] = 0, (1 << (BUCKET_BITS + 4)) - 1
    index = ByCustomer.of(customer)
    assert index.shift == 4
    for code in {0, int(customer.max()), *customer[:200].tolist()}:
        assert index.find(code).tolist() == np.flatnonzero(customer == code).tolist()
    assert not len(index.find(int(customer.max()) + 100))


def test_nobody_can_change_it():
    index = ByCustomer.of(np.array([1, 0], np.int32))
    with pytest.raises(ValueError, match="read-only"):
        index.rows[0] = 5


@pytest.mark.parametrize("seed", range(20))
def test_a_ledger_that_was_asked_is_still_the_same_ledger(seed):
    """What was found out about rows is neither compared nor pickled, and new rows are seen."""
    ledger = nasty(seed).ledger()
    shown = {who: ledger.customer(who) for who in ledger.customers.tolist()}
    again = pickle.loads(pickle.dumps(ledger))
    assert {who: again.customer(who) for who in shown} == shown
    who = Random(seed).choice([*shown]) if shown else None
    if who is not None:
        more = ledger.with_events("visit", customer=[who], when=["2024-05-01"])
        assert len(more.customer(who).events) == len(shown[who].events) + 1
        assert clm.Features.of(more, as_of="9999-12-31")["count('visit')"].sum() == sum(
            len(more.customer(each).of("visit")) for each in shown
        )
