"""First and second orders, as the oracle knows them."""

import numpy as np
import pytest

from clm.ledger.sales.refunds import EVER
from clm.metrics.measuring.followed import Followed, counting, marked
from clm.model.day import from_number, to_number
from lively import lively
from metric_cases import every_case


@every_case
def test_first_and_second_orders_are_those_of_the_oracle(seed, case):
    story, start, _, as_of = case(seed)
    ledger, pasts = story.ledger(), story.oracle().pasts(as_of)
    followed = Followed(ledger, as_of)
    for code, who in enumerate(ledger.customers.tolist()):
        past = pasts.get(who)
        days = sorted(each.day for each in past.happened.get("order", ())) if past else []
        first = int(followed.first_order[code])
        assert (first == EVER) if not days else (from_number(first) == days[0])
        for within in (1, 7, 400):
            soon = len(days) > 1 and (days[1] - days[0]).days <= within
            assert followed.again(within)[code] == soon
    began, day = followed.began(to_number(start), to_number(as_of))
    first = followed.first_order
    assert set(began.tolist()) == {*np.flatnonzero((first >= to_number(start)) & (first < EVER))}
    assert day.tolist() == sorted(first[began].tolist())


@pytest.mark.parametrize("seed", range(10))
def test_orders_of_some_days_are_those_that_count_on_the_last(seed):
    story = lively(seed)
    orders, oracle = story.ledger().orders, story.oracle()
    for last in oracle.days()[::7]:
        pasts = oracle.pasts(last)
        days = [each.day for past in pasts.values() for each in past.happened.get("order", ())]
        found = counting(orders, to_number(last) - 20, to_number(last)).day.tolist()
        assert found == sorted(to_number(day) for day in days if (last - day).days <= 20)


def test_customers_are_marked():
    assert marked(np.array([1], np.int32), 2).tolist() == [False, True]
