"""Where everybody stands on a day."""

import numpy as np
import pytest

from clm.features.table import ORDERS, Features
from clm.metrics.measuring.moment import Moment
from lively import lively


@pytest.mark.parametrize("seed", range(20))
def test_a_moment_knows_what_the_oracle_knows(seed):
    story = lively(seed)
    ledger, oracle = story.ledger(), story.oracle()
    for day in oracle.days()[::9]:
        moment = Moment(Features.of(ledger, as_of=day))
        orders, recency = oracle.features("orders", day), oracle.features("recency", day)
        every = np.arange(len(ledger), dtype=np.int32)
        ids = ledger.customers.tolist()
        assert moment.of(ORDERS, every).tolist() == [orders.get(who, 0) for who in ids]
        for what, found in {
            "there": moment.there,
            "active": moment.active(10),
            "lapsed": moment.lapsed(10),
        }.items():
            who = {ids[code] for code in np.flatnonzero(found).tolist()}
            assert who == expected(what, orders, recency)


def expected(what, orders, recency):
    """Name those who are there, active or lapsed."""
    days = {who: last for who, last in recency.items() if last is not None}
    return {
        "there": set(orders),
        "active": {who for who, last in days.items() if last <= 10},
        "lapsed": {who for who, last in days.items() if last > 10},
    }[what]
