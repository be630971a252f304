"""Metrics of visitors who sign up, fill a cart, and buy: the same as the oracle's."""

from clm.metrics.catalogue import converting
from metric_cases import check_against_oracle, every_case, makers_of


@every_case
def test_every_metric_equals_the_oracle(seed, case):
    check_against_oracle(makers_of(converting), case, seed)
