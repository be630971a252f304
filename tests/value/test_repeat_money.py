"""Money that is not of the first order day; `test_taking` compares it with loops over rows."""

from random import Random

import pytest

from clm.features.gaps import order_waits
from clm.model.day import to_number
from clm.value.repeat_money import repeat_money
from nasty import interesting_days, nasty
from value_oracle import summary_told


@pytest.mark.parametrize("seed", range(40))
def test_money_after_the_first_order_day_is_the_oracles(seed):
    """In whole minor units, of those who came again."""
    made, dice = nasty(seed), Random(seed)
    oracle, ledger = made.oracle(), made.ledger()
    for day in dice.sample(every := interesting_days(made), min(4, len(every))):
        found = repeat_money(ledger, order_waits(ledger, day), to_number(day))
        money = dict(zip(ledger.customers.tolist(), found.tolist(), strict=True))
        for who, (x, _, _, value) in summary_told(oracle, day).items():
            if x:
                assert money[who] == value * x * 10**oracle.exponent
