"""Metrics of what people bring: the same as the oracle's."""

from clm.metrics.catalogue import earning
from clm.metrics.catalogue.catalogue import metric
from metric_cases import check_against_oracle, every_case, makers_of


@every_case
def test_every_metric_equals_the_oracle(seed, case):
    check_against_oracle(makers_of(earning), case, seed)


def test_margins_that_differ_a_little_are_not_the_same():
    assert metric("margin", share=0.1234567) != metric("margin", share=0.1234568)
